"""Plain copying: repeating words, and looking up one entry of a short list. Reading a text grows out of this skill."""

import random

from grammar import capital, say
from intents import Dialogue
from words import SLOTS, Values, invented

KINDS = ("w", "proper", "count", "food", "town", "full", "code", "phone", "clock", "name")
ASKED = (
    "{what is|give me|look up|find|tell me|which value has|and} $key?",
    "$key?",
    "{what does it say for|what stands next to|what is the value of|I need} $key{?|}",
    "$key",
)


def repeat(rng: random.Random) -> Dialogue:
    values = Values(rng)
    text = " ".join(values[f"{rng.choice(KINDS)}{place}"] for place in range(2, rng.randint(3, 9)))
    lead = rng.choice(
        ["repeat after me: ", "say: ", "write: ", "echo ", "type this: ", "copy this: ", "repeat: ", "please say "]
    )
    return [("user", (capital(lead) if rng.random() < 0.5 else lead) + text), ("assistant", text)]


def lookup(rng: random.Random) -> Dialogue:
    """A list of names with values, and questions for one of them: the smallest text there is."""
    names = rng.choice(
        [invented, SLOTS["name"], SLOTS["food"], SLOTS["room"], SLOTS["job"], SLOTS["day"], SLOTS["month"]]
    )
    kind = SLOTS[rng.choice(KINDS)]
    entries = {names(rng): kind(rng) for _ in range(rng.randint(2, 7))}
    between = rng.choice([" is ", ": ", " = ", " - ", " has ", ", "])
    after = rng.choice(["\n", "\n", "; ", ". "])
    text = after.join(key + between + value for key, value in entries.items())
    turns: Dialogue = []
    for key in rng.sample(list(entries), min(len(entries), rng.choice([1, 1, 2, 3]))):
        asked = capital(say(rng.choice(ASKED), rng, {"key": key}))
        answer = rng.choice(
            [entries[key], f"{capital(key)}{between if between not in (', ', ' - ') else ': '}{entries[key]}."]
        )
        turns += [("user", asked if turns else f"{text}\n\n{asked}"), ("assistant", answer)]
    return turns
