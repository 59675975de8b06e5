"""The tools that a model may call by itself: they only look up and reckon, so they need not ask before they act."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backend.domain import SourcePart
from backend.tools.calculator import reckon
from backend.tools.content import language_of
from backend.tools.dates import calendar
from backend.tools.help import Help

_SECTIONS = 3
_LONGEST = 2000  # characters of an argument


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool gave, and where it stands."""

    text: str
    sources: tuple[SourcePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool with one text as its argument."""

    name: str
    description: str
    argument: str
    call: Callable[[str], Answer] = field(repr=False)

    @property
    def parameters(self) -> dict[str, Any]:
        """The JSON schema of its arguments."""
        return {
            "type": "object",
            "properties": {self.argument: {"type": "string"}},
            "required": [self.argument],
        }


class Toolbox:
    """All tools, by name. `language` is the person's own, `now` their clock."""

    def __init__(self, help: Help, language: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._help, self._language, self._now = help, language, now
        made = (
            Tool(
                "calculator",
                "Works out arithmetic exactly. Use it for every sum, percentage or root.",
                "expression",
                self._reckon,
            ),
            Tool(
                "calendar",
                "Answers questions about today's date, the time, weekdays, and days between dates.",
                "question",
                self._look_at_calendar,
            ),
            Tool(
                "fireside_help",
                "Finds how something is done in Fireside, the app in which this conversation takes place.",
                "question",
                self._look_into_help,
            ),
        )
        self.tools = {tool.name: tool for tool in made}

    def call(self, name: str, arguments: str) -> Answer:
        """Call a tool with JSON arguments, as a model wrote them; what is wrong with them is the answer."""
        tool = self.tools.get(name)
        if tool is None:
            return Answer(f"There is no tool {name[:64]!r}. There are: {', '.join(self.tools)}.")
        try:
            given = json.loads(arguments or "{}")
        except ValueError:
            given = None
        text = given.get(tool.argument) if isinstance(given, dict) else None
        if not isinstance(text, str) or not text.strip():
            return Answer(f'{name} takes one argument, a text: {{"{tool.argument}": "…"}}.')
        return tool.call(text[:_LONGEST])

    def _reckon(self, expression: str) -> Answer:
        total = reckon(expression)
        return Answer(total.note if total else "This is no sum that the calculator understands.")

    def _look_at_calendar(self, question: str) -> Answer:
        moment = self._now()
        today = calendar("what day is it", moment) or ""
        return Answer(calendar(question, moment) or f"The calendar does not understand that. {today}".strip())

    def _look_into_help(self, question: str) -> Answer:
        found = self._help.find(question, language_of(question, self._language()), _SECTIONS)
        if not found:
            return Answer("The help says nothing about that.")
        return Answer(
            "\n\n".join(f"{each.page.title}, {each.section.title}: {each.section.lead}" for each in found),
            tuple(each.source for each in found),
        )
