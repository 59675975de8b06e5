"""Cohere's Command: an action is a JSON list."""

from __future__ import annotations

from backend.engines.families.bodies import read_json
from backend.engines.families.family import Block, Family

FAMILY = Family(
    name="cohere", signs=("<|START_ACTION|>",), blocks=(Block("<|START_ACTION|>", "<|END_ACTION|>", read_json),)
)
