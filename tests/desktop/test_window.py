"""The real window, on a real screen with a window manager, closed and clicked as a person would."""

import contextlib
import json
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from desktop.theme import DARK, LIGHT, Theme
from tests.desktop.app import PATIENCE, App, wait_for
from tests.processes import workers

LINK = """(() => {{
  const link = document.createElement('a')
  Object.assign(link, {fields})
  link.id = 'test-link'
  link.textContent = 'a link'
  link.style = 'position: fixed; top: 40px; left: 40px; z-index: 99999; font-size: 40px; background: gray'
  document.body.append(link)
}})()"""


def colour(hexadecimal: str) -> tuple[int, int, int]:
    return int(hexadecimal[1:3], 16), int(hexadecimal[3:5], 16), int(hexadecimal[5:7], 16)


def share(image: Image.Image, wanted: tuple[int, int, int], tolerance: int = 6) -> float:
    """How much of an image has a colour, from 0 to 1."""
    pixels = np.asarray(image, dtype=np.int16)
    return float((np.abs(pixels - np.array(wanted)) <= tolerance).all(axis=2).mean())


def test_opens_with_the_page_and_closes_without_a_trace(app: App) -> None:
    app.start()
    page = app.page()
    assert "Fireside" in app.xdotool("getwindowname", app.window())
    assert page.js("document.body.innerText.trim().length") > 0
    page.close()
    assert app.close() == 0
    app.expect_nothing_left()
    assert app.process
    said, complained = app.process.communicate()
    assert said == ""
    assert "Traceback" not in complained


def watch_it_open(app: App) -> list[Image.Image]:
    """What the window's place on the screen showed, again and again, from before it opened until the page was there."""
    app.start()
    frames: list[Image.Image] = []
    wait_for(lambda: app.xdotool("search", "--onlyvisible", "--class", "fireside"))
    end = time.monotonic() + 2
    while time.monotonic() < end or len(frames) < 12:
        frames.append(app.screen())
    x, y, width, height = app.geometry()
    app.page().close()
    box = (x + 20, y + 60, x + width - 20, y + height - 20)
    return [frame.crop(box).resize((64, 48), Image.Resampling.NEAREST) for frame in frames]


def expect_no_flash(frames: list[Image.Image], theme: Theme, foreign: Theme) -> None:
    assert len(frames) > 10
    flashes = [share(frame, colour(foreign.ground)) for frame in frames]
    if theme is DARK:
        flashes += [share(frame, (255, 255, 255)) for frame in frames]
    assert max(flashes) < 0.1, [round(flash, 2) for flash in flashes]
    assert share(frames[-1], colour(theme.ground)) > 0.3, "the page has the ground of its theme"
    first = next(frame for frame in frames if share(frame, (0, 0, 0), 0) < 0.5)
    assert share(first, colour(theme.ground)) > 0.3, "and so has the window from the first moment on"


def test_the_light_window_opens_light(app: App) -> None:
    (app.home / "settings.toml").write_text('theme = "light"')
    expect_no_flash(watch_it_open(app), LIGHT, DARK)


def test_the_dark_window_never_flashes_white(app: App) -> None:
    expect_no_flash(watch_it_open(app), DARK, LIGHT)


def test_size_and_place_are_remembered(app: App) -> None:
    app.start()
    app.page().close()
    app.xdotool("windowsize", "--sync", app.window(), "900", "640")
    app.xdotool("windowmove", "--sync", app.window(), "210", "130")
    wait_for(lambda: app.geometry()[2:] == (900, 640))
    before = app.geometry()
    assert app.close() == 0
    for _ in range(2):  # a frame added or forgotten would add up
        app.start()
        app.page().close()
        wait_for(lambda: app.geometry() == before)
        assert app.close() == 0


def test_a_window_that_stood_on_a_screen_now_gone_comes_back_on_this_one(app: App) -> None:
    (app.home / "window.json").write_text(json.dumps({"x": 5000, "y": -3000, "width": 4000, "height": 3000}))
    app.start()
    app.page().close()
    x, y, width, height = app.geometry()
    assert 0 <= x < 1280 - 100
    assert 0 <= y < 900 - 50
    assert width <= 1280
    assert height <= 900


def test_a_maximized_window_comes_back_maximized(app: App) -> None:
    (app.home / "window.json").write_text(
        json.dumps({"width": 700, "height": 500, "x": 40, "y": 40, "maximized": True})
    )
    app.start()
    app.page().close()
    wait_for(lambda: app.geometry()[2] > 1200)
    assert app.close() == 0
    kept = json.loads((app.home / "window.json").read_text())
    assert kept["maximized"] is True
    assert (kept["width"], kept["height"]) == (700, 500), "what it goes back to"


