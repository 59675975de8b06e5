"""Plain copying: repeating words. Taking over what a tool found grows out of this skill."""

import random

from grammar import capital
from intents import Dialogue
from words import Values

KINDS = ("w", "proper", "count", "food", "town", "full", "code", "phone", "clock", "name")


def repeat(rng: random.Random) -> Dialogue:
    values = Values(rng)
    text = " ".join(values[f"{rng.choice(KINDS)}{place}"] for place in range(2, rng.randint(3, 9)))
    lead = rng.choice(
        ["repeat after me: ", "say: ", "write: ", "echo ", "type this: ", "copy this: ", "repeat: ", "please say "]
    )
    return [("user", (capital(lead) if rng.random() < 0.5 else lead) + text), ("assistant", text)]
