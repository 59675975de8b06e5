"""A person's evening: write, see the reply grow, stop it, close, come back; and a crash in the middle of a reply."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.desktop.app import App, wait_for
from tests.desktop.cdp import Page
from tests.e2e.served import rambler, stored_length
from tests.sound import loud, sound_card

REPLY = "[...document.querySelectorAll('[data-message=assistant]')].at(-1)"


@pytest.fixture(scope="module")
def nonsense(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that writes for minutes, and never ends by itself: there is time to stop it, and to crash."""
    return rambler(tmp_path_factory.mktemp("model") / "nonsense.gguf", width=384, layers=24)


@pytest.fixture
def rambling(app: App, nonsense: Path) -> App:
    """A Fireside whose replies are long."""
    (app.home / "settings.toml").write_text("temperature = 0.0\nmax_tokens = 12000\n")
    app.start("--model", str(nonsense))
    return app


def ready(app: App) -> Page:
    """The page, with its keyboard."""
    page = app.page()
    page.until("document.querySelector('[data-line=connected]')")
    page.until("document.activeElement?.tagName === 'TEXTAREA'")
    app.xdotool("windowactivate", "--sync", app.window())
    page.until("document.hasFocus()")
    return page


def send(app: App, page: Page, text: str) -> None:
    """Typed on the keyboard, key by key."""
    app.xdotool("type", "--delay", "12", text)
    page.until(f"document.activeElement.value === '{text}'")
    app.xdotool("key", "Return")


def length(page: Page) -> int:
    return int(page.js(f"{REPLY}?.innerText.length ?? 0"))


def test_write_watch_stop_quit_and_come_back(rambling: App) -> None:
    app = rambling
    page = ready(app)
    send(app, page, "Tell me a very long story")
    page.until(f"{REPLY}?.innerText.length > 100")
    first = length(page)
    page.until(f"{REPLY}.innerText.length > {first + 200}")
    app.xdotool("key", "Escape")
    page.until("document.querySelector('[data-ending=cancelled]')")
    said = page.js(f"{REPLY}.innerText")
    page.close()
    assert app.close() == 0
    app.expect_nothing_left()

    app.start()
    page = app.page()
    page.click("nav a[href*='/t/']")
    page.until("document.querySelector('[data-ending=cancelled]')")
    page.until(f"{REPLY}.innerText.startsWith({json.dumps(said[:400])})")
    page.until("document.title.endsWith('· Fireside')")
    wait_for(lambda: app.xdotool("getwindowname", app.window()) == page.js("document.title"))
    assert app.close() == 0


def test_killed_in_the_middle_of_a_reply_what_was_shown_is_there(rambling: App) -> None:
    app = rambling
    page = ready(app)
    send(app, page, "Tell me a very long story")
    page.until(f"{REPLY}?.innerText.length > 400")
    shown = page.js(f"{REPLY}.innerText.slice(0, 400)")
    wait_for(lambda: stored_length(app.home) > 600)  # the last second may be lost, not more
    page.until(f"{REPLY}.getAttribute('aria-busy') === 'true' || {REPLY}.querySelector('[aria-busy=true]')")
    assert app.process
    os.kill(app.process.pid, signal.SIGKILL)
    app.process.communicate()
    app.expect_nothing_left()

    app.start()
    page = app.page()
    page.click("nav a[href*='/t/']")
    page.until("document.querySelector('[data-ending=interrupted]')")
    page.until(f"{REPLY}.innerText.startsWith({json.dumps(shown)})")
    kept = length(page)
    page.click("[data-ending=interrupted] button")
    page.until(f"{REPLY}.innerText.length > {kept + 200}")
    page.close()
    assert app.close() == 0, "also while a reply is being written"
    app.expect_nothing_left()


def test_a_reply_is_heard_while_it_is_written(app: App, nonsense: Path) -> None:
    (app.home / "settings.toml").write_text("temperature = 0.0\nmax_tokens = 12000\nspeak_replies = true\n")
    with sound_card() as card, card.recording() as recording:
        app.environment["PULSE_SERVER"] = card.server
        app.start("--model", str(nonsense))
        page = ready(app)
        send(app, page, "Tell me a very long story")
        wait_for(lambda: recording.first_loud() is not None)
        app.xdotool("key", "Escape")
        page.until("document.querySelector('[data-ending=cancelled]')")
        wait_for(lambda: not loud(recording.last(0.5)))
        page.close()
        assert app.close() == 0
        app.expect_nothing_left()


def test_the_bundled_model_answers_at_once(app: App) -> None:
    app.start()
    page = ready(app)
    send(app, page, "Hello")
    page.until(f"{REPLY}?.innerText.trim().length > 0", 60)
    app.xdotool("key", "Escape")
    page.close()
    assert app.close() == 0
    app.expect_nothing_left()
