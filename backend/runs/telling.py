"""Tells a model a thread: all of it if that fits, else with its older messages folded or left out, and says which."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from backend.bus import Bus
from backend.domain import Fill, Message, Model, Summary
from backend.engines.base import Engine, Request, Turn
from backend.engines.prompt import good
from backend.errors import FiresideError, WorkerDied
from backend.events import RunFolded, RunProgress
from backend.runs.fitting import Fitting, Told
from backend.runs.folding import Folding, room
from backend.runs.guided import LONGEST
from backend.runs.live import Live
from backend.runs.rooms import Images, Summaries
from backend.runs.scale import Scale

log = logging.getLogger(__name__)
_FOLDINGS = 2
"""How often a run may fold: a second time when less fits than the model, or a server, had said."""


class Teller:
    """Prepares the prompts of one run. What a guided model is told is short already; it could not sum anything up."""

    def __init__(
        self,
        engine: Engine,
        model: Model,
        live: Live,
        request: Request,
        branch: Callable[[], Awaitable[tuple[Message, ...]]],
        summaries: Summaries,
        images: Images,
        bus: Bus,
        *,
        folds: bool,
        prompt: str = "",
    ) -> None:
        self._engine, self._model, self._live = engine, model, live
        self._branch, self._summaries, self._images, self._bus = branch, summaries, images, bus
        self._foldings = _FOLDINGS if folds and not model.guided else 0
        self._prompt = prompt
        self.scale = Scale(engine, request, counts=not model.guided)

    async def told(self) -> Told:
        """What the model is to be told now. Raises what counting raises, `WorkerDied`, and `PromptTooLong`.

        The last is for a system prompt that leaves no room for anything else.
        """
        fitting = await self._fitting()
        await fitting.check()
        told = await fitting.ready(self._model.id)
        if told is None and self._foldings:
            told = await self._folded(fitting)
            fitting = await self._fitting()  # a piece of it may have come out well all the same
        told = told or await fitting.shortened()
        self._live.change(left_out=told.left_out, folded_id=told.summary.message_id if told.summary else None)
        return told

    async def _fitting(self) -> Fitting:
        live = self._live
        begun = (Turn(role="assistant", content=live.shown().text),) if live.length else ()
        summaries = () if self._model.guided else await self._summaries.branch(live.message.parent_id)
        branch = await self._branch()
        pictures = await pictures_of(branch, self._images) if self._model.sees else None
        return Fitting(self.scale, branch, summaries, begun, self._prompt, pictures)

    async def _folded(self, fitting: Fitting) -> Told | None:
        """With more of its messages folded; None when nothing comes of it. Raises `WorkerDied`."""
        self._foldings -= 1
        end = await fitting.foldable(room(self.scale.context))
        if not end:
            return None
        live, self._live.phase = self._live, "folding"
        try:
            summary = await Folding(self._engine, self._model.id, self.scale, self._report, self._keep).fold(
                fitting, end
            )
        except WorkerDied:
            raise  # the phase stays: it says what the engine died of
        except FiresideError as error:
            log.warning("older messages are left out instead of folded: %s", error)
            live.phase = "reading"
            return None
        live.phase = "reading"
        run = live.run
        self._bus.publish(
            RunFolded(thread_id=run.thread_id, run_id=run.id, message_id=live.message.id, summary=summary)
        )
        told = Fitting(self.scale, fitting.branch, (summary,), fitting.begun, self._prompt, fitting.pictures).told(
            end, summary
        )
        return told if await self.scale.holds(told.turns, self.scale.most) else None

    def _report(self, read: int, total: int) -> None:
        live, run = self._live, self._live.run
        live.read, live.total = read, total
        self._bus.publish(
            RunProgress(
                thread_id=run.thread_id,
                run_id=run.id,
                message_id=live.message.id,
                read=read,
                total=total,
                phase="folding",
            )
        )

    async def _keep(self, summary: Summary) -> None:
        try:
            await self._summaries.add(summary)
        except FiresideError as error:  # this run can do with it all the same
            log.warning("a summary could not be stored: %s", error)


async def pictures_of(branch: Sequence[Message], images: Images) -> dict[str, bytes]:
    """The bytes of the pictures in these messages, by id; what is not in the store any more is only named."""
    ids = {image.id for message in branch for image in message.images}
    return await images.present(ids) if ids else {}


async def fill(engine: Engine, model: Model, request: Request, fitting: Fitting, scale: Scale) -> Fill | None:
    """What a thread takes of the context of a model that is loaded; None when that is not known."""
    if not engine.context or not fitting.branch:
        return None
    if model.guided:  # it is told little of a thread: what that was is known afterwards
        run = next(
            (message.run for message in reversed(fitting.branch) if message.run and message.run.read_tokens), None
        )
        told, system, summary = (run.read_tokens + run.tokens if run else 0), 0, 0
        kept = min(request.max_tokens, LONGEST)
    else:
        way = await fitting.ready(model.id) or fitting.told(fitting.end_of(fitting.deepest), fitting.deepest)
        told = await scale.weigh(way.turns)
        bare = way.turns[len(fitting.first) :]
        unprompted = await scale.weigh(bare) if fitting.first else told
        system = max(0, told - unprompted)  # without one, some templates tell one of their own
        summary = unprompted - await scale.weigh(bare[1:]) if way.summary else 0
        kept = request.max_tokens
    return Fill(
        context=engine.context,
        system=system,
        summary=summary,
        messages=max(0, min(told, engine.context) - summary - system),
        reply=engine.context - good(engine.context, kept),
    )