def test_a_second_start_brings_the_first_to_the_front(app: App) -> None:
    app.start()
    page = app.page()
    window = app.window()
    app.xdotool("windowminimize", "--sync", window)
    wait_for(lambda: not app.xdotool("search", "--onlyvisible", "--class", "fireside"))
    second = app.run()
    said, complained = second.communicate(timeout=PATIENCE)
    assert (second.returncode, said, complained) == (0, "", "")
    assert app.window() == window
    wait_for(lambda: app.xdotool("getactivewindow") == window)
    page.close()
    assert app.close() == 0
    app.expect_nothing_left()


def test_a_link_to_the_world_opens_in_the_browser_and_the_app_stays(app: App) -> None:
    app.start()
    page = app.page()
    here = page.js("location.href")
    for number, target in enumerate(("", "_blank")):
        page.js("document.querySelector('#test-link')?.remove()")
        link = f"https://example.org/{number}"
        page.js(LINK.format(fields=json.dumps({"href": link, "target": target})))
        page.click("#test-link")
        wait_for(lambda link=link: app.browsed.exists() and link in app.browsed.read_text())
        assert page.js("location.href") == here
    assert app.browsed.read_text().split() == ["https://example.org/0", "https://example.org/1"]
    page.js("document.querySelector('#test-link').href = '/app/?of=ours'")
    page.click("#test-link")
    page.until("location.search === '?of=ours'")  # a new window within the app is the app
    assert "ours" not in app.browsed.read_text()


def test_a_script_cannot_lead_the_window_away(app: App) -> None:
    app.start()
    page = app.page()
    here = page.js("location.href")
    page.js("location.href = 'file:///etc/passwd'")
    page.js("location.href = 'https://example.org/led'")
    wait_for(app.browsed.exists)
    assert page.js("location.href") == here
    assert app.browsed.read_text().split() == ["https://example.org/led"]


def test_nothing_that_the_page_asks_for_leaves_this_computer(app: App) -> None:
    """Also with the Content Security Policy switched off: the window itself is a wall."""
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(1)
        app.start()
        page = app.page()
        page.command("Page.enable")
        page.command("Page.setBypassCSP", enabled=True)
        page.command("Page.reload")
        page.until("location.pathname.startsWith('/app') && document.readyState === 'complete'")
        url = f"http://localhost:{elsewhere.getsockname()[1]}/picture.png"
        picture = (
            f"Object.assign(new Image(), {{onload: () => done('seen'), onerror: () => done('blocked'), src: '{url}'}})"
        )
        assert page.js(f"new Promise(done => {picture})") == "blocked"
        try:
            elsewhere.accept()
        except TimeoutError:
            return
        raise AssertionError("it knocked at another server")


def connections(process: psutil.Process) -> list[Any]:
    """What a process is connected to; nothing of one that ends at this moment."""
    try:
        return list(process.net_connections())
    except psutil.Error:
        return []


def test_the_programs_talk_to_this_computer_only(app: App) -> None:
    app.start()
    app.page()
    time.sleep(2)
    assert len(app.processes()) > 2, "the web view's are among them"
    talks = wait_for(lambda: [one.raddr for process in app.processes() for one in connections(process) if one.raddr])
    assert talks, "the page talks to the server"
    assert {address.ip for address in talks} == {"127.0.0.1"}


def whole(file: Path) -> bool:
    """Whether all of a JSON file has been written."""
    try:
        return bool(json.loads(file.read_text()))
    except (OSError, ValueError):
        return False


def test_a_download_lands_where_the_person_says(app: App) -> None:
    app.start()
    page = app.page()
    page.js(LINK.format(fields=json.dumps({"href": "/api/v0/openapi.json", "download": "thread.json"})))
    page.click("#test-link")
    dialog = wait_for(lambda: app.xdotool("search", "--onlyvisible", "--name", "^Save file$"))
    app.xdotool("windowactivate", "--sync", dialog)
    app.xdotool("key", "--clearmodifiers", "Return")
    file = app.downloads / "thread.json"
    wait_for(lambda: whole(file))
    assert json.loads(file.read_text())["openapi"]


