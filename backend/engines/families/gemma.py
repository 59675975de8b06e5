"""Gemma: `call:name{key:value}` with marks for quotes; the older ones write a block of Python when asked to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from backend.engines.base import Called, Text
from backend.engines.families.bodies import decode, read_python
from backend.engines.families.family import Block, Family, Think, UnfinishedError, UnreadableError, called

_CALL = re.compile(r"\s*call:(?P<name>[^{\s]+)\s*(?P<arguments>\{.*\})\s*", re.DOTALL)
_KEY = re.compile(r'([{,]\s*)([^\s{}\[\],:"]+)\s*:')


def _reader(quote: str) -> Callable[[str], list[Text | Called]]:
    def read(body: str) -> list[Text | Called]:
        pieces = body.split(quote)
        if len(pieces) % 2 == 0:
            raise UnfinishedError("a text that does not end")
        call = _CALL.fullmatch(body)
        if not call:
            raise UnreadableError("no call")
        pieces = call["arguments"].split(quote)
        pieces[::2] = [_KEY.sub(r'\1"\2":', piece) for piece in pieces[::2]]
        pieces[1::2] = [json.dumps(piece) for piece in pieces[1::2]]
        values, rest = decode("".join(pieces))
        if len(values) != 1 or rest:
            raise UnreadableError("arguments that are no object")
        return [called(call["name"], values[0])]

    return read


FAMILY = Family(
    name="gemma",
    signs=("<|tool_call>", "<start_function_call>"),
    thoughts=(Think("<|channel>thought", "<channel|>"),),
    blocks=(
        Block("<|tool_call>", "<tool_call|>", _reader('<|"|>')),
        Block("<start_function_call>", "<end_function_call>", _reader("<escape>")),
    ),
    others=('<|"|>', "<escape>"),
)
OLD = Family(name="gemma 3", signs=("<start_of_turn>",), blocks=(Block("```tool_code", "```", read_python),))
