"""Mistral: `[TOOL_CALLS]` before a JSON list, or before each name with its arguments."""

from __future__ import annotations

import re

from backend.engines.base import Called, Text
from backend.engines.families.bodies import decode, read_json
from backend.engines.families.family import Block, Family, UnreadableError, called

_NAMED = re.compile(r"\s*(?P<name>[\w.-]+)\s*(?:\[CALL_ID\](?P<id>\w*))?\s*(?:\[ARGS\])?(?P<rest>\s*\{.*)", re.DOTALL)


def _read(body: str) -> list[Text | Called]:
    named = _NAMED.fullmatch(body)
    if not named:
        return read_json(body)
    values, rest = decode(named["rest"])
    if len(values) != 1 or not isinstance(values[0], dict):
        raise UnreadableError("arguments that are no object")
    call = called(named["name"], values[0], named["id"])
    return [call, Text(text=rest)] if rest else [call]


FAMILY = Family(
    name="mistral",
    signs=("[TOOL_CALLS]",),
    blocks=(Block("[TOOL_CALLS]", "", _read),),
    others=("[CALL_ID]", "[ARGS]"),
)
