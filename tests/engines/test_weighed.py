"""What is planned for a model is what its worker takes, for ten shapes of models with random weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.weighing import weigh
from tests.gguf_shapes import SHAPES

FEW = 200
"""Tokens after which all is taken but for tables that grow with what was read, which flash attention does without."""


@pytest.mark.parametrize("name", SHAPES)
def test_a_plan_is_within_a_tenth_of_what_is_taken(tmp_path: Path, name: str) -> None:
    drawn = SHAPES[name]
    found = weigh(tmp_path, drawn, tokens=drawn.size if drawn.flash == "off" else FEW)
    assert abs(found.planned - found.held) <= found.held / 10, f"{found.planned:,} planned, {found.held:,} taken"
