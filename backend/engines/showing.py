"""Shows a context the pictures of prompts, a piece at a time, once the model has looked at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from backend.engines.context import Context
from backend.engines.eye import Eye, Seen
from backend.engines.looking import Looking
from backend.engines.pictures import Tile, broken
from backend.engines.reply import Reply
from backend.errors import EngineFailed, FiresideError

_GLANCE = 0.02
"""Seconds that nobody else is asked for while all wait for what the model sees."""


@dataclass(frozen=True)
class Piece:
    """What of a picture a reply is to be shown: so many tokens, by `show`; they may `end` a tile."""

    reply: Reply
    count: int
    show: Callable[[], bool | None]
    end: bool


class Showing:
    """For one context and the eye of its model. Belongs to one thread."""

    def __init__(self, context: Context, eye: Eye) -> None:
        self._context, self._eye = context, eye
        self._looking = Looking(eye.look)

    def look_ahead(self, reply: Reply) -> None:
        """The model looks at the next picture while what stands before it is read."""
        if ahead := reply.tile or reply.ahead:
            with suppress(FiresideError):  # it is told when its turn has come
                self._seen(reply, ahead[1])

    def wait(self) -> None:
        """For a moment, or until a picture was looked at."""
        self._looking.wait(_GLANCE)

    def next(self, replies: Sequence[Reply], most: int, *, alone: bool) -> Piece | None:
        """What is shown next, if the model has looked at one that these replies wait for: at `most` so many tokens.

        One whose picture is of no use learns it.
        """
        for reply in replies:
            try:
                if (tile := reply.tile) and (seen := self._seen(reply, tile[1])) is not None:
                    return self._piece(reply, *tile, seen, most, alone=alone)
            except FiresideError as error:
                reply.fail(error)
        return None

    def _seen(self, reply: Reply, tile: Tile) -> Seen | None:
        """None until the model has looked. Raises `Invalid` or `EngineFailed`."""
        tiles = self._looking.ask(tile.image, reply.cancelled)
        if tiles is None:
            return None
        if len(tiles) <= tile.number or len(tiles[tile.number]) != len(tile.tokens):
            raise broken(tile.image)  # it is of another size than it says
        return tiles[tile.number]

    def _piece(self, reply: Reply, start: int, tile: Tile, seen: Seen, most: int, *, alone: bool) -> Piece | None:
        slot, context, at_once = reply.slot, self._context, self._eye.at_once
        if slot is None:
            return None
        at = len(slot.tokens) - start
        left = len(tile.tokens) - at
        if at_once and left > context.batch.size:
            raise EngineFailed(f"{tile.image.name} is too large for this model.", "Show it a smaller picture.")
        count = left if at_once else min(left, most, context.batch.size)
        part, places = seen[at : at + count], tile.places[:, at : at + count] + reply.place(start)
        give_up = reply.cancelled.is_set if alone and not context.gpu else None
        output = count == reply.unread

        def show() -> bool | None:
            return context.show(slot.number, part, places, give_up, output=output, at_once=at_once)

        return Piece(reply, count, show, count == left)

    def close(self) -> None:
        """Look at nothing more."""
        self._looking.close()
