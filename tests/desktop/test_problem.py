"""The page of a Fireside that could not start."""

from pathlib import Path

from backend.domain import Problem
from desktop.problem import problem_page
from desktop.theme import DARK, LIGHT
from tests.desktop.app import PATIENCE, App
from tests.desktop.cdp import Page

BROKEN = """
import sys
import backend.app
from backend.errors import StoreTooNew

def create_app(*arguments, **options):
    async def app(scope, receive, send):
        await receive()
        raise StoreTooNew("The threads were written by a newer Fireside.", "Update Fireside.")
    return app

backend.app.create_app = create_app
from desktop.cli import run
sys.exit(run(sys.argv[1:]))
"""


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


def test_a_server_that_cannot_start_is_told_in_the_window(app: App, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(BROKEN)
    app.program = [str(tmp_path / "broken.py")]
    app.start()
    page = Page(app.debug_port)
    page.until("document.body?.innerText.includes('written by a newer Fireside')")
    assert "Update Fireside." in page.js("document.body.innerText")
    assert str(app.home) in page.js("document.body.innerText")
    page.close()
    assert app.close() == 0
    app.expect_nothing_left()


def test_without_a_screen_it_is_told_on_the_terminal(screenless: App, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(BROKEN)
    screenless.program = [str(tmp_path / "broken.py")]
    for arguments in ([], ["serve"]):
        process = screenless.start(*arguments)
        said, complained = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said) == (1, "")
        assert complained == "fireside: The threads were written by a newer Fireside.\n  Update Fireside.\n"
    screenless.expect_nothing_left()
