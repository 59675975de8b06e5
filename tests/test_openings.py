"""What comes from outside: read without trust, looked at, and kept until one page takes care of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import FileLink, ModelLink, RefusedLink, ThreadLink, read_link
from backend.errors import NotFound
from backend.events import Event
from backend.openings import MOST, Openings
from backend.store import Backups, Database, Threads, open_database
from tests.gguf_files import write_model

ID = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (f"fireside://thread/{ID}", ThreadLink(thread_id=ID)),
        (f"FireSide://thread/{ID}/", ThreadLink(thread_id=ID)),
        ("fireside://model/unsloth/Qwen3-1.7B-GGUF", ModelLink(repository="unsloth/Qwen3-1.7B-GGUF")),
        ("fireside://model/a/b.c_d:Q4_K_M", ModelLink(repository="a/b.c_d", variant="Q4_K_M")),
        ("/models/Größe 7.GGUF", FileLink(path="/models/Größe 7.GGUF")),
    ],
)
def test_what_is_meant(text: str, link: object) -> None:
    assert read_link(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fireside:",
        "fireside://",
        "fireside:///etc/passwd",
        "fireside:///models/x.gguf",
        f"fireside://thread/{ID}?delete=1",
        f"fireside://thread/{ID}#x",
        f"fireside://thread/../{ID}",
        f"fireside://thread/{ID.upper()}",
        "fireside://thread/1",
        "fireside://model/../../etc",
        "fireside://model/a/..",
        "fireside://model/a/b%2F..%2Fc",
        "fireside://model/a/b:../../x",
        "fireside://model/a/b/c",
        "fireside://model/a",
        "fireside://model/-x/--y",
        "fireside://settings/offline=off",
        "javascript:alert(1).gguf",
        "https://example.com/x.gguf",
        "model.gguf",
        "/models/x.exe",
        "/models/x\n.gguf",
        "/models/x\0.gguf",
        "/" + "x" * 2000 + ".gguf",
    ],
)
def test_what_is_refused(text: str) -> None:
    link = read_link(text)
    assert isinstance(link, RefusedLink)
    assert len(link.text) <= 121
    assert not link.text or link.text.isprintable()


@given(st.text(max_size=300))
def test_whatever_comes_is_one_of_ours_or_refused(text: str) -> None:
    link = read_link(f"fireside:{text}")
    assert link.kind in ("thread", "model", "refused")
    if isinstance(link, ModelLink):
        assert ".." not in f"{link.repository}{link.variant}"
        assert link.repository.count("/") == 1


def house(tmp_path: Path, work: Callable[[Openings, Threads], Awaitable[None]]) -> list[Event]:
    """Work with a real store; the events that were published."""
    published: list[Event] = []

    async def live() -> None:
        database = Database(tmp_path / "fireside.db")
        await open_database(database, Backups(database.path, tmp_path / "backups"))
        try:
            await work(Openings(Threads(database), published.append), Threads(database))
        finally:
            await database.close()

    asyncio.run(live())
    return published


def test_a_thread_waits_until_one_page_takes_it(tmp_path: Path) -> None:
    async def work(openings: Openings, threads: Threads) -> None:
        thread = await threads.create("here")
        await openings.ask(f"fireside://thread/{thread.id}")
        await openings.ask(f"fireside://thread/{thread.id}")
        (opening,) = openings.waiting
        assert openings.take(opening.id).link == ThreadLink(thread_id=thread.id)
        with pytest.raises(NotFound):
            openings.take(opening.id)
        assert openings.waiting == ()

    assert [event.type for event in house(tmp_path, work)] == ["openings.changed", "openings.changed"]


def test_a_thread_that_is_not_here_is_refused(tmp_path: Path) -> None:
    async def work(openings: Openings, threads: Threads) -> None:
        await openings.ask(f"fireside://thread/{ID}")
        assert openings.waiting[0].link.model_dump(include={"kind", "why"}) == {"kind": "refused", "why": "no_thread"}

    house(tmp_path, work)


def test_a_file_is_looked_at_and_not_added(tmp_path: Path) -> None:
    model = write_model(tmp_path / "small.gguf")
    (tmp_path / "letter.gguf").write_text("Dear Sir or Madam")

    async def work(openings: Openings, threads: Threads) -> None:
        for name in ("small.gguf", "letter.gguf", "none.gguf"):
            await openings.ask(str(tmp_path / name))
        found, letter, none = (opening.link for opening in openings.waiting)
        assert isinstance(found, FileLink)
        assert (found.path, found.size) == (str(model), model.stat().st_size)
        assert found.name
        for refusal in (letter, none):
            assert isinstance(refusal, RefusedLink)
            assert refusal.why == "no_file"
            assert refusal.about

    house(tmp_path, work)


def test_a_page_of_the_web_cannot_pile_up_a_thousand(tmp_path: Path) -> None:
    async def work(openings: Openings, threads: Threads) -> None:
        for number in range(100):
            await openings.ask(f"fireside://model/somebody/model-{number}")
        assert len(openings.waiting) == MOST

    house(tmp_path, work)
