"""Nothing leaves this computer unseen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from backend.egress import SHOWN, Egress
from backend.errors import DownloadFailed, Offline, TooLarge


class Somewhere(BaseHTTPRequestHandler):
    """A server that redirects /there to /here, and /away to another computer; /large is 1,000 bytes."""

    def do_GET(self) -> None:
        self.send_response(302 if self.path in ("/there", "/away") else 200)
        self.send_header("location", "http://192.0.2.1/" if self.path == "/away" else "/here")
        body = b"x" * (1000 if self.path == "/large" else 0)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Somewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fetch(egress: Egress, url: str) -> int:
    async def go() -> int:
        async with egress.client("Search for models") as client:
            return (await client.get(url)).status_code

    return asyncio.run(go())


def test_every_request_is_logged_redirects_too_and_the_log_outlives_the_app(tmp_path: Path, address: str) -> None:
    egress = Egress(tmp_path / "connections.jsonl", lambda: False)
    assert fetch(egress, address + "/there") == 200
    again = Egress(tmp_path / "connections.jsonl", lambda: False).connections()
    assert again == egress.connections()
    assert [(seen.host, seen.purpose, seen.allowed) for seen in again] == [("127.0.0.1", "Search for models", True)] * 2


@pytest.mark.parametrize("host", ["192.0.2.1", "localhost.example", "127.0.0.1.example", "[2001:db8::1]"])
def test_the_off_switch_holds_requests_back_and_says_so(tmp_path: Path, host: str) -> None:
    egress = Egress(tmp_path / "connections.jsonl", lambda: True)
    with pytest.raises(Offline) as refused:
        fetch(egress, f"http://{host}/")
    assert "Privacy" in refused.value.hint
    assert [seen.allowed for seen in egress.connections()] == [False]


def test_a_server_on_this_computer_may_be_asked_offline_and_never_through_a_proxy(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1:3128")
    monkeypatch.setenv("NO_PROXY", "")
    egress = Egress(tmp_path / "connections.jsonl", lambda: True)
    assert fetch(egress, address) == 200
    assert fetch(egress, address.replace("127.0.0.1", "localhost")) == 200
    assert [(seen.host, seen.allowed) for seen in egress.connections()] == [("localhost", True), ("127.0.0.1", True)]


def test_what_leads_away_from_this_computer_is_held_back(tmp_path: Path, address: str) -> None:
    egress = Egress(tmp_path / "connections.jsonl", lambda: True)
    with pytest.raises(Offline):
        fetch(egress, address + "/away")
    assert [seen.allowed for seen in egress.connections()] == [False, True]


def test_an_answer_may_be_held_to_a_size(tmp_path: Path, address: str) -> None:
    egress = Egress(tmp_path / "connections.jsonl", lambda: False)

    async def size(largest: int) -> int:
        async with egress.client("Search for models", largest=largest) as client:
            return len((await client.get(address + "/large")).content)

    assert asyncio.run(size(1000)) == 1000
    with pytest.raises(TooLarge, match=r"127\.0\.0\.1"):
        asyncio.run(size(999))


def test_a_torn_line_in_the_log_costs_only_itself(tmp_path: Path, address: str) -> None:
    egress = Egress(tmp_path / "connections.jsonl", lambda: False)
    fetch(egress, address)
    with (tmp_path / "connections.jsonl").open("a") as log:
        log.write('{"at": "2026')
    assert len(Egress(tmp_path / "connections.jsonl", lambda: False).connections()) == 1


@pytest.mark.parametrize(
    "torn", [b'{"at": "2026', b'{"at": "2026{"at": "2026-01-01"}\n', b"\xff\xfe\n", b"{}\n"], ids=str
)
def test_whatever_a_crash_left_in_the_log_fireside_starts_and_goes_on_logging(
    tmp_path: Path, address: str, torn: bytes
) -> None:
    log = tmp_path / "connections.jsonl"
    log.write_bytes(torn)
    fetch(Egress(log, lambda: False), address)
    fetch(Egress(log, lambda: False), address)
    assert len(Egress(log, lambda: False).connections()) == 2


def test_a_log_that_cannot_be_written_holds_no_request_back_and_hides_none(tmp_path: Path, address: str) -> None:
    (tmp_path / "connections.jsonl").mkdir()
    egress = Egress(tmp_path / "connections.jsonl", lambda: False)
    assert fetch(egress, address) == 200
    assert [seen.host for seen in egress.connections()] == ["127.0.0.1"]


def test_the_log_does_not_grow_for_ever(tmp_path: Path, address: str) -> None:
    log = tmp_path / "connections.jsonl"
    egress = Egress(log, lambda: False)
    fetch(egress, address)
    log.write_text(log.read_text() * 20_000)
    egress = Egress(log, lambda: False)
    fetch(egress, address)
    assert len(egress.connections()) == SHOWN
    assert len(log.read_text().splitlines()) == SHOWN + 2  # that it began, and how much came
    assert list(tmp_path.iterdir()) == [log]


def test_how_much_went_and_came_is_told_and_kept(tmp_path: Path, address: str) -> None:
    egress = Egress(tmp_path / "connections.jsonl", lambda: False)

    async def go() -> None:
        async with egress.client("Fetch a voice") as client:
            await client.get(address + "/large")
            async with client.stream("GET", address + "/large") as answer:
                assert egress.connections()[0].received is None
                async for _ in answer.aiter_bytes(100):
                    break

    asyncio.run(go())
    amounts = [(seen.sent, seen.received) for seen in egress.connections()]
    assert amounts == [(None, 1000), (None, 1000)]
    assert Egress(tmp_path / "connections.jsonl", lambda: False).connections() == egress.connections()


def test_what_was_sent_is_counted_also_where_it_is_redirected(tmp_path: Path, address: str) -> None:
    egress = Egress(tmp_path / "connections.jsonl", lambda: False)

    async def go() -> None:
        async with egress.client("Fetch a voice") as client:
            await client.request("GET", address + "/there", content=b"12345")

    asyncio.run(go())
    assert [seen.received for seen in egress.connections()] == [0, 0]
    assert 5 in [seen.sent for seen in egress.connections()]


def test_the_log_can_be_emptied(tmp_path: Path, address: str) -> None:
    egress = Egress(tmp_path / "connections.jsonl", lambda: False)
    fetch(egress, address + "/here")
    egress.forget()
    assert egress.connections() == ()
    assert not (tmp_path / "connections.jsonl").exists()
    fetch(egress, address + "/here")
    assert len(Egress(tmp_path / "connections.jsonl", lambda: False).connections()) == 1


def test_a_client_that_blocks_goes_through_the_gate_as_well(tmp_path: Path, address: str) -> None:
    egress = Egress(tmp_path / "connections.jsonl", lambda: True)
    with egress.blocking_client("Search for models", largest=500) as client:
        assert client.get(address + "/there").status_code == 200
        with pytest.raises(TooLarge):
            client.get(address + "/large")
        with pytest.raises(Offline):
            client.get(address + "/away")
    seen = [(seen.host, seen.allowed, seen.purpose) for seen in reversed(egress.connections())]
    assert seen == [("127.0.0.1", True, "Search for models")] * 4 + [("192.0.2.1", False, "Search for models")]
    assert [seen.received for seen in egress.connections()][-2:] == [0, 0]


def test_a_client_that_blocks_says_in_a_sentence_that_nobody_answers(tmp_path: Path) -> None:
    egress = Egress(tmp_path / "connections.jsonl", lambda: False)
    with egress.blocking_client("Search for models") as client, pytest.raises(DownloadFailed) as failed:
        client.get("http://127.0.0.1:1/")
    assert "127.0.0.1 cannot be reached" in failed.value.message
