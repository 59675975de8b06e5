"""A message gets its reply; whatever interrupts that, what was shown is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from backend.domain import DocumentPart, Part, RunStatus, TextPart, Thread
from backend.engines.base import Progress, Request, Text
from backend.errors import (
    Conflict,
    EngineFailed,
    FiresideError,
    Invalid,
    ModelBroken,
    NotFound,
    StoreBroken,
    StoreUnwritable,
    TooLarge,
    WorkerDied,
)
from backend.events import Notice, RunDelta, RunEnded, RunStarted
from backend.store import Database, Messages, Threads
from tests.fakes import FakeEngine
from tests.runs.desk import Desk, story


def test_a_reply_streams_and_is_stored(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        ended = await desk.answered(thread, "Hello there, who are you and what can you do for me today?")
        deltas = desk.heard.of(RunDelta)
        assert "".join(delta.text for delta in deltas) == "Hello from the fire."
        assert [delta.offset for delta in deltas] == [0, 5, 10, 14]
        assert ended.run.status is RunStatus.COMPLETED
        assert ended.run.tokens == 4
        assert ended.run.first_token_seconds is not None
        stored = await desk.stored(thread)
        assert stored[1] == ended.message.text == "Hello from the fire."
        title = (await desk.threads.get(thread.id)).title
        assert title == "Hello there, who are you and what can you do…"

    story(tmp_path, tell)


def test_the_model_is_told_the_branch_and_its_documents(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        parts: tuple[Part, ...] = (DocumentPart(name="notes.txt", text="Milk."), TextPart(text="What is it?"))
        await desk.runner.start(thread.id, parts)
        await desk.heard.until(RunEnded)
        await desk.answered(thread, "And now?")
        turns = desk.engine.asked[-1].turns
        assert [turn.role for turn in turns] == ["user", "assistant", "user"]
        assert turns[0].content == '<document name="notes.txt">\nMilk.\n</document>\n\nWhat is it?'

    story(tmp_path, tell)


def test_a_cancelled_reply_keeps_what_was_shown_and_the_next_word_never_comes(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.engine.words, desk.engine.pause = ["word"] * 1000, 0.01
        thread = await desk.threads.create()
        started = await desk.ask(thread, "Talk")
        await desk.heard.until(RunDelta, 3)
        run = await desk.runner.cancel(started.run.id)
        deltas = len(desk.heard.of(RunDelta))
        assert run.status is RunStatus.CANCELLED
        await asyncio.sleep(0.05)
        assert len(desk.heard.of(RunDelta)) == deltas
        assert desk.engine.stopped == 1
        assert (await desk.stored(thread))[1] == " ".join(["word"] * deltas)
        assert (await desk.runner.cancel(started.run.id)).status is RunStatus.CANCELLED, "twice does no harm"

    story(tmp_path, tell)


def test_a_new_message_stops_the_reply_before_it(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.engine.words, desk.engine.pause = ["word"] * 1000, 0.01
        thread = await desk.threads.create()
        await desk.ask(thread, "first")
        await desk.heard.until(RunDelta, 2)
        await desk.ask(thread, "second")
        assert desk.heard.of(RunEnded)[0].run.status is RunStatus.CANCELLED
        assert len(desk.runner.live()) == 1
        assert len(await desk.shown(thread)) == 4

    story(tmp_path, tell)


async def until_stored(desk: Desk, thread: Thread) -> list[str]:
    """What is stored of a thread once some of its reply is, while that is still being written."""
    async with asyncio.timeout(60):
        while not (stored := await desk.stored(thread))[1]:  # noqa: ASYNC110 — a store tells nobody
            await asyncio.sleep(0)
    return stored


def test_what_is_shown_is_on_disk_within_about_a_second(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.engine.words, desk.engine.pause = ["word"] * 1000, 0.02
        thread = await desk.threads.create()
        await desk.ask(thread, "Talk")
        stored = await until_stored(desk, thread)
        await desk.heard.until(RunDelta, len(desk.heard.of(RunDelta)) + 1)
        shown = await desk.shown(thread)
        assert shown[1].startswith(stored[1])
        assert len(shown[1]) > len(stored[1]), "what is shown is ahead of the disk"

    story(tmp_path, tell)


def test_a_worker_that_dies_interrupts_the_reply_and_continue_goes_on(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.engine.error = WorkerDied("The model stopped.", "Try again.")
        thread = await desk.threads.create()
        ended = await desk.answered(thread, "Hello")
        assert ended.run.status is RunStatus.INTERRUPTED
        assert ended.run.problem
        assert ended.message.text == "Hello from the fire."
        desk.engine.error, desk.engine.words = None, [" And", "more."]
        started = await desk.runner.resume(ended.message.id)
        assert started.message.text == "Hello from the fire."
        ended = await desk.heard.until(RunEnded, 2)
        assert desk.engine.asked[-1].turns[-1].content == "Hello from the fire."
        assert ended.run.status is RunStatus.COMPLETED
        assert await desk.stored(thread) == ["Hello", "Hello from the fire. And more."]

    story(tmp_path, tell)


def test_quitting_interrupts_and_the_next_start_finds_it(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.engine.words, desk.engine.pause = ["word"] * 1000, 0.01
        thread = await desk.threads.create()
        await desk.ask(thread, "Talk")
        await desk.heard.until(RunDelta, 3)
        await desk.runner.close()
        (_, reply) = await desk.messages.branch((await desk.threads.get(thread.id)).head_id)
        assert reply.run
        assert reply.run.status is RunStatus.INTERRUPTED
        assert reply.text.startswith("word word word")

    story(tmp_path, tell)


def test_a_crash_leaves_runs_that_the_next_start_marks_interrupted(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.engine.words, desk.engine.pause = ["word"] * 1000, 0.01
        thread = await desk.threads.create()
        await desk.ask(thread, "Talk")
        await until_stored(desk, thread)
        after_crash = Database(tmp_path / "fireside.db")
        await after_crash.open()
        assert await Messages(after_crash).interrupt() == 1
        (_, reply) = await Messages(after_crash).branch((await Threads(after_crash).get(thread.id)).head_id)
        assert reply.run
        assert reply.run.status is RunStatus.INTERRUPTED
        assert reply.text.startswith("word word")
        await after_crash.close()

    story(tmp_path, tell)


def test_retry_and_edit_make_siblings(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        first = await desk.answered(thread, "Hello")
        await desk.runner.retry(first.message.id)
        second = await desk.heard.until(RunEnded, 2)
        assert second.message.siblings == (first.message.id, second.message.id)
        assert second.message.parent_id == first.message.parent_id
        edited = await desk.ask(thread, "Hello again", edits=first.message.parent_id)
        assert edited.user_message
        assert len(edited.user_message.siblings) == 2
        await desk.heard.until(RunEnded, 3)
        assert await desk.shown(thread) == ["Hello again", "Hello from the fire."]
        with pytest.raises(Invalid):
            await desk.ask(thread, "No", edits=first.message.id)
        with pytest.raises(Invalid):
            await desk.runner.retry(edited.user_message.id)
        with pytest.raises(Conflict):
            await desk.runner.resume(first.message.id)

    story(tmp_path, tell)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ModelBroken("The file is empty.", "Download it again."), RunStatus.FAILED),
        (EngineFailed("NaN.", "Choose another model."), RunStatus.FAILED),
    ],
)
def test_a_model_that_fails_says_why_and_the_message_is_kept(
    tmp_path: Path, error: FiresideError, status: RunStatus
) -> None:
    async def tell(desk: Desk) -> None:
        desk.models.error = error
        thread = await desk.threads.create()
        ended = await desk.answered(thread, "Hello")
        assert ended.run.status is status
        assert ended.run.problem == error.problem
        desk.models.error = None
        await desk.answered(thread, "Hello?")
        assert [turn.content for turn in desk.engine.asked[-1].turns] == ["Hello\n\nHello?"]

    story(tmp_path, tell)


def test_a_guided_model_is_not_told_the_oldest_messages_that_do_not_fit_and_the_run_says_so(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.engine.context, desk.models.guided = 150, True
        thread = await desk.threads.create()
        for number in range(8):
            ended = await desk.answered(thread, f"Question {number} " + "x" * 60)
        assert ended.run.status is RunStatus.COMPLETED
        assert ended.run.left_out > 0
        turns = desk.engine.asked[-1].turns
        assert turns[0].role == "user"
        assert [turn.content[:10] for turn in turns if turn.role == "user"][-1] == "Question 7"
        assert not any(request.turns[-1].content == "Summary:" for request in desk.engine.asked), "it sums up nothing"
        ended = await desk.answered(thread, "y" * 500)
        assert ended.run.status is RunStatus.FAILED, "one message that does not fit alone is never cut"
        assert ended.run.problem
        assert ended.run.problem.type == "prompt_too_long"

    story(tmp_path, tell)


def test_a_full_disk_in_mid_reply_is_said_once_and_the_reply_is_stored_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.runs.keeper.EVERY", 0.01)

    async def tell(desk: Desk) -> None:
        write, full = desk.messages.write, True

        async def refuse(*arguments: object) -> None:
            if full:
                raise StoreUnwritable("The disk is full.", "Free some disk space.")
            await write(*arguments)  # type: ignore[arg-type]

        desk.messages.write = refuse  # type: ignore[method-assign]
        thread = await desk.threads.create()
        await desk.answered(thread, "Hello")
        assert await desk.stored(thread) == ["Hello", ""]
        assert await desk.shown(thread) == ["Hello", "Hello from the fire."]
        assert len(desk.heard.of(Notice)) == 1
        full = False
        async with asyncio.timeout(60):
            while await desk.stored(thread) != ["Hello", "Hello from the fire."]:  # noqa: ASYNC110
                await asyncio.sleep(0)

    story(tmp_path, tell)


def test_a_store_that_fails_in_a_way_nobody_thought_of_does_not_block_the_thread(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        write = desk.messages.write

        async def stumble(*arguments: object) -> None:
            raise ZeroDivisionError

        desk.messages.write = stumble  # type: ignore[method-assign]
        thread = await desk.threads.create()
        await desk.answered(thread, "Hello")
        assert desk.runner.live() == ()
        desk.messages.write = write  # type: ignore[method-assign]
        await desk.answered(thread, "Once more")
        assert (await desk.stored(thread))[-1] == "Hello from the fire."

    story(tmp_path, tell)


@pytest.mark.parametrize(
    ("text", "error"),
    [("", Invalid), (" \n", Invalid), ("a\0b", Invalid), ("x" * 1_048_577, TooLarge)],
    ids=["empty", "blank", "binary", "over 1 MB"],
)
def test_what_is_no_message_is_refused_and_nothing_is_stored(
    tmp_path: Path, text: str, error: type[FiresideError]
) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        with pytest.raises(error) as refused:
            await desk.ask(thread, text)
        assert refused.value.hint
        assert await desk.shown(thread) == []

    story(tmp_path, tell)


def test_a_message_of_just_1_mb_is_taken(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        await desk.answered(thread, "x" * 1_048_576)
        assert len((await desk.stored(thread))[0]) == 1_048_576
        with pytest.raises(NotFound):
            await desk.runner.start("nowhere", (TextPart(text="Hello"),))

    story(tmp_path, tell)


def test_a_stateless_reply_stores_nothing(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        done = await desk.runner.generate("Hello", 16, 0.0)
        assert (done.text, done.tokens) == ("Hello from the fire.", 4)
        assert await desk.threads.all() == ()

    story(tmp_path, tell)


def test_two_messages_sent_at_once_leave_one_run_and_lose_no_reply(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.engine.words, desk.engine.pause = ["word"] * 20, 0.005
        thread = await desk.threads.create()
        started = await asyncio.gather(*(desk.ask(thread, f"Message {number}") for number in range(4)))
        assert len(desk.runner.live()) == 1
        await desk.heard.until(RunEnded, 4)
        ended = {event.run.id: event.run.status for event in desk.heard.of(RunEnded)}
        assert list(ended) == [start.run.id for start in started]
        assert list(ended.values()) == [RunStatus.CANCELLED] * 3 + [RunStatus.COMPLETED]
        assert len(await desk.shown(thread)) == 8, "one message after the other"
        assert desk.runner.live() == ()

    story(tmp_path, tell)


def test_a_reply_is_gone_on_with_once_however_often_that_is_asked(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        ended = await desk.answered(thread, "Hello")
        desk.engine.pause = 0.005
        asked = (desk.runner.resume(ended.message.id) for _ in range(3))
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(answer) for answer in answers] == [RunStarted, Conflict, Conflict]
        await desk.heard.until(RunEnded, 2)
        assert await desk.stored(thread) == ["Hello", "Hello from the fire." * 2]

    story(tmp_path, tell)


def test_a_run_that_is_stopped_before_it_could_begin_ends_all_the_same(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        cancelled: list[asyncio.Task[object]] = []

        def cancel_at_once(event: object) -> None:
            if isinstance(event, RunStarted):
                cancelled.append(asyncio.create_task(desk.runner.cancel(event.run.id)))

        desk.bus.listen(cancel_at_once)
        started = await desk.ask(thread, "Hello")
        ended = await desk.heard.until(RunEnded)
        assert ended.run.id == started.run.id
        assert ended.run.status is RunStatus.CANCELLED
        assert (await desk.messages.run_of(started.run.id)).status is RunStatus.CANCELLED
        assert desk.runner.live() == ()
        await asyncio.gather(*cancelled)

    story(tmp_path, tell)


def test_stopping_a_reply_that_is_being_stored_changes_nothing(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        write, storing, go_on = desk.messages.write, asyncio.Event(), asyncio.Event()

        async def slowly(*arguments: object) -> None:
            storing.set()
            await go_on.wait()
            await write(*arguments)  # type: ignore[arg-type]

        desk.messages.write = slowly  # type: ignore[method-assign]
        thread = await desk.threads.create()
        started = await desk.ask(thread, "Hello")
        await storing.wait()
        stops = [asyncio.create_task(desk.runner.cancel(started.run.id)) for _ in range(2)]
        await asyncio.sleep(0.01)
        go_on.set()
        assert {(await stop).status for stop in stops} == {RunStatus.COMPLETED}
        assert await desk.stored(thread) == ["Hello", "Hello from the fire."]

    story(tmp_path, tell)


def test_a_message_that_is_refused_does_not_stop_the_reply_before_it(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.engine.words, desk.engine.pause = ["word"] * 50, 0.005
        thread = await desk.threads.create()
        await desk.ask(thread, "Talk")
        with pytest.raises(NotFound):
            await desk.ask(thread, "No", edits="nothing")
        with pytest.raises(NotFound):
            await desk.runner.select(thread.id, "nothing")
        ended = await desk.heard.until(RunEnded)
        assert ended.run.status is RunStatus.COMPLETED

    story(tmp_path, tell)


def test_only_a_branch_of_its_own_can_be_shown_in_a_thread(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        mine, other = await desk.threads.create(), await desk.threads.create()
        first = await desk.answered(other, "Hello")
        await desk.runner.retry(first.message.id)
        second = await desk.heard.until(RunEnded, 2)
        with pytest.raises(NotFound):
            await desk.runner.select(mine.id, first.message.id)
        assert (await desk.threads.get(other.id)).head_id == second.message.id
        assert (await desk.runner.select(other.id, first.message.id)).head_id == first.message.id

    story(tmp_path, tell)


def test_a_store_that_breaks_in_mid_reply_does_not_hold_the_thread(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        write, broken = desk.messages.write, True

        async def refuse(*arguments: object) -> None:
            if broken:
                raise StoreBroken("The database is damaged.", "Restore a backup.")
            await write(*arguments)  # type: ignore[arg-type]

        desk.messages.write = refuse  # type: ignore[method-assign]
        thread = await desk.threads.create()
        await desk.answered(thread, "Hello")
        assert desk.runner.live() == ()
        assert desk.heard.of(Notice)[0].problem.type == "store_broken"
        assert await desk.shown(thread) == ["Hello", "Hello from the fire."]
        broken = False

    story(tmp_path, tell)


def test_what_could_not_be_stored_is_told_the_model_read_aloud_and_gone_on_with(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        write, full = desk.messages.write, True

        async def refuse(*arguments: object) -> None:
            if full:
                raise StoreUnwritable("The disk is full.", "Free some disk space.")
            await write(*arguments)  # type: ignore[arg-type]

        desk.messages.write = refuse  # type: ignore[method-assign]
        thread = await desk.threads.create()
        ended = await desk.answered(thread, "Hello")
        assert await desk.runner.text(ended.message.id) == "Hello from the fire."
        desk.engine.words = [" And", "more."]
        with pytest.raises(StoreUnwritable):
            await desk.runner.resume(ended.message.id)
        await desk.answered(thread, "Go on")
        assert [turn.content for turn in desk.engine.asked[-1].turns] == ["Hello", "Hello from the fire.", "Go on"]
        full = False
        await desk.runner.select(thread.id, ended.message.id)

    story(tmp_path, tell)


def test_nothing_is_left_running_when_the_disk_refuses_to_the_end(tmp_path: Path) -> None:
    async def run() -> set[str]:
        desk = Desk(tmp_path)
        await desk.database.open()

        async def refuse(*arguments: object) -> None:
            raise StoreUnwritable("The disk is full.", "Free some disk space.")

        desk.messages.write = refuse  # type: ignore[method-assign]
        await desk.answered(await desk.threads.create(), "Hello")
        await desk.runner.close()
        await desk.database.close()
        return {repr(task) for task in asyncio.all_tasks() - {asyncio.current_task()} if not task.done()}

    assert asyncio.run(run()) == set()


def test_no_run_begins_while_everything_rests(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.engine.words, desk.engine.pause = ["word"] * 1000, 0.01
        thread = await desk.threads.create()
        await desk.ask(thread, "Talk")
        await desk.heard.until(RunDelta, 2)
        async with desk.runner.resting():
            assert desk.heard.of(RunEnded)[0].run.status is RunStatus.INTERRUPTED
            later = asyncio.create_task(desk.ask(thread, "And then?"))
            await asyncio.sleep(0.05)
            assert not later.done()
        assert (await later).run.id == desk.runner.live()[0].run.id

    story(tmp_path, tell)


class CutOff(FakeEngine):
    """Ends in the middle of a reply, as an engine does that is put away."""

    async def generate(self, request: Request) -> AsyncGenerator[Progress]:
        yield Text(text="Hello from")


def test_a_reply_that_ends_without_its_end_is_not_taken_for_whole(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.models.engine = CutOff()
        ended = await desk.answered(await desk.threads.create(), "Hello")
        assert ended.run.status is RunStatus.INTERRUPTED
        assert ended.run.problem
        with pytest.raises(WorkerDied):
            await desk.runner.generate("Hello", 16, 0.0)

    story(tmp_path, tell)
