"""Has a model fold older messages of a thread into a running summary: a piece that fits its context after the other."""

from __future__ import annotations

import zlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing

from backend.domain import Message, Summary, now
from backend.engines.base import Engine, Finished, Reading, Text, Turn
from backend.errors import EngineFailed, PromptTooLong, WorkerDied
from backend.runs import wording
from backend.runs.fitting import Fitting
from backend.runs.scale import Scale, first_that

_SHARE, _LONGEST = 8, 1024
_PIECES = 4
"""How many pieces are folded at once: of an endless thread that a small model goes on with, the oldest is left out."""
_WORDS_A_TOKEN = 0.5
_TEMPERATURE = 0.3
_TRIES = 4
_REPEATED, _SHORT = 0.2, 100
"""To which part of its length a text can be packed that only repeats itself, and how long one must be to tell."""


def room(context: int) -> int:
    """Tokens that a summary may have."""
    return min(context // _SHARE, _LONGEST)


class Folding:
    """Folds for one model. `report` is told how much of all that must be read and written is done.

    `keep` is given each summary as soon as it stands, so that nothing is made twice.
    """

    def __init__(
        self,
        engine: Engine,
        model_id: str,
        scale: Scale,
        report: Callable[[int, int], None],
        keep: Callable[[Summary], Awaitable[None]],
    ) -> None:
        self._engine, self._model_id, self._scale = engine, model_id, scale
        self._report, self._keep = report, keep
        self._room = room(scale.context)
        self._done = self._total = 0

    async def fold(self, fitting: Fitting, end: int) -> Summary:
        """Fold all messages of a branch before `end`, going on from its deepest summary.

        Raises `EngineFailed` when no good summary comes of it, and what generating raises.
        """
        summary, branch = fitting.deepest, fitting.branch
        start = fitting.end_of(summary)
        stops = [*(stop for stop in fitting.starts(start + 1) if stop < end), end]
        left_out = summary.left_out if summary else 0
        begin = await self._begin(branch, start, stops)
        left_out += sum(map(wording.says, branch[start:begin]))
        self._total = await self._scale.weigh(wording.turns(branch[begin:end]))
        while begin < end:
            ahead = [stop for stop in stops if stop > begin]
            piece, turns = await self._piece(fitting, begin, ahead, summary)
            text = await self._sum_up(turns)
            summary = Summary(
                message_id=branch[piece - 1].id,
                text=text,
                messages=piece,
                left_out=left_out,
                model_id=self._model_id,
                created_at=now(),
            )
            await self._keep(summary)
            begin = piece
        if summary is None:
            raise EngineFailed("There is nothing to fold.")
        return summary

    async def _begin(self, branch: tuple[Message, ...], start: int, stops: Sequence[int]) -> int:
        """Where to begin, so that there are not too many pieces."""
        places = [start, *stops[:-1]]
        limit = (self._scale.context - 2 * self._room) * _PIECES
        first = await first_that(
            len(places), lambda at: self._scale.holds(wording.turns(branch[places[at] : stops[-1]]), limit)
        )
        return places[min(first, len(places) - 1)]

    async def _piece(
        self, fitting: Fitting, begin: int, ahead: Sequence[int], summary: Summary | None
    ) -> tuple[int, tuple[Turn, ...]]:
        """How far the next piece goes, and its prompt: as much as fits; of what is too long alone, what fits of it.

        It begins as the thread does, with the system prompt, so that what was read is not read again.
        """
        limit = self._scale.context - self._room

        def asking(stop: int, letters: int | None = None) -> tuple[Turn, ...]:
            turns = wording.turns(fitting.branch[begin:stop])
            if letters is not None:
                turns = tuple(wording.shortly(turn, letters) for turn in turns)
            recalled = (wording.recalled(summary),) if summary else ()
            return wording.folding((*fitting.first, *recalled, *turns), int(self._room * _WORDS_A_TOKEN))

        longest_first = ahead[::-1]
        first = await first_that(len(ahead), lambda at: self._scale.holds(asking(longest_first[at]), limit))
        if first < len(ahead):
            return longest_first[first], asking(longest_first[first])
        letters = 2 * limit
        for _ in range(_TRIES):
            if await self._scale.holds(asking(ahead[0], letters), limit):
                return ahead[0], asking(ahead[0], letters)
            letters //= 2
        raise PromptTooLong("The messages do not fit the model's context.", "Choose a model with a larger context.")

    async def _sum_up(self, turns: tuple[Turn, ...]) -> str:
        request = self._scale.asking(turns, max_tokens=self._room, temperature=_TEMPERATURE)
        text, written, end, total = "", 0, None, 0
        async with aclosing(self._engine.generate(request)) as stream:
            async for progress in stream:
                match progress:
                    case Reading(read=read, total=total):
                        self._tell(read, total)
                    case Text(text=more):
                        text, written = text + more, written + 1
                        self._tell(total + written, total)
                    case Finished():
                        end = progress
        if end is None:
            raise WorkerDied("The model was put away before the summary was whole.", "Ask again.")
        self._done += end.read + end.tokens
        text = wording.summed_up(text)
        if not _is_sound(text) or await self._scale.weigh((Turn(role="user", content=text),)) > 2 * self._room:
            raise EngineFailed("The model wrote no summary that is of use.", "Try another model.")
        return text

    def _tell(self, done: int, prompt: int) -> None:
        done += self._done
        total = max(self._total, self._done + prompt) + self._room
        self._report(min(done, total), total)


def _is_sound(text: str) -> bool:
    """Whether it may be a summary: words, and not the same ones again and again."""
    packed = zlib.compress(text.encode("utf-8", "replace"))
    repeats = len(text) > _SHORT and len(packed) < _REPEATED * len(text.encode("utf-8", "replace"))
    return any(letter.isalpha() for letter in text) and not repeats
