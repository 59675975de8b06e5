"""One reply in the making: what it still has to read, and what it has written."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np

from backend.engines.base import Candidate, Choice, Finished, Progress, Reading, Request, Text, Thought
from backend.engines.candidates import likeliest, logits
from backend.engines.choices import Choices
from backend.engines.families.family import Parser, Piece
from backend.engines.pictures import Tile
from backend.engines.sampling import Sampler
from backend.engines.slot import Slot
from backend.engines.stops import Stops
from backend.engines.vocabulary import Characters, Vocabulary
from backend.errors import FiresideError


class Reply:
    """`tokens` is all that belongs into its sequence: the prompt, then what was written. `limit` bounds their number.

    Some of the prompt's stand for `tiles` of pictures, in their order. It is ready when its sequence holds all of them
    but for a last batch; `error` ends it.
    """

    def __init__(
        self,
        library: Any,
        vocabulary: Vocabulary,
        request: Request,
        prompt: Sequence[int],
        parser: Parser,
        stops: Sequence[str],
        limit: int,
        cancelled: threading.Event,
        tiles: Sequence[Tile] = (),
    ) -> None:
        self._c = library
        self.thread, self.tokens, self.read = request.thread, list(prompt), len(prompt)
        self.cancelled = cancelled
        self.slot: Slot | None = None
        self.ended = False
        self._error: FiresideError | None = None
        self._limit = min(limit, self.read + request.max_tokens)
        self._vocabulary, self._parser = vocabulary, parser
        self._sampler = Sampler(library, vocabulary, request)
        self._stops, self._characters = Stops((*stops, *request.stop)), Characters()
        self._answers = request.turns[-1].role != "assistant"
        self._logprobs = request.logprobs
        self._choices = Choices()
        self._tiles = _placed(self.tokens, tiles)
        self._items: deque[Progress] = deque()

    @property
    def unread(self) -> int:
        """How many tokens its sequence does not hold yet; one, while it writes."""
        return len(self.tokens) - (len(self.slot.tokens) if self.slot else 0)

    @property
    def tile(self) -> tuple[int, Tile] | None:
        """What of a picture is to be seen next, and where that begins; None where words follow."""
        if not self._tiles or not self.slot:
            return None
        held = len(self.slot.tokens)
        start, tile = self._tiles[max(0, self._begun(held + 1) - 1)]
        return (start, tile) if start <= held < start + len(tile.tokens) else None

    @property
    def ahead(self) -> tuple[int, Tile] | None:
        """The next tile of which nothing is seen yet, and where it begins."""
        if not self._tiles or not self.slot:
            return None
        return next(iter(self._tiles[self._begun(len(self.slot.tokens)) :]), None)

    @property
    def readable(self) -> int:
        """How many tokens follow up to the next picture, or to the end."""
        ahead = self.ahead
        return ahead[0] - len(self.slot.tokens) if ahead and self.slot else self.unread

    def place(self, index: int) -> int:
        """The position of the token of that index, or of the tile that begins there: some take fewer than tokens."""
        begun = self._tiles[: self._begun(index)] if self._tiles else ()
        return index - sum(len(tile.tokens) - tile.positions for _, tile in begun)

    def _begun(self, index: int) -> int:
        """How many tiles begin before that."""
        return bisect_left(self._tiles, index, key=lambda placed: placed[0])

    @property
    def writes(self) -> bool:
        """Whether it has begun to write."""
        return len(self.tokens) > self.read

    @property
    def news(self) -> bool:
        """Whether there is anything to tell."""
        return self.ended or bool(self._items)

    def items(self) -> Iterator[Progress]:
        """What it has to tell since it was last asked. Raises the error that ended it."""
        while self._items:
            yield self._items.popleft()
        if self._error:
            raise self._error

    def tell_reading(self) -> None:
        """Its sequence holds more of the prompt."""
        if self.slot and not self.writes:
            self._items.append(Reading(read=len(self.slot.tokens), total=self.read))

    def write(self, context: Any, place: int) -> None:
        """Choose the next token after that output of the last batch. Raises `EngineFailed`."""
        token = self._sampler.sample(context, place)
        if token is None or self._vocabulary.ends(token):
            self._finish("end")
            return
        piece = self._vocabulary.piece(token, first=self._answers and not self.writes)
        if self._logprobs is not None:
            self._choices.add(self._choice(logits(self._c, context, place, self._vocabulary.size), token, piece))
        text, stopped = self._stops.add(self._characters.add(piece))
        self.tokens.append(token)
        self._tell(self._parser.add(text))
        if stopped:
            self._finish("end")
        elif len(self.tokens) >= self._limit:
            self._finish("length")

    def _choice(self, logits: np.ndarray, token: int, piece: bytes) -> Choice:
        logprob, others = likeliest(logits, token, self._logprobs or 0)
        candidates = tuple(Candidate(piece=self._vocabulary.piece(other), logprob=value) for other, value in others)
        return Choice(piece=piece, logprob=logprob, likeliest=candidates)

    def _tell(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            if self._logprobs is not None and isinstance(piece, Text | Thought):
                choices = self._choices.take(piece.text)
                piece = piece if isinstance(piece, Thought) else piece.model_copy(update={"choices": choices})
            self._items.append(piece)

    def _finish(self, stop: Literal["end", "length"]) -> None:
        self._tell([*self._parser.add(self._stops.rest()), *self._parser.end()])
        self._items.append(Finished(stop=stop, read=self.read, tokens=len(self.tokens) - self.read))
        self.ended = True

    def fail(self, error: FiresideError) -> None:
        """End with an error."""
        self._error, self.ended = error, True

    def close(self) -> None:
        """Give its sampler back."""
        self.ended = True
        self._sampler.close()


def _placed(tokens: list[int], tiles: Sequence[Tile]) -> list[tuple[int, Tile]]:
    """Where in the prompt each tile begins."""
    placed, at = [], 0
    for tile in tiles:
        at = tokens.index(tile.tokens[0], at)
        placed.append((at, tile))
        at += len(tile.tokens)
    return placed
