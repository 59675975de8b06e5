"""The talk of the starter: what people write, what it replies, read from the files in phrases/."""

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grammar import say
from passages import blocks
from typos import typed
from words import Values

FOLDER = Path(__file__).parent / "phrases"
PLAIN = {
    "greet",
    "ok",
    "yes",
    "no",
    "thanks",
    "bye",
    "evening",
    "fine",
    "compliment",
    "insult",
    "sad",
    "crisis",
    "gibberish",
}

Turn = tuple[str, str]
Dialogue = list[Turn]


def sentence_case(text: str) -> str:
    """A capital at the start of each sentence, where the grammar put two phrases together."""
    return re.sub(r"(^|[.!?] )([a-z])", lambda found: found[1] + found[2].upper(), text)


@dataclass(frozen=True)
class Intent:
    name: str
    weight: float
    asked: tuple[str, ...]
    replies: tuple[str, ...]
    after: str = ""  # the intent that it follows, or empty: it can come at any time

    def turns(self, rng: random.Random) -> Dialogue:
        values = Values(rng)
        text = say(rng.choice(self.asked), rng, values)
        if "place" in self.name:
            values["place"] = values.get("country") if values.get("country", "-") in text else values["city"]
        reply = sentence_case(say(rng.choice(self.replies), rng, values))
        return [("user", typed(text, rng, polite=self.name not in PLAIN)), ("assistant", reply)]


@cache
def book(name: str) -> tuple[Intent, ...]:
    """The intents of phrases/NAME.txt, with its @macros put in."""
    path = FOLDER / f"{name}.txt"
    macros = dict(re.findall(r"^@(\w+) = (.*)$", path.read_text(encoding="utf-8"), re.M))

    def filled(phrase: str) -> str:
        return re.sub(r"@(\w+)", lambda found: macros[found[1]], phrase)

    made = []
    for head, lines in blocks(path):
        found = re.fullmatch(r"(\w+)(?: after (\w+))? ([\d.]+)", head)
        if not found:
            raise ValueError(f"Not an intent's head: {head}")
        made.append(
            Intent(
                name=found[1],
                weight=float(found[3]),
                asked=tuple(filled(line[2:]) for line in lines if line.startswith("> ")),
                replies=tuple(filled(line[2:]) for line in lines if line.startswith("< ")),
                after=found[2] or "",
            )
        )
    return tuple(made)


def chosen(name: str, rng: random.Random) -> Intent:
    free = [intent for intent in book(name) if not intent.after]
    return rng.choices(free, [intent.weight for intent in free])[0]


def follow_ups(name: str, intent: Intent) -> list[Intent]:
    return [other for other in book(name) if other.after == intent.name]


def talk(name: str, rng: random.Random) -> Dialogue:
    """One exchange of a book, with a follow-up now and then."""
    intent = chosen(name, rng)
    turns = intent.turns(rng)
    later = follow_ups(name, intent)
    if later and rng.random() < 0.2:
        turns += rng.choice(later).turns(rng)
    return turns
