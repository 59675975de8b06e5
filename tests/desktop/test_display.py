"""Whether there is a screen."""

import pytest

from desktop.display import has_display


def test_a_screen_is_found(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)
    assert has_display()


@pytest.mark.parametrize("name", [None, "", ":9999", "nonsense"])
def test_a_screen_that_is_not_there(monkeypatch: pytest.MonkeyPatch, name: str | None) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-that-has-gone")
    if name is None:
        monkeypatch.delenv("DISPLAY", raising=False)
    else:
        monkeypatch.setenv("DISPLAY", name)
    assert not has_display()
