"""One Fireside per data folder, with real locks in real processes."""

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.instance import Instance

HOLD = """
import sys, time
from pathlib import Path
from desktop.instance import Instance
instance = Instance(Path(sys.argv[1]))
instance.publish(int(sys.argv[2]))
print(instance.first, flush=True)
time.sleep(600)
"""


@pytest.fixture
def first() -> Iterator[tuple[int, list[str]]]:
    """A server that answers as the first Fireside would, and the keys that it was shown."""
    keys: list[str] = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            keys.append(self.headers["X-Fireside-Key"])
            body = json.dumps({"raised": True, "url": f"http://127.0.0.1{self.path}"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], keys
    server.shutdown()
    server.server_close()


def hold(home: Path, port: int) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(home), str(port)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "True\n"
    return process


def test_the_second_reaches_the_first(tmp_path: Path, first: tuple[int, list[str]]) -> None:
    port, keys = first
    process = hold(tmp_path, port)
    try:
        second = Instance(tmp_path)
        assert not second.first
        assert second.call_first("the key") == {"raised": True, "url": "http://127.0.0.1/__raise"}
        assert keys == ["the key"]
    finally:
        process.kill()
        process.communicate()


def test_a_killed_one_hinders_nobody_and_its_port_is_remembered(tmp_path: Path) -> None:
    process = hold(tmp_path, 4711)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    again = Instance(tmp_path)
    assert again.first
    assert again.last_port == 4711
    again.release()


def test_what_a_killed_one_left_is_not_believed(tmp_path: Path, first: tuple[int, list[str]]) -> None:
    port, keys = first
    (tmp_path / "instance.json").write_text(json.dumps({"port": port, "pid": 1}))
    starting = Instance(tmp_path)
    second = Instance(tmp_path)
    assert starting.first
    assert not second.first
    assert second.call_first("the key", timeout=0.5) is None
    assert keys == [], "the key must not go to whoever has that port now"
    starting.release()


def test_a_first_that_is_still_starting_is_waited_for(tmp_path: Path, first: tuple[int, list[str]]) -> None:
    port, _ = first
    starting = Instance(tmp_path)
    threading.Timer(0.4, starting.publish, [port]).start()
    answer = Instance(tmp_path).call_first("the key")
    assert answer
    assert answer["raised"] is True
    starting.release()


def test_a_first_that_does_not_answer_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        starting = Instance(tmp_path)
        starting.publish(silent.getsockname()[1])
        assert Instance(tmp_path).call_first("the key", timeout=0.5) is None
        starting.release()


@pytest.mark.parametrize("rubbish", ["", "[]", "null", '{"port": "x"}', "{", '{"pid": 7}'])
def test_a_broken_file_is_no_obstacle(tmp_path: Path, rubbish: str) -> None:
    (tmp_path / "instance.json").write_text(rubbish)
    instance = Instance(tmp_path)
    assert instance.first
    assert instance.last_port is None
    instance.publish(4711)
    assert json.loads((tmp_path / "instance.json").read_text()) == {"port": 4711, "pid": os.getpid()}
    instance.release()
    assert Instance(tmp_path).first
