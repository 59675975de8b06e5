"""Threads about a text: how it comes in, what is asked, and which sentence of it is quoted, or that none fits."""

import random

from exchanges import Answer, Exchange, plain, whatever
from grammar import say
from intents import talk
from passages import Passage, passage
from typos import cased, slip
from words import file_name

from backend.runs.notes import NOTHING, Note
from backend.tools.content import content

QUOTED = " The text says: “{}”"
NEAREST = (
    "The text doesn't say that. The nearest I found: “{}”",
    "I don't see that in the text. The nearest I found: “{}”",
)
ABSENT = ("I don't see that in the text.", "The text doesn't say that.", "I can't find that in the text.")
READ = (
    "I have read it. What would you like to know?",
    "Thank you, I have read it. Ask me about it: who, when, where or how much, for example.",
)
LEADS = (
    "According to the text, ",
    "Based on the text, ",
    "Question: ",
    "In this text, ",
    "Tell me from the text: ",
    "According to the document, ",
    "Please look it up: ",
    "I need to know: ",
    "Can you find out ",
    "Could you tell me ",
)
AGAIN = ("And ", "Also, ", "OK. ", "Thanks. ", "Next: ", "One more: ", "And another thing: ", "")
SUMMARY = (
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
)
TOO_HARD = (
    "{Summaries are|That is} {too hard for me|beyond me}: I can only find single facts in a text. "
    "{Ask me who, when, where or how much|Ask for a name, a date or a place in it}.",
    "I'm too small to do that well. {But I can look up|I can look up} {a single fact|one thing} in it: "
    "ask me{, for example,|} who, when or where. A bigger model, added under Models, can do the rest.",
)


def document(name: str, text: str) -> str:
    """A dropped file, exactly as the app puts it before the question."""
    return f'<document name="{name}">\n{text}\n</document>\n\n'


def question(text: str, rng: random.Random, led: bool = True) -> str:
    """A question about a text, in a person's typing."""
    if led and rng.random() < 0.2:
        lead = rng.choice(LEADS)
        text = lead + (text if lead.endswith(": ") else text[0].lower() + text[1:])
    text = cased(text, rng) if rng.random() < 0.5 else text
    return slip(text, rng) if rng.random() < 0.06 and len(text) > 12 else text


def quoted(asked: str, answer: str) -> Answer:
    """The sentence that holds the answer's words; when none of those offered does, or there is no answer, a no."""
    wanted = set(content(answer)) - set(content(asked))

    def reply(note: Note, rng: random.Random) -> tuple[Note, str] | None:
        if note.text == NOTHING:
            return None if answer else (note, rng.choice(ABSENT))
        if not note.text.startswith("text: "):
            return None
        right = [each.text for each in note.offers if answer and wanted <= set(content(each.text))]
        if right:
            return note, QUOTED.format(min(right, key=len))
        if answer:  # it stands in the text: a no would be wrong
            return None
        return note, rng.choice(NEAREST).format(note.offers[0].text)

    return reply


def exchange(source: Passage, rng: random.Random) -> tuple[str, str]:
    if source.unanswered and (not source.answered or rng.random() < 0.32):
        return rng.choice(source.unanswered), ""
    return rng.choice(source.answered)


def brought(text: str, first: str, rng: random.Random) -> str:
    """How the text comes into the thread: dropped as a file, or pasted before or after the question."""
    chance = rng.random()
    if chance < 0.5:
        return document(file_name(rng), text) + first
    if chance < 0.8:
        lead = rng.choice(["Text: ", "Read this: ", "", "", "Here is a text: "])
        return f"{lead}{text}{rng.choice(['', '', chr(10)])}\n{first}"
    return f"{first}\n{rng.choice(['', '', 'Text: ', 'Here is the text: '])}{text}"


def reading(rng: random.Random) -> list[Exchange]:
    source = passage(rng)
    if rng.random() < 0.05:
        said = document(file_name(rng), source.text) + rng.choice(SUMMARY)
        reply = say(rng.choice(TOO_HARD), rng)
        return [Exchange(said, lambda note, _: (note, reply))]
    asked, answer = exchange(source, rng)
    first = question(asked, rng)
    if rng.random() < 0.08:
        read = [Exchange(document(file_name(rng), source.text).strip(), whatever(rng.choice(READ)))]
        read.append(Exchange(first, quoted(asked, answer)))
    else:
        read = [Exchange(brought(source.text, first, rng), quoted(asked, answer))]
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2])):
        if rng.random() < 0.12:
            read += plain(talk(rng.choice(["talk", "limits"]), rng))
            continue
        asked, answer = exchange(source, rng)
        lead = rng.choice(AGAIN)
        again = question(lead + (asked[0].lower() + asked[1:] if lead else asked), rng, led=not lead)
        read.append(Exchange(again, quoted(asked, answer)))
    return read
