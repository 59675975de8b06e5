"""What was typed last is there again, also when the window was closed in the middle of a word."""

from __future__ import annotations

from tests.desktop.app import PATIENCE, App
from tests.desktop.test_conversation import ready


def test_a_window_that_is_closed_in_the_middle_of_a_word_keeps_the_draft(app: App) -> None:
    app.start()
    page = ready(app)
    page.until("document.activeElement.placeholder")
    app.xdotool("type", "--delay", "12", "Half a thought, and th")
    page.until("document.activeElement.value.endsWith('and th')")
    page.close()
    assert app.process
    app.xdotool("keydown", "alt", "sleep", "0.12", "key", "F4", "keyup", "alt")  # at the pace of quick fingers
    assert app.process.wait(PATIENCE) == 0

    app.start()
    page = ready(app)
    page.until("document.activeElement.value === 'Half a thought, and th'")
    page.close()
    assert app.close() == 0
