"""Questions about the app, made of the ways to ask that stand beside each help section."""

import random
import re
from functools import cache
from pathlib import Path

from exchanges import Answer, Exchange
from intents import varied
from typos import typed

from backend.runs.notes import SURENESS, Note
from backend.tools.help import Help
from backend.tools.pages import HelpPage, Section

HELP = Help(Path(__file__).parents[2] / "backend" / "catalog" / "help")
GERMAN = 0.14  # the share of questions in German
HINTED = re.compile(rf"(?:{'|'.join(word for _, word in SURENESS)}): ")
FORGOTTEN = 0.75  # how often the search must do without the very line that was asked
ON = 0.25  # how often the next question is about the same page
UNFOUND = 0.15  # how often a question stays one whose section the search missed
UNSURE = {
    "en": (
        "I'm only the small starter and not sure what you mean. Ask me in other words, or look under Help; a bigger "
        "model, added under Models, understands more.",
        "I don't quite see what you mean: I'm a very small model. Try other words, or open Help, where everything "
        "about Fireside is; a bigger model, added under Models, knows more.",
    ),
    "de": (
        "Ich bin nur das kleine Startmodell und nicht sicher, was du meinst. Frag mich mit anderen Worten, oder sieh "
        "unter Hilfe nach; ein größeres Modell unter Modelle versteht mehr.",
    ),
}


@cache
def sections(language: str) -> tuple[tuple[HelpPage, Section], ...]:
    return tuple((page, section) for page in HELP.pages(language) for section in page.sections if section.asks)


def answered(page: HelpPage, section: Section) -> Answer:
    """The name of its section, when the search offers it; else, half the time, as if it had."""

    def answer(note: Note, rng: random.Random) -> tuple[Note, str] | None:
        if note.text and not HINTED.match(note.text):
            return None
        name = section.title
        sureness, _, hint = note.text.partition(": ")
        if hint == name:
            return note, " " + name
        if rng.random() < UNFOUND:
            return note, rng.choice(UNSURE[page.language])
        # As if the search had found it: what is named must have been offered.
        return note.model_copy(update={"text": f"{sureness or SURENESS[-1][1]}: {name}", "chosen": True}), " " + name

    return answer


def question(rng: random.Random) -> list[Exchange]:
    """A question about the app, now and then with another one on the same page."""
    language = "de" if rng.random() < GERMAN else "en"
    page, section = rng.choice(sections(language))
    asked = [exchange(page, section, rng)]
    while rng.random() < ON and len(page.sections) > 1:
        section = rng.choice([each for each in page.sections if each.asks])
        lead = rng.choice(["and ", "and ", "ok, ", "thanks. ", "so ", ""] if language == "en" else ["und ", "ok, ", ""])
        asked.append(exchange(page, section, rng, lead))
    return asked


def exchange(page: HelpPage, section: Section, rng: random.Random, lead: str = "") -> Exchange:
    line = rng.choice([*section.asks, section.title])
    text = lead + (line[0].lower() + line[1:] if lead else line)
    if page.language == "en":
        text = typed(varied(text, rng, lambda: rng.choice(section.asks)), rng)
    else:
        text = typed(text, rng, polite=False)
    return Exchange(text, answered(page, section), line if rng.random() < FORGOTTEN else "")
