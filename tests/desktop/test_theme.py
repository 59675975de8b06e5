"""The colours before the page has painted."""

from pathlib import Path

import pytest

from desktop.theme import DARK, LIGHT, chosen_theme, theme_of


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ('theme = "light"', "light"),
        ('theme = "dark"', "dark"),
        ('theme = "pink"', "system"),
        ("theme = 3", "system"),
        ("theme =", "system"),
        ('model_id = "x"', "system"),
        ("", "system"),
    ],
)
def test_what_was_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, chosen: str) -> None:
    monkeypatch.delenv("FIRESIDE_THEME", raising=False)
    file = tmp_path / "settings.toml"
    assert chosen_theme(file) == "system"
    file.write_text(text)
    assert chosen_theme(file) == chosen
    monkeypatch.setenv("FIRESIDE_THEME", "light")
    assert chosen_theme(file) == "light", "the environment wins, as it does in the backend"


def test_the_system_is_followed_and_dark_when_it_says_nothing() -> None:
    assert theme_of("light", lambda: False) is LIGHT
    assert theme_of("dark", lambda: True) is DARK
    assert theme_of("system", lambda: True) is LIGHT
    assert theme_of("system", lambda: False) is DARK
