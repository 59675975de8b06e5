"""What lies in the context: a sequence of tokens for each thread, as long as there is room; then it goes to disk.

A prompt that begins like one of them is not read again from its start: its thread's own sequence is cut to what both
begin with, or that part of another's is copied, or what was kept on disk is brought back. Where the model cannot do
that, the prompt is read again. Never is a context used that is not the prompt's.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from backend.engines.context import Context
from backend.engines.slot import Slot, shared
from backend.engines.states import States

_WORTH = 32
"""Tokens that it must spare to keep a state on disk, or to bring it back."""
_SHARE, _AT_ONCE = 8, 256 << 20
"""While nobody writes: a thread is kept anew once this share of it is new, and so many bytes are kept at once."""


class Sequences:
    """All slots of a context. Without `states` nothing is kept on disk."""

    def __init__(self, context: Context, count: int, states: States | None = None) -> None:
        self._context, self._states = context, states
        self._slots = [Slot(context, number) for number in range(count)]
        self._clock = itertools.count(1)

    def take(self, thread: str, prompt: Sequence[int]) -> Slot | None:
        """A slot that holds as much of the prompt as can be had, but never its last token; None when all are busy."""
        wanted = prompt[:-1]
        reach, best = self._best(thread, wanted)
        slot = self._own(thread) or self._going_on(thread, reach, best) or self._oldest()
        if slot is None:
            return None
        if slot.thread != thread:
            self._keep(slot)
            slot.stored, slot.saved = False, 0
        self._recall(thread, wanted, reach, slot)
        reach, best = self._best(thread, wanted)  # making room for it may have cost others their place
        if slot is best or not self._context.shares:
            slot.begin(slot.reach(wanted))
        else:
            slot.copy(best, reach)
        slot.thread, slot.used, slot.busy = thread, next(self._clock), True
        if not self._context.rolls_back:
            # The prompt is asked about again by a retry; and what two threads share, a third may begin with too.
            others = max((shared(other.tokens, wanted) for other in self._slots if other is not slot), default=0)
            slot.marks = (others, len(wanted))
        return slot

    def give(self, slot: Slot) -> None:
        """The slot's reply has ended; what it holds is kept until the room is needed."""
        slot.busy = False
        slot.used = next(self._clock)

    def evict(self) -> bool:
        """Make room: put away what was needed least lately. False when all that is left is busy."""
        held = [slot for slot in self._slots if not slot.busy and slot.tokens]
        if not held:
            return False
        self._put_away(min(held, key=_worth))
        return True

    def drop(self, slot: Slot) -> None:
        """Put a busy slot away: others need the room now."""
        self._put_away(slot)
        self.give(slot)

    def forget(self, thread: str) -> None:
        """Remove what is known of a thread, here and on disk."""
        for slot in self._slots:
            if slot.thread == thread:
                slot.thread = ""  # one that is busy is needed yet; nobody finds it by this name
                if not slot.busy:
                    slot.clear()
        if self._states:
            self._states.forget(thread)

    def keep(self) -> None:
        """Keep on disk what has grown much, the newest first: a worker that is killed cannot do it any more."""
        room = _AT_ONCE
        for slot in sorted(self._slots, key=_worth, reverse=True):
            new = len(slot.tokens) - slot.saved
            if slot.thread and not slot.busy and new >= max(_WORTH, len(slot.tokens) // _SHARE):
                size = self._context.bytes_of(slot.number)
                if size <= room:
                    room -= size
                    self._keep(slot)

    def close(self) -> None:
        """Keep all threads on disk, the newest last, so that it stays longest."""
        for slot in sorted(self._slots, key=_worth):
            self._keep(slot)
        if self._states:
            self._states.close()

    # -------------------------------------------------------------- which one

    def _best(self, thread: str, wanted: Sequence[int]) -> tuple[int, Slot]:
        """The slot that spares most, and how much; of equals the thread's own."""
        reaches = [(slot.reach(wanted), bool(thread) and slot.thread == thread, slot.number) for slot in self._slots]
        reach, _, number = max(reaches)
        return reach, self._slots[number]

    def _own(self, thread: str) -> Slot | None:
        return next((slot for slot in self._slots if thread and slot.thread == thread and not slot.busy), None)

    def _going_on(self, thread: str, reach: int, best: Slot) -> Slot | None:
        """Where the prompt names no thread: the slot that it seems to go on with, or to repeat."""
        fits = not thread and not best.thread and not best.busy and reach
        return best if fits and 2 * reach >= len(best.tokens) else None

    def _oldest(self) -> Slot | None:
        """The idle slot that is missed least."""
        return min((slot for slot in self._slots if not slot.busy), key=_worth, default=None)

    # -------------------------------------------------------------- to disk and back

    def _keep(self, slot: Slot) -> None:
        if self._states and slot.thread and not slot.stored and len(slot.tokens) >= _WORTH:
            state = slot.state()
            if state is not None:
                self._states.save(slot.thread, state)
                slot.stored, slot.saved = True, len(slot.tokens)

    def _put_away(self, slot: Slot) -> None:
        self._keep(slot)
        slot.clear()

    def _recall(self, thread: str, wanted: Sequence[int], reach: int, slot: Slot) -> None:
        """Bring back what is kept of the thread, if it spares much more than what lies here."""
        if self._states is None or not thread or len(wanted) < reach + _WORTH:
            return
        outline = self._states.outline(thread)
        if outline is None:
            return
        length = shared(outline.tokens, wanted)
        if not self._context.rolls_back and length < len(outline.tokens):
            length = max((taken for taken in outline.lengths if taken <= length), default=0)
        if length < reach + _WORTH:
            return
        state = self._states.load(thread)
        slot.busy = True  # so that it is not taken for what can make room for itself
        while state is not None and not slot.restore(state):
            if not self.evict():
                return
        slot.thread = thread


def _worth(slot: Slot) -> tuple[bool, bool, int]:
    """Empty slots go first, then what belongs to no thread, then what was not needed for longest."""
    return bool(slot.tokens), bool(slot.thread), slot.used
