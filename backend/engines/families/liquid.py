"""Liquid's LFM: a list of calls as Python writes them."""

from __future__ import annotations

from backend.engines.families.bodies import read_either
from backend.engines.families.family import Block, Family

FAMILY = Family(
    name="liquid",
    signs=("<|tool_call_start|>", "<|tool_list_start|>"),
    blocks=(Block("<|tool_call_start|>", "<|tool_call_end|>", read_either),),
)
