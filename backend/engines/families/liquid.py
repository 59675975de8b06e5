"""Liquid's LFM: a list of calls as Python writes them."""

from __future__ import annotations

from backend.engines.base import Called, Text
from backend.engines.families.bodies import read_json, read_python
from backend.engines.families.family import Block, Family


def _read(body: str) -> list[Text | Called]:
    return read_json(body) if body.lstrip("[ \n").startswith("{") else read_python(body)


FAMILY = Family(
    name="liquid",
    signs=("<|tool_call_start|>", "<|tool_list_start|>"),
    blocks=(Block("<|tool_call_start|>", "<|tool_call_end|>", _read),),
)
