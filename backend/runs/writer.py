"""Has an engine write, for a run or for a lone prompt."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

from backend.bus import Bus
from backend.domain import Fill, Message, Model, Part, RunStatus, Settings, Thread, Value
from backend.engines.base import Engine, Finished, Progress, Reading, Request, Text, Thought, Turn
from backend.errors import FiresideError, Invalid, PromptTooLong, WorkerDied
from backend.events import RunDelta, RunPart, RunProgress
from backend.runs import choosing
from backend.runs.calling import Added, calling, offered
from backend.runs.fitting import Fitting
from backend.runs.guide import Guide
from backend.runs.guided import guided as guided_reply
from backend.runs.live import Live
from backend.runs.rooms import Images, Models, Summaries
from backend.runs.scale import Scale
from backend.runs.telling import Teller, fill, pictures_of
from backend.tools.toolbox import Toolbox


class Generated(Value):
    """A stateless reply; `seconds` is how long it took, loading included."""

    text: str
    tokens: int
    seconds: float


class Writer:
    """Loads the model that is wanted, tells it the messages before, and publishes what it writes."""

    def __init__(
        self,
        models: Models,
        branch: Callable[[str | None], Awaitable[tuple[Message, ...]]],
        settings: Callable[[], Settings],
        summaries: Summaries,
        images: Images,
        guide: Guide,
        toolbox: Toolbox,
        bus: Bus,
    ) -> None:
        self._models, self._branch, self._summaries = models, branch, summaries
        self._images, self._settings, self._bus = images, settings, bus
        self._guide, self._toolbox = guide, toolbox

    async def answer(self, prompt: str, max_tokens: int, temperature: float) -> Generated:
        """Answer one prompt. Raises what loading and generating raise."""
        started, text, end = time.perf_counter(), "", None
        model = await self._models.get(None)
        request = Request(turns=(Turn(role="user", content=prompt),), max_tokens=max_tokens, temperature=temperature)
        async with (
            self._models.using(model.id) as engine,
            aclosing(self._stream(engine, request, model.guided)) as stream,
        ):
            async for progress in stream:
                if isinstance(progress, Text):
                    text += progress.text
                elif isinstance(progress, Finished):
                    end = progress
        if end is None:
            raise cut_off()
        return Generated(text=text, tokens=end.tokens, seconds=time.perf_counter() - started)

    async def reply(self, model_id: str, request: Request) -> AsyncGenerator[Progress | Added]:
        """Stream a reply to another program, guided as on the page. Raises what loading and generating raise.

        It may call only the program's own tools. A reply whose form is prescribed is not guided: it could not keep it.
        """
        model = await self._models.get(model_id)
        async with self._models.using(model_id) as engine:
            if request.tools and (model.guided or not engine.calls_tools):
                raise Invalid(f"{model.name} cannot call tools.", "Send none, or ask a model that can.", param="tools")
            free = request.json_schema is None and request.logprobs is None and request.turns[-1].role == "user"
            asked = request.model_copy(update={"plain": model.guided})  # such a model has no thoughts and no calls
            stream = guided_reply(engine, self._guide, request) if model.guided and free else engine.generate(asked)
            async with aclosing(stream) as progresses:
                async for progress in progresses:
                    yield progress

    async def write(self, live: Live, thread: Thread) -> None:
        """Write a run's reply to its end, as its thread was when it began. Raises what loading and generating raise.

        An engine that dies while it folds older messages costs only these: the reply is written without them.
        """
        try:
            await self._write(live, thread, folds=True)
        except WorkerDied:
            if live.phase != "folding":
                raise
            await self._write(live, thread, folds=False)
        if live.run.stop is None:
            raise cut_off()

    async def _write(self, live: Live, thread: Thread, *, folds: bool) -> None:
        live.phase, begun = "reading", False
        async with self._models.using(live.run.model_id) as engine:
            model = await self._models.get(live.run.model_id)
            live.change(status=RunStatus.RUNNING)
            settings = self._settings()
            sampling = choosing.sampling(model, thread, settings)
            request = self._request(engine, model, thread.id, sampling)
            parent = live.message.parent_id
            teller = Teller(
                engine,
                model,
                live,
                request,
                lambda: self._branch(parent),
                self._summaries,
                self._images,
                self._bus,
                folds=folds,
                prompt=choosing.prompt(model, thread, settings),
            )
            while True:
                told = await teller.told()
                stream = self._stream(engine, teller.scale.asking(told.turns, **sampling), model.guided)
                try:
                    async with aclosing(stream) as progresses:
                        async for progress in progresses:
                            begun = begun or not isinstance(progress, Reading)
                            self._take(live, progress)
                    return
                except PromptTooLong:
                    if told.alone or begun:
                        raise
                    await teller.scale.refused(told.turns)

    async def fill(self, thread: Thread) -> Fill | None:
        """What a thread takes of its model's context; None when the model is not loaded, or nobody knows."""
        model = await self._models.get(thread.model_id)
        engine = self._models.loaded(model.id)
        if engine is None:
            return None
        settings = self._settings()
        request = self._request(engine, model, thread.id, choosing.sampling(model, thread, settings))
        scale = Scale(engine, request)
        branch, summaries = await self._branch(thread.head_id), await self._summaries.branch(thread.head_id)
        pictures = await pictures_of(branch, self._images) if model.sees else None
        fitting = Fitting(scale, branch, summaries, prompt=choosing.prompt(model, thread, settings), pictures=pictures)
        try:
            return await fill(engine, model, request, fitting, scale)
        except FiresideError:  # it was put away meanwhile, or has a template that fails
            return None

    def _request(self, engine: Engine, model: Model, thread_id: str, sampling: Mapping[str, Any]) -> Request:
        """What all prompts of a thread share; a summary is not sampled as the thread's replies are."""
        return Request(
            turns=(),
            thread=thread_id,
            tools=() if model.guided else offered(engine, self._toolbox),
            max_tokens=sampling["max_tokens"],
        )

    def _stream(self, engine: Engine, request: Request, guided: bool) -> AsyncGenerator[Progress | Added]:
        return guided_reply(engine, self._guide, request) if guided else calling(engine, self._toolbox, request)

    def _take(self, live: Live, progress: Progress | Added) -> None:
        run, message = live.run, live.message
        match progress:
            case Reading(read=read, total=total):
                live.read, live.total = read, total
                self._bus.publish(
                    RunProgress(thread_id=run.thread_id, run_id=run.id, message_id=message.id, read=read, total=total)
                )
            case Thought(text=text):
                if not live.thinks:
                    self._put(live, live.index, live.think())
                self._append(live, text)
            case Text(text=text):
                self._end_thought(live)
                self._append(live, text)
            case Added(parts=parts):
                self._end_thought(live)
                for part in parts:
                    self._put(live, live.add(part), part)
            case Finished(stop=stop, read=read, tokens=tokens):
                live.change(stop=stop, read_tokens=read, tokens=tokens)

    def _append(self, live: Live, text: str) -> None:
        if live.run.first_token_seconds is None:
            live.change(first_token_seconds=live.seconds)
        run, offset = live.run, live.append(text)
        self._bus.publish(
            RunDelta(
                thread_id=run.thread_id,
                run_id=run.id,
                message_id=live.message.id,
                part=live.index,
                offset=offset,
                text=text,
                thought=live.thinks,
            )
        )

    def _end_thought(self, live: Live) -> None:
        if live.thinks:
            index = live.index
            self._put(live, index, live.end_thought())

    def _put(self, live: Live, index: int, part: Part) -> None:
        run = live.run
        self._bus.publish(
            RunPart(thread_id=run.thread_id, run_id=run.id, message_id=live.message.id, index=index, part=part)
        )


def cut_off() -> WorkerDied:
    """The error for a reply whose model was put away, or exchanged for another, while it wrote."""
    return WorkerDied("The model was put away before the reply was whole.", "Continue the reply, or ask again.")
