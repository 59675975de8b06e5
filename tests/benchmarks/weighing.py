"""How near to the memory that a model really takes the estimate comes, for ten shapes with their context full."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.figures import Found, times
from tests.engines.weighing import weigh
from tests.gguf_shapes import SHAPES


def fit() -> Found:
    """What was planned for each shape, to what its worker holds after it has read as much as fits."""
    found: Found = {}
    for name, drawn in SHAPES.items():
        with tempfile.TemporaryDirectory() as folder:
            weighed = weigh(Path(folder), drawn)
        found[f"planned to taken: {name}"] = times(weighed.planned / weighed.held, most=1.1, least=0.9)
    return found
