"""Whole dialogues for training: small talk, the app, honest limits, texts with questions, small sums, memory."""

import random

from copying import lookup, repeat
from intents import Dialogue, talk
from memory import memory
from reading import reading
from sums import small_sum

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
PARTS = {
    "app": (0.265, lambda rng: talk("app", rng)),
    "limits": (0.20, lambda rng: talk("limits", rng)),
    "talk": (0.14, lambda rng: talk("talk", rng)),
    "reading": (0.21, reading),
    "memory": (0.035, memory),
    "sum": (0.05, small_sum),
    "repeat": (0.03, repeat),
    "lookup": (0.05, lookup),
    "german": (0.035, lambda rng: talk("german", rng)),
}


def dialogue(rng: random.Random) -> Dialogue:
    """One thread from its first message on; each part of it can be of any kind."""
    turns: Dialogue = [("system", rng.choice(PROMPTS))] if rng.random() < 0.1 else []
    weights = [weight for weight, _ in PARTS.values()]
    for _ in range(rng.choices([1, 2, 3, 4, 6], [0.48, 0.24, 0.15, 0.08, 0.05])[0]):
        _, part = rng.choices(list(PARTS.values()), weights)[0]
        turns += part(rng)
    return [(role, text.strip()) for role, text in turns]


if __name__ == "__main__":
    sample = random.Random(0)
    for _ in range(12):
        for role, text in dialogue(sample):
            print(f"[{role}] {text}")
        print("---")
