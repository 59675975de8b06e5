"""What is known of threads: those that write lie in the context, others wait in memory, and then on disk.

A prompt that begins like one of them is not read again from its start: its thread's own sequence is cut to what both
begin with, or that part of another's is copied, or what waits elsewhere is brought back. Where the model cannot do
that, the prompt is read again. Never is a context used that is not the prompt's.

Who begins has those put out of the context who do not write: llama.cpp looks at every cell for every token, if only to
pass over it. Measured with half a billion weights, for 4,000 tokens (90 MB): 15 to 30 ms to take out, 6 to put back.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from backend.engines import context as contexts
from backend.engines.context import Context
from backend.engines.idle import Idle, Waiting
from backend.engines.pictures import whole
from backend.engines.slot import Slot, shared
from backend.engines.states import States

_WORTH = 32
"""Tokens that it must spare to keep a state on disk, or to bring back one from there, or another thread's."""
_FEW = 32
"""So many new tokens behind a long thread are read more quickly together with some before them, as a whole tile."""
_SHARE, _AT_ONCE = 8, 256 << 20
"""While nobody writes: a thread is kept anew once this share of it is new, and so many bytes are kept at once."""


class Sequences:
    """All slots of a context. Without `states` nothing is kept on disk."""

    def __init__(self, context: Context, count: int, states: States | None = None, idle: Idle | None = None) -> None:
        self._context, self._states = context, states
        self._slots = [Slot(context, number) for number in range(count)]
        self._idle = idle or Idle()
        self._clock = itertools.count(1)

    def take(self, thread: str, prompt: Sequence[int]) -> Slot | None:
        """A slot that holds as much of the prompt as can be had, but never its end; None when all are busy."""
        wanted = prompt[: whole(prompt, len(prompt) - 1)]
        reach, best = self._best(thread, wanted)
        slot = self._own(thread) or self._going_on(thread, reach, best) or self._oldest()
        if slot is None:
            return None
        if slot.thread != thread:
            self._copy_out(slot)
            slot.stored, slot.saved = False, 0
        self._begin(slot, thread, wanted, best if self._context.shares else slot)
        self._clear_out(slot)
        self._idle.forget(thread)
        slot.thread, slot.used, slot.busy = thread, next(self._clock), True
        if not self._context.rolls_back:
            # The prompt is asked about again by a retry; and what two threads share, a third may begin with too.
            others = (other.tokens for other in (*self._slots, *self._idle) if other is not slot)
            slot.marks = (max((shared(tokens, wanted) for tokens in others), default=0), len(wanted))
        return slot

    def _begin(self, slot: Slot, thread: str, wanted: Sequence[int], source: Slot) -> None:
        """Have a slot hold as much as can be had, from that one or from elsewhere."""
        self._clear_out(slot, source)
        if better := self._better(thread, wanted, source.reach(wanted)):
            self._clear_out(slot)
            self._bring_back(slot, thread, better, better.reach(wanted))
            source = self._best(thread, wanted)[1] if self._context.shares else slot
        if source is slot:
            slot.begin(slot.reach(wanted))
        else:
            slot.copy(source, source.reach(wanted))
        deep = self._context.rolls_back and len(slot.tokens) >= contexts.DEEP
        if deep and _FEW <= len(wanted) + 1 - len(slot.tokens) < self._context.tile:
            slot.begin(whole(slot.tokens, len(wanted) + 1 - self._context.tile))

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
        """Remove what is known of a thread, wherever it is."""
        for slot in self._slots:
            if slot.thread == thread:
                slot.thread = ""  # one that is busy is needed yet; nobody finds it by this name
                if not slot.busy:
                    slot.clear()
        self._idle.forget(thread)
        if self._states:
            self._states.forget(thread)

    def keep(self) -> None:
        """Keep on disk what has grown much, the newest first: a worker that is killed cannot do it any more."""
        room = _AT_ONCE
        for held in sorted((*self._slots, *self._idle), key=_worth, reverse=True):
            new = len(held.tokens) - held.saved
            idle = held.thread and not held.busy
            if idle and new >= max(_WORTH, len(held.tokens) // _SHARE) and (size := held.bytes) <= room:
                room -= size
                self._keep(held)

    def close(self) -> None:
        """Keep all threads on disk, the newest last, so that it stays longest."""
        for held in sorted((*self._slots, *self._idle), key=_worth):
            self._keep(held)
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
        return best if not best.busy and _goes_on(thread, reach, best) else None

    def _oldest(self) -> Slot | None:
        """The idle slot that is missed least."""
        return min((slot for slot in self._slots if not slot.busy), key=_worth, default=None)

    def _better(self, thread: str, wanted: Sequence[int], reach: int) -> Waiting | None:
        """What waits elsewhere and spares more than what lies in the context: so much more that it is worth it."""
        length, waiting = self._idle.best(thread, wanted)
        if waiting and length >= reach + (1 if thread and waiting.thread == thread else _WORTH):
            reach = length
        else:
            waiting = None
        return self._kept(thread, wanted, reach) or waiting

    def _kept(self, thread: str, wanted: Sequence[int], reach: int) -> Waiting | None:
        """What is kept of the thread on disk, if it spares much more than that."""
        if self._states is None or not thread or len(wanted) < reach + _WORTH:
            return None
        outline = self._states.outline(thread)
        if outline is None:
            return None
        length = shared(outline.tokens, wanted)
        if not self._context.rolls_back and length < len(outline.tokens):
            length = max((taken for taken in outline.lengths if taken <= length), default=0)
        if length < reach + _WORTH:
            return None
        state = self._states.load(thread)
        return state and Waiting(thread, state, stored=True, saved=len(state.tokens))

    # -------------------------------------------------------------- out of the context and back

    def _clear_out(self, *stay: Slot) -> None:
        """Put away who does not write, but for these."""
        for slot in self._slots:
            if not slot.busy and slot not in stay:
                self._put_away(slot)

    def _put_away(self, slot: Slot) -> None:
        self._copy_out(slot)
        slot.clear()

    def _copy_out(self, slot: Slot) -> None:
        """Have what a slot holds wait in memory, too; what there is no more room for goes to disk."""
        state = slot.state() if slot.tokens else None
        if state is not None:
            waiting = Waiting(slot.thread, state, slot.floor, slot.used, slot.stored, slot.saved)
            for left in self._idle.add(waiting):
                self._keep(left)

    def _bring_back(self, slot: Slot, thread: str, waiting: Waiting, reach: int) -> None:
        """Have a slot hold what waited, if there is room for it; else nothing."""
        slot.busy = True  # so that it is not taken for what can make room for itself
        while not slot.restore(waiting.kept):
            if not self.evict():
                return
        if waiting.thread == thread:
            slot.stored, slot.saved = waiting.stored, waiting.saved
        if _goes_on(thread, reach, waiting):
            self._idle.remove(waiting)

    def _keep(self, held: Slot | Waiting) -> None:
        """Have it lie on disk."""
        if self._states and held.thread and not held.stored and len(held.tokens) >= _WORTH:
            state = held.state()
            if state is not None:
                self._states.save(held.thread, state)
                held.stored, held.saved = True, len(held.tokens)


def _goes_on(thread: str, reach: int, held: Slot | Waiting) -> bool:
    """Whether a prompt that names no thread seems to go on with what another such one has read, or to repeat it."""
    return not thread and not held.thread and reach > 0 and 2 * reach >= len(held.tokens)


def _worth(held: Slot | Waiting) -> tuple[bool, bool, int]:
    """Empty slots go first, then what belongs to no thread, then what was not needed for longest."""
    return bool(held.tokens), bool(held.thread), held.used
