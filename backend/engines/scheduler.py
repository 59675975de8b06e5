"""Lets replies share one context: each step takes a token of everyone who writes, and a piece of who still reads."""

from __future__ import annotations

import time
from collections.abc import Callable

from backend.engines import context as contexts
from backend.engines.context import SEQUENCES, Context
from backend.engines.eye import Eye
from backend.engines.reply import Reply
from backend.engines.sequences import Sequences
from backend.engines.showing import Showing
from backend.engines.states import States
from backend.errors import EngineFailed, FiresideError

_PATIENCE, _ALONE = 0.08, 0.5
"""Seconds that a step should take: for each prompt that is read while others write, or on a GPU, where a step cannot
be given up; and else."""
_TO_THE_END = 0.25
"""Seconds for which those who write wait while all that others have to read is read: one wait is shorter than several,
since small batches cost more for each token, and who began together ends together."""
_LEAST = 16


class Scheduler:
    """Replies join, are moved on by `step`, and leave. Belongs to one thread."""

    def __init__(self, context: Context, states: States | None = None, eye: Eye | None = None) -> None:
        self._context = context
        self._showing = Showing(context, eye) if eye else None
        self._sequences = Sequences(context, SEQUENCES, states)
        self._waiting: list[Reply] = []
        self._running: list[Reply] = []
        self._pace = (context.batch.size if context.gpu else _LEAST) / _PATIENCE
        """Tokens a second that are read, as it was lately."""

    def join(self, reply: Reply) -> None:
        """Let a reply begin as soon as there is a place for it, after those that wait already."""
        self._waiting.append(reply)
        if len(self._waiting) == 1:
            self._admit()

    def leave(self, reply: Reply) -> None:
        """The reply has ended, or nobody listens any more. What it read stays for the next one."""
        if reply in self._waiting:
            self._waiting.remove(reply)
        if reply in self._running:
            self._running.remove(reply)
            self._part(reply)
        reply.close()
        self._admit()

    def _part(self, reply: Reply) -> None:
        if reply.slot:
            self._sequences.give(reply.slot)
        reply.slot = None

    def _admit(self) -> None:
        while self._waiting and (slot := self._sequences.take(self._waiting[0].thread, self._waiting[0].tokens)):
            reply = self._waiting.pop(0)
            reply.slot = slot
            self._running.append(reply)
            reply.tell_reading()
            if self._showing:
                self._showing.look_ahead(reply)

    # -------------------------------------------------------------- one step

    def step(self) -> None:
        """Move everyone on by a batch. Who fails learns it by itself."""
        replies = [reply for reply in self._running if not reply.ended and not reply.cancelled.is_set()]
        lookers = [reply for reply in replies if reply.tile]
        others = [reply for reply in replies if reply not in lookers] if lookers else replies
        moved = self._read_and_write(others)
        if lookers and self._showing and not self._show(self._showing, lookers, alone=not moved) and not moved:
            self._showing.wait()

    def _show(self, showing: Showing, replies: list[Reply], *, alone: bool) -> bool:
        """Move one of those on before whom there is a picture; whether one could be, or has ended."""
        most = self._context.batch.size if alone else max(_LEAST, int(self._pace * _PATIENCE))
        piece = showing.next(replies, most, alone=alone)
        if piece and self._taken([piece.reply], piece.show):
            self._move(piece.reply, piece.count, piece.count - 1)
            if piece.end:
                showing.look_ahead(piece.reply)
        return bool(piece) or any(reply.ended for reply in replies)

    def _read_and_write(self, replies: list[Reply]) -> bool:
        """Move those on before whom there are words. Whether there are any."""
        outputs = self._fill(replies)
        taken = [reply for reply, _, _ in outputs]
        if not taken:
            return False
        reads = self._context.batch.count > len(taken)
        alone = reads and not any(reply.writes for reply in taken) and not self._context.gpu
        give_up = (lambda: all(reply.cancelled.is_set() for reply in taken)) if alone else None
        started = time.perf_counter()
        if self._taken(taken, lambda: self._context.decode(give_up)):
            if reads:
                self._context.wait()
                self._time(time.perf_counter() - started)
            for reply, count, place in outputs:
                self._move(reply, count, place)
        return True

    def _taken(self, replies: list[Reply], decode: Callable[[], bool | None]) -> bool:
        """Whether the context has taken in what is there of these replies; else they are as they were, or fail."""
        try:
            done = decode()
        except EngineFailed as error:
            self._fail(replies, error)
            return False
        if done is None:
            self._make_room()
        elif not done:
            for reply in replies:
                if reply.slot:
                    reply.slot.settle()
        return bool(done)

    def _fill(self, replies: list[Reply]) -> list[tuple[Reply, int, int]]:
        """Fill the batch; returns who has tokens in it, how many, and the place of the last one.

        Who writes comes first. The others share what is left, the shortest first: nobody waits for a long prompt.
        """
        batch = self._context.batch
        batch.clear()
        reading = [reply.unread for reply in replies if reply.unread > 1]
        writers = len(replies) - len(reading)
        budget = max(_LEAST, int(self._pace * self._patience(writers, len(reading))))
        if not self._context.gpu and sum(reading) <= self._pace * _TO_THE_END:
            budget = max(budget, sum(reading))
        budget += writers
        outputs = []
        for reply in sorted(replies, key=lambda reply: reply.unread):
            left = reply.unread
            mark = reply.slot.until_mark if reply.slot else None
            most = min(reply.readable if mark is None else min(mark, reply.readable), batch.room)
            count = min(most, budget - batch.count)
            if reply.slot and len(reply.slot.tokens) >= contexts.DEEP and 1 < count < self._context.tile <= most:
                count = self._context.tile
            if count > 0 and reply.slot:
                start = len(reply.slot.tokens)
                tokens = reply.tokens[start : start + count]
                place = batch.add(tokens, reply.slot.number, reply.place(start), output=count == left)
                outputs.append((reply, count, place))
        return outputs

    def _patience(self, writers: int, readers: int) -> float:
        """Seconds for a step. Many who wait for their first word have those who write wait longer for the next one."""
        if self._context.gpu:
            return _PATIENCE
        return min(_PATIENCE * readers, _ALONE) if writers else _ALONE

    def _move(self, reply: Reply, count: int, place: int) -> None:
        slot = reply.slot
        if slot is None:
            return
        ready = count == reply.unread
        slot.extend(reply.tokens[len(slot.tokens) : len(slot.tokens) + count])
        reply.tell_reading()
        if ready:
            try:
                reply.write(self._context.raw, place)
            except FiresideError as error:
                reply.fail(error)

    def _time(self, seconds: float) -> None:
        """Learn how quickly this model reads, from what it has just read."""
        pace = self._context.batch.count / max(seconds, 1e-6)
        self._pace += (pace - self._pace) / 2

    # -------------------------------------------------------------- when the room is used up

    def _make_room(self) -> None:
        """Forget an idle thread; when there is none, let the reply that came last wait until another has ended."""
        if self._sequences.evict():
            return
        last = self._running[-1]
        if len(self._running) == 1:
            self._fail([last], EngineFailed("The model's memory is full.", "Start a new thread, or try again."))
            return
        self._running.pop()
        if last.slot:
            self._sequences.drop(last.slot)
        last.slot = None
        self._waiting.insert(0, last)

    def _fail(self, replies: list[Reply], error: EngineFailed) -> None:
        for reply in replies:
            reply.fail(error)
            if reply.slot:
                reply.slot.clear()  # whatever went wrong may have spoilt it
                self._part(reply)

    def quiet(self) -> None:
        """Nothing was asked for a while: what was read lately is kept on disk."""
        if not self._running and not self._waiting:
            self._sequences.keep()

    def forget(self, thread: str) -> None:
        """Remove what was read of a thread."""
        self._sequences.forget(thread)

    def close(self) -> None:
        """End everyone and keep on disk what they read; the context may be given back then."""
        for reply in (*self._running, *self._waiting):
            reply.fail(EngineFailed("The model was put away.", "Load it again."))
            self._part(reply)
        self._running, self._waiting = [], []
        self._sequences.close()
        if self._showing:
            self._showing.close()
