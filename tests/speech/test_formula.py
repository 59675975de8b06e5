"""Simple formulas are read out, others are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.speech.formula import read_formula
from backend.speech.language import language


@pytest.mark.parametrize(
    ("tag", "tex", "heard"),
    [
        ("en", "x", "x"),
        ("en", "x^2 + 1", "x squared plus 1"),
        ("en", "E = mc^2", "E equals m c squared"),
        ("en", r"\frac{1}{2}", "1 over 2"),
        ("en", r"\sqrt{2}", "the square root of 2"),
        ("en", r"\alpha + \beta", "alpha plus beta"),
        ("en", r"a_1 \leq b_{2}", "a 1 is at most b 2"),
        ("en", r"10^{-3}", "10 to the power of minus 3"),
        ("en", r"5\,\text{km}", "5 km"),
        ("en", r"20^\circ", "20 degrees"),
        ("en", r"\pi r^2", "pi r squared"),
        ("en", r"x \to \infty", "x to infinity"),
        ("de", "a^2 + b^2 = c^2", "a Quadrat plus b Quadrat gleich c Quadrat"),
        ("de", r"\frac{1}{2}", "1 durch 2"),
        ("fr", "x^2", "x au carré"),
        ("es", "x^3", "x al cubo"),
        ("en", r"\int_0^1 f(x) dx", None),
        ("en", r"\begin{matrix} a & b \end{matrix}", None),
        ("en", r"\frac{1}", None),
        ("en", "x^", None),
        ("en", "{x", None),
        ("en", r"\{x\}", None),
        ("en", " + ".join("abcdefghijklm"), None),
        ("xx", "x^2", None),
        ("en", "", None),
    ],
)
def test_reads(tag: str, tex: str, heard: str | None) -> None:
    assert read_formula(tex, language(tag).formula) == heard


@given(st.lists(st.sampled_from([*"{}^_\\$x1 +", r"\frac", r"\sqrt", r"\text{a}", r"\pi"]), max_size=80).map("".join))
def test_any_formula_is_read_or_left(tex: str) -> None:
    heard = read_formula(tex, language("en").formula)
    assert heard is None or heard.strip()
