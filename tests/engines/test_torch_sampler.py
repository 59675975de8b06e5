"""PyTorch's sampler leaves the same tokens, as likely, as llama.cpp's chain, and refuses what it cannot do."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch  # noqa: TID253
from llama_cpp import llama_cpp  # noqa: TID253

from backend.engines.base import Request, Turn
from backend.engines.torch_sampler import TorchSampler, refuse_unable
from backend.errors import EngineFailed, Invalid

SIZE = 300


def request(**fields: Any) -> Request:
    plain = {"top_k": 0, "min_p": 0.0, "repeat_penalty": 1.0, "temperature": 1.0, "seed": 1}
    return Request(turns=(Turn(role="user", content="?"),), **{**plain, **fields})


def numbers(seed: int = 1) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal(SIZE) * 3).astype(np.float32)


def shares(asked: Request, written: Sequence[int] = ()) -> dict[int, float]:
    sampler = TorchSampler(asked)
    for token in written:
        forced = torch.full((SIZE,), -1e9)
        forced[token] = 1e9
        assert sampler.sample(forced) == token
    tokens, likely = sampler.shares(torch.from_numpy(numbers()))
    return dict(zip(tokens.tolist(), likely.tolist(), strict=True))


def by_llama(links: list[Any], written: Sequence[int] = ()) -> dict[int, float]:
    """The same by llama.cpp's samplers."""
    c: Any = llama_cpp
    chain = c.llama_sampler_chain_init(c.llama_sampler_chain_default_params())
    for link in links:
        c.llama_sampler_chain_add(chain, link)
    for token in written:
        c.llama_sampler_accept(chain, token)
    items = (c.llama_token_data * SIZE)(*((token, float(logit), 0.0) for token, logit in enumerate(numbers())))
    array = c.llama_token_data_array(items, SIZE, -1, False)
    c.llama_sampler_apply(chain, ctypes.byref(array))
    left = [array.data[index] for index in range(array.size)]
    powers = np.exp(np.array([item.logit for item in left]) - max(item.logit for item in left))
    found = {item.id: float(power / powers.sum()) for item, power in zip(left, powers, strict=True)}
    c.llama_sampler_free(chain)
    return found


WAYS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "top-k": ({"top_k": 7}, [llama_cpp.llama_sampler_init_top_k(7)]),
    "more than there are": ({"top_k": 100_000}, []),
    "top-p": ({"top_p": 0.7}, [llama_cpp.llama_sampler_init_top_p(0.7, 1)]),
    "the least top-p": ({"top_p": 0.0001}, [llama_cpp.llama_sampler_init_top_p(0.0001, 1)]),
    "min-p": ({"min_p": 0.1}, [llama_cpp.llama_sampler_init_min_p(0.1, 1)]),
    "typical": ({"typical_p": 0.6}, [llama_cpp.llama_sampler_init_typical(0.6, 1)]),
    "hot": ({"temperature": 1.7}, [llama_cpp.llama_sampler_init_temp(1.7)]),
    "all": (
        {"top_k": 40, "typical_p": 0.95, "top_p": 0.9, "min_p": 0.02, "temperature": 0.6},
        [
            llama_cpp.llama_sampler_init_top_k(40),
            llama_cpp.llama_sampler_init_typical(0.95, 1),
            llama_cpp.llama_sampler_init_top_p(0.9, 1),
            llama_cpp.llama_sampler_init_min_p(0.02, 1),
            llama_cpp.llama_sampler_init_temp(0.6),
        ],
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_may_be_drawn_is_what_llama_cpp_would_draw_from(way: str) -> None:
    fields, links = WAYS[way]
    found, wanted = shares(request(**fields)), by_llama(links)
    assert found.keys() == wanted.keys()
    assert found == pytest.approx(wanted, rel=1e-3, abs=1e-7)


def test_penalties_count_what_was_written_lately() -> None:
    written = [5, 5, 7, int(numbers().argmax()), *range(100, 110)]
    fields = {"repeat_penalty": 1.3, "frequency_penalty": 0.4, "presence_penalty": -0.2}
    wanted = by_llama([llama_cpp.llama_sampler_init_penalties(SIZE, 64, 1.3, 0.4, -0.2)], written)
    assert shares(request(**fields), written) == pytest.approx(wanted, rel=1e-3, abs=1e-7)


def test_a_bias_makes_tokens_likelier_or_impossible() -> None:
    found = shares(request(logit_bias={3: 100.0, 4: -100.0, 100_000: 5.0}))
    assert found[3] > 0.999
    assert found[4] < 1e-30


def test_the_same_seed_draws_the_same_and_none_a_fresh_one() -> None:
    def drawn(seed: int | None) -> list[int]:
        sampler = TorchSampler(request(seed=seed))
        return [sampler.sample(torch.from_numpy(numbers())) for _ in range(40)]

    assert drawn(7) == drawn(7)
    assert drawn(-7) == drawn(-7)
    assert drawn(7) != drawn(8)
    assert drawn(None) != drawn(None)


def test_greedy_takes_the_likeliest_whatever_the_seed() -> None:
    assert TorchSampler(request(temperature=0.0)).sample(torch.from_numpy(numbers())) == int(numbers().argmax())


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_an_error_of_the_model(bad: float) -> None:
    logits = torch.from_numpy(numbers())
    logits[9] = bad
    with pytest.raises(EngineFailed, match="not a number"):
        TorchSampler(request()).sample(logits)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grammar", 'root ::= "a"'),
        ("json_schema", {}),
        ("dry_multiplier", 0.5),
        ("xtc_probability", 0.5),
        ("mirostat", 2),
    ],
)
def test_what_it_cannot_do_is_refused_by_name(name: str, value: object) -> None:
    refuse_unable(request())
    with pytest.raises(Invalid) as refused:
        refuse_unable(request(**{name: value}))
    assert refused.value.param == name
    assert "GGUF" in refused.value.hint
