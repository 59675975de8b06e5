"""Fireside without its window: a sign in a real tray, keys of the whole desktop, the small window, and the way back."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.background import Wishes, wishes
from desktop.x11_keys import X11Keys
from tests.desktop.app import PATIENCE, App, wait_for
from tests.desktop.cdp import Page

KEYS = "ctrl+alt+space"
STATE = "fetch('/api/v0/status').then(r => r.json()).then(s => s.background.keys)"
WRITES = "document.hasFocus() && document.activeElement?.tagName === 'TEXTAREA'"
TAKE = """
import sys
from desktop.x11_keys import X11Keys
keys = X11Keys()
print(keys.take("Ctrl+Alt+Space"), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def tray(display: str) -> Iterator[None]:
    """A tray at the lower left corner of the screen."""
    process = subprocess.Popen(
        ["trayer", "--edge", "bottom", "--align", "left", "--widthtype", "request", "--height", "24"],
        env={**os.environ, "DISPLAY": display},
        stderr=subprocess.DEVNULL,
    )
    asked = ["xdotool", "search", "--class", "trayer"]
    wait_for(lambda: subprocess.run(asked, env={**os.environ, "DISPLAY": display}, capture_output=True).stdout)
    yield
    process.terminate()
    process.wait()


def choose(app: App, **settings: bool | str) -> None:
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    (app.home / "settings.toml").write_text("\n".join(["welcomed = true", *lines]))


def page_at(app: App, path: str) -> Page:
    """The page of a window by its place: there may be two."""

    def found() -> str | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{app.debug_port}/json", timeout=2) as response:
                pages = json.load(response)
        except OSError:
            return None
        return next((page["webSocketDebuggerUrl"] for page in pages if f"/app/{path}" in page["url"]), None)

    class There(Page):
        def _address(self, timeout: float) -> str:
            return str(wait_for(found, timeout))

    return There(app.debug_port)


def shown(app: App) -> set[str]:
    """The visible windows with a title: those in a tray have none that a person would read."""
    places = {window: app.place_of(window) for window in app.windows()}
    return {window for window, place in places.items() if place and place[2] > 100}


def close_by_frame(app: App) -> None:
    """As the button of the frame would; again when the window had no keyboard yet."""
    (window,) = shown(app)
    while window in shown(app):
        app.xdotool("windowactivate", "--sync", window)
        app.xdotool("key", "--clearmodifiers", "alt+F4")
        with contextlib.suppress(TimeoutError):
            wait_for(lambda: window not in shown(app), 3)


def sign(app: App) -> tuple[int, int]:
    """Where the sign in the tray is."""

    def found() -> tuple[int, int] | None:
        for window in app.windows():
            x, y, width, height = app.place_of(window) or (0, 0, 0, 0)
            if width < 100 and y > 800:  # at the lower edge: before the tray has taken it in, it may be anywhere
                return x + width // 2, y + height // 2
        return None

    at = wait_for(found)
    assert at
    return at


def click(app: App, at: tuple[int, int], button: int = 1) -> None:
    app.xdotool("mousemove", str(at[0]), str(at[1]), "click", str(button))


def test_what_is_wished_is_read_from_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    assert wishes(file) == Wishes(False, "")
    file.write_text('background = true\nquick_ask = true\nquick_ask_keys = "Super+F5"')
    assert wishes(file) == Wishes(True, "Super+F5")
    file.write_text('quick_ask_keys = "Super+F5"')
    assert wishes(file) == Wishes(False, "")
    for nonsense in ("{", 'quick_ask = true\nquick_ask_keys = "A"', 'quick_ask = true\nquick_ask_keys = "Ctrl+Delete"'):
        file.write_text(nonsense)
        assert wishes(file) == Wishes(False, "")


def test_by_itself_it_ends_with_its_window_and_takes_no_keys(app: App, tray: None) -> None:
    app.start()
    page = app.page()
    state = page.js("fetch('/api/v0/status').then(r => r.json()).then(s => s.background)")
    assert state == {"tray": True, "quick_ask": True, "keys": "none"}
    app.xdotool("key", "--clearmodifiers", KEYS)
    page.close()
    wait_for(app.windows)
    assert len(app.windows()) == 1
    assert app.close() == 0
    app.expect_nothing_left()


def test_closed_it_goes_on_and_the_tray_brings_it_back_and_ends_it(app: App, tray: None) -> None:
    choose(app, background=True)
    process = app.start()
    app.page().close()
    at = sign(app)
    close_by_frame(app)
    wait_for(lambda: not shown(app))
    assert process.poll() is None
    click(app, at)
    wait_for(lambda: len(shown(app)) == 1)
    close_by_frame(app)
    wait_for(lambda: not shown(app))
    second = app.run()
    assert second.wait(PATIENCE) == 0, "a second start brings it back, too"
    wait_for(lambda: len(shown(app)) == 1)
    while process.poll() is None:  # a menu that has just come may not have the keyboard yet
        click(app, at, 3)
        wait_for(lambda: len(app.windows()) > 2)
        app.xdotool("key", "Up")
        app.xdotool("key", "Return")  # the last of the menu: Quit
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            app.xdotool("key", "Escape")
    assert process.returncode == 0
    app.expect_nothing_left()


def test_without_a_tray_closing_ends_it_for_it_could_not_be_found_again(app: App) -> None:
    choose(app, background=True)
    app.start()
    app.page().close()
    assert app.close() == 0
    app.expect_nothing_left()


def test_started_in_the_background_it_waits_unseen(app: App) -> None:
    process = app.start("--background")
    page = app.page()
    assert page.js("document.visibilityState") == "hidden"
    assert not app.windows()
    page.close()
    assert app.run().wait(PATIENCE) == 0
    wait_for(lambda: len(app.windows()) == 1)
    close_by_frame(app)
    wait_for(lambda: not app.windows())
    process.terminate()
    assert process.wait(PATIENCE) == 0
    app.expect_nothing_left()


def test_a_quick_question_from_everywhere(app: App) -> None:
    choose(app, quick_ask=True)
    process = app.start()
    page = app.page()
    wait_for(lambda: page.js(STATE) == "free")
    page.close()
    app.xdotool("key", "--clearmodifiers", KEYS)
    small = page_at(app, "ask")
    small.until(WRITES)
    wait_for(lambda: len(app.windows()) == 2)
    app.xdotool("type", "What can you do?")
    small.until("document.activeElement.value === 'What can you do?'")
    app.xdotool("key", "Return")
    small.until("location.pathname.length > '/app/ask/'.length")
    small.until("document.querySelector('[data-message=assistant] .markdown')?.innerText.length > 20")
    small.until("!document.querySelector('[aria-busy=true]')")  # Escape would stop a reply first
    thread = small.js("location.pathname").removeprefix("/app/ask/")
    app.xdotool("key", "Escape")
    wait_for(lambda: len(app.windows()) == 1)
    app.xdotool("key", "--clearmodifiers", KEYS)
    wait_for(lambda: len(app.windows()) == 2)
    small.until(f"location.pathname === '/app/ask' && {WRITES}")
    app.xdotool("key", "--clearmodifiers", KEYS)
    wait_for(lambda: len(app.windows()) == 1)
    assert app.run("--ask").wait(PATIENCE) == 0, "for desktops on which no program can take keys"
    wait_for(lambda: len(app.windows()) == 2)
    small.js(
        "fetch('/api/v0/dialogs/ask/open', {method: 'POST', headers: {'content-type': 'application/json'}, "
        f"body: JSON.stringify({{thread_id: '{thread}'}})}}).then(r => r.status)"
    )
    small.close()
    wait_for(lambda: len(app.windows()) == 1)
    large = page_at(app, f"t/{thread}")
    large.until("document.body.innerText.includes('What can you do?')")
    large.close()
    assert app.close() == 0
    assert process.returncode == 0
    app.expect_nothing_left()


def test_keys_that_another_program_has_are_told_and_others_can_be_chosen(app: App) -> None:
    choose(app, quick_ask=True)
    other = subprocess.Popen(
        [sys.executable, "-c", TAKE], env=app.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout
    assert other.stdout.readline() == "True\n"
    app.start()
    page = app.page()
    assert page.js(STATE) == "taken"
    patch = {
        "method": "PATCH",
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"quick_ask_keys": "Ctrl+Shift+F9"}),
    }
    assert page.js(f"fetch('/api/v0/settings', {json.dumps(patch)}).then(r => r.status)") == 200
    wait_for(lambda: page.js(STATE) == "free")
    page.close()
    app.xdotool("key", "--clearmodifiers", "ctrl+shift+F9")
    wait_for(lambda: len(app.windows()) == 2)
    other.communicate("")


def test_the_keys_are_known_by_name(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display)
    keys = X11Keys()
    for name in ("Ctrl+Alt+Space", "Super+A", "Ctrl+Shift+9", "Alt+F12"):
        assert keys.take(name), name
    keys.close()
    monkeypatch.setenv("DISPLAY", ":4711")
    with pytest.raises(OSError, match="no X11 display"):
        X11Keys()
