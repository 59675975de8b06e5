"""The commands that need no window, as real processes."""

import http.server
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import wave
from http.cookiejar import CookieJar
from pathlib import Path

import numpy as np
import pytest

from desktop.ask import UNPRINTABLE
from tests.desktop.app import PATIENCE, App, free_port, wait_for
from tests.e2e.served import rambler
from tests.gguf_files import write_model
from tests.pictures import png
from tests.projectors import write_pair
from tests.sound import likeness, sound_card

URL = re.compile(r"http://127\.0\.0\.1:(\d+)/__enter\?t=\S+")


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def stop(process: subprocess.Popen[str], number: int = signal.SIGINT) -> tuple[int, str]:
    process.send_signal(number)
    _, complained = process.communicate(timeout=PATIENCE)
    return process.returncode, complained


def visit(url: str) -> tuple[int, str]:
    """What a browser with cookies gets."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    try:
        with browser.open(url, timeout=10) as answer:
            return answer.status, answer.url
    except urllib.error.HTTPError as error:
        return error.code, url


# ------------------------------------------------------------------ serve


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_serve_lets_the_printed_address_in_and_stops_without_a_trace(screenless: App, number: int) -> None:
    process = screenless.start("serve", "--print-url")
    url = first_line(process).strip()
    assert URL.fullmatch(url)
    status, where = visit(url)
    assert (status, "/app/" in where) == (200, True)
    assert visit(url)[0] == 401, "a ticket is good for one"
    assert stop(process, number) == (0, "")
    screenless.expect_nothing_left()


def test_serve_keeps_to_the_wanted_port_or_fails(screenless: App) -> None:
    port = free_port()
    process = screenless.start("serve", "--print-url", "--port", str(port))
    assert URL.search(first_line(process))[1] == str(port)
    stop(process)
    with socket.create_server(("127.0.0.1", port)):
        process = screenless.start("serve", "--port", str(port))
        _, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert complained == (
        f"fireside: Port {port} is taken by another program.\n  Choose another with --port, or leave it out.\n"
    )


def test_serve_comes_back_on_the_last_port_and_elsewhere_when_that_is_taken(screenless: App) -> None:
    process = screenless.start("serve", "--print-url")
    port = int(URL.search(first_line(process))[1])
    stop(process)
    process = screenless.start("serve", "--print-url")
    assert int(URL.search(first_line(process))[1]) == port
    stop(process)
    with socket.create_server(("127.0.0.1", port)):
        process = screenless.start("serve", "--print-url")
        assert int(URL.search(first_line(process))[1]) != port
        stop(process)


def test_the_environment_is_heard(screenless: App) -> None:
    screenless.environment["FIRESIDE_PORT"] = str(port := free_port())
    process = screenless.start("serve", "--print-url")
    assert URL.search(first_line(process))[1] == str(port)
    stop(process)
    screenless.environment["FIRESIDE_PORT"] = "many"
    process = screenless.start("serve")
    assert "many is not a port" in process.communicate(timeout=PATIENCE)[1]
    screenless.environment["FIRESIDE_PORT"] = ""
    screenless.environment["FIRESIDE_HOST"] = "0.0.0.0"
    process = screenless.start("serve")
    assert "--api-key" in process.communicate(timeout=PATIENCE)[1]


def test_serve_beyond_this_computer_needs_a_key(screenless: App) -> None:
    process = screenless.start("serve", "--host", "0.0.0.0")
    said, complained = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (1, "")
    assert "--api-key" in complained
    process = screenless.start("serve", "--host", "0.0.0.0", "--api-key", "a key", "--port", str(port := free_port()))
    told = first_line(process).strip()
    assert told.endswith(" and sign in with the key.")
    for host in re.findall(r"http://(\S+)/", told) or [f"localhost:{port}"]:
        assert host.endswith(f":{port}")
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/api/v0/status", headers={"Host": host})
        asked.add_header("Authorization", "Bearer a key")
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.status == 200, "what is printed is let in"
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v0/status")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(request, timeout=10)
    request.add_header("Authorization", "Bearer a key")
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert json.load(answer)["has_window"] is False
    assert stop(process)[0] == 0


def test_one_serves_a_folder_and_the_second_start_tells_where(screenless: App) -> None:
    process = screenless.start("serve", "--print-url")
    port = URL.search(first_line(process))[1]
    again = screenless.run("serve")
    assert "already running" in again.communicate(timeout=PATIENCE)[1]
    assert again.returncode == 1
    window = screenless.run()
    said, complained = window.communicate(timeout=PATIENCE)
    assert (window.returncode, complained) == (0, "")
    url = URL.search(said)
    assert url
    assert url[1] == port
    assert visit(url[0])[0] == 200
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    process = screenless.start("serve", "--print-url")
    assert URL.search(first_line(process)), "what a killed one left is no obstacle"
    assert stop(process)[0] == 0


# ------------------------------------------------------------------ no screen, or the browser wanted


def test_without_a_screen_it_serves_and_prints_the_address(screenless: App) -> None:
    process = screenless.start()
    url = URL.search(first_line(process))
    assert url
    assert visit(url[0])[0] == 200
    assert not screenless.browsed.exists(), "no browser without a screen"
    assert stop(process) == (0, "")
    screenless.expect_nothing_left()


def test_a_display_that_has_gone_is_no_screen(screenless: App) -> None:
    screenless.environment["DISPLAY"] = ":9999"
    process = screenless.start()
    assert URL.search(first_line(process))
    assert stop(process)[0] == 0


def test_the_browser_is_opened_when_wanted(app: App) -> None:
    process = app.start("--browser")
    assert URL.search(first_line(process))
    wait_for(lambda: app.browsed.exists() and app.browsed.read_text())
    assert visit(app.browsed.read_text().strip())[0] == 200
    again = app.run()
    assert again.wait(PATIENCE) == 0
    again.communicate()
    wait_for(lambda: len(app.browsed.read_text().split()) == 2), "a second start opens it once more"
    assert stop(process)[0] == 0
    app.expect_nothing_left()


# ------------------------------------------------------------------ ask, say


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with random weights."""
    file = tmp_path_factory.mktemp("model") / "small.gguf"
    write_model(file)
    return file


