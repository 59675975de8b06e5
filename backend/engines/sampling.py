"""Builds llama.cpp's sampler chains: how the next token is chosen, all in C."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from backend.engines.base import Request

_REPEAT, _REPEAT_LAST = 1.05, 64
_TOP_K, _MIN_P = 64, 0.05
_SEEDS = 0xFFFFFFFF
"""One less than the seeds there are: llama.cpp takes the last for "choose one yourself"."""


@contextmanager
def sampler_chain(library: Any, request: Request, vocabulary_size: int) -> Iterator[int]:
    """A chain for one reply, freed afterwards. Temperature 0 takes the likeliest token, repeated or not."""
    chain = library.llama_sampler_chain_init(library.llama_sampler_chain_default_params())
    if request.temperature <= 0:
        links = [library.llama_sampler_init_greedy()]
    else:
        seed = secrets.randbelow(_SEEDS) if request.seed is None else request.seed % _SEEDS
        links = [
            library.llama_sampler_init_penalties(vocabulary_size, _REPEAT_LAST, _REPEAT, 0.0, 0.0),
            library.llama_sampler_init_top_k(_TOP_K),
            library.llama_sampler_init_min_p(_MIN_P, 1),
            library.llama_sampler_init_temp(request.temperature),
            library.llama_sampler_init_dist(seed),
        ]
    try:
        for link in links:
            library.llama_sampler_chain_add(chain, link)
        yield chain
    finally:
        library.llama_sampler_free(chain)
