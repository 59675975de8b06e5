"""Short invented texts with questions, so that the model learns to look for an answer instead of knowing it."""

import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from grammar import capital, say
from words import Values

FOLDER = Path(__file__).parent / "phrases"

FILLERS = (
    "The weather was {mild|cold|warm} that week.",
    "Many people {find this interesting|like it}.",
    "This has {not changed for years|been so for a long time}.",
    "{There is more to say about it|More will follow} later.",
    "{People often talk|Many like to talk} about it.",
    "{Of course, not everyone agrees|Not everyone agrees}.",
    "{It was a quiet year|It was a busy year}.",
)


@dataclass
class Passage:
    text: str
    answered: list[tuple[str, str]] = field(default_factory=list)  # question, answer
    unanswered: list[str] = field(default_factory=list)

    def add(self, other: "Passage") -> None:
        self.text += "\n\n" + other.text
        self.answered += other.answered
        # What one text leaves open, the other might say: a question is only kept where no answer can be meant.
        self.unanswered = []


@dataclass(frozen=True)
class Document:
    body: str
    answered: tuple[tuple[str, str], ...]
    unanswered: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    sentence: str
    question: str
    answer: str


@dataclass(frozen=True)
class Kind:
    subject: str
    pronoun: str
    facts: tuple[Fact, ...]


def blocks(path: Path) -> list[tuple[str, list[str]]]:
    """The "== head" blocks of a phrase file with their lines; comments and empty lines are left out."""
    found: list[tuple[str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            found.append((line[3:], []))
        elif line.strip() and not line.startswith(("# ", "@")):
            found[-1][1].append(line)
    return found


@cache
def documents() -> tuple[Document, ...]:
    made = []
    for _, lines in blocks(FOLDER / "documents.txt"):
        pairs = [line[2:].split(" = ", 1) for line in lines if line.startswith("? ")]
        made.append(
            Document(
                body=next(line[2:] for line in lines if line.startswith("| ")),
                answered=tuple((question, answer) for question, answer in pairs),
                unanswered=tuple(line[2:] for line in lines if line.startswith("- ")),
            )
        )
    return tuple(made)


@cache
def kinds() -> tuple[Kind, ...]:
    made = []
    for head, lines in blocks(FOLDER / "facts.txt"):
        _, subject, pronoun = (part.strip() for part in head.split(" | "))
        facts = []
        for line in lines:
            sentence, rest = line.split(" ? ", 1)
            question, answer = rest.split(" = ", 1)
            facts.append(Fact(sentence, question, answer))
        made.append(Kind(subject, pronoun, tuple(facts)))
    return tuple(made)


def asked(question: str) -> str:
    return capital(question) + ("" if question.endswith("?") else "?")


def ended(answer: str) -> str:
    # An address or a path is copied as it stands.
    exact = "@" in answer.split(" ")[0] or answer.startswith("/")
    return (answer if exact else capital(answer)) + ("" if answer.endswith((".", "!", "?")) else ".")


def from_document(rng: random.Random) -> Passage:
    chosen, values = rng.choice(documents()), Values(rng)
    text = say(chosen.body, rng, values)
    # Only what the text really says may be asked: an optional part may be missing, and its slots with it.
    said = {slot for slot, value in values.items() if value in text}
    passage = Passage("\n".join(capital(line) for line in text.split("\n")))
    for question, answer in chosen.answered:
        spoken = say(answer, rng, values)
        if set(values) <= said:
            passage.answered.append((asked(say(question, rng, values)), ended(spoken)))
        else:
            for slot in set(values) - said:
                del values[slot]
    for question in chosen.unanswered:
        passage.unanswered.append(asked(say(question, rng, values)))
    return passage


def sentences(kind: Kind, facts: list[Fact], rng: random.Random) -> tuple[list[str], list[tuple[str, str]], str]:
    values = Values(rng)
    values["s"] = say(kind.subject, rng, values)
    pronoun = say(kind.pronoun, rng)
    lines, answered = [], []
    worded = [(say(fact.sentence, rng), fact) for fact in facts]
    # The first sentence names the subject, or "it" would be nobody.
    if not any("$s" in wording for wording, _ in worded):
        named = next(fact for fact in kind.facts if fact.sentence.startswith("$s"))
        if named not in facts:
            facts.append(named)
            worded.append((say(named.sentence, rng), named))
    worded.insert(0, worded.pop(next(place for place, (wording, _) in enumerate(worded) if "$s" in wording)))
    for number, (wording, fact) in enumerate(worded):
        sentence = say(wording, rng, values)
        if number and sentence.startswith(values["s"] + " ") and rng.random() < 0.6:
            sentence = pronoun + sentence[len(values["s"]) :]
        lines.append(sentence)
        answered.append((asked(say(fact.question, rng, values)), ended(say(fact.answer, rng, values))))
    return lines, answered, values["s"]


def joined(lines: list[str], rng: random.Random) -> str:
    """The sentences as prose, now and then two in one, or as a list."""
    if rng.random() < 0.15:
        return "\n".join("- " + capital(line) for line in lines)
    prose = ""
    for number, line in enumerate(lines):
        if number and rng.random() < 0.2 and not line.endswith("."):
            lower = line[0].lower() + line[1:] if line.startswith(("He ", "She ", "It ")) else line
            prose = prose[:-2] + rng.choice([", and ", "; ", ", while ", ", but ", ", and "]) + lower + ". "
        else:
            prose += capital(line) + ("" if line.endswith(".") else ".") + " "
    return prose.strip()


def from_facts(rng: random.Random) -> Passage:
    kind = rng.choice(kinds())
    facts = rng.sample(kind.facts, rng.randint(2, 6))
    lines, answered, subject = sentences(kind, facts, rng)
    # A second of its kind stands beside it: the answer has to be the one of the subject that is asked about.
    if kind.subject.startswith("{$name") and rng.random() < 0.45:
        more, also, other = sentences(kind, rng.sample(kind.facts, rng.randint(1, 4)), rng)
        if other != subject:
            lines += more
            answered += also
    for _ in range(rng.choice([0, 0, 0, 1, 2])):
        lines.insert(rng.randint(1, len(lines)), say(rng.choice(FILLERS), rng))
    passage = Passage(joined(lines, rng), answered)
    stranger = Values(rng)
    stranger["s"] = say(kind.subject, rng, stranger)
    if stranger["s"] not in passage.text:
        for fact in rng.sample(facts, min(2, len(facts))):
            if "$s" in fact.question:
                asked_of = say(fact.question, rng, stranger)
                if stranger["s"] in asked_of:
                    passage.unanswered.append(asked(asked_of))
    values = Values(rng)
    values["s"] = subject
    for fact in rng.sample(kind.facts, len(kind.facts)):
        if fact not in facts:
            passage.unanswered.append(asked(say(fact.question, rng, values)))
    return passage


def passage(rng: random.Random) -> Passage:
    made = rng.choice([from_document, from_facts])(rng)
    for _ in range(rng.choices([0, 1, 2, 3], [0.88, 0.08, 0.03, 0.01])[0]):
        made.add(rng.choice([from_document, from_facts])(rng))
    return made
