"""The page of a Fireside that could not start."""

from backend.domain import Problem
from desktop.problem import problem_page
from desktop.theme import DARK, LIGHT


def test_tells_what_and_what_next_and_runs_nothing() -> None:
    problem = Problem(type="error", message="<script>alert(1)</script> broke.", hint="Update & start again.")
    page = problem_page(problem, DARK, "/home/eve/.local/share/fireside")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; broke." in page
    assert "<script>" not in page
    assert "Update &amp; start again." in page
    assert "/home/eve/.local/share/fireside" in page
    assert DARK.ground in page
    assert LIGHT.ground in problem_page(problem, LIGHT, "")
    assert "default-src 'none'" in page
