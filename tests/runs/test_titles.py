"""A model names a thread after its first reply, in spare time only, and never in the place of a person's own words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.engines.base import Request
from backend.errors import EngineFailed
from backend.events import RunEnded, ThreadChanged
from backend.runs import Titles
from backend.runs.titles import WORDS, entitled
from tests.fakes import FakeEngine
from tests.runs.desk import Desk, story

QUESTION = "I would like to know how one bakes bread with rye and a little honey, please."
FIRST_LINE = "I would like to know how one bakes bread with…"


def asked_for_titles(engine: FakeEngine) -> list[Request]:
    return [request for request in engine.asked if request.turns[-1].content in ("Title:", "Titel:")]


def titled(folder: Path, tell: Callable[[Desk], Awaitable[None]], *replies: str) -> None:
    """A story at a desk where titles are written; the engine says `replies`."""

    async def begin(desk: Desk) -> None:
        desk.engine.replies = list(replies)
        titles = Titles(desk.threads, desk.runner.branch, desk.models, desk.bus)
        work = asyncio.create_task(titles.write())
        try:
            await tell(desk)
        finally:
            work.cancel()
            await asyncio.wait([work])

    story(folder, begin)


async def idle(desk: Desk) -> None:
    """Until everything that was begun has come to its end."""
    for _ in range(50):
        await desk.database.run(lambda db: None)


def test_a_thread_gets_a_title_after_its_first_reply_and_every_window_hears_it(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        ended = await desk.answered(thread, QUESTION)
        changed = await desk.heard.until(ThreadChanged)
        assert desk.heard.events.index(ended) < desk.heard.events.index(changed)
        assert changed.thread.title == "Bread with rye"
        assert (await desk.threads.get(thread.id)).title == "Bread with rye"
        assert not changed.thread.titled_by_hand
        await desk.answered(thread, "And honey?")
        await idle(desk)
        assert len(asked_for_titles(desk.engine)) == 1, "it has its title"

    titled(tmp_path, tell, "Mix them.", "**Bread with rye**\nor so")


def test_until_then_and_when_the_model_fails_the_first_line_is_the_title(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        started = await desk.ask(thread, QUESTION)
        assert started.thread.title == FIRST_LINE
        await desk.heard.until(RunEnded)
        await idle(desk)
        assert (await desk.threads.get(thread.id)).title == FIRST_LINE
        await desk.answered(thread, "And honey?")
        await idle(desk)
        assert len(asked_for_titles(desk.engine)) == 1, "what wrote nonsense once is not asked again"

    titled(tmp_path, tell, "Mix them.", "---", "Yes.", "A late title")


def test_an_engine_that_fails_costs_nothing_but_the_title(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        generate = desk.engine.generate

        def refuse_once(request: Request) -> object:
            if request.turns[-1].content == "Title:":
                desk.engine.generate = generate  # type: ignore[method-assign]
                raise EngineFailed("No.")
            return generate(request)

        desk.engine.generate = refuse_once  # type: ignore[method-assign,assignment]
        thread = await desk.threads.create()
        await desk.answered(thread, QUESTION)
        await idle(desk)
        assert (await desk.threads.get(thread.id)).title == FIRST_LINE
        other = await desk.threads.create()
        await desk.answered(other, "Owls?")
        assert (await desk.heard.until(ThreadChanged)).thread.id == other.id

    titled(tmp_path, tell, "Mix them.", "At night.", "On owls")


def test_a_title_by_hand_is_never_touched(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        mine = await desk.threads.create("Mine")
        await desk.answered(mine, QUESTION)
        await idle(desk)
        assert asked_for_titles(desk.engine) == []
        assert (await desk.threads.get(mine.id)).title == "Mine"

    titled(tmp_path, tell)


def test_a_title_given_while_the_model_writes_one_stays(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        entitle = desk.threads.entitle

        async def too_late(id: str, title: str, before: str) -> object:
            await desk.threads.change(id, {"title": "Mine", "titled_by_hand": True})
            return await entitle(id, title, before)

        desk.threads.entitle = too_late  # type: ignore[method-assign,assignment]
        await desk.answered(thread, QUESTION)
        await idle(desk)
        assert len(asked_for_titles(desk.engine)) == 1
        assert (await desk.threads.get(thread.id)).title == "Mine"
        assert desk.heard.of(ThreadChanged) == []

    titled(tmp_path, tell)


@pytest.mark.parametrize("kind", ["guided", "elsewhere"])
def test_the_starter_and_another_computer_are_not_asked(tmp_path: Path, kind: str) -> None:
    async def tell(desk: Desk) -> None:
        setattr(desk.models, kind, True)
        thread = await desk.threads.create()
        await desk.answered(thread, QUESTION)
        await idle(desk)
        assert asked_for_titles(desk.engine) == []

    titled(tmp_path, tell)


def test_whoever_wants_the_model_does_not_wait_for_a_title_and_it_comes_later(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        attempts = 0

        @asynccontextmanager
        async def wanted_once(id: str) -> AsyncIterator[FakeEngine]:
            nonlocal attempts
            attempts += 1
            async with asyncio.timeout(0 if attempts == 1 else None):
                await asyncio.sleep(0)
                yield desk.engine

        desk.models.spare = wanted_once  # type: ignore[method-assign]
        thread = await desk.threads.create()
        await desk.answered(thread, QUESTION)
        assert (await desk.heard.until(ThreadChanged)).thread.title == "Bread with rye"
        assert attempts == 2

    titled(tmp_path, tell, "Mix them.", "Bread with rye")


def test_little_is_told_of_what_is_long_and_german_is_asked_in_german(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        await desk.answered(thread, "Wie backe ich ein Brot mit Roggen und mit Honig? " * 500)
        await desk.heard.until(ThreadChanged)
        (request,) = asked_for_titles(desk.engine)
        assert sum(len(turn.content) for turn in request.turns) < 4000
        assert request.turns[-1].content == "Titel:"
        assert request.thread == "", "what was read of the thread stays as it is"

    titled(tmp_path, tell)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (" Bread with rye\n\nI hope this helps", "Bread with rye"),
        ('"Bread with rye."', "Bread with rye"),
        ("**Title:** “Bread with rye”", "Bread with rye"),
        ("# *Brot* backen", "Brot backen"),
        ("Titel: „Brot mit Roggen“", "Brot mit Roggen"),
        ("- Why is the sky blue?", "Why is the sky blue?"),
        ("<b>Bread</b> and [butter](https://example.org)", "Bread and butter"),
        ("How one bakes bread with rye and a little honey", "How one bakes bread with rye…"),
        ("Python's __init__ explained", "Python's __init__ explained"),
        ("ライ麦パンの焼き方。", "ライ麦パンの焼き方"),
        ("كيف أخبز الخبز", "كيف أخبز الخبز"),
        ("Grüße 🙂", "Grüße 🙂"),
        ("…", ""),
        ("", ""),
        ("\n \n***\n", ""),
    ],
)
def test_a_title_is_freed_of_what_is_around_it(written: str, title: str) -> None:
    assert entitled(written) == title


@given(st.text(max_size=300))
def test_a_title_is_short_and_one_line_whatever_is_written(written: str) -> None:
    title = entitled(written)
    assert len(title.split()) <= WORDS
    assert len(title) <= 49
    assert len(title.splitlines()) <= 1
