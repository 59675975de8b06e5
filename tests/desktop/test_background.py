"""Fireside without its window: a sign in a real tray, keys of the whole desktop, the small window, and the way back."""

from __future__ import annotations

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
from tests.desktop.app import App, wait_for
from tests.desktop.cdp import Page

KEYS = "ctrl+alt+space"
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
    yield
    process.terminate()
    process.wait()


def choose(app: App, **settings: bool | str) -> None:
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    (app.home / "settings.toml").write_text("\n".join(["welcomed = true", *lines]))


def page_at(app: App, path: str) -> Page:
    """The page of a window by its place: there may be two."""

    def found() -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{app.debug_port}/json", timeout=2) as response:
            return any(f"/app/{path}" in page["url"] for page in json.load(response))

    wait_for(found)

    class There(Page):
        def _address(self, timeout: float) -> str:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/json", timeout=timeout) as response:
                pages = json.load(response)
            return str(next(page["webSocketDebuggerUrl"] for page in pages if f"/app/{path}" in page["url"]))

    return There(app.debug_port)


def shown(app: App) -> set[str]:
    """The visible windows with a title: those in a tray have none that a person would read."""
    return {
        window
        for window in app.windows()
        if int(app.xdotool("getwindowgeometry", "--shell", window).split("WIDTH=")[1].split()[0]) > 100
    }


def close_by_frame(app: App) -> None:
    (window,) = shown(app)
    app.xdotool("windowactivate", "--sync", window)
    app.xdotool("key", "--clearmodifiers", "alt+F4")


def sign(app: App) -> tuple[int, int]:
    """Where the sign in the tray is."""

    def found() -> tuple[int, int] | None:
        for window in app.xdotool("search", "--onlyvisible", "--class", "fireside").split():
            place = dict(
                line.split("=") for line in app.xdotool("getwindowgeometry", "--shell", window).split() if "=" in line
            )
            if place and int(place["WIDTH"]) < 100:
                return int(place["X"]) + int(place["WIDTH"]) // 2, int(place["Y"]) + int(place["HEIGHT"]) // 2
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
    assert second.wait(20) == 0, "a second start brings it back, too"
    wait_for(lambda: len(shown(app)) == 1)
    click(app, at, 3)
    wait_for(lambda: len(app.windows()) > 2)
    app.xdotool("key", "Up")
    app.xdotool("key", "Return")  # the last of the menu: Quit
    assert process.wait(20) == 0
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
    assert app.run().wait(20) == 0
    wait_for(lambda: len(app.windows()) == 1)
    close_by_frame(app)
    wait_for(lambda: not app.windows())
    process.terminate()
    assert process.wait(20) == 0
    app.expect_nothing_left()


def test_a_quick_question_from_everywhere(app: App) -> None:
    choose(app, quick_ask=True)
    process = app.start()
    app.page().close()
    app.xdotool("key", "--clearmodifiers", KEYS)
    small = page_at(app, "ask")
    small.until("document.hasFocus() && document.activeElement?.tagName === 'TEXTAREA'")
    assert len(app.windows()) == 2
    app.xdotool("type", "What can you do?")
    app.xdotool("key", "Return")
    small.until(
        "location.pathname.length > '/app/ask/'.length && document.body.innerText.includes('add a bigger model')"
    )
    thread = small.js("location.pathname").removeprefix("/app/ask/")
    app.xdotool("key", "Escape")
    wait_for(lambda: len(app.windows()) == 1)
    app.xdotool("key", "--clearmodifiers", KEYS)
    wait_for(lambda: len(app.windows()) == 2)
    small.until("location.pathname === '/app/ask' && document.activeElement?.tagName === 'TEXTAREA'")
    app.xdotool("key", "--clearmodifiers", KEYS)
    wait_for(lambda: len(app.windows()) == 1)
    assert app.run("--ask").wait(20) == 0, "for desktops on which no program can take keys"
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
    state = "fetch('/api/v0/status').then(r => r.json()).then(s => s.background.keys)"
    assert page.js(state) == "taken"
    patch = {
        "method": "PATCH",
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"quick_ask_keys": "Ctrl+Shift+F9"}),
    }
    assert page.js(f"fetch('/api/v0/settings', {json.dumps(patch)}).then(r => r.status)") == 200
    wait_for(lambda: page.js(state) == "free")
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
