"""Hermes, Qwen and the many that follow them: `<tool_call>` around JSON or, for Qwen's coders, around tags."""

from __future__ import annotations

from backend.engines.base import Called, Text
from backend.engines.families.bodies import read_json
from backend.engines.families.family import Block, Family
from backend.engines.families.markup import reader

_read_tags = reader(
    r"<function=(?P<name>[^>\s]+)>(?P<body>.*?)</function>", r"<parameter=(?P<key>[^>\n]+)>(?P<value>.*?)</parameter>"
)


def _read(body: str) -> list[Text | Called]:
    return _read_tags(body) if body.lstrip().startswith("<function") else read_json(body)


FAMILY = Family(name="hermes", signs=("<tool_call>",), blocks=(Block("<tool_call>", "</tool_call>", _read),))
SEED = Family(
    name="seed", signs=("<seed:tool_call>",), blocks=(Block("<seed:tool_call>", "</seed:tool_call>", _read_tags),)
)
