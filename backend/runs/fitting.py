"""Chooses what a model is told of a branch that may be longer than its context.

All of it, if that fits; else a summary in the place of its beginning, if there is one; else only its end. A prompt that
was cut down has room to grow: what follows begins like it, so that the model need not read it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.domain import Message, Role, Summary, Value
from backend.engines.base import Turn
from backend.engines.messages import blind
from backend.errors import PromptTooLong
from backend.runs import wording
from backend.runs.scale import Scale, first_that

_ROOM_TO_GROW = 0.75


class Told(Value):
    """What a model is told: the branch from `start` on, and of what was before it a `summary`, if there is one.

    `left_out` messages are not told of at all. `alone`: of the messages nothing but the newest is told, so that no less
    can be.
    """

    turns: tuple[Turn, ...]
    start: int = 0
    summary: Summary | None = None
    left_out: int = 0
    alone: bool = False


class Fitting:
    """The ways to tell a branch. `summaries` are those on it, `begun` is what there is of the reply already.

    `prompt` is the system prompt: told first, always and whole. `pictures` are those that can be
    shown, by id; None is a model that does not see.
    """

    def __init__(
        self,
        scale: Scale,
        branch: Sequence[Message],
        summaries: Sequence[Summary],
        begun: Sequence[Turn] = (),
        prompt: str = "",
        pictures: Mapping[str, bytes] | None = None,
    ) -> None:
        self._scale, self.pictures = scale, pictures
        self.first = (Turn(role="system", content=prompt),) if prompt else ()
        self.branch, self.begun = tuple(branch), tuple(begun)
        self._asked = [
            index for index, message in enumerate(branch) if message.role is Role.USER and wording.says(message)
        ]
        self._ends = {message.id: index + 1 for index, message in enumerate(branch)}
        self._summaries = [summary for summary in summaries if self._usable(summary)]

    def _usable(self, summary: Summary) -> bool:
        """The newest message of the person is always told as it is."""
        return bool(self._asked) and self._ends.get(summary.message_id, len(self.branch)) <= self._asked[-1]

    @property
    def deepest(self) -> Summary | None:
        """The summary that stands for most."""
        return self._summaries[-1] if self._summaries else None

    def end_of(self, summary: Summary | None) -> int:
        """How many messages of the branch it stands for."""
        return self._ends[summary.message_id] if summary else 0

    def starts(self, after: int) -> list[int]:
        """Where what is told may begin, from that place of the branch on: with a message of the person."""
        return [index for index in self._asked if index >= after]

    def told(self, start: int, summary: Summary | None) -> Told:
        """The branch from `start` on, with that summary before it."""
        recalled = (wording.recalled(summary),) if summary else ()
        return Told(
            turns=(*self.first, *recalled, *self._turns(start), *self.begun),
            start=start,
            summary=summary,
            left_out=self._left_out(start, summary),
            alone=summary is None and start == (self._asked or [0])[-1],
        )

    def _turns(self, start: int) -> tuple[Turn, ...]:
        branch = self.branch[start:]
        if self.pictures is None:
            unread = {image.id: b"" for message in branch for image in message.images}
            return blind(wording.turns(branch, unread))
        return wording.turns(branch, self.pictures)

    def _left_out(self, start: int, summary: Summary | None) -> int:
        before = self.branch[self.end_of(summary) : start]
        return (summary.left_out if summary else 0) + sum(map(wording.says, before))

    async def ready(self, model_id: str) -> Told | None:
        """What can be told as it is: all; else as that model was told last; else with the first summary that helps.

        None when nothing leaves room for the reply.
        """
        if await self._fits(whole := self.told(0, None)):
            return whole
        if (before := self._as_before(model_id)) and await self._fits(before):
            return before

        def told(way: int) -> Told:
            return self.told(self.end_of(self._summaries[way]), self._summaries[way])

        first = await first_that(len(self._summaries), lambda way: self._fits(told(way)))
        return told(first) if first < len(self._summaries) else None

    async def check(self) -> None:
        """Refuse a system prompt that leaves no room for anything else. Raises `PromptTooLong`, or as counting does."""
        asked = Turn(role="user", content="?")
        if self.first and not await self._scale.holds((*self.first, asked), self._scale.most):
            raise PromptTooLong(
                "The system prompt alone is more than this model can hold in mind.",
                "Shorten it in the inspector, or choose a model with a larger context.",
                param="system_prompt",
            )

    async def _fits(self, told: Told) -> bool:
        return await self._scale.holds(told.turns, self._scale.good)

    def _as_before(self, model_id: str) -> Told | None:
        """What that model was told last, and what is new: it begins alike, and need not be read again."""
        runs = [message.run for message in self.branch if message.run and message.run.model_id == model_id]
        if not runs:
            return None
        summary = next((summary for summary in self._summaries if summary.message_id == runs[-1].folded_id), None)
        if runs[-1].folded_id and not summary:
            return None
        starts = self.starts(self.end_of(summary))
        start = next((start for start in starts if self._left_out(start, summary) == runs[-1].left_out), None)
        return None if start is None else self.told(start, summary)

    async def shortened(self) -> Told:
        """Without its oldest messages. At least the newest is told, whether it fits or not."""
        starts = self.starts(self.end_of(self.deepest))
        if not starts:
            return self.told(0, None)
        told = await self._from_one_of(starts, self.deepest, int(_ROOM_TO_GROW * self._scale.good))
        if told.summary and not await self._scale.holds(told.turns, self._scale.most):
            return self.told(starts[-1], None)
        return told

    async def foldable(self, room: int) -> int:
        """Where what is told should begin when all before it is folded into a summary of that weight.

        Then it all takes about half of the context. 0 when there is nothing to fold, or no room for a summary.
        """
        starts = self.starts(self.end_of(self.deepest) + 1)
        if not starts:
            return 0
        told = await self._from_one_of(starts, None, self._scale.context // 2 - room)
        fits = await self._scale.holds(told.turns, self._scale.most - room)
        return told.start if fits else 0

    async def _from_one_of(self, starts: Sequence[int], summary: Summary | None, limit: int) -> Told:
        """From the first start on with which it fits; from the last one when it fits with none."""
        first = await first_that(
            len(starts) - 1, lambda way: self._scale.holds(self.told(starts[way], summary).turns, limit)
        )
        return self.told(starts[first], summary)
