"""The real `huggingface_hub` client and our reader of headers, against a server that speaks the hub's API."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from backend.egress import Egress
from backend.engines.devices import Machine
from backend.engines.header import Header, read_header
from backend.engines.keys import Keys
from backend.engines.shape import shape_of
from backend.errors import DownloadFailed, FiresideError, Gated, Invalid, ModelBroken, NotFound, Offline
from backend.library.fitting import judge
from backend.library.hub import HUGGING_FACE, Contents, Hub, Sort
from tests.library.conftest import MODEL
from tests.library.fake_hub import REVISION, TOKEN, Answer, FakeHub

HTML = Answer(200, b"<!doctype html><title>Sign in</title>", {"content-type": "text/html"})
GIB = 1 << 30


def contents(hub: Hub, name: str = MODEL) -> Contents:
    return asyncio.run(hub.contents(name))


def header_of(hub: Hub, found: Contents, path: str = "small-Q4_K_M.gguf") -> Header:
    return asyncio.run(hub.header(hub.address(found.repository.id, found.revision, path)))


def test_a_search_finds_repositories(fake: FakeHub, hub: Hub) -> None:
    fake.repositories["other/Large-GGUF"] = {}
    (found,) = asyncio.run(hub.search("small"))
    assert (found.id, found.licence, found.architecture, found.gated) == (MODEL, "apache-2.0", "llama", False)
    assert (found.downloads, found.likes, found.parameters, found.context) == (12, 3, 1_234_567, 512)
    assert "filter=gguf" in fake.paths()[0]
    assert "limit=30" in fake.paths()[0]
    assert len(asyncio.run(hub.search(""))) == 2


@pytest.mark.parametrize(
    ("sort", "first"), [("downloads", "a/Known"), ("likes", "b/Liked"), ("last_modified", "c/New")]
)
def test_a_search_is_sorted_and_cut(fake: FakeHub, hub: Hub, sort: Sort, first: str) -> None:
    fake.repositories |= {"a/Known": {}, "b/Liked": {}, "c/New": {}}
    fake.facts = {
        "a/Known": {"downloads": 99},
        "b/Liked": {"likes": 9},
        "c/New": {"lastModified": "2026-11-01T00:00:00.000Z"},
    }
    assert [one.id for one in asyncio.run(hub.search("", sort, 1))] == [first]
    assert len(asyncio.run(hub.search("", sort, 3))) == 3


def test_a_hub_that_hangs_is_given_up_and_keeps_nobody_waiting(
    fake: FakeHub, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        asked = [asyncio.create_task(hub.search(f"{number}")) for number in range(9)]
        while len(fake.asked) < 9:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        assert not await hub.signed_in()  # others are still done
        for refused in await asyncio.gather(*asked, return_exceptions=True):
            assert isinstance(refused, DownloadFailed)
            assert "cannot be reached" in refused.message

    monkeypatch.setattr("backend.library.hub._PATIENCE", 2.0)
    fake.answering.clear()
    asyncio.run(scene())


def test_nothing_is_told_about_this_computer(fake: FakeHub, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a token that another program left here, nor which programs there are."""
    monkeypatch.setenv("HF_TOKEN", "hf_of_another_program")
    asyncio.run(hub.search("small"))
    contents(hub)
    assert all("authorization" not in one.headers for one in fake.asked)
    assert not [word for one in fake.asked for word in ("torch", "agent/") if word in one.headers["user-agent"]]
    assert [path.partition("?")[0] for path in fake.paths()] == ["/api/models", f"/api/models/{MODEL}"]


def test_every_request_is_in_the_log(fake: FakeHub, hub: Hub, gate: Egress) -> None:
    asyncio.run(hub.search("small"))
    assert [(seen.host, seen.purpose) for seen in gate.connections()] == [("127.0.0.1", "Look for models")]


def test_a_repository_tells_its_models_with_sizes_and_hashes(fake: FakeHub, hub: Hub, model_bytes: bytes) -> None:
    import hashlib

    found = contents(hub)
    (one,) = found.variants
    assert (found.revision, one.quantisation, one.size) == (REVISION, "Q4_K_M", len(model_bytes))
    assert one.files[0].sha256 == hashlib.sha256(model_bytes).hexdigest()
    assert contents(hub) == found
    assert len(fake.asked) == 1  # the second time it was known


def test_the_card_comes_without_its_data(fake: FakeHub, hub: Hub) -> None:
    assert asyncio.run(hub.card(contents(hub))) == "# Small"
    fake.repositories["publisher/Silent"] = {}
    assert asyncio.run(hub.card(contents(hub, "publisher/Silent"))) == ""


@pytest.mark.parametrize("name", ["", "alone", "a/b/c", "../etc/passwd", "a/..", "a/b?c", "ä/b", "a b/c"])
def test_what_is_no_name_is_not_asked_for(fake: FakeHub, hub: Hub, name: str) -> None:
    with pytest.raises(Invalid):
        contents(hub, name)
    assert fake.asked == []


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (Answer(404), NotFound, "no such repository"),
        (Answer(401, headers={"x-error-code": "GatedRepo"}), Gated, "Accept the licence"),
        (Answer(403), Gated, "access token"),
        (Answer(401), Gated, "Accept the licence"),
        (Answer(429, headers={"retry-after": "17"}), DownloadFailed, "in 17 seconds"),
        (Answer(429), DownloadFailed, "in a few minutes"),
        (Answer(503), DownloadFailed, "503"),
        (HTML, DownloadFailed, "sign in"),
        (Answer(200, b"[1]", {"content-type": "application/json"}), DownloadFailed, "something else"),
        (Answer(200, b'{"a": 1}', {"content-type": "application/json"}), DownloadFailed, "something else"),
    ],
)
def test_refusals_are_told_in_words_and_nobody_asks_again(
    fake: FakeHub, hub: Hub, answer: Answer, error: type[FiresideError], words: str
) -> None:
    for ask in (hub.search("small"), hub.contents(MODEL)):
        fake.instead = [answer]
        with pytest.raises(error) as refused:
            asyncio.run(ask)
        assert words in refused.value.message + refused.value.hint
    assert len(fake.asked) == 2


