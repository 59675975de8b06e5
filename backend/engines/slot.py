"""One sequence of tokens in the context, and how to get back to a beginning of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from backend.engines.context import Bytes, Context
from backend.engines.pictures import whole
from backend.engines.statefile import State

_SNAPSHOTS, _BYTES = 4, 64 << 20
"""How many a slot keeps at most, and in how many bytes if there is more than the newest."""


@dataclass(eq=False)
class Slot:
    """What one of llama.cpp's sequences holds.

    `used` tells which was needed last; a `busy` one is being written to; a `stored` one lies on disk as it is, else as
    far as `saved` tells. Models that cannot be cut back anywhere have `snapshots`, by their length, taken at `marks`.
    """

    context: Context
    number: int
    thread: str = ""
    tokens: list[int] = field(default_factory=list)
    snapshots: dict[int, Bytes] = field(default_factory=dict)
    marks: tuple[int, ...] = ()
    used: int = 0
    busy: bool = False
    stored: bool = False
    saved: int = 0

    def reach(self, wanted: Sequence[int]) -> int:
        """How much of a prompt need not be read if it begins here."""
        return reach(self.tokens, self.snapshots, self.floor, wanted)

    @property
    def floor(self) -> int:
        """The shortest beginning that it can be cut to, but for none."""
        return self.context.floor(self.number, len(self.tokens))

    def begin(self, length: int) -> None:
        """Hold only so many tokens, as `reach` said; none, if the model cannot after all."""
        back = 0 < length < self.floor
        if back and not self.context.write(self.number, self.snapshots[length], partly=True):
            length = 0
        self.stored = self.stored and length == len(self.tokens)
        if not self.context.cut(self.number, self.tokens, length):
            length = 0
        del self.tokens[length:]
        self.saved = min(self.saved, length)
        self.snapshots = {taken: data for taken, data in self.snapshots.items() if taken <= length}

    def copy(self, source: Slot, length: int) -> None:
        """Begin like another slot, as far as its `reach` said."""
        self.clear()
        if length:
            back = length < source.floor
            self.context.copy(source.number, self.number, source.tokens, length)
            self.tokens, self.snapshots = source.tokens[:length], dict(source.snapshots)
            if back and not self.context.write(self.number, self.snapshots[length], partly=True):
                length = 0
            self.begin(length)

    def extend(self, tokens: Sequence[int]) -> None:
        """The context has taken these in; at a mark a snapshot is taken."""
        self.tokens += tokens
        self.stored = False
        length = len(self.tokens)
        if length in self.marks and length not in self.snapshots:
            data = self.context.read(self.number, partly=True)
            if data is not None:
                self.snapshots[length] = data
                self._thin_out()

    def _thin_out(self) -> None:
        """The newest snapshot stays, then the first, which is likely what all threads begin with."""
        lengths = list(self.snapshots)
        while len(lengths) > 1 and (len(lengths) > _SNAPSHOTS or self._snapshot_bytes > _BYTES):
            del self.snapshots[lengths.pop(1 if len(lengths) > 2 else 0)]

    @property
    def _snapshot_bytes(self) -> int:
        return sum(map(len, self.snapshots.values()))

    @property
    def until_mark(self) -> int | None:
        """How many tokens to read up to the next mark, if there is one."""
        return min((mark - len(self.tokens) for mark in self.marks if mark > len(self.tokens)), default=None)

    def settle(self) -> None:
        """Undo what a batch that was given up may have left behind the tokens; no picture is left half."""
        length = whole(self.tokens, len(self.tokens))
        kept = self.context.cut(self.number, self.tokens, length)
        del self.tokens[length if kept else 0 :]
        self.snapshots = self.snapshots if kept else {}

    @property
    def bytes(self) -> int:
        """What it takes, but for its snapshots."""
        return self.context.bytes_of(self.number)

    def state(self) -> State | None:
        """All of it, to be kept elsewhere; None when there is no memory for it."""
        data = self.context.read(self.number, partly=False)
        return None if data is None else State(list(self.tokens), data, dict(self.snapshots))

    def restore(self, state: State) -> bool:
        """Hold what was kept, instead of anything else. False when it does not fit in: then nothing."""
        self.clear()
        if not self.context.write(self.number, state.data, partly=False):
            self.clear()
            return False
        self.tokens, self.snapshots = list(state.tokens), dict(state.snapshots)
        return True

    def clear(self) -> None:
        """Hold nothing, for nobody."""
        self.context.cut(self.number, (), 0)
        self.tokens, self.snapshots, self.marks, self.thread = [], {}, (), ""
        self.stored, self.saved = False, 0


def reach(tokens: Sequence[int], snapshots: Collection[int], floor: int, wanted: Sequence[int]) -> int:
    """How much of a prompt need not be read where these tokens are held: up to where it differs, or to a snapshot."""
    length = shared(tokens, wanted)
    return length if length >= floor else max((taken for taken in snapshots if taken <= length), default=0)


def shared(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with, but no part of a picture.

    It is found by halving, since lists compare in C and the longest have many thousands.
    """
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return whole(other, low)
