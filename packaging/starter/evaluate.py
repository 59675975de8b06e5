"""The starter's exam: asks the held-out prompts greedily through the app's own engine and rules, and counts by kind."""

import argparse
import asyncio
import re
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from backend.domain import Model  # noqa: E402
from backend.engines.base import Engine, Finished, Request, Text, Turn  # noqa: E402
from backend.engines.local import LocalEngine  # noqa: E402
from backend.paths import Paths, catalogue  # noqa: E402
from backend.runs.guide import Guide  # noqa: E402
from backend.runs.guided import guided  # noqa: E402
from backend.tools.help import Help  # noqa: E402

HELD_OUT = (Path(__file__).with_name("heldout.toml"), Path(__file__).with_name("heldout_texts.toml"))
NOW = datetime(2026, 11, 21, 10, 30)
GATE = {"app": 0.9, "talk": 0.9, "limits": 0.95, "text": 0.6, "absent": 0.8, "follow": 0.8, "sums": 1.0}
"""The share of each kind that must pass before the starter is released."""
BROKEN = re.compile(r"<\||\|>|\A\s*\Z|\A[^“]*”|“[^”]*\Z|(\b[^\W\d]+\b.{2,60})\1\1", re.DOTALL)
"""What no reply may hold: words of the format, nothing at all, half a quote, or the same thing three times in a row."""


@dataclass(frozen=True)
class Prompt:
    kind: str
    turns: tuple[str, ...]
    accept: tuple[str, ...]
    reject: tuple[str, ...] = ()

    def passed(self, reply: str) -> bool:
        def found(patterns: tuple[str, ...]) -> bool:
            return any(re.search(pattern, reply.replace("’", "'"), re.I | re.S) for pattern in patterns)

        return found(self.accept) and not found(self.reject) and not BROKEN.search(reply)


@dataclass(frozen=True)
class Answered:
    """A prompt with all turns of its thread; `tokens` is how many the model wrote for the last reply."""

    prompt: Prompt
    thread: tuple[Turn, ...]
    tokens: int

    @property
    def reply(self) -> str:
        return self.thread[-1].content

    @property
    def passed(self) -> bool:
        return self.prompt.passed(self.reply) and self.tokens > 0


def prompts(files: Iterable[Path] = HELD_OUT) -> list[Prompt]:
    return [
        Prompt(each["kind"], tuple(each["turns"]), tuple(each["accept"]), tuple(each.get("reject", ())))
        for path in files
        for each in tomllib.loads(path.read_text("utf-8"))["prompt"]
    ]


async def reply(engine: Engine, guide: Guide, thread: tuple[Turn, ...]) -> tuple[str, int]:
    """The reply to a thread, and how many tokens the model wrote for it."""
    text, tokens = "", 0
    async for step in guided(engine, guide, Request(turns=thread, temperature=0.0)):
        if isinstance(step, Text):
            text += step.text
        elif isinstance(step, Finished):
            tokens = step.tokens
    return text.strip(), tokens


async def answered(engine: Engine, guide: Guide, prompt: Prompt) -> Answered:
    """The whole thread, with the model's own replies in between."""
    thread: tuple[Turn, ...] = ()
    tokens = 0
    for turn in prompt.turns:
        thread = (*thread, Turn(role="user", content=turn))
        words, tokens = await reply(engine, guide, thread)
        thread = (*thread, Turn(role="assistant", content=words))
    return Answered(prompt, thread, tokens)


async def examine(model: Path, asked: list[Prompt]) -> list[Answered]:
    """All prompts, answered by a GGUF file in a worker of its own."""
    with tempfile.TemporaryDirectory() as home:
        paths = Paths(Path(home))
        paths.create()
        engine = LocalEngine(paths, lambda error: None)
        guide = Guide(Help(catalogue() / "help"), lambda: "en", lambda: NOW)
        try:
            await engine.load(Model(id="exam", name=model.stem, path=str(model)), lambda loading: None)
            return [await answered(engine, guide, prompt) for prompt in asked]
        finally:
            await engine.close()


def evaluate(model: Path, files: Iterable[Path] = HELD_OUT, limit: int | None = None) -> list[Answered]:
    return asyncio.run(examine(model.resolve(), prompts(files)[:limit]))


def table(done: list[Answered]) -> str:
    """Passed of asked by kind, beside what the gate asks for."""
    asked = Counter(each.prompt.kind for each in done)
    passed = Counter(each.prompt.kind for each in done if each.passed)
    lines = ["| kind | passed | share | gate |", "| --- | --- | --- | --- |"]
    for kind in sorted(asked):
        share = passed[kind] / asked[kind]
        wanted = GATE.get(kind)
        verdict = "–" if wanted is None else f"{wanted:.0%} {'met' if share >= wanted else 'missed'}"
        lines.append(f"| {kind} | {passed[kind]} of {asked[kind]} | {share:.0%} | {verdict} |")
    lines.append(f"| all | {passed.total()} of {asked.total()} | {passed.total() / max(1, asked.total()):.0%} | |")
    return "\n".join(lines)


def shown(done: list[Answered], failed_only: bool) -> str:
    """Every thread with its verdict."""
    return "\n".join(
        f"{'pass' if each.passed else 'FAIL'} [{each.prompt.kind}] {each.prompt.turns[-1][-300:]!r}"
        f"\n     {each.reply!r}"
        for each in done
        if not (failed_only and each.passed)
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, nargs="?", default=catalogue() / "starter-q8_0.gguf", help="a GGUF file")
    parser.add_argument("--prompts", type=Path, action="append", help="files of prompts instead of the held-out ones")
    parser.add_argument("--show", choices=["all", "failed"], help="print the replies")
    given = parser.parse_args()
    result = evaluate(given.model, given.prompts or HELD_OUT)
    if given.show:
        print(shown(result, given.show == "failed"))
    print(table(result))
    missed = [kind for kind, wanted in GATE.items() if (own := [e for e in result if e.prompt.kind == kind])
              and sum(e.passed for e in own) / len(own) < wanted]  # fmt: skip
    sys.exit(1 if missed else 0)
