"""DeepSeek: calls between its own tokens, and from V3.2 on between tags that say which arguments are texts."""

from __future__ import annotations

import re

from backend.engines.base import Called, Text
from backend.engines.families.bodies import decode
from backend.engines.families.family import Block, Family, UnreadableError, called
from backend.engines.families.markup import reader

_BEGIN, _SEPARATOR, _END = "<｜tool▁call▁begin｜>", "<｜tool▁sep｜>", "<｜tool▁call▁end｜>"
# R1 and the first V3 write the word `function` before the name, and the arguments as a block of code.
_HEAD = re.compile(
    rf"(?:function{_SEPARATOR})?(?P<name>[^<\n{{]+?)\s*(?:{_SEPARATOR}|\n)\s*(?P<arguments>.*)", re.DOTALL
)
_FENCED = re.compile(r"```(?:json)?\s*(.*?)\s*```\s*", re.DOTALL)


def _read(body: str) -> list[Text | Called]:
    found: list[Text | Called] = []
    for part in body.split(_BEGIN)[1:]:
        head = _HEAD.fullmatch(part.partition(_END)[0].strip())
        if not head:
            raise UnreadableError("a call without a name")
        fenced = _FENCED.fullmatch(head["arguments"])
        values, rest = decode(fenced[1] if fenced else head["arguments"])
        if len(values) != 1 or not isinstance(values[0], dict) or rest:
            raise UnreadableError("arguments that are no object")
        found.append(called(head["name"], values[0]))
    if not found:
        raise UnreadableError("no call")
    return found


FAMILY = Family(
    name="deepseek",
    signs=("<｜tool▁calls▁begin｜>",),
    blocks=(Block("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", _read),),
    others=(_BEGIN, _SEPARATOR, _END),
)

_read_tags = reader(
    r'<｜DSML｜invoke name="(?P<name>[^"]+)">(?P<body>.*?)</｜DSML｜invoke>',
    r'<｜DSML｜parameter name="(?P<key>[^"]+)"(?: string="(?P<string>true|false)")?>(?P<value>.*?)</｜DSML｜parameter>',
)
MARKUP = Family(
    name="deepseek markup",
    signs=("｜DSML｜",),
    blocks=(
        Block("<｜DSML｜function_calls>", "</｜DSML｜function_calls>", _read_tags),
        Block("<｜DSML｜tool_calls>", "</｜DSML｜tool_calls>", _read_tags),
    ),
    others=("｜DSML｜",),
)
