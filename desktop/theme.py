"""The colours of the window before the page has painted, so that nothing flashes."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Theme:
    """The page's own colours, as `#rrggbb`."""

    dark: bool
    ground: str
    surface: str
    line: str
    text: str
    quiet: str
    ember: str


DARK = Theme(True, "#161311", "#1E1A17", "#2C2622", "#F1EAE3", "#A79B8F", "#F26B3A")
LIGHT = Theme(False, "#FAF7F2", "#FFFFFF", "#E7E0D6", "#221C17", "#6E6358", "#BF4415")


def chosen_theme(settings: Path) -> str:
    """What the person chose: `dark`, `light` or `system`."""
    try:
        chosen = tomllib.loads(settings.read_text("utf-8")).get("theme")
    except (OSError, ValueError):  # tomllib's and the codec's errors are ValueErrors
        chosen = None
    chosen = os.environ.get("FIRESIDE_THEME", chosen)
    return chosen if chosen in ("dark", "light") else "system"


def theme_of(chosen: str, system_is_light: Callable[[], bool] | None = None) -> Theme:
    """The colours of a choice. A system that does not say what it likes gets the dark ones."""
    ask = system_is_light or SYSTEM_IS_LIGHT.get(sys.platform, lambda: False)
    light = chosen == "light" or (chosen == "system" and ask())
    return LIGHT if light else DARK


def _windows_is_light() -> bool:
    if sys.platform != "win32":
        return False
    import winreg

    try:
        with winreg.OpenKey(
            winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
        ) as key:
            return bool(winreg.QueryValueEx(key, "AppsUseLightTheme")[0])
    except OSError:
        return True


def _macos_is_light() -> bool:
    style = subprocess.run(
        ["defaults", "read", "-g", "AppleInterfaceStyle"], capture_output=True, text=True, check=False
    )
    return "Dark" not in style.stdout


SYSTEM_IS_LIGHT: dict[str, Callable[[], bool]] = {"win32": _windows_is_light, "darwin": _macos_is_light}
