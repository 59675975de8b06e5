"""Families that write all calls as one JSON list, each between marks of its own."""

from __future__ import annotations

from backend.engines.base import Called, Text
from backend.engines.families.bodies import decode, read_json
from backend.engines.families.family import Block, Family, UnreadableError, called


def _read_begun(body: str) -> list[Text | Called]:
    return read_json("[" + body)


def _read_named(body: str) -> list[Text | Called]:
    """Apertus: `[{"look_up": {"word": "fire"}}]`."""
    values, rest = decode(body)
    found: list[Text | Called] = []
    for value in values[0] if len(values) == 1 and isinstance(values[0], list) else ():
        pairs = list(value.items()) if isinstance(value, dict) else []
        if len(pairs) != 1 or not isinstance(pairs[0][1], dict):
            raise UnreadableError("no call")
        found.append(called(*pairs[0]))
    if not found or rest:
        raise UnreadableError("no call")
    return found


FAMILIES = (
    Family(name="nemotron", signs=("<TOOLCALL>",), blocks=(Block("<TOOLCALL>", "</TOOLCALL>", read_json),)),
    Family(name="tagged list", signs=("<tool_calls>",), blocks=(Block("<tool_calls>", "</tool_calls>", read_json),)),
    Family(name="firefunction", signs=("functools[",), blocks=(Block("functools[", "", _read_begun),)),
    Family(name="granite", signs=("<|tool_call|>",), blocks=(Block("<|tool_call|>", "", read_json),)),
    Family(
        name="apertus",
        signs=("<|tools_prefix|>",),
        blocks=(Block("<|tools_prefix|>", "<|tools_suffix|>", _read_named),),
    ),
)
