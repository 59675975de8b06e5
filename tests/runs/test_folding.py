"""A thread that outgrows the model's context is folded, and whatever fails at that, the thread goes on."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain import RunStatus, Settings, Thread
from backend.engines.base import Progress, Reading, Request, Text, Turn
from backend.errors import EngineFailed, FiresideError, PromptTooLong, StoreUnwritable, WorkerDied
from backend.events import RunEnded, RunFolded, RunProgress
from backend.runs.scale import Scale
from tests.fakes import FakeEngine
from tests.runs.desk import Desk, story

CONTEXT = 1600
SUMMARY = "We spoke of bread, of salt and of time."


class Folder(FakeEngine):
    """Sums up with `summary` when asked to, or fails at it; `room` is what it holds, if it keeps quiet about that."""

    def __init__(self, context: int = CONTEXT) -> None:
        super().__init__()
        self.context = self.room = context
        self.summary = SUMMARY
        self.failure: FiresideError | None = None
        self.hold, self.held = False, asyncio.Event()

    @property
    def holds(self) -> int:
        return self.room

    @property
    def folded(self) -> list[Request]:
        """What it was asked to sum up."""
        return [request for request in self.asked if folds(request)]

    @property
    def replied(self) -> list[Request]:
        """What it was asked to reply to."""
        return [request for request in self.asked if not folds(request)]

    async def generate(self, request: Request) -> AsyncGenerator[Progress]:
        length = await self.count(request)
        if not folds(request):
            assert length <= self.room or len(request.turns) == 1 or not self.context, "what is sent fits"
        else:
            assert length + request.max_tokens <= self.room or not self.context, "what is folded fits"
            if self.failure:
                self.asked.append(request)
                yield Reading(read=0, total=10)
                raise self.failure
            self.replies.insert(0, self.summary)
        async with aclosing(super().generate(request)) as stream:
            async for progress in stream:
                yield progress
                if folds(request) and self.hold and isinstance(progress, Text):
                    self.held.set()
                    await asyncio.Event().wait()


def folds(request: Request) -> bool:
    return request.turns[-1].content in ("Summary:", "Zusammenfassung:")


async def talk(desk: Desk, thread: Thread, first: int, last: int, size: int = 120) -> RunEnded:
    for number in range(first, last):
        ended = await desk.answered(thread, f"Question {number} ".ljust(size, "x"))
        assert ended.run.status is RunStatus.COMPLETED, ended.run.problem
    return ended


@pytest.fixture
def engine() -> Folder:
    return Folder()


def test_older_messages_become_a_summary_before_the_reply_and_nothing_is_lost(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        ended = await talk(desk, thread, 0, 10)
        (told,) = desk.heard.of(RunFolded)
        assert told.summary.text == SUMMARY
        assert told.run_id == next(e.run.id for e in desk.heard.of(RunEnded) if e.run.folded_id)
        shown = await desk.runner.branch(ended.message.id)
        (summary,) = await desk.runner.summaries(ended.message.id)
        assert ended.run.folded_id == summary.message_id == shown[summary.messages - 1].id
        assert ended.run.left_out == 0
        system, *rest = engine.asked[-1].turns
        assert system.role == "system"
        assert SUMMARY in system.content
        assert [turn.content for turn in rest] == [message.text for message in shown[summary.messages : -1]]
        folded = [turn.content for turn in engine.folded[0].turns[:-2]]
        assert folded == [message.text for message in shown[: summary.messages]]
        assert len(await desk.stored(thread)) == 20, "the originals stay"

    story(tmp_path, tell, engine)


def test_folding_tells_how_far_it_is_and_is_told_to_who_comes_later(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        await talk(desk, thread, 0, 8)
        engine.hold = True
        await desk.ask(thread, "And this? ".ljust(300, "y"))
        await engine.held.wait()
        assert {progress.phase for progress in desk.heard.of(RunProgress)[-2:]} == {"folding"}
        (live,) = desk.runner.live()
        assert live.phase == "folding"
        assert 0 < live.read < live.total
        assert live.message.parts == ()

    story(tmp_path, tell, engine)


def test_a_second_folding_goes_on_from_the_first(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        number = 0
        while len(engine.folded) < 2:
            ended = await talk(desk, thread, number, number + 1)
            number += 1
            engine.summary = SUMMARY if not engine.folded else "Then we spoke of ovens."
        one, two = await desk.runner.summaries(ended.message.id)
        shown = await desk.runner.branch(ended.message.id)
        assert SUMMARY in engine.folded[1].turns[0].content
        assert [turn.content for turn in engine.folded[1].turns[1:-2]] == [
            message.text for message in shown[one.messages : two.messages]
        ]
        assert "ovens" in engine.asked[-1].turns[0].content
        assert "bread" not in engine.asked[-1].turns[0].content

    story(tmp_path, tell, engine)


def test_between_two_foldings_each_prompt_begins_as_the_one_before_it(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        await talk(desk, await desk.threads.create(), 0, 40)
        prompts = [[turn.content for turn in request.turns] for request in engine.replied]
        anew = sum(after[: len(before)] != before for before, after in pairwise(prompts))
        assert anew == len(engine.folded)
        assert len(engine.folded) <= 12, "a good part is folded at once"

    story(tmp_path, tell, engine)


def test_an_edit_before_the_fold_knows_nothing_of_it_and_one_behind_it_does(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        ended = await talk(desk, thread, 0, 10)
        shown = await desk.runner.branch(ended.message.id)
        (summary,) = await desk.runner.summaries(ended.message.id)
        await desk.ask(thread, "Early", edits=shown[2].id)
        early: RunEnded = await desk.heard.until(RunEnded, 11)
        assert early.run.folded_id is None
        assert [turn.content for turn in engine.asked[-1].turns] == [shown[0].text, shown[1].text, "Early"]
        await desk.ask(thread, "Late", edits=shown[-2].id)
        late: RunEnded = await desk.heard.until(RunEnded, 12)
        assert late.run.folded_id == summary.message_id
        assert len(engine.folded) == 1, "the summary is of use again"

    story(tmp_path, tell, engine)


def test_two_branches_have_two_summaries(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        ended = await talk(desk, thread, 0, 10)
        shown = await desk.runner.branch(ended.message.id)
        engine.summary = "We spoke of ships."
        await desk.ask(thread, "Ships ".ljust(500, "s"), edits=shown[2].id)
        await desk.heard.until(RunEnded, 11)
        other = await talk(desk, thread, 20, 29)
        assert "ships" in engine.asked[-1].turns[0].content
        await desk.runner.select(thread.id, ended.message.id)
        await desk.answered(thread, "Back")
        assert SUMMARY in engine.asked[-1].turns[0].content
        assert {s.text for s in await desk.runner.summaries(other.message.id)} == {"We spoke of ships."}

    story(tmp_path, tell, engine)


def test_it_is_there_after_a_restart(tmp_path: Path, engine: Folder) -> None:
    threads: list[Thread] = []

    async def begin(desk: Desk) -> None:
        threads.append(await desk.threads.create())
        await talk(desk, threads[0], 0, 10)

    async def go_on(desk: Desk) -> None:
        ended = await desk.answered(threads[0], "Hello again")
        assert ended.run.folded_id
        assert SUMMARY in engine.asked[-1].turns[0].content
        assert len(engine.folded) == 1

    story(tmp_path, begin, engine)
    story(tmp_path, go_on, engine)


def test_a_model_with_a_larger_context_is_told_everything_again(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        await talk(desk, thread, 0, 10)
        engine.context = engine.room = 10 * CONTEXT
        ended = await desk.answered(thread, "And now?")
        assert ended.run.folded_id is None
        assert len(engine.asked[-1].turns) == 21
        engine.context = engine.room = CONTEXT
        ended = await desk.answered(thread, "And again?")
        assert ended.run.folded_id is not None

    story(tmp_path, tell, engine)


@pytest.mark.parametrize(
    ("summary", "failure"),
    [
        ("", None),
        (" \n\n ", None),
        ("Summary:", None),
        ("... 123 !!!", None),
        ("word " * 60, None),
        ("long and different " + " ".join(map(str, range(2000))), None),
        (SUMMARY, EngineFailed("NaN.", "Choose another model.")),
        (SUMMARY, PromptTooLong("Too long.")),
        (SUMMARY, WorkerDied("It stopped.", "Try again.")),
    ],
    ids=["empty", "blank", "head only", "no words", "a loop", "endless", "failed", "too long", "died"],
)
def test_when_folding_fails_the_oldest_are_left_out_and_the_run_says_so(
    tmp_path: Path, engine: Folder, summary: str, failure: FiresideError | None
) -> None:
    async def tell(desk: Desk) -> None:
        engine.summary, engine.failure = summary, failure
        thread = await desk.threads.create()
        ended = await talk(desk, thread, 0, 10)
        assert ended.run.left_out > 0
        assert ended.run.folded_id is None
        assert await desk.runner.summaries(ended.message.id) == ()
        assert desk.heard.of(RunFolded) == []
        texts = [turn.content for turn in engine.asked[-1].turns]
        shown = [message.text for message in await desk.runner.branch(ended.message.id)]
        assert texts == shown[ended.run.left_out : -1]
        assert len(engine.folded) == 1, "it is not tried again at every turn"
        engine.summary, engine.failure = SUMMARY, None
        ended = await talk(desk, thread, 10, 16)
        assert ended.run.folded_id is not None
        assert ended.run.left_out == 0
        assert len(await desk.stored(thread)) == 32

    story(tmp_path, tell, engine)


def test_a_run_stopped_while_it_folds_loses_nothing_and_the_next_one_folds(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        await talk(desk, thread, 0, 8)
        engine.hold = True
        started = await desk.ask(thread, "And this? ".ljust(300, "y"))
        await engine.held.wait()
        run = await desk.runner.cancel(started.run.id)
        assert run.status is RunStatus.CANCELLED
        assert engine.stopped == 1
        assert await desk.runner.summaries(started.message.id) == ()
        assert len(await desk.stored(thread)) == 18
        engine.hold = False
        await desk.runner.resume(started.message.id)
        ended: RunEnded = await desk.heard.until(RunEnded, 10)
        assert ended.run.status is RunStatus.COMPLETED
        assert ended.run.folded_id
        assert ended.message.text == "Hello from the fire."

    story(tmp_path, tell, engine)


def test_a_message_too_large_alone_is_said_and_neither_folded_for_nor_in_the_way_of_the_next(
    tmp_path: Path, engine: Folder
) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        await talk(desk, thread, 0, 3)
        ended = await desk.answered(thread, "y" * 5000)
        assert ended.run.status is RunStatus.FAILED
        assert ended.run.problem
        assert ended.run.problem.type == "prompt_too_long"
        assert engine.folded == []
        ended = await desk.answered(thread, "Something shorter")
        assert ended.run.status is RunStatus.COMPLETED
        assert ended.run.folded_id, "what was too large is folded by its beginning and its end"
        assert "[…]" in "".join(turn.content for turn in engine.folded[-1].turns)

    story(tmp_path, tell, engine)


def test_of_an_endless_thread_the_oldest_is_not_folded_and_the_run_says_so(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        engine.context = engine.room = 200_000
        thread = await desk.threads.create()
        await talk(desk, thread, 0, 60, size=200)
        engine.context = engine.room = CONTEXT
        ended = await desk.answered(thread, "And?")
        assert 2 <= len(engine.folded) <= 6
        assert ended.run.folded_id
        assert ended.run.left_out > 30
        summaries = await desk.runner.summaries(ended.message.id)
        assert len(summaries) == len(engine.folded), "each piece is kept as soon as it stands"
        assert ended.run.left_out == summaries[-1].left_out

    story(tmp_path, tell, engine)


def test_a_piece_that_came_out_well_is_of_use_when_the_next_one_fails(tmp_path: Path, engine: Folder) -> None:
    class Tiring(Folder):
        """Sums up once, and then no more."""

        async def generate(self, request: Request) -> AsyncGenerator[Progress]:
            if folds(request) and self.folded:
                self.failure = EngineFailed("NaN.")
            async with aclosing(super().generate(request)) as stream:
                async for progress in stream:
                    yield progress

    tiring = Tiring(200_000)

    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        await talk(desk, thread, 0, 25)
        tiring.context = tiring.room = CONTEXT
        ended = await desk.answered(thread, "And?")
        assert ended.run.status is RunStatus.COMPLETED
        assert ended.run.folded_id
        assert ended.run.left_out > 0
        assert SUMMARY in tiring.asked[-1].turns[0].content

    story(tmp_path, tell, tiring)


def test_a_server_that_does_not_say_what_it_holds_is_told_less_when_it_refuses(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        engine.context = 0
        thread = await desk.threads.create()
        ended = await talk(desk, thread, 0, 20)
        assert ended.run.folded_id
        assert engine.folded

    story(tmp_path, tell, engine)


def test_a_full_disk_costs_the_summary_and_not_the_reply(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        async def refuse(*arguments: object) -> None:
            raise StoreUnwritable("The disk is full.", "Free some disk space.")

        desk.summaries.add = refuse  # type: ignore[method-assign, assignment]
        thread = await desk.threads.create()
        await talk(desk, thread, 0, 10)
        assert SUMMARY in engine.asked[-1].turns[0].content

    story(tmp_path, tell, engine)


def test_a_german_thread_is_summed_up_in_german_words(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        engine.summary = "Zusammenfassung: Es ging um das Brot und um die Zeit, die es braucht."
        thread = await desk.threads.create()
        for number in range(10):
            await desk.answered(thread, f"Wie lange muss das Brot in den Ofen, und ist es dann fertig? {number} " * 2)
        assert engine.folded[0].turns[-1].content == "Zusammenfassung:"
        assert engine.asked[-1].turns[0].content.startswith("Was in diesem Gespräch")
        assert engine.asked[-1].turns[0].content.endswith("\n\nEs ging um das Brot und um die Zeit, die es braucht.")

    story(tmp_path, tell, engine)


def test_how_full_the_context_is(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        desk.settings = Settings(max_tokens=100)
        thread = await desk.threads.create()
        assert await desk.runner.fill(thread.id) is None, "there is nothing yet"
        await talk(desk, thread, 0, 1)
        first = await desk.runner.fill(thread.id)
        assert first
        assert (first.context, first.summary, first.messages, first.reply) == (CONTEXT, 0, 140, 100)
        while not engine.folded:
            await talk(desk, thread, 1, 2)
        fill = await desk.runner.fill(thread.id)
        assert fill
        assert fill.summary == len(engine.asked[-1].turns[0].content)
        assert fill.messages == sum(len(turn.content) for turn in engine.asked[-1].turns[1:]) + 20
        engine.context = 0
        assert await desk.runner.fill(thread.id) is None, "nobody knows"

    story(tmp_path, tell, engine)


def test_of_a_guided_model_that_is_told_what_its_last_prompt_took(tmp_path: Path, engine: Folder) -> None:
    async def tell(desk: Desk) -> None:
        desk.models.guided = True
        thread = await desk.threads.create()
        ended = await desk.answered(thread, "Hello there")
        fill = await desk.runner.fill(thread.id)
        assert fill
        assert (fill.messages, fill.summary) == (ended.run.read_tokens + ended.run.tokens, 0)
        assert fill.reply == 200

    story(tmp_path, tell, engine)


@pytest.mark.parametrize("words", ["", "x" * 40_000, "short"])
def test_what_is_plainly_short_or_long_is_not_counted(tmp_path: Path, words: str) -> None:
    class Uncounted(Folder):
        async def count(self, request: Request) -> int:
            if request.turns[-1].content == words:
                raise AssertionError("counted")
            return await super().count(request)

    async def weigh() -> tuple[bool, bool]:
        scale = Scale(Uncounted(4000), Request(turns=(), max_tokens=100))
        turn = Turn(role="user", content=words)
        return await scale.holds([turn], 2000), await scale.holds([turn], scale.most)

    short = len(words) < 100
    assert asyncio.run(weigh()) == (short, short)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 60)), min_size=1, max_size=25),
    st.integers(800, 4000),
    st.sampled_from([SUMMARY, ""]),
)
def test_whatever_is_said_each_prompt_fits_and_accounts_for_every_message(
    sizes: list[tuple[int, int]], context: int, summary: str
) -> None:
    engine = Folder(context)
    engine.summary = summary

    async def tell(desk: Desk) -> None:
        desk.settings = Settings(max_tokens=200)
        thread = await desk.threads.create()
        for number, (asked, answered) in enumerate(sizes):
            engine.replies = [("a" * answered)]
            ended = await desk.answered(thread, f"{number}".ljust(min(asked, context // 2), "q"))
            if folds(engine.asked[-1]) or ended.run.status is not RunStatus.COMPLETED:
                raise AssertionError(ended.run.problem)
            shown = (await desk.runner.branch(ended.message.id))[:-1]
            places = {message.id: place + 1 for place, message in enumerate(shown)}
            behind = places[ended.run.folded_id] if ended.run.folded_id else ended.run.left_out
            told = [turn.content for turn in engine.asked[-1].turns if turn.role != "system"]
            assert told[-1] == shown[-1].text
            assert told == [message.text for message in shown[len(shown) - len(told) :]]
            if not ended.run.folded_id:
                assert len(told) == len(shown) - behind

    with tempfile.TemporaryDirectory() as folder:
        story(Path(folder), tell, engine)
