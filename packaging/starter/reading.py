"""Threads about a text: how it comes in, what is asked, what is answered, and what the text leaves open."""

import random

from grammar import say
from intents import Dialogue, talk
from passages import Passage, passage
from typos import cased, slip
from words import file_name

ABSENT = (
    "The text doesn't say{ that|}.",
    "{That is|That's} not in the text.",
    "I can't find that in the text.",
    "{The text doesn't mention it|It isn't mentioned in the text}.",
    "{I looked, but the text doesn't say|I don't see that in the text}.",
)
LEADS = (
    "According to the text, ",
    "Based on the text, ",
    "From the passage: ",
    "Question: ",
    "In this text, ",
    "Tell me from the text: ",
    "According to the document, ",
    "Please look it up: ",
    "I need to know: ",
    "Can you find out ",
)
AGAIN = ("And ", "Also, ", "OK. ", "Thanks. ", "Next: ", "One more: ", "And another thing: ", "")


def document(name: str, text: str) -> str:
    """A dropped file, exactly as the app puts it before the question."""
    return f'<document name="{name}">\n{text}\n</document>\n\n'


def question(text: str, rng: random.Random, led: bool = True) -> str:
    """A question about a text, in a person's typing; no slip may hurt a name that the answer needs."""
    if led and rng.random() < 0.2:
        lead = rng.choice(LEADS)
        if lead.startswith("Can you"):
            return lead + text[0].lower() + text[1:]
        text = lead + (text if lead.endswith(": ") else text[0].lower() + text[1:])
    text = cased(text, rng) if rng.random() < 0.5 else text
    return slip(text, rng) if rng.random() < 0.05 and len(text) > 12 else text


def exchange(source: Passage, rng: random.Random) -> tuple[str, str]:
    if source.unanswered and (not source.answered or rng.random() < 0.24):
        return rng.choice(source.unanswered), say(rng.choice(ABSENT), rng)
    return rng.choice(source.answered)


def opened(source: Passage, first: str, rng: random.Random) -> Dialogue:
    """How the text comes into the thread: mostly dropped as a file, else pasted."""
    chance, name = rng.random(), file_name(rng)
    if chance < 0.45:
        return [("user", document(name, source.text) + first)]
    if chance < 0.48:
        other = passage(rng)
        pair = [document(name, source.text), document(file_name(rng), other.text)]
        rng.shuffle(pair)
        return [("user", "".join(pair) + first)]
    if chance < 0.62:
        lead = rng.choice(
            ["Text: ", "Passage: ", "Read this: ", "Here is a text: ", "", "Context: ", "This is a letter:\n"]
        )
        return [("user", f"{lead}{source.text}\n{rng.choice(['', '', 'Question: '])}{first}")]
    if chance < 0.72:
        return [("user", f"{first}\n{rng.choice(['', '', 'Text: ', 'Here is the text: '])}{source.text}")]
    if chance < 0.84:
        return [("user", f"{source.text}\n\n{first}")]
    if chance < 0.92:
        read = rng.choice([f"I have read {name}.", f"Thank you, I have read {name}.", f"I've got {name}."])
        ask = rng.choice(["What would you like to know?", "What is your question about it?", "Ask me about it."])
        user = document(name, source.text).strip() + rng.choice(
            ["", "", "\n\nPlease read this", "\n\nhere", "\n\nhave a look"]
        )
        return [("user", user), ("assistant", f"{read} {ask}"), ("user", first)]
    lead = rng.choice(["Text: ", "Here is a text: ", "Please read this: ", "Read this: ", "I got this letter: "])
    ask = rng.choice(["I have read it. What would you like to know?", "Thank you. What is your question about it?"])
    return [("user", lead + source.text), ("assistant", ask), ("user", first)]


def summary(rng: random.Random) -> Dialogue:
    source = passage(rng)
    wish = rng.choice(
        [
            "summarise this",
            "Summarize the document",
            "What is this about?",
            "give me a summary",
            "Can you shorten this text?",
            "tl;dr",
            "what does it say",
            "Explain this document",
            "Translate this text",
            "rewrite this",
            "What are the main points?",
        ]
    )
    reply = say(
        rng.choice(
            [
                "{Summaries are|That is} {too hard for me|beyond me}: I can only find single facts in a text. "
                "{Ask me who, when, where or how much|Ask for a name, a date or a place in it}.",
                "I'm too small {for that|to do that well}. {But I can look up|I can look up} {a single fact|one thing} "
                "in it: ask me{, for example,|} who, when or where. {A bigger model under Models can do the rest|}",
            ]
        ),
        rng,
    )
    return [
        ("user", document(file_name(rng), source.text) + wish),
        ("assistant", reply + ("" if reply[-1] == "." else ".")),
    ]


def reading(rng: random.Random) -> Dialogue:
    if rng.random() < 0.05:
        return summary(rng)
    source = passage(rng)
    asked, answer = exchange(source, rng)
    turns = [*opened(source, question(asked, rng), rng), ("assistant", answer)]
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        if rng.random() < 0.12:
            turns += talk(rng.choice(["talk", "app", "limits"]), rng)
            continue
        asked, answer = exchange(source, rng)
        lead = rng.choice(AGAIN)
        again = lead + (asked[0].lower() + asked[1:] if lead else asked)
        turns += [("user", question(again, rng, led=not lead)), ("assistant", answer)]
    return turns
