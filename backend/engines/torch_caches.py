"""What a PyTorch model has read: a cache for each thread, cut back or copied where a prompt begins alike."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.engines.slot import shared

_MOST, _BYTES = 4, 1 << 30
"""How many are kept while nobody uses them, and in how many bytes if there is more than the newest."""


@dataclass(eq=False)
class Held:
    """A cache of transformers, and the tokens in it.

    `used` tells which was needed last; one that is no longer `wanted` is not kept.
    """

    cache: Any
    thread: str = ""
    tokens: list[int] = field(default_factory=list)
    used: int = 0
    busy: bool = True
    wanted: bool = True

    def cut(self, length: int) -> None:
        """Hold only so many tokens."""
        if length < len(self.tokens):
            self.cache.crop(length - len(self.tokens))
            del self.tokens[length:]

    @property
    def bytes(self) -> int:
        """What it takes of the device's memory."""
        both = (tensor for layer in self.cache.layers for tensor in (layer.keys, layer.values))
        return sum(tensor.nbytes for tensor in both if tensor is not None)


class Caches:
    """`config` is the model's. Sliding windows are kept whole: so they can be cut back anywhere."""

    def __init__(self, config: Any) -> None:
        from transformers.cache_utils import DynamicCache, DynamicLayer, DynamicSlidingWindowLayer

        self._cache, self._config = DynamicCache, config
        kinds = {type(layer) for layer in DynamicCache(config=config).layers}
        self.rolls_back = kinds <= {DynamicLayer, DynamicSlidingWindowLayer}
        """Else the model keeps something of its own kind, which knows no way back: each prompt is read whole."""
        self._all: list[Held] = []
        self._clock = itertools.count()

    def take(self, thread: str, prompt: Sequence[int]) -> Held:
        """One for this prompt, which holds as much of its beginning as is known; never its last token."""
        if not self.rolls_back:
            return Held(self._cache(config=self._config))
        reach = {held: min(shared(held.tokens, prompt), len(prompt) - 1) for held in self._all}
        ours = [held for held in self._all if not held.busy and held.thread in (thread, "")]
        best = max(self._all, key=reach.__getitem__, default=None)
        own = max(ours, key=reach.__getitem__, default=None)
        if own and best and reach[own] == reach[best] > 0:
            own.cut(reach[own])
            own.thread, own.busy = thread, True
            return own
        made = self._copy(best, reach[best]) if best and reach[best] else Held(self._cache())
        made.thread = thread
        self._all.append(made)
        return made

    def _copy(self, source: Held, length: int) -> Held:
        made = Held(self._cache(), tokens=source.tokens[:length])
        for number, layer in enumerate(source.cache.layers):
            made.cache.update(layer.keys[..., :length, :], layer.values[..., :length, :], number)
        return made

    def give(self, held: Held) -> None:
        """Nobody writes to it any more: what it holds stays for the next prompt, while there is room."""
        held.busy, held.used = False, next(self._clock)
        if not held.wanted:
            self.drop(held)
        for other in list(self._all):
            if other is not held and not other.busy and held.thread and other.thread == held.thread:
                self._all.remove(other)
        idle = sorted((each for each in self._all if not each.busy), key=lambda each: each.used)
        while len(idle) > 1 and (len(idle) > _MOST or sum(each.bytes for each in idle) > _BYTES):
            self._all.remove(idle.pop(0))

    def drop(self, held: Held) -> None:
        """What it holds may be spoilt."""
        self._all = [each for each in self._all if each is not held]

    def forget(self, thread: str) -> None:
        """Keep nothing of a thread."""
        for held in (each for each in list(self._all) if each.thread == thread):
            held.wanted = False
            if not held.busy:
                self.drop(held)

    def clear(self) -> None:
        """Keep nothing that nobody uses."""
        self._all = [each for each in self._all if each.busy]
