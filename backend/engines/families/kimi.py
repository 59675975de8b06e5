"""Kimi: a section of calls, each named by an id such as `functions.look_up:0`."""

from __future__ import annotations

import re

from backend.engines.base import Called, Text
from backend.engines.families.bodies import decode
from backend.engines.families.family import Block, Family, UnreadableError, called

_BEGIN, _ARGUMENTS, _END = "<|tool_call_begin|>", "<|tool_call_argument_begin|>", "<|tool_call_end|>"
_ID = re.compile(r"(?:functions\.)?(?P<name>[\w.-]+?)(?::\d+)?")


def _read(body: str) -> list[Text | Called]:
    found: list[Text | Called] = []
    for part in body.split(_BEGIN)[1:]:
        id, _, arguments = part.partition(_END)[0].partition(_ARGUMENTS)
        name = _ID.fullmatch(id.strip())
        values, rest = decode(arguments)
        if not name or len(values) != 1 or not isinstance(values[0], dict) or rest:
            raise UnreadableError("no call")
        found.append(called(name["name"], values[0], id.strip()))
    if not found:
        raise UnreadableError("no call")
    return found


FAMILY = Family(
    name="kimi",
    signs=("<|tool_calls_section_begin|>",),
    blocks=(Block("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", _read),),
    call_id=(r"functions\.[\w.-]+:\d+", "functions.{name}:{number}"),
    others=(_BEGIN, _ARGUMENTS, _END),
)
