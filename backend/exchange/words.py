"""What programs put into texts beside what was said: thoughts between tags, calls of tools in odd shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from backend.domain import Part, ReasoningPart, ToolCallPart, ToolResultPart
from backend.exchange.foreign import clean, mapping, name, text

THOUGHT = re.compile(r"\s*<(think|thinking)>(.*?)(?:</\1>|\Z)", re.DOTALL)


def said(words: object) -> list[Part]:
    """A text, and before it what was thought first, as reasoning models write it: between `<think>` tags."""
    if not isinstance(words, str) or not (match := THOUGHT.match(words)):
        return text(words)
    return [*thought(match[2]), *text(words[match.end() :].lstrip())]


def thought(words: object, seconds: object = None) -> list[Part]:
    """A thought, if there are words; how long it took, if that is a number."""
    if not isinstance(words, str) or not words.strip():
        return []
    known = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < 1e6
    return [ReasoningPart(text=clean(words.strip()), seconds=float(seconds) if known else None)]  # type: ignore[arg-type]


def call(id: object, tool: object, arguments: object) -> list[Part]:
    """A tool that was called. What it was given becomes a JSON object, whatever it was."""
    return [ToolCallPart(id=name(id), name=name(tool) or "tool", arguments=_arguments(arguments))]


def result(id: object, tool: object, given: object) -> list[Part]:
    """What a tool gave."""
    return [ToolResultPart(call_id=name(id), name=name(tool) or "tool", text=clean(flat(given)))]


def flat(value: object) -> str:
    """The words in a value: of a text itself, of blocks with texts those, of anything else its JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(flat, value)))
    inner = mapping(value)
    for key in ("text", "content", "value", "output"):
        if key in inner:
            return flat(inner[key])
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def missing(names: Iterable[object], what: str) -> list[Part]:
    """A mark where something stood that has no place here, so that what was said about it still makes sense."""
    return text("\n".join(f"[{name(one) or what}]" for one in names))


def _arguments(value: object) -> str:
    if isinstance(value, str):
        try:
            parsed = json.loads(value)
        except (ValueError, RecursionError):
            parsed = None
        if isinstance(parsed, dict):
            return clean(value)
        return json.dumps({"input": clean(value)}, ensure_ascii=False)
    return json.dumps(value if isinstance(value, dict) else {"input": value}, ensure_ascii=False, default=str)
