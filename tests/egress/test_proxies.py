"""Requests go by the proxy that was chosen, and tell it who they are; what is on this computer is asked straight."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest

from backend.egress import Egress
from backend.egress.proxies import Proxies, Proxy, read, written
from backend.errors import DownloadFailed, Invalid
from tests.egress.test_gate import Somewhere
from tests.proxying import FakeProxy, proxying

AWAY = "http://models.example/here"


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Somewhere) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def proxy(port: int) -> Iterator[FakeProxy]:
    with proxying(port) as proxy:
        yield proxy


class Chosen:
    """What a person chose, and the logins that a keyring has."""

    def __init__(self, address: str, login: str = "") -> None:
        self.address, self.login, self.looked = address, login, 0

    def kept(self, name: str) -> str:
        self.looked += 1
        return self.login if name == f"proxy {self.address}" else ""

    def gate(self, folder: Path) -> Egress:
        return Egress(folder / "connections.jsonl", lambda: False, Proxies(lambda: self.address, self.kept))


def status(gate: Egress, url: str) -> int:
    async def go() -> int:
        async with gate.client("Search for models") as client:
            return (await client.get(url)).status_code

    return asyncio.run(go())


def test_a_chosen_proxy_leads_to_other_computers_and_to_this_one_none(
    tmp_path: Path, proxy: FakeProxy, port: int
) -> None:
    gate = Chosen(proxy.address).gate(tmp_path)
    assert status(gate, AWAY) == 200
    assert status(gate, f"http://127.0.0.1:{port}/here") == 200
    with gate.blocking_client("Look for models") as client:
        assert client.get(AWAY).status_code == 200
        assert client.get(f"http://localhost:{port}/here").status_code == 200
    assert proxy.asked == ["models.example"] * 2
    assert [seen.host for seen in gate.connections()][-1] == "models.example"


def test_another_choice_holds_for_the_next_request_of_a_client_that_is_there(
    tmp_path: Path, proxy: FakeProxy, port: int
) -> None:
    chosen = Chosen(proxy.address)
    gate = chosen.gate(tmp_path)

    async def go(other: FakeProxy) -> None:
        async with gate.client("Search for models") as client:
            await client.get(AWAY)
            chosen.address = other.address
            await client.get(AWAY)
            await client.get(AWAY)

    with proxying(port) as other:
        asyncio.run(go(other))
        assert (len(proxy.asked), len(other.asked)) == (1, 2)


def test_the_proxy_is_told_who_asks_and_the_other_computer_is_not(tmp_path: Path, port: int) -> None:
    with proxying(port, "me:pass wörd:@") as proxy:
        chosen = Chosen(proxy.address, written("me", "pass wörd:@"))
        gate = chosen.gate(tmp_path)
        assert status(gate, AWAY) == 200
        assert status(gate, AWAY) == 200
        assert proxy.logins == ["me:pass wörd:@"] * 2
        assert chosen.looked == 1
        with gate.blocking_client("Look for models") as client:
            assert client.get(AWAY).status_code == 200
            with pytest.raises(DownloadFailed, match="does not let it through"):
                client.get("https://models.example/")
        assert proxy.asked[-1] == "models.example:443"
    assert "wörd" not in (tmp_path / "connections.jsonl").read_text()


def test_a_proxy_that_wants_another_login_is_named_and_where_to_enter_it(tmp_path: Path, port: int) -> None:
    with proxying(port, "me:right") as proxy:
        gate = Chosen(proxy.address, written("me", "wrong")).gate(tmp_path)
        with gate.blocking_client("Look for models") as client, pytest.raises(DownloadFailed) as refused:
            client.get("https://models.example/")
        assert "wants another name and password (Settings → Privacy)" in refused.value.message
        assert status(gate, AWAY) == 407


def test_a_proxy_that_is_not_there_is_named(tmp_path: Path) -> None:
    gate = Chosen("http://127.0.0.1:1").gate(tmp_path)
    with pytest.raises(httpx2.ProxyError, match=r"the proxy 127\.0\.0\.1:1 does not let it through"):
        status(gate, AWAY)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


def test_the_systems_proxy_is_used_unless_none_was_chosen(
    tmp_path: Path, proxy: FakeProxy, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("http_proxy", f"http://me:word@127.0.0.1:{proxy.server_port}")
    assert status(Egress(tmp_path / "log", lambda: False), AWAY) == 200
    assert (proxy.asked, proxy.logins) == (["models.example"], ["me:word"])
    with pytest.raises(httpx2.ConnectError):
        status(Chosen("none").gate(tmp_path), "http://models.invalid/here")
    assert len(proxy.asked) == 1


def test_what_the_system_leads_to_without_a_proxy_is_asked_straight(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("all_proxy", "proxy.example:8080")
    environment.setenv("no_proxy", "inner.example,192.168.0.0/16,nonsense/99")
    proxies = Proxies()
    assert proxies.to("https", "models.example") == Proxy("http://proxy.example:8080")
    assert proxies.to("http", "models.example") == Proxy("http://proxy.example:8080")
    assert proxies.to("https", "deep.inner.example") is None
    assert proxies.to("https", "192.168.7.8") is None
    assert proxies.to("https", "10.0.0.1") is not None
    assert proxies.to("http", "localhost") is None
    environment.delenv("all_proxy")
    assert proxies.to("https", "models.example") is None


@pytest.mark.parametrize(
    ("told", "address", "login"),
    [
        ("proxy.example:3128", "http://proxy.example:3128", None),
        (" http://Proxy.Example:3128/ ", "http://proxy.example:3128", None),
        ("https://proxy.example", "https://proxy.example:443", None),
        ("proxy", "http://proxy:80", None),
        ("me:p%40ss@proxy.example:8080", "http://proxy.example:8080", ("me", "p@ss")),
        ("http://me@[::1]:8080", "http://[::1]:8080", ("me", "")),
        ("10.0.0.1:8080", "http://10.0.0.1:8080", None),
    ],
)
def test_a_proxy_is_understood_as_people_write_it(told: str, address: str, login: tuple[str, str] | None) -> None:
    assert read(told) == Proxy(address, login)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("", "no name of a computer"), ("http://", "no name of a computer"), ("a b", "no name of a computer"),
        ("proxy.example:99999", "no port"), ("proxy.example:x", "no port"), ("proxy.example:0", "no name"),
        ("socks5://proxy.example", "kind socks5"), ("ftp://proxy.example", "kind ftp"),
        ("proxy.example/path", "behind the port"), ("proxy.example?a=b", "behind the port"), ("-x.example", "no name"),
        ("http://[::1", "no port"), ("x" * 300, "no name"),
    ],
)  # fmt: skip
def test_what_is_no_proxy_is_refused_with_the_reason(told: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        read(told)
    assert refused.value.param == "proxy"
    assert "proxy.example:3128" in refused.value.hint
