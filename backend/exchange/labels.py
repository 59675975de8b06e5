"""The words that stand between people's words in an export, in the languages of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.domain import Message, Role, WholeThread


@dataclass(frozen=True)
class Labels:
    """The words, and how a moment is written; `models` are the names of models by id."""

    language: str
    you: str
    reply: str
    thought: str
    thought_for: str
    tool: str
    result: str
    source: str
    document: str
    image: str
    untitled: str
    exported: str
    system: str
    date: str
    models: Mapping[str, str]

    def moment(self, at: datetime) -> str:
        """A moment on this computer's clock."""
        return at.astimezone().strftime(self.date)

    def title(self, thread: WholeThread) -> str:
        """What the thread is called."""
        return thread.thread.title or self.untitled

    def who(self, message: Message, models: Mapping[str, str]) -> str:
        """Whose message it is; `models` are the ids of the models by message."""
        if message.role is Role.USER:
            return self.you
        id = models.get(message.id, "")
        return self.models.get(id) or id.rsplit("/", 1)[-1].rsplit(":", 1)[-1] or self.reply


def labels(language: str, models: Mapping[str, str]) -> Labels:
    """The words of a language; English where there is none."""
    return Labels(language=language, models=models, **WORDS.get(language, WORDS["en"]))


def writers_of(thread: WholeThread) -> dict[str, str]:
    """The model that wrote each message last."""
    return {run.message_id: run.model_id for run in thread.runs}


WORDS = {
    "en": {
        "you": "You",
        "reply": "Reply",
        "thought": "Thought",
        "thought_for": "Thought for {} s",
        "tool": "Tool",
        "result": "Result",
        "source": "Source",
        "document": "File",
        "image": "Picture",
        "untitled": "New thread",
        "exported": "Exported from Fireside, {}",
        "system": "System prompt",
        "date": "%d %b %Y, %H:%M",
    },
    "de": {
        "you": "Du",
        "reply": "Antwort",
        "thought": "Gedanken",
        "thought_for": "{} s nachgedacht",
        "tool": "Werkzeug",
        "result": "Ergebnis",
        "source": "Quelle",
        "document": "Datei",
        "image": "Bild",
        "untitled": "Neues Thema",
        "exported": "Aus Fireside exportiert, {}",
        "system": "Systemprompt",
        "date": "%d.%m.%Y, %H:%M",
    },
}
