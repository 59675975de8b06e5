"""Whether llama.cpp and transformers write the same from the same numbers, greedily, token by token.

python packaging/starter/parity.py starter-f32.gguf safetensors/
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import evaluate
import tokens


def opened(path: Path) -> Any:
    from llama_cpp import Llama

    return Llama(str(path), n_ctx=0, n_threads=1, verbose=False)


def prompt(model: Any, said: str) -> list[int]:
    """A first message as the template renders it."""

    def marks(text: str) -> list[int]:
        return list(model.tokenize(text.encode(), add_bos=False, special=True))

    said_ids = model.tokenize(said.encode(), add_bos=False, special=False)
    return [*marks(f"{tokens.BOS}<|user|>"), *said_ids, *marks(f"{tokens.END}<|assistant|>")]


def by_llama(model: Any, ids: list[int], length: int) -> list[int]:
    model.reset()
    written: list[int] = []
    for token in model.generate(ids, temp=0.0, repeat_penalty=1.0):
        written.append(int(token))
        if len(written) == length:
            break
    return written


def by_transformers(model: Any, ids: list[int], length: int) -> list[int]:
    import torch

    made = model.generate(
        torch.tensor([ids]), do_sample=False, min_new_tokens=length, max_new_tokens=length, eos_token_id=-1
    )
    return [int(token) for token in made[0, len(ids) :]]


def greedy_ids_of_both(
    whole: Path, folder: Path, count: int = 30, length: int = 100
) -> Iterator[tuple[list[int], list[int]]]:
    """What llama.cpp and what transformers write after held-out prompts, the end of a reply notwithstanding."""
    from transformers import AutoModelForCausalLM

    ours, theirs = opened(whole), AutoModelForCausalLM.from_pretrained(folder)
    said = [each.turns[0] for each in evaluate.prompts() if len(each.turns[0]) < 300]
    for text in said[:: max(1, len(said) // count)][:count]:
        ids = prompt(ours, text)
        yield by_llama(ours, ids, length), by_transformers(theirs, ids, length)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("whole", type=Path, help="the F32 GGUF file")
    parser.add_argument("folder", type=Path, help="the folder with model.safetensors")
    given = parser.parse_args()
    pairs = list(greedy_ids_of_both(given.whole, given.folder))
    print(f"{sum(ours == theirs for ours, theirs in pairs)} of {len(pairs)} identical")
