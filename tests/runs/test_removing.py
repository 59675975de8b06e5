"""Deleting messages while replies are written, and asking another model for a reply."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.domain import RunStatus
from backend.errors import NotFound
from backend.events import RunDelta, RunEnded, RunStarted
from tests.fakes import FakeEngine
from tests.runs.desk import Desk, story


def test_what_is_being_written_stops_when_what_it_answers_is_deleted(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        await desk.answered(thread, "First")
        started = await desk.ask(thread, "Second")
        await desk.heard.until(RunDelta, 5)
        assert started.user_message is not None
        changed = await desk.runner.remove(started.user_message.id)
        assert desk.heard.of(RunEnded)[-1].run.status is RunStatus.CANCELLED
        assert desk.runner.live() == ()
        assert await desk.shown(thread) == ["First", "Hello from the fire."]
        assert changed.head_id == (await desk.threads.get(thread.id)).head_id
        with pytest.raises(NotFound):
            await desk.runner.retry(started.message.id)
        restored = await desk.runner.restore(started.user_message.id)
        assert restored.head_id == started.message.id
        assert (await desk.shown(thread))[2] == "Second"

    story(tmp_path, tell, FakeEngine(" ".join(["Hello", "from", "the", "fire."]), pause=0.02))


def test_what_is_written_elsewhere_goes_on(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        first = await desk.answered(thread, "First")
        started = await desk.runner.retry(first.message.id)
        await desk.runner.remove(first.message.id)
        ended = await desk.heard.until(RunEnded, 2)
        assert ended.run.status is RunStatus.COMPLETED
        assert (await desk.messages.get(started.message.id)).siblings == (started.message.id,)

    story(tmp_path, tell, FakeEngine(pause=0.02))


def test_the_next_message_follows_what_is_left(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        await desk.answered(thread, "First")
        second = await desk.answered(thread, "Second")
        await desk.runner.remove(second.message.parent_id or "")
        await desk.answered(thread, "Third")
        assert [turn.content for turn in desk.engine.asked[-1].turns] == ["First", "Hello from the fire.", "Third"]

    story(tmp_path, tell)


def test_a_reply_is_asked_of_another_model_for_once(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        first = await desk.answered(thread, "First")
        await desk.runner.retry(first.message.id, "another")
        await desk.heard.until(RunEnded, 2)
        await desk.runner.retry(first.message.id)
        await desk.heard.until(RunEnded, 3)
        assert [started.run.model_id for started in desk.heard.of(RunStarted)] == ["starter", "another", "starter"]
        assert (await desk.threads.get(thread.id)).model_id is None

    story(tmp_path, tell)
