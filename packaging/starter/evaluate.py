"""Asks a GGUF file the held-out prompts, greedily, and counts by kind the replies that say what they should."""

import argparse
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tokens

HELD_OUT = Path(__file__).with_name("heldout.toml")
LONGEST = 160  # tokens in a reply


@dataclass(frozen=True)
class Prompt:
    kind: str
    turns: tuple[str, ...]
    accept: tuple[str, ...]
    reject: tuple[str, ...] = ()
    fresh: bool = False  # written after the phrases were finished

    def passed(self, reply: str) -> bool:
        def found(patterns: tuple[str, ...]) -> bool:
            return any(re.search(pattern, reply.replace("’", "'"), re.I | re.S) for pattern in patterns)

        return found(self.accept) and not found(self.reject)


def prompts(path: Path = HELD_OUT) -> list[Prompt]:
    with path.open("rb") as file:
        return [
            Prompt(
                each["kind"],
                tuple(each["turns"]),
                tuple(each["accept"]),
                tuple(each.get("reject", ())),
                each.get("fresh", False),
            )
            for each in tomllib.load(file)["prompt"]
        ]


def opened(path: Path) -> Any:
    from llama_cpp import Llama

    return Llama(str(path), n_ctx=0, n_threads=1, verbose=False)


def rendered(model: Any, thread: list[tuple[str, str]]) -> list[int]:
    """The template's tokens: its own words may be special, a person's never."""
    ids = model.tokenize(tokens.BOS.encode(), add_bos=False, special=True)
    for role, text in thread:
        ids += model.tokenize(f"<|{role}|>".encode(), add_bos=False, special=True)
        ids += model.tokenize(text.encode(), add_bos=False, special=False)
        ids += model.tokenize(tokens.END.encode(), add_bos=False, special=True)
    return ids + model.tokenize(b"<|assistant|>", add_bos=False, special=True)


def reply(model: Any, thread: list[tuple[str, str]]) -> str:
    model.reset()
    made = model.create_completion(rendered(model, thread), max_tokens=LONGEST, temperature=0.0, repeat_penalty=1.0)
    return str(made["choices"][0]["text"]).strip()


def answered(model: Any, prompt: Prompt) -> list[tuple[str, str]]:
    """The whole thread, with the model's own replies in between."""
    thread: list[tuple[str, str]] = []
    for turn in prompt.turns:
        thread.append(("user", turn))
        thread.append(("assistant", reply(model, thread)))
    return thread


Counts = dict[tuple[str, bool], tuple[int, int]]


def evaluate(path: Path, show: bool = False, limit: int | None = None) -> Counts:
    """Passed and asked, by kind and by whether the prompts are fresh; the kind "all" holds the sums."""
    model = opened(path)
    counted: dict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for prompt in prompts()[:limit]:
        thread = answered(model, prompt)
        passed = prompt.passed(thread[-1][1])
        for kind in (prompt.kind, "all"):
            counted[kind, prompt.fresh][0] += passed
            counted[kind, prompt.fresh][1] += 1
        if show:
            print(f"{'pass' if passed else 'FAIL'} [{prompt.kind}] {thread[-2][1][-90:]!r}\n     {thread[-1][1]!r}")
    return {key: (good, asked) for key, (good, asked) in counted.items()}


def table(counted: Counts) -> str:
    kinds = sorted({kind for kind, _ in counted}, key=lambda kind: (kind == "all", kind))
    lines = ["| kind | first set | fresh set |", "| --- | --- | --- |"]
    for kind in kinds:
        cells = (counted.get((kind, fresh)) for fresh in (False, True))
        lines.append(f"| {kind} | " + " | ".join(f"{cell[0]} of {cell[1]}" if cell else "–" for cell in cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a GGUF file")
    parser.add_argument("--show", action="store_true", help="print every reply")
    given = parser.parse_args()
    print(table(evaluate(given.model, show=given.show)))
