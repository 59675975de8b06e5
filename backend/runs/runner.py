"""Turns a user's message into an assistant's: stores both, streams the reply, and lets it be stopped."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Literal, Protocol

from backend.bus import Bus
from backend.domain import Message, Part, Problem, Role, Run, RunStatus, Settings, TextPart, Thread, Value, new_id, now
from backend.engines.base import Engine, Finished, Progress, Reading, Request, Text, Turn
from backend.errors import Conflict, FiresideError, Invalid, NotFound, PromptTooLong, WorkerDied
from backend.events import LiveRun, RunDelta, RunEnded, RunProgress, RunStarted
from backend.runs.keeper import Keeper
from backend.runs.live import Live
from backend.runs.wording import check, shortened, title, turns

log = logging.getLogger(__name__)


class Threads(Protocol):
    """Where threads lie; `store.Threads` is one."""

    async def get(self, id: str) -> Thread: ...


class Messages(Protocol):
    """Where messages and runs lie; `store.Messages` is one."""

    async def get(self, id: str) -> Message: ...
    async def branch(self, head: str | None) -> tuple[Message, ...]: ...
    async def add(self, *new: Message, run: Run, title: str | None = None) -> tuple[Thread, tuple[Message, ...]]: ...
    async def begin(self, run: Run) -> tuple[Thread, Message]: ...
    async def write(self, message_id: str, parts: tuple[Part, ...], run: Run) -> None: ...
    async def run_of(self, run_id: str) -> Run: ...
    async def select(self, message_id: str) -> Thread: ...


class Models(Protocol):
    """Who loads models."""

    async def ready(self, id: str | None) -> Engine: ...
    async def get(self, id: str | None) -> HasId: ...


class HasId(Protocol):
    @property
    def id(self) -> str: ...


class Generated(Value):
    """A stateless reply; `seconds` is how long it took, loading included."""

    text: str
    tokens: int
    seconds: float


class Runner:
    """Starts, continues and cancels runs; at most one a thread. All its methods belong to the event loop."""

    def __init__(
        self, threads: Threads, messages: Messages, models: Models, settings: Callable[[], Settings], bus: Bus
    ) -> None:
        self._threads, self._messages, self._models = threads, messages, models
        self._settings, self._bus = settings, bus
        self._live: dict[str, Live] = {}
        self._turn = asyncio.Lock()  # one after another: of two that began at once, one would be lost from `_live`
        self._keeper = Keeper(messages, bus)

    # -------------------------------------------------------------- what a person can do

    async def start(self, thread_id: str, parts: tuple[Part, ...], edits: str | None = None) -> RunStarted:
        """Send a message: after the thread's head, or beside the user message that it edits.

        Raises `NotFound`, `Invalid`, `TooLarge` or `StoreUnwritable`; then nothing was stored.
        """
        check(parts)
        async with self._turn:
            thread = await self._threads.get(thread_id)
            parent = await self._parent_of(edits, thread) if edits else thread.head_id
            user = self._message(thread_id, parent, Role.USER, parts)
            return await self._reply(thread, user.id, user, title=title(parts))

    async def retry(self, message_id: str) -> RunStarted:
        """Ask for another reply beside that one. Raises `NotFound` or `Invalid`."""
        async with self._turn:
            message = await self._assistant(message_id)
            return await self._reply(await self._threads.get(message.thread_id), message.parent_id)

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

    async def generate(self, prompt: str, max_tokens: int, temperature: float) -> Generated:
        """Answer one prompt, storing nothing. Raises what loading and generating raise."""
        check((TextPart(text=prompt),))
        started, text, end = time.perf_counter(), "", None
        engine = await self._models.ready(None)
        request = Request(turns=(Turn(role="user", content=prompt),), max_tokens=max_tokens, temperature=temperature)
        async with aclosing(engine.generate(request)) as stream:
            async for progress in stream:
                if isinstance(progress, Text):
                    text += progress.text
                elif isinstance(progress, Finished):
                    end = progress
        if end is None:
            raise cut_off()
        return Generated(text=text, tokens=end.tokens, seconds=time.perf_counter() - started)

    # -------------------------------------------------------------- what is in flight

    def live(self) -> tuple[LiveRun, ...]:
        """All runs in flight."""
        return tuple(
            LiveRun(run=live.run, message=live.shown(), read=live.read, total=live.total)
            for live in self._live.values()
        )

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
        self, thread: Thread, parent_id: str | None, user: Message | None = None, title: str | None = None
    ) -> RunStarted:
        reply = self._message(thread.id, parent_id, Role.ASSISTANT, ())
        run = self._run(thread, reply.id, (await self._models.get(thread.model_id)).id)
        await self._end_thread(thread.id)
        new = (user, reply) if user else (reply,)
        thread, stored = await self._messages.add(*new, run=run, title=title)
        return self._begin(thread, run, stored[-1], stored[0] if user else None)

    def _begin(self, thread: Thread, run: Run, message: Message, user: Message | None) -> RunStarted:
        live = self._live[thread.id] = Live(run, message)
        started = RunStarted(thread=thread, run=run, message=live.shown(), user_message=user)
        self._bus.publish(started)
        live.stream = asyncio.create_task(self._stream(live))
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
        await self._keeper.save(live)
        del self._live[live.run.thread_id]
        self._bus.publish(RunEnded(thread_id=live.run.thread_id, run=live.run, message=live.shown()))

    async def _stream(self, live: Live) -> None:
        engine = await self._models.ready(live.run.model_id)
        live.change(status=RunStatus.RUNNING)
        history = turns(await self.branch(live.message.parent_id))
        if live.length:
            history = (*history, Turn(role="assistant", content=live.shown().text))
        async with aclosing(self._fitting(engine, history, live)) as stream:
            async for progress in stream:
                self._take(live, progress)
        if live.run.stop is None:
            raise cut_off()

    async def _fitting(self, engine: Engine, history: tuple[Turn, ...], live: Live) -> AsyncGenerator[Progress]:
        """Generate; when the thread has outgrown the context, without its oldest turns, which the run then says."""
        settings = self._settings()
        first = 0
        while True:
            request = Request(turns=history[first:], max_tokens=settings.max_tokens, temperature=settings.temperature)
            try:
                async with aclosing(engine.generate(request)) as stream:
                    async for progress in stream:
                        yield progress
                return
            except PromptTooLong:
                if (first := shortened(history, first)) == 0:
                    raise
                live.change(left_out=first)

    def _take(self, live: Live, progress: Progress) -> None:
        run, message = live.run, live.message
        match progress:
            case Reading(read=read, total=total):
                live.read, live.total = read, total
                self._bus.publish(
                    RunProgress(thread_id=run.thread_id, run_id=run.id, message_id=message.id, read=read, total=total)
                )
            case Text(text=text):
                if run.first_token_seconds is None:
                    live.change(first_token_seconds=live.seconds)
                offset = live.append(text)
                self._bus.publish(
                    RunDelta(
                        thread_id=run.thread_id, run_id=run.id, message_id=message.id, part=0, offset=offset, text=text
                    )
                )
            case Finished(stop=stop, read=read, tokens=tokens):
                live.change(stop=stop, read_tokens=read, tokens=tokens)

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


def cut_off() -> WorkerDied:
    """The error for a reply whose model was put away, or exchanged for another, while it wrote."""
    return WorkerDied("The model was put away before the reply was whole.", "Continue the reply, or ask again.")
