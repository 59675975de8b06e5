"""The words of the menu."""

import re
from pathlib import Path

import pytest

from desktop.words import GERMAN, Words

USED = re.compile(r"""words\(\s*"([^"]+)"\s*\)|\badd\(\w+, "([^"]+)"|^\s+\("([A-Z][a-z ]+)", "Ctrl""", re.MULTILINE)


def test_every_word_has_its_german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = "".join(file.read_text() for file in (Path(__file__).parents[2] / "desktop").glob("*.py"))
    used = {word for found in USED.findall(source) for word in found if word}
    assert "Quit" in used
    assert "Select all" in used
    assert used <= set(GERMAN)


@pytest.mark.parametrize(
    ("chosen", "lang", "quit"),
    [
        ("de", "en_GB.UTF-8", "Beenden"),
        ("en", "de_DE.UTF-8", "Quit"),
        ("system", "de_AT.UTF-8", "Beenden"),
        ("system", "C.UTF-8", "Quit"),
        ("system", "fr_FR.UTF-8", "Quit"),
    ],
)
def test_the_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: str, lang: str, quit: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "FIRESIDE_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", lang)
    file = tmp_path / "settings.toml"
    file.write_text(f'language = "{chosen}"')
    assert Words(file)("Quit") == quit
    assert Words(file)("no such word") == "no such word"
