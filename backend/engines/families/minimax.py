"""MiniMax: each call is an `invoke` tag."""

from __future__ import annotations

from backend.engines.families.family import Block, Family
from backend.engines.families.markup import reader

_read = reader(
    r'<invoke name="(?P<name>[^"]+)">(?P<body>.*?)</invoke>',
    r'<parameter name="(?P<key>[^"]+)">(?P<value>.*?)</parameter>',
)
FAMILY = Family(
    name="minimax",
    signs=("<minimax:tool_call>",),
    blocks=(Block("<minimax:tool_call>", "</minimax:tool_call>", _read),),
)