def test_ask_prints_a_reply_of_the_bundled_model(screenless: App) -> None:
    process = screenless.start("ask", "--max-tokens", "16", "Hello, who are you?")
    said, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, complained
    assert said.strip()
    assert not (screenless.home / "fireside.db").exists(), "nothing is stored"
    screenless.expect_nothing_left()


def test_ask_takes_what_is_piped_in_and_always_gives_the_same_at_temperature_0(screenless: App, small: Path) -> None:
    def ask(*question: str, piped: str) -> str:
        command = [sys.executable, "-m", "desktop", "ask", "--model", str(small)]
        command += ["--max-tokens", "24", "--temperature", "0", *question]
        done = subprocess.run(
            command,
            input=piped,
            env=screenless.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
        return done.stdout

    piped = ask("And now?", piped="Once upon a time\n")
    assert piped == ask("And now?", piped="Once upon a time\n")
    assert piped == ask(piped="Once upon a time\n\nAnd now?"), "the text comes before the question"
    assert piped != ask("And now?", piped="")


def test_ask_says_when_a_model_cannot_see_what_it_is_shown(screenless: App, small: Path, tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(png(40, 30))
    process = screenless.start(
        "ask", "--model", str(small), "--max-tokens", "8", "--image", str(tmp_path / "cat.png"), "Hi"
    )
    said, complained = process.communicate(timeout=60)
    assert process.returncode == 0, complained
    assert said.strip()
    assert "cannot see pictures" in complained


def test_ask_shows_pictures_to_a_model_that_sees(screenless: App, tmp_path: Path) -> None:
    model = write_pair(tmp_path / "models", "llava")
    said = set()
    for colour in ("red", "blue"):
        (tmp_path / "all.png").write_bytes(png(40, 30, colour))
        process = screenless.start(
            "ask", "--model", str(model), "--temperature", "0", "--max-tokens", "24",
            "--image", str(tmp_path / "all.png"), "Which colour is it?",
        )  # fmt: skip
        reply, complained = process.communicate(timeout=60)
        assert process.returncode == 0, complained
        assert "cannot see" not in complained
        said.add(reply)
    assert len(said) == 2, "another picture, another reply"


def test_ask_never_commands_the_terminal() -> None:
    assert "\x1b[2J\x07fire\x9b5m\r\n\tside é 火".translate(UNPRINTABLE) == "[2Jfire5m\n\tside é 火"


def test_ask_stops_at_ctrl_c(screenless: App, tmp_path: Path) -> None:
    endless = rambler(tmp_path / "endless.gguf", width=512, layers=4)
    process = screenless.start("ask", "--model", str(endless), "--max-tokens", "100000", "Hi")
    assert process.stdout
    assert process.stdout.read(1)
    code, complained = stop(process)
    assert (code, "Traceback" in complained) == (130, False)
    screenless.expect_nothing_left()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask"], "There is no question."),
        (["ask", "--model", "/no/such.gguf", "Hi"], "such.gguf"),
        (["ask", "--image", "/no/such.png", "Hi"], "such.png cannot be read"),
        (["ask", "--image", __file__, "Hi"], "This is no PNG and no JPEG."),
        (["say"], "There is nothing to say."),
        (["say", "--voice", "klingon-7", "Hi", "-o", "x.wav"], "There is no voice “klingon-7”."),
        (["say", "Hi", "-o", "x.aac"], "does not say which format"),
        (["say", "--speed", "9", "Hi", "-o", "x.wav"], "speed"),
        (["say", "Hi", "-o", "/no/such/folder/x.wav"], "cannot be written"),
        (["restore", "nothing.db"], "There is no such backup."),
    ],
)
def test_errors_are_a_line_and_a_hint(screenless: App, arguments: list[str], words: str) -> None:
    process = screenless.start(*arguments)
    said, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert said == ""
    lines = complained.strip().split("\n")
    assert lines[0].startswith("fireside: ")
    assert words in complained
    assert len(lines) == 2, complained
    screenless.expect_nothing_left()


