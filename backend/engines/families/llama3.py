"""Llama 3: a reply that is JSON, one behind `<|python_tag|>`, or a `<function=…>` tag; one call a turn."""

from __future__ import annotations

from backend.engines.base import Called, Text
from backend.engines.families.bodies import read_either, read_json
from backend.engines.families.family import Block, Family, UnreadableError


def _read_function(body: str) -> list[Text | Called]:
    name, found, arguments = body.partition(">")
    if not found or '"' in name or not arguments.lstrip().startswith("{"):
        raise UnreadableError("no call")
    return read_json(f'{{"name": "{name}", "arguments": {arguments}}}')


FAMILY = Family(
    name="llama 3",
    signs=("<|python_tag|>", "dictionary of argument name and its value"),
    blocks=(Block("<|python_tag|>", "", read_either), Block("<function=", "</function>", _read_function)),
    bare=True,
    single=True,
)
