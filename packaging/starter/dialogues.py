"""Whole threads for training, each turn with the note that the app's own rules find for it."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

import asking
import reckoning
from copying import repeat
from exchanges import Exchange, plain
from intents import Dialogue, begun
from memory import memory
from reading import reading

from backend.engines.base import Turn
from backend.runs.guide import Guide, shortly

# The app itself sends no system prompt; people who write one should still be answered.
PROMPTS = (
    "You are a helpful assistant.",
    "You are Fireside, a helpful assistant.",
    "Answer briefly.",
    "Be brief and friendly.",
    "Answer from the document if there is one.",
    "You are a kind assistant. Answer in one or two sentences.",
    "Be concise.",
)


def chat(book: str, rng: random.Random) -> Iterable[Exchange]:
    """Small talk, or an honest no; mostly as if its very line were not known to the search."""
    kind, line, turns = begun(book, rng)
    return plain(turns, line if rng.random() < asking.FORGOTTEN else "", kind)


PARTS = {
    "app": (0.33, asking.question),
    "limits": (0.21, lambda rng: chat("limits", rng)),
    "talk": (0.19, lambda rng: chat("talk", rng)),
    "reading": (0.14, reading),
    "memory": (0.03, lambda rng: plain(memory(rng))),
    "sum": (0.025, reckoning.total),
    "date": (0.015, reckoning.date),
    "repeat": (0.015, lambda rng: plain(repeat(rng))),
    "german": (0.055, lambda rng: chat("german", rng)),
}


def dialogue(rng: random.Random) -> Dialogue:
    """One thread from its first message on; each part of it can be of any kind. Roles are those of the template."""
    told: Dialogue = [("system", rng.choice(PROMPTS))] if rng.random() < 0.05 else []
    before: list[Turn] = []
    moment = datetime(2025, 1, 1) + timedelta(minutes=rng.randrange(6 * 525_600))
    guide = Guide(asking.HELP, lambda: "en", lambda: moment)
    weights = [weight for weight, _ in PARTS.values()]
    for _ in range(rng.choices([1, 2, 3, 4], [0.52, 0.26, 0.14, 0.08])[0]):
        _, part = rng.choices(list(PARTS.values()), weights)[0]
        for each in part(rng):
            told += settled(each, guide, before, rng)
    return told if before else dialogue(rng)


def settled(each: Exchange, guide: Guide, before: list[Turn], rng: random.Random) -> Iterable[tuple[str, str]]:
    """The turns of an exchange as the model reads them; none when no reply fits what the rules found."""
    answered = each.answer(guide.note(each.said, before[-6:], each.but), rng)
    if answered is None:
        return []
    note, reply = answered
    before += [Turn(role="user", content=each.said), Turn(role="assistant", content=reply.strip())]
    tool = [("tool", note.text)] if note.text else []
    return [("user", shortly(each.said)), *tool, ("assistant", reply)]


if __name__ == "__main__":
    sample = random.Random(0)
    for _ in range(12):
        for role, text in dialogue(sample):
            print(f"[{role}] {text}")
        print("---")
