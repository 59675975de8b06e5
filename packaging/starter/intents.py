"""The talk of the starter: what people write, what it replies, read from the files in phrases/."""

import random
import re
from collections.abc import Callable
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
    "meh",
    "lol",
    "oneword",
    "swear",
    "wrong",
    "apology",
    "maybe",
    "birthday",
    "holiday",
    "weather",
    "aboutme",
    "selftalk",
    "urgent",
    "plans",
    "love",
}

Turn = tuple[str, str]
Dialogue = list[Turn]


ASIDES = (
    "{I'm new to this|I'm not good with computers|I'm in a hurry|sorry to bother you|it's late here|I'm tired today}",
    "{maybe a silly question|just wondering|I hope you can help|I couldn't find it|I looked everywhere|be honest}",
    "{my {boss|son|daughter|neighbour|friend|brother} {asked me|wants to know|told me about it|is waiting}}",
    "{I have {five minutes|no idea|one more thing|something to ask}|here goes|okay then|let me think|listen}",
    "{I'm at {work|home|school|the office}|I'm on my {laptop|old computer}|I just had {lunch|a coffee}|it's Monday}",
    "{that would be great|it matters to me|I'd be grateful|no rush|quickly please|short answer please|you know}",
)


def varied(text: str, rng: random.Random, again: Callable[[], str]) -> str:
    """A wish in another shape: said twice, with something beside it, or with words left out. `again` words it anew."""
    chance = rng.random()
    if chance < 0.10:
        # The same wish twice, in other words: so that a known part in a longer message is found.
        return rng.choice(["{}. {}", "{}, {}", "{} - {}", "{}, I mean {}"]).format(text.rstrip("?."), again())
    if chance < 0.22:
        aside = say(rng.choice(ASIDES), rng)
        return rng.choice([f"{aside}. {text}", f"{aside}, {text}", f"{text.rstrip('.')}. {aside}"])
    return thinned(text, rng) if chance < 0.32 else text


def thinned(text: str, rng: random.Random) -> str:
    """The message with a word or two left out: no single word should carry the meaning."""
    words = text.split()
    for _ in range(rng.choice([1, 1, 2])):
        if len(words) > 3:
            words.pop(rng.randrange(len(words)))
    return " ".join(words)


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

    def line(self, rng: random.Random, values: Values) -> str:
        """One way to say it, as the phrases have it."""
        return say(rng.choice(self.asked), rng, values)

    def turns(self, rng: random.Random) -> tuple[str, Dialogue]:
        """The line that was chosen, and what a person makes of it with the reply."""
        values = Values(rng)
        line = text = self.line(rng, values)
        # A reply that names what was asked about must find it in the question.
        if not any(name in text for name in values.values()):
            text = varied(text, rng, lambda: self.line(rng, values))
        if "place" in self.name:
            values["place"] = values.get("country") if values.get("country", "-") in text else values["city"]
        reply = sentence_case(say(rng.choice(self.replies), rng, values))
        return line, [("user", typed(text, rng, polite=self.name not in PLAIN)), ("assistant", reply)]


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
    return begun(name, rng)[-1]


def begun(name: str, rng: random.Random) -> tuple[str, str, Dialogue]:
    """The title of a kind of talk, a line of the book, and the exchange that was made of it."""
    intent = chosen(name, rng)
    line, turns = intent.turns(rng)
    later = follow_ups(name, intent)
    if later and rng.random() < 0.2:
        turns += rng.choice(later).turns(rng)[1]
    return titles(BOOKS["de" if name == "german" else "en"])[intent], line, turns


LINES = 150  # of each intent, in the index that the app searches


BOOKS = {"en": ("talk", "limits"), "de": ("german",)}


@cache
def titles(names: tuple[str, ...]) -> dict[Intent, str]:
    """A title for each intent of some books, since a name may stand there more than once."""
    found: dict[str, Intent] = {}
    for intent in (intent for name in names for intent in book(name)):
        title, count = intent.name, 2
        while title in found:
            title, count = f"{intent.name} {count}", count + 1
        found[title] = intent
    return {intent: title for title, intent in found.items()}


def index(names: tuple[str, ...]) -> str:
    """The lines of books as `catalog/help/LANGUAGE/talk.txt` holds them: they tell the app what a message may be."""
    rng = random.Random("index")
    told: dict[str, list[str]] = {}
    for intent, title in titles(names).items():
        said = dict.fromkeys(intent.line(rng, Values(rng)) for _ in range(6 * LINES))
        told[title] = list(said)[:LINES]
    return "".join(f"## {title}\n" + "".join(f"{line}\n" for line in lines) for title, lines in told.items())