def test_debugging_shows_the_traceback(screenless: App) -> None:
    screenless.environment["FIRESIDE_DEBUG"] = "1"
    process = screenless.start("restore", "nothing.db")
    assert "Traceback" in process.communicate(timeout=PATIENCE)[1]


def loudness(wav: bytes) -> tuple[float, float]:
    """Seconds of a WAV file and its loudness, 0 to 1."""
    with wave.open(io.BytesIO(wav)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        return file.getnframes() / file.getframerate(), float(np.sqrt((samples**2).mean()))


def test_say_saves_what_it_says(screenless: App) -> None:
    def say(name: str, *arguments: str) -> tuple[float, float]:
        process = screenless.start("say", "-o", name, *arguments)
        assert process.communicate(timeout=PATIENCE) == ("", "")
        return loudness((screenless.downloads / name).read_bytes())

    seconds, loud = say("a.wav", "Good evening. The fire is lit, and everyone is here.")
    assert 2 < seconds < 8
    assert loud > 0.01
    fast, _ = say("b.wav", "--speed", "2", "Good evening. The fire is lit, and everyone is here.")
    assert fast < 0.75 * seconds
    british, _ = say("c.wav", "--voice", "en-gb", "Good evening. The fire is lit, and everyone is here.")
    assert british != seconds


@pytest.mark.parametrize("name", ["a.mp3", "b.opus", "c.flac", "d.WAV"])
def test_say_saves_in_the_format_that_the_name_says(screenless: App, name: str) -> None:
    import soundfile

    process = screenless.start("say", "-o", name, "Good evening. The fire is lit.")
    assert process.communicate(timeout=PATIENCE) == ("", "")
    samples, rate = soundfile.read(screenless.downloads / name)
    assert 1 < len(samples) / rate < 5
    assert not [file.name for file in screenless.downloads.iterdir() if file.name.endswith(".half")]


def test_say_is_heard(screenless: App) -> None:
    with sound_card() as card, card.recording() as recording:
        screenless.environment["PULSE_SERVER"] = card.server
        process = screenless.start("say", "Good evening. The fire is lit.")
        assert process.communicate(timeout=PATIENCE) == ("", "")
        heard = recording.samples
    assert process.returncode == 0
    process = screenless.start("say", "-o", "same.wav", "Good evening. The fire is lit.")
    process.communicate(timeout=PATIENCE)
    with wave.open(str(screenless.downloads / "same.wav")) as file:
        rate, said = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    at = np.arange(0, len(said) / rate, 1 / 48_000)
    assert likeness(heard, np.interp(at, np.arange(len(said)) / rate, said).astype(np.float32)) > 0.8
    screenless.expect_nothing_left()


def test_say_without_a_sound_device_offers_a_file(screenless: App) -> None:
    screenless.environment["PULSE_SERVER"] = "unix:/nonexistent/native"
    process = screenless.start("say", "Good evening.")
    said, complained = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (1, "")
    assert complained.startswith("fireside: There is no sound device.\n")
    assert "-o" in complained


def test_say_lists_the_voices(screenless: App) -> None:
    process = screenless.start("say", "--voice", "list")
    said = process.communicate(timeout=PATIENCE)[0].splitlines()
    assert len(said) > 100
    assert any(line.startswith("en-us ") for line in said)


def test_say_speaks_with_the_voice_of_a_server(screenless: App) -> None:
    """In the person's own data folder lies which, though a command works in another."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setparams((1, 2, 24_000, 0, "NONE", ""))
        out.writeframes(np.full(24_000, 9_000, "<i2").tobytes())

    class Speaking(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "audio/wav")
            self.end_headers()
            self.wfile.write(sound.getvalue())

        def log_message(self, *words: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Speaking) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        address = f"127.0.0.1:{server.server_port}"
        about = {"name": "bella", "title": "Bella", "language": "en-US", "address": f"http://{address}/v1"}
        (screenless.home / "voices.json").write_text(json.dumps([about]))
        voice = f"remote:en-US:{address}/bella"
        said = screenless.start("say", "--voice", "list").communicate(timeout=PATIENCE)[0]
        assert f"{voice} Bella (en-US)" in said
        process = screenless.start("say", "--voice", voice, "-o", "a.wav", "Good evening.")
        assert process.communicate(timeout=PATIENCE) == ("", "")
        server.shutdown()
    seconds, loud = loudness((screenless.downloads / "a.wav").read_bytes())
    assert seconds == pytest.approx(1, rel=0.01)
    assert loud == pytest.approx(9_000 / 32768, rel=0.02)


# ------------------------------------------------------------------ doctor, restore


def test_the_doctor_reports_for_people_and_programs(screenless: App) -> None:
    process = screenless.start("doctor")
    assert "Fireside" in process.communicate(timeout=PATIENCE)[0]
    process = screenless.start("doctor", "--json")
    names = {finding["name"] for finding in json.loads(process.communicate(timeout=PATIENCE)[0])["findings"]}
    assert {"Fireside", "data folder", "starter model"} <= names


def test_restore_goes_back_to_a_backup(screenless: App) -> None:
    api = {"Authorization": "Bearer key", "Content-Type": "application/json"}

    def call(path: str, **body: str) -> dict[str, object]:
        data = json.dumps(body).encode() if body else b""
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v0/{path}", data, api)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return dict(json.load(answer))

    def threads() -> list[str]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v0/threads", headers=api)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return [thread["title"] for thread in json.load(answer)["threads"]]

    port = free_port()
    serve = ["serve", "--api-key", "key", "--print-url", "--port", str(port)]
    process = screenless.start(*serve)
    first_line(process)
    call("threads", title="kept")
    backup = call("backups")
    call("threads", title="too late")
    while_running = screenless.run("restore", str(backup["name"]))
    assert "Restored" in while_running.communicate(timeout=PATIENCE)[0]
    assert threads() == ["kept"]
    call("threads", title="too late again")
    assert stop(process)[0] == 0

    listed = screenless.start("restore").communicate(timeout=PATIENCE)[0]
    assert str(backup["name"]) in listed
    restored = screenless.start("restore", str(backup["name"]))
    assert "Restored" in restored.communicate(timeout=PATIENCE)[0]
    process = screenless.start(*serve)
    first_line(process)
    assert threads() == ["kept"]
    assert stop(process)[0] == 0
    assert "before-restore" in screenless.start("restore").communicate(timeout=PATIENCE)[0]