def test_a_file_is_chosen_in_a_native_dialog(app: App) -> None:
    model = app.downloads / "model.gguf"
    model.write_bytes(b"GGUF")
    app.start()
    page = app.page()
    page.js("window.asked = fetch('/api/v0/dialogs/model', {method: 'POST'}).then(r => r.json()); 0")
    dialog = wait_for(lambda: app.xdotool("search", "--onlyvisible", "--name", "^Open a model$"))
    twice = page.js("fetch('/api/v0/dialogs/model', {method: 'POST'}).then(r => r.status)")
    assert twice == 409, "one dialog at a time"
    app.xdotool("windowactivate", "--sync", dialog)
    app.xdotool("type", str(model))
    app.xdotool("key", "Return")
    assert page.js("window.asked") == {"path": str(model)}
    page.js("window.asked = fetch('/api/v0/dialogs/model', {method: 'POST'}).then(r => r.json()); 0")
    dialog = wait_for(lambda: app.xdotool("search", "--onlyvisible", "--name", "^Open a model$"))
    app.xdotool("windowactivate", "--sync", dialog)
    app.xdotool("key", "Escape")
    assert page.js("window.asked") == {"path": None}


def test_a_folder_is_chosen_in_a_native_dialog(app: App) -> None:
    folder = app.downloads / "Tiny Llama"
    folder.mkdir()
    app.start()
    page = app.page()
    page.js("window.asked = fetch('/api/v0/dialogs/folder', {method: 'POST'}).then(r => r.json()); 0")
    dialog = wait_for(lambda: app.xdotool("search", "--onlyvisible", "--name", "^Open a model$"))
    app.xdotool("windowactivate", "--sync", dialog)
    app.xdotool("type", str(folder))
    app.xdotool("key", "Return")
    assert page.js("window.asked") == {"path": str(folder)}
    page.js("window.asked = fetch('/api/v0/dialogs/folder', {method: 'POST'}).then(r => r.json()); 0")
    dialog = wait_for(lambda: app.xdotool("search", "--onlyvisible", "--name", "^Open a model$"))
    app.xdotool("windowactivate", "--sync", dialog)
    app.xdotool("key", "Escape")
    assert page.js("window.asked") == {"path": None}


def test_the_clipboard_settles(app: App) -> None:
    app.start()
    page = app.page()
    page.command("Page.bringToFront")
    app.xdotool("windowactivate", "--sync", app.window())
    page.until("document.hasFocus()")
    assert page.js("navigator.clipboard.writeText('warm').then(() => navigator.clipboard.readText())") == "warm"


def test_keys_of_the_menu(app: App) -> None:
    app.start()
    page = app.page()
    app.xdotool("windowactivate", "--sync", app.window())
    page.until("document.hasFocus()")
    ratio = page.js("devicePixelRatio")
    app.xdotool("key", "--clearmodifiers", "ctrl+equal")
    page.until(f"devicePixelRatio > {ratio}")
    app.xdotool("key", "--clearmodifiers", "ctrl+0")
    page.until(f"devicePixelRatio === {ratio}")
    app.xdotool("key", "--clearmodifiers", "ctrl+minus")
    page.until(f"devicePixelRatio < {ratio}")
    app.xdotool("key", "--clearmodifiers", "F11")
    wait_for(lambda: app.geometry() == (0, 0, 1280, 900))
    app.xdotool("key", "--clearmodifiers", "F11")
    wait_for(lambda: app.geometry()[2] < 1280)
    page.js("window.before = true")
    app.xdotool("key", "--clearmodifiers", "F5")
    page.until("!window.before && document.readyState === 'complete'")
    assert page.js("location.pathname").startswith("/app"), "the cookie holds: no ticket is needed again"
    app.xdotool("key", "--clearmodifiers", "ctrl+q")
    assert app.process
    assert app.process.wait(PATIENCE) == 0
    assert json.loads((app.home / "window.json").read_text())["zoom"] < 1
    app.expect_nothing_left()


def test_an_open_page_reconnects_after_a_restart(app: App) -> None:
    """The same port, and the same secret behind the cookie."""
    app.start()
    page = app.page()
    origin, cookie = page.js("location.origin"), page.command("Network.getCookies")["cookies"][0]
    page.close()
    assert app.close() == 0
    app.start()
    page = app.page()
    assert page.js("location.origin") == origin
    again = page.command("Network.getCookies")["cookies"][0]
    assert (again["name"], again["value"]) == (cookie["name"], cookie["value"])
    assert cookie["httpOnly"] is True


