"""`fireside pull` as a real process: alone, beside a Fireside that runs, stopped in the middle, and refused."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.domain import Download, DownloadStatus
from desktop.pull import line
from tests.desktop.app import PATIENCE, App, wait_for
from tests.desktop.test_commands import first_line, stop
from tests.desktop.test_exchange import run
from tests.gguf_files import write_model
from tests.library.fake_hub import Answer, FakeHub, serving

MODEL = "publisher/Small-GGUF"
HERE = "models/publisher/Small-GGUF/small-Q4_K_M/small-Q4_K_M.gguf"


@pytest.fixture
def fake(tmp_path: Path, screenless: App) -> Iterator[FakeHub]:
    """A hub with one model, which this Fireside takes for the one there is."""
    with serving() as fake:
        screenless.environment["HF_ENDPOINT"] = fake.endpoint
        data = write_model(tmp_path / "small.gguf", words=30_000).read_bytes()
        fake.repositories[MODEL] = {"small-Q4_K_M.gguf": data}
        yield fake


@pytest.mark.parametrize("running", [False, True])
def test_a_model_is_fetched_onto_the_shelf(screenless: App, fake: FakeHub, running: bool) -> None:
    app = screenless
    process = app.start("serve", "--print-url") if running else None
    if process:
        first_line(process)
    code, said, complained = run(app, "pull", MODEL)
    assert (code, said) == (0, "Small Q4_K_M is on the shelf.\n"), complained
    assert (app.home / HERE).read_bytes() == fake.repositories[MODEL]["small-Q4_K_M.gguf"]
    assert run(app, "pull", f"{MODEL}:q4_k_m")[0] == 0
    assert len(fake.paths("files")) == 1
    if process:
        assert stop(process)[0] == 0
    app.expect_nothing_left()


@pytest.mark.parametrize("running", [False, True])
def test_what_came_before_ctrl_c_is_kept(screenless: App, fake: FakeHub, running: bool) -> None:
    app = screenless
    process = app.start("serve", "--print-url") if running else None
    if process:
        first_line(process)
    fake.held_after = 2_000_000
    fake.go.clear()
    pull = app.run("pull", MODEL)
    wait_for(lambda: fake.sent >= 2_000_000)
    pull.send_signal(signal.SIGINT)
    said, complained = pull.communicate(timeout=PATIENCE)
    assert (pull.returncode, said) == (130, "")
    assert "what came is kept" in complained
    assert not (app.home / "models").exists()
    fake.held_after = 1 << 40
    fake.go.set()
    assert run(app, "pull", MODEL)[0] == 0
    assert "range" in fake.asked[-1].headers
    assert (app.home / HERE).read_bytes() == fake.repositories[MODEL]["small-Q4_K_M.gguf"]
    if process:
        assert stop(process)[0] == 0
    app.expect_nothing_left()


def test_a_download_that_is_killed_fetches_little_again(screenless: App, fake: FakeHub) -> None:
    app = screenless
    fake.held_after = 3_000_000
    fake.go.clear()
    pull = app.run("pull", MODEL)
    half = wait_for(lambda: next((app.home / "downloads").rglob("*.gguf"), None))
    wait_for(lambda: half.stat().st_size >= 2_500_000)
    pull.kill()
    pull.communicate(timeout=PATIENCE)
    fake.held_after = 1 << 40
    fake.go.set()
    assert run(app, "pull", MODEL)[0] == 0
    begun = int(fake.asked[-1].headers["range"].removeprefix("bytes=").removesuffix("-"))
    assert 3_000_000 - begun <= 1_000_000
    assert (app.home / HERE).read_bytes() == fake.repositories[MODEL]["small-Q4_K_M.gguf"]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (MODEL + ":Q2_K", "Small-GGUF holds no Q2_K."),
        ("publisher/Nothing", "no such repository"),
        ("small", "no name of a repository"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_and_a_hint(screenless: App, fake: FakeHub, wanted: str, words: str) -> None:
    code, said, complained = run(screenless, "pull", wanted)
    assert (code, said) == (1, "")
    assert words in complained
    assert len(complained.strip().split("\n")) == 2, complained


def test_a_download_that_fails_is_told(screenless: App, fake: FakeHub) -> None:
    fake.repositories[MODEL]["small-Q4_K_M.gguf"] = b"<!doctype html>" * 20
    code, said, complained = run(screenless, "pull", MODEL)
    assert (code, said) == (1, "")
    assert "no GGUF model" in complained
    fake.instead = [Answer(429, headers={"retry-after": "9"})]
    assert "in 9 seconds" in run(screenless, "pull", MODEL)[2]


def test_the_line_tells_how_far_it_is() -> None:
    running = Download(id="a", name="Small", status=DownloadStatus.RUNNING, done=500_000_000, total=2_000_000_000)
    assert line(running) == "Small  ██████░░░░░░░░░░░░░░░░░░  25%  0.50 of 2.00 GB"
    quick = running.model_copy(update={"rate": 20e6})
    assert line(quick).endswith("  20.0 MB/s  1:15 left")
    assert line(running.model_copy(update={"total": None})) == "Small  0.50 GB"