def test_a_token_that_is_not_taken_is_told_apart_from_a_licence(fake: FakeHub, hub: Hub) -> None:
    asyncio.run(hub.sign_in("hf_old"))
    for answer, param in ((Answer(401), "token"), (Answer(401, headers={"x-error-code": "GatedRepo"}), None)):
        fake.instead = [answer]
        with pytest.raises(Gated) as refused:
            contents(hub)
        assert refused.value.param == param


def test_a_repository_that_is_not_there_is_not_called_gated(hub: Hub) -> None:
    with pytest.raises(NotFound):
        contents(hub, "publisher/Nothing")


def test_nobody_who_answers_is_told_at_once(gate: Egress, keys: Keys) -> None:
    hub = Hub(gate, keys, "http://127.0.0.1:1")
    with pytest.raises(DownloadFailed, match="cannot be reached"):
        asyncio.run(hub.search("small"))
    assert len(gate.connections()) == 1


def test_the_off_switch_holds(tmp_path: Path, keys: Keys) -> None:
    hub = Hub(Egress(tmp_path / "log", lambda: True), keys, HUGGING_FACE)
    for ask in (hub.search("small"), hub.contents(MODEL)):
        with pytest.raises(Offline):
            asyncio.run(ask)


# ------------------------------------------------------------------ the header from afar


def test_a_header_is_read_without_the_file(fake: FakeHub, hub: Hub, model_bytes: bytes, tmp_path: Path) -> None:
    (tmp_path / "small.gguf").write_bytes(model_bytes)
    found = contents(hub)
    header = header_of(hub, found)
    assert header == read_header(tmp_path / "small.gguf")
    ranges = [one.headers["range"] for one in fake.asked if one.host == "files"]
    assert ranges[0] == "bytes=0-1048575"
    assert len(ranges) == 3
    assert fake.sent <= len(model_bytes)  # nothing twice


def test_it_fits_or_not_by_that_header_alone(hub: Hub) -> None:
    found = contents(hub)
    shape = shape_of([header_of(hub, found)])
    green = judge(shape, Machine(8 * GIB, 16 * GIB))
    assert (green.verdict, green.context) == ("green", 512)
    assert green.sentence == "On the processor, 512-token context, 0.1 of 16 GB."
    assert judge(shape, Machine(0, 16 * GIB)).verdict == "amber"
    red = judge(shape, Machine(GIB // 100, GIB // 100))
    assert red.verdict == "red"
    assert "too much for this computer" in red.sentence


def test_what_is_cut_off_or_no_model_is_refused(fake: FakeHub, hub: Hub, model_bytes: bytes) -> None:
    fake.repositories[MODEL] = {"cut.gguf": model_bytes[:-100], "page.gguf": b"<!doctype html>" * 9}
    found = contents(hub)
    for path, words in (("cut.gguf", "cut off"), ("page.gguf", "no GGUF model")):
        with pytest.raises(ModelBroken, match=words):
            header_of(hub, found, path)


def test_a_header_without_an_end_costs_little(fake: FakeHub, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vocabulary of a million empty words, which is read in 8 MB where 4 are the most."""
    monkeypatch.setattr("backend.library.remote.MOST", 4 << 20)
    start = b"GGUF" + (3).to_bytes(4, "little") + (0).to_bytes(8, "little") + (1).to_bytes(8, "little")
    start += (1).to_bytes(8, "little") + b"a" + (9).to_bytes(4, "little") + (8).to_bytes(4, "little")
    start += (1 << 20).to_bytes(8, "little")
    fake.repositories[MODEL] = {"endless.gguf": start + bytes(12 << 20)}
    with pytest.raises(ModelBroken, match="says more about itself"):
        header_of(hub, contents(hub), "endless.gguf")
    assert fake.sent <= 4 << 20


def test_a_server_without_ranges_sends_nothing_whole(fake: FakeHub, hub: Hub) -> None:
    fake.ranges = False
    found = contents(hub)
    with pytest.raises(DownloadFailed, match="as a whole only"):
        header_of(hub, found)


def test_a_token_opens_what_is_gated_and_stays_with_the_hub(fake: FakeHub, hub: Hub) -> None:
    fake.gated.add(MODEL)
    found = contents(hub)
    for token in ("", "hf_wrong"):
        asyncio.run(hub.sign_in(token))
        with pytest.raises(Gated):
            header_of(hub, found)
    asyncio.run(hub.sign_in(TOKEN))
    assert header_of(hub, found).tensors
    given = {one.host for one in fake.asked if one.headers.get("authorization") == f"Bearer {TOKEN}"}
    assert given == {"hub"}
    assert {one.host for one in fake.asked} == {"hub", "files"}
