"""Chooses the next token of one reply: llama.cpp's sampler chain, built from what was asked."""

from __future__ import annotations

import ctypes
import secrets
from collections.abc import Iterator
from typing import Any

import numpy as np

from backend.engines.base import REPEAT_PENALTY, Request
from backend.engines.candidates import logits
from backend.engines.grammar import Grammar
from backend.engines.schema import grammar_of
from backend.engines.vocabulary import Vocabulary
from backend.errors import EngineFailed

_LAST = 64
_DRY_BASE, _DRY_ALLOWED, _DRY_LAST, _DRY_BREAKERS = 1.75, 2, 1024, (b"\n", b":", b'"', b"*")
_XTC_THRESHOLD = 0.1
_MIROSTAT_SURPRISE, _MIROSTAT_RATE, _MIROSTAT_COUNTED = 5.0, 0.1, 100
_SEEDS = 0xFFFFFFFF
"""One less than the seeds there are: llama.cpp takes the last for "choose one yourself"."""


class Sampler:
    """One reply's chain, with its grammar beside it. Raises `Invalid` for a grammar that makes no sense."""

    def __init__(self, library: Any, vocabulary: Vocabulary, request: Request) -> None:
        self._c, self._size = library, vocabulary.size
        grammar = request.grammar if request.json_schema is None else grammar_of(request.json_schema)
        self._grammar = Grammar(library, vocabulary, grammar) if grammar else None
        self._chain = library.llama_sampler_chain_init(library.llama_sampler_chain_default_params())
        for link in self._links(vocabulary, request):
            library.llama_sampler_chain_add(self._chain, link)

    def _links(self, vocabulary: Vocabulary, request: Request) -> Iterator[Any]:
        """The samplers in llama.cpp's usual order."""
        c, greedy = self._c, request.temperature <= 0
        seed = secrets.randbelow(_SEEDS) if request.seed is None else request.seed % _SEEDS
        if request.logit_bias:
            bias = (c.llama_logit_bias * len(request.logit_bias))(*request.logit_bias.items())
            yield c.llama_sampler_init_logit_bias(vocabulary.size, len(bias), bias)
        repeat = (1.0 if greedy else REPEAT_PENALTY) if request.repeat_penalty is None else request.repeat_penalty
        frequency, presence = request.frequency_penalty, request.presence_penalty
        if (repeat, frequency, presence) != (1.0, 0.0, 0.0):
            yield c.llama_sampler_init_penalties(vocabulary.size, _LAST, repeat, frequency, presence)
        if request.dry_multiplier:
            breakers = (ctypes.c_char_p * len(_DRY_BREAKERS))(*_DRY_BREAKERS)
            yield c.llama_sampler_init_dry(
                vocabulary.handle,
                request.dry_multiplier,
                _DRY_BASE,
                _DRY_ALLOWED,
                _DRY_LAST,
                breakers,
                len(breakers),
            )
        if greedy:
            yield c.llama_sampler_init_greedy()
        elif request.mirostat:
            yield c.llama_sampler_init_temp(request.temperature)
            surprise, rate = _MIROSTAT_SURPRISE, _MIROSTAT_RATE
            if request.mirostat == 1:
                yield c.llama_sampler_init_mirostat(vocabulary.size, seed, surprise, rate, _MIROSTAT_COUNTED)
            else:
                yield c.llama_sampler_init_mirostat_v2(seed, surprise, rate)
        else:
            yield from self._narrowing(request, seed)
            yield c.llama_sampler_init_temp(request.temperature)
            yield c.llama_sampler_init_dist(seed)

    def _narrowing(self, request: Request, seed: int) -> Iterator[Any]:
        if request.top_k:
            yield self._c.llama_sampler_init_top_k(request.top_k)
        if request.typical_p < 1.0:
            yield self._c.llama_sampler_init_typical(request.typical_p, 1)
        if request.top_p < 1.0:
            yield self._c.llama_sampler_init_top_p(request.top_p, 1)
        if request.min_p:
            yield self._c.llama_sampler_init_min_p(request.min_p, 1)
        if request.xtc_probability:
            yield self._c.llama_sampler_init_xtc(request.xtc_probability, _XTC_THRESHOLD, 1, seed)

    def sample(self, context: Any, index: int) -> int | None:
        """The next token after that output of the last batch; None when the grammar allows no more.

        Raises `EngineFailed` when the model's numbers are none: damaged weights, or too much for their precision.
        """
        if not np.isfinite(logits(self._c, context, index, self._size).max()):  # a NaN is the largest of all
            raise EngineFailed("The model's answer makes no sense (not a number).", "Download the model again.")
        if self._grammar is None:
            return int(self._c.llama_sampler_sample(self._chain, context, index))
        return self._grammar.sample(self._chain, context, index)

    def close(self) -> None:
        """Give the chain back; the sampler is of no use afterwards."""
        self._c.llama_sampler_free(self._chain)
        if self._grammar:
            self._grammar.close()