def test_the_title_never_shows_the_ticket(app: App) -> None:
    app.start()
    titles: set[str] = set()
    opened = None
    while opened is None or time.monotonic() < opened + 2:
        if window := app.xdotool("search", "--onlyvisible", "--class", "fireside"):
            titles.add(app.xdotool("getwindowname", window))
            opened = opened or time.monotonic()
    app.page()
    assert titles
    assert not any("__enter" in title or "127.0.0.1" in title for title in titles)


def start_both_workers(app: App) -> list[psutil.Process]:
    """Load a model and read the voices; the workers that this started."""
    page = app.page()
    model = Path(__file__).parents[2] / "backend" / "catalog" / "starter-q8_0.gguf"
    post = "{method: 'POST', headers: {'content-type': 'application/json'}, body: %s}"
    added = page.js(
        f"fetch('/api/v0/models', {post % json.dumps(json.dumps({'path': str(model)}))}).then(r => r.json())"
    )
    page.js(f"fetch('/api/v0/models/{added['id']}/load', {{method: 'POST'}}).then(r => r.status)")
    assert page.js("fetch('/api/v0/voices').then(r => r.json()).then(v => v.voices.length)") > 10
    page.close()
    assert app.process
    main = app.process.pid
    return wait_for(lambda: found if len(found := workers(main)) >= 2 else None)  # the starter may stay loaded, too


def test_killed_while_both_workers_run_everything_goes_and_it_starts_again(app: App) -> None:
    app.start()
    workers = start_both_workers(app)
    assert {worker.pid for worker in workers} < {process.pid for process in app.processes()}
    assert app.process
    os.kill(app.process.pid, signal.SIGKILL)
    app.process.wait()
    app.expect_nothing_left()
    app.start()
    app.page().close()
    assert app.close() == 0
    app.expect_nothing_left()


def test_a_page_that_crashes_comes_back(app: App) -> None:
    app.start()
    app.page().close()
    before = app.renderers()
    assert before
    for process in before:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    wait_for(lambda: set(app.renderers()) - set(before))
    page = app.page()
    page.until("document.querySelector('textarea')")
    page.close()
    assert app.close() == 0
    app.expect_nothing_left()


def test_closed_while_both_workers_run_everything_goes(app: App) -> None:
    app.start()
    start_both_workers(app)
    assert app.close() == 0
    app.expect_nothing_left()


def test_a_polite_signal_closes_the_window(app: App) -> None:
    app.start()
    app.page().close()
    assert app.process
    app.process.terminate()
    assert app.process.wait(PATIENCE) == 0
    app.expect_nothing_left()


def test_a_data_folder_that_cannot_be_made_is_told(app: App) -> None:
    (app.home / "file").write_text("in the way")
    app.environment["FIRESIDE_HOME"] = str(app.home / "file" / "home")
    process = app.start()
    box = wait_for(lambda: app.xdotool("search", "--onlyvisible", "--name", "^Fireside$"))
    app.xdotool("windowactivate", "--sync", box)  # started with a click, there is no terminal to read
    app.xdotool("key", "Return")
    _, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "cannot be written" in complained
    assert "--home" in complained
    assert "Traceback" not in complained


def test_the_frame_follows_the_theme_that_is_chosen_in_the_page(app: App) -> None:
    app.start()
    page = app.page()
    x, y, width, _ = app.geometry()

    def menu_bar() -> tuple[int, ...]:
        return tuple(app.screen().getpixel((x + width - 40, y + 10)))

    wait_for(lambda: menu_bar() == colour(DARK.ground))
    assert page.js("matchMedia('(prefers-color-scheme: dark)').matches"), "the page and its window agree"
    for chosen, theme in (("light", LIGHT), ("dark", DARK)):
        body = json.dumps({"theme": chosen})
        patch = {"method": "PATCH", "headers": {"content-type": "application/json"}, "body": body}
        assert page.js(f"fetch('/api/v0/settings', {json.dumps(patch)}).then(r => r.status)") == 200
        wait_for(lambda theme=theme: menu_bar() == colour(theme.ground))
        page.until(f"matchMedia('(prefers-color-scheme: dark)').matches === {json.dumps(theme is DARK)}")


def test_starts_again_in_its_own_place_when_the_page_asks(app: App) -> None:
    process = app.start()
    page = app.page()
    assert page.js("fetch('/api/v0/data-folder/restart', {method: 'POST'}).then((answer) => answer.status)") == 202
    page.close()
    log = app.home / "logs" / "fireside.log"
    wait_for(lambda: log.read_text().count("Application startup complete") == 2)
    wait_for(app.windows)
    assert process.poll() is None
    assert app.close() == 0
    app.expect_nothing_left()
