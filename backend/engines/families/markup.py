"""Reads calls whose arguments stand between tags, one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from backend.engines.base import Called, Text
from backend.engines.families.family import UnfinishedError, UnreadableError, called


def reader(call: str, argument: str) -> Callable[[str], list[Text | Called]]:
    """Reads calls of one form. Both are patterns: `call` finds `name` and `body`, `argument` `key` and `value`.

    Where an argument's `string` says neither yes nor no, what reads as JSON is JSON, but for texts in quotes.
    """
    calls = re.compile(rf"\s*{call}\s*", re.DOTALL)
    arguments = re.compile(rf"\s*{argument}\s*", re.DOTALL)

    def read(body: str) -> list[Text | Called]:
        found: list[Text | Called] = []
        at = 0
        while at < len(body):
            match = calls.match(body, at)
            if not match:
                # A closing mark inside an argument cuts the call off.
                raise (UnfinishedError if "=" in body[at:] or "_value>" in body[at:] else UnreadableError)("cut off")
            found.append(called(match["name"], _arguments(match["body"], arguments)))
            at = match.end()
        if not found:
            raise UnreadableError("no call")
        return found

    return read


def _arguments(body: str, pattern: re.Pattern[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    at = 0
    while at < len(body.rstrip()):
        match = pattern.match(body, at)
        if not match:
            raise UnfinishedError("an argument that is cut off")
        said = match.groupdict().get("string")
        found[match["key"].strip()] = match["value"] if said == "true" else _value(match["value"])
        at = match.end()
    return found


def _value(text: str) -> object:
    # The break behind the opening tag and the one before the closing belong to the tags.
    text = text.removeprefix("\n").removesuffix("\n")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return text if isinstance(value, str) else value
