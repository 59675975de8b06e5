"""Which words of the command line are to be opened, and that they reach the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.cli import COMMANDS
from desktop.wanted import split
from tests.desktop.app import PATIENCE, App
from tests.gguf_files import write_model

LINK = "fireside://model/a/b"


@pytest.mark.parametrize(
    ("line", "rest", "wanted"),
    [
        ([], [], ()),
        ([LINK], [], (LINK,)),
        (["--browser", LINK], ["--browser"], (LINK,)),
        (["--model", "/x/y.gguf"], ["--model", "/x/y.gguf"], ()),
        (["--model", "/x/y.gguf", "/x/z.gguf"], ["--model", "/x/y.gguf"], ("/x/z.gguf",)),
        (["--home", "doctor", "/x/y.gguf"], ["--home", "doctor"], ("/x/y.gguf",)),
        (["ask", "--model", "/x/y.gguf", LINK], ["ask", "--model", "/x/y.gguf", LINK], ()),
        (["say", LINK], ["say", LINK], ()),
        (["letter.txt"], ["letter.txt"], ()),
        (["file:///x/Gr%C3%B6%C3%9Fe%207.gguf"], [], ("/x/Größe 7.gguf",)),
    ],
)
def test_words(line: list[str], rest: list[str], wanted: tuple[str, ...]) -> None:
    assert split(line, COMMANDS) == (rest, wanted)


def test_a_file_is_named_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert split(["my model.gguf"], COMMANDS) == ([], (str(tmp_path / "my model.gguf"),))


def test_what_is_huge_is_cut_and_stays_too_long() -> None:
    (cut,) = split(["fireside://thread/" + "a" * 100_000], COMMANDS)[1]
    assert len(cut) == 1001


def test_a_file_that_is_opened_reaches_the_window_that_is_there(app: App, tmp_path: Path) -> None:
    (app.home / "settings.toml").write_text("welcomed = true")
    first, second = (write_model(tmp_path / f"{name} Größe.gguf") for name in ("one", "two"))
    process = app.start(str(first))
    page = app.page()
    page.until(f"document.querySelector('[role=dialog]')?.innerText.includes({str(first)!r})")
    assert app.run(second.as_uri()).wait(PATIENCE) == 0
    page.js("[...document.querySelectorAll('[role=dialog] button')].find(b => b.textContent === 'Cancel').click()")
    page.until(f"document.querySelector('[role=dialog]')?.innerText.includes({str(second)!r})")
    assert page.js("fetch('/api/v0/models').then(r => r.json()).then(a => a.models.length)") == 1, "nothing was added"
    page.close()
    assert app.close() == 0
    assert process.returncode == 0
    app.expect_nothing_left()
