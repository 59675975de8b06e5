"""The form in which models are asked to call tools when their template knows none: JSON between two tags."""

from __future__ import annotations

import json
from collections.abc import Sequence

from backend.engines.base import Called, ToolSpec
from backend.engines.families.bodies import read_json
from backend.engines.families.family import Block, Family

OPENS, CLOSES = "<tool_call>", "</tool_call>"
BLOCKS = (Block(OPENS, CLOSES, read_json),)
FAMILY = Family(name="generic", blocks=BLOCKS, bare=True)


def describe(tools: Sequence[ToolSpec]) -> str:
    """What a model is told of its tools."""
    known = "\n".join(
        json.dumps(
            {"name": tool.name, "description": tool.description, "parameters": tool.parameters}, ensure_ascii=False
        )
        for tool in tools
    )
    return (
        "You can call tools. Each line describes one; its parameters are a JSON schema:\n\n"
        f"{known}\n\n"
        "To call a tool, write nothing but this, once for each call, and wait for the result:\n\n"
        f'{OPENS}{{"name": "the tool\'s name", "arguments": {{"parameter": "value"}}}}{CLOSES}\n\n'
        "When no tool is needed, just answer."
    )


def written(call: Called, arguments: object) -> str:
    """A call in this form."""
    return f"{OPENS}{json.dumps({'name': call.name, 'arguments': arguments}, ensure_ascii=False)}{CLOSES}"
