"""Turns a user's message into an assistant's: stores both, has the reply written, and lets it be stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal

from backend.bus import Bus
from backend.domain import (
    Fill,
    Message,
    Part,
    Problem,
    Role,
    Run,
    RunStatus,
    Said,
    Settings,
    Summary,
    TextPart,
    Thread,
    new_id,
    now,
)
from backend.engines.base import Progress, Request
from backend.errors import Conflict, FiresideError, Invalid, NotFound, WorkerDied
from backend.events import LiveRun, RunEnded, RunStarted
from backend.runs.calling import Added
from backend.runs.guide import Guide
from backend.runs.keeper import Keeper
from backend.runs.live import Live
from backend.runs.rooms import Images, Messages, Models, Summaries, Threads
from backend.runs.wording import check, title
from backend.runs.writer import Generated, Writer
from backend.tools.toolbox import Toolbox

log = logging.getLogger(__name__)


class Runner:
    """Starts, continues and cancels runs; at most one a thread. All its methods belong to the event loop."""

    def __init__(
        self,
        threads: Threads,
        messages: Messages,
        summaries: Summaries,
        images: Images,
        models: Models,
        settings: Callable[[], Settings],
        guide: Guide,
        toolbox: Toolbox,
        bus: Bus,
    ) -> None:
        self._threads, self._messages, self._summaries, self._models = threads, messages, summaries, models
        self._images, self._bus = images, bus
        self._live: dict[str, Live] = {}
        self._turn = asyncio.Lock()  # one after another: of two that began at once, one would be lost from `_live`
        self._keeper = Keeper(messages, bus)
        self._writer = Writer(models, self.branch, settings, summaries, images, guide, toolbox, bus)

    # -------------------------------------------------------------- what a person can do

    async def start(
        self, thread_id: str, parts: tuple[Said, ...], edits: str | None = None, spoken: bool = False
    ) -> RunStarted:
        """Send a message: after the thread's head, or beside the user message that it edits.

        `spoken` says that it was said, not typed: a reply that it cut off is told as far as it was heard.

        Raises `NotFound`, `Invalid`, `TooLarge` or `StoreUnwritable`; then nothing was stored.
        """
        check(parts)
        parts = await self._images.known(parts)
        async with self._turn:
            thread = await self._threads.get(thread_id)
            parent = await self._parent_of(edits, thread) if edits else thread.head_id
            user = self._message(thread_id, parent, Role.USER, parts).model_copy(update={"spoken": spoken})
            return await self._reply(thread, user.id, user, title=title(parts))

    async def retry(self, message_id: str, model_id: str | None = None) -> RunStarted:
        """Ask for another reply beside that one: the model that answers in its thread, or for once that one.

        Raises `NotFound`, `Invalid` or `ModelMissing`.
        """
        async with self._turn:
            message = await self._assistant(message_id)
            return await self._reply(await self._threads.get(message.thread_id), message.parent_id, model_id=model_id)

    async def resume(self, message_id: str) -> RunStarted:
        """Let the newest reply of a thread go on where it ended. Raises `NotFound`, `Invalid` or `Conflict`."""
        async with self._turn:
            message = await self._assistant(message_id)
            thread = await self._threads.get(message.thread_id)
            if message_id in (live.message.id for live in self._live.values()):
                raise Conflict("This reply is still being written.", "Wait for its end.")
            if thread.head_id != message_id:
                raise Conflict("Only the last reply of a thread can be continued.", "Retry this one instead.")
            run = self._run(thread, message_id, (await self._models.get(thread.model_id)).id)
            await self._keeper.settle(message_id)
            thread, message = await self._messages.begin(run)
            return self._begin(thread, run, message, None)

    async def cancel(self, run_id: str) -> Run:
        """Stop a run; what was written stays. A run that has ended is returned as it is. Raises `NotFound`."""
        for live in self._live.values():
            if live.run.id == run_id:
                await self._end(live, RunStatus.CANCELLED)
                return live.run
        return await self._messages.run_of(run_id)

    async def end_thread(self, thread_id: str) -> None:
        """Stop what runs in a thread, if anything."""
        async with self._turn:
            await self._end_thread(thread_id)

    async def select(self, thread_id: str, message_id: str) -> Thread:
        """Show the branch of a thread that holds a message; what runs there is stopped. Raises `NotFound`."""
        async with self._turn:
            if (await self._messages.get(message_id)).thread_id != thread_id:
                raise NotFound("There is no such message in this thread.", param="message_id")
            await self._end_thread(thread_id)
            return await self._messages.select(message_id)

    async def remove(self, message_id: str) -> Thread:
        """Send a message to the trash, with all that follows it; what is being written of that is stopped.

        Returns the thread, which shows another branch then. Raises `NotFound`.
        """
        async with self._turn:
            thread_id = (await self._messages.get(message_id)).thread_id
            live = self._live.get(thread_id)
            if live and live.message.id in await self._messages.below(message_id):
                await self._end_thread(thread_id)
            return await self._messages.remove(message_id)

    async def restore(self, message_id: str) -> Thread:
        """Fetch a message back from the trash and show its branch; what runs in the thread is stopped.

        Raises `NotFound` or `Conflict`.
        """
        async with self._turn:
            thread = await self._messages.restore(message_id)
            await self._end_thread(thread.id)
            return thread

    async def generate(self, prompt: str, max_tokens: int, temperature: float) -> Generated:
        """Answer one prompt, storing nothing. Raises what loading and generating raise."""
        check((TextPart(text=prompt),))
        return await self._writer.answer(prompt, max_tokens, temperature)

    def reply(self, model_id: str, request: Request) -> AsyncGenerator[Progress | Added]:
        """Stream a reply to another program, storing nothing. Raises what loading and generating raise."""
        return self._writer.reply(model_id, request)

    # -------------------------------------------------------------- what is in flight

    def live(self) -> tuple[LiveRun, ...]:
        """All runs in flight."""
        return tuple(
            LiveRun(run=live.run, message=live.shown(), read=live.read, total=live.total, phase=live.phase)
            for live in self._live.values()
        )

    async def summaries(self, head: str | None) -> tuple[Summary, ...]:
        """What of the messages up to `head` was folded, the shortest beginning first."""
        return await self._summaries.branch(head)

    async def fill(self, thread_id: str) -> Fill | None:
        """What a thread takes of its model's context; None when that is not loaded. Raises `NotFound`."""
        return await self._writer.fill(await self._threads.get(thread_id))

    async def branch(self, head: str | None) -> tuple[Message, ...]:
        """The messages up to `head`, as they are shown at this moment: ahead of what is stored."""
        fresh = self._fresh()  # first: a run that ends meanwhile is ahead of what was read
        stored = await self._messages.branch(head)
        return tuple(fresh[message.id].shown() if message.id in fresh else message for message in stored)

    async def text(self, message_id: str) -> str:
        """The words of a message, as they are shown at this moment. Raises `NotFound`."""
        live = self._fresh().get(message_id)
        return (live.shown() if live else await self._messages.get(message_id)).text

    def _fresh(self) -> dict[str, Live]:
        return {live.message.id: live for live in (*self._keeper.unsaved(), *self._live.values())}

    @asynccontextmanager
    async def resting(self) -> AsyncIterator[None]:
        """Interrupt everything and store what was written; nothing begins before the block ends."""
        async with self._turn:
            for live in list(self._live.values()):
                await self._end(live, RunStatus.INTERRUPTED)
            await self._keeper.close()
            yield

    async def close(self) -> None:
        """Interrupt everything, at the end of the app; what was written is stored."""
        async with self.resting():
            pass

    # -------------------------------------------------------------- one run

    async def _reply(
        self,
        thread: Thread,
        parent_id: str | None,
        user: Message | None = None,
        title: str | None = None,
        model_id: str | None = None,
    ) -> RunStarted:
        reply = self._message(thread.id, parent_id, Role.ASSISTANT, ())
        run = self._run(thread, reply.id, (await self._models.get(model_id or thread.model_id)).id)
        await self._end_thread(thread.id)
        new = (user, reply) if user else (reply,)
        thread, stored = await self._messages.add(*new, run=run, title=title)
        return self._begin(thread, run, stored[-1], stored[0] if user else None)

    def _begin(self, thread: Thread, run: Run, message: Message, user: Message | None) -> RunStarted:
        live = self._live[thread.id] = Live(run, message)
        started = RunStarted(thread=thread, run=run, message=live.shown(), user_message=user)
        self._bus.publish(started)
        live.stream = asyncio.create_task(self._writer.write(live, thread))
        live.task = asyncio.create_task(self._write(live))
        return started

    async def _write(self, live: Live) -> None:
        saver = asyncio.create_task(self._keeper.save_every_second(live))
        try:
            await live.stream
            status, problem = RunStatus.COMPLETED, None
        except asyncio.CancelledError:
            status, problem = live.ends_as, None
        except WorkerDied as error:
            status, problem = RunStatus.INTERRUPTED, error.problem
        except FiresideError as error:
            status, problem = RunStatus.FAILED, error.problem
        except Exception:
            log.exception("run %s", live.run.id)
            status = RunStatus.FAILED
            problem = Problem(type="error", message="Something went wrong inside Fireside.", hint="Try again.")
        live.change(status=status, problem=problem, seconds=live.seconds)
        saver.cancel()
        await asyncio.wait([saver])
        try:
            await self._keeper.save(live)
        except Exception:  # else the thread would seem to be written for ever, and could not be written to
            log.exception("storing run %s", live.run.id)
        del self._live[live.run.thread_id]
        self._bus.publish(RunEnded(thread_id=live.run.thread_id, run=live.run, message=live.shown()))

    async def _end(self, live: Live, status: Literal[RunStatus.CANCELLED, RunStatus.INTERRUPTED]) -> None:
        live.ends_as = status
        live.stream.cancel()
        await asyncio.wait([live.task])

    async def _end_thread(self, thread_id: str) -> None:
        if live := self._live.get(thread_id):
            await self._end(live, RunStatus.CANCELLED)

    # -------------------------------------------------------------- small pieces

    async def _parent_of(self, edits: str, thread: Thread) -> str | None:
        edited = await self._messages.get(edits)
        if edited.thread_id != thread.id or edited.role is not Role.USER:
            raise Invalid("Only a message of your own can be edited.", "Choose one of this thread.", param="edits")
        return edited.parent_id

    async def _assistant(self, message_id: str) -> Message:
        message = await self._messages.get(message_id)
        if message.role is not Role.ASSISTANT:
            raise Invalid("Only a reply can be asked for again.", "Edit your own message instead.")
        return message

    def _message(self, thread_id: str, parent_id: str | None, role: Role, parts: tuple[Part, ...]) -> Message:
        return Message(id=new_id(), thread_id=thread_id, parent_id=parent_id, role=role, parts=parts, created_at=now())

    def _run(self, thread: Thread, message_id: str, model_id: str) -> Run:
        return Run(
            id=new_id(),
            thread_id=thread.id,
            message_id=message_id,
            model_id=model_id,
            status=RunStatus.QUEUED,
            created_at=now(),
        )
