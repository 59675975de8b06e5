"""The words of the window's menu, in the person's language."""

from __future__ import annotations

import locale
import os
import tomllib
from pathlib import Path

GERMAN = {
    "About Fireside": "Über Fireside",
    "Quit": "Beenden",
    "Open Fireside": "Fireside öffnen",
    "New thread": "Neues Thema",
    "Stop speaking": "Vorlesen beenden",
    "Edit": "Bearbeiten",
    "View": "Ansicht",
    "Reload": "Neu laden",
    "Zoom in": "Vergrößern",
    "Zoom out": "Verkleinern",
    "Actual size": "Originalgröße",
    "Full screen": "Vollbild",
    "Help": "Hilfe",
    "Show the data folder": "Datenordner zeigen",
    "Show the log": "Protokoll zeigen",
    "Cut": "Ausschneiden",
    "Copy": "Kopieren",
    "Paste": "Einfügen",
    "Select all": "Alles auswählen",
    "Save file": "Datei sichern",
    "Open a model": "Modell öffnen",
    "Models": "Modelle",
    "All files": "Alle Dateien",
    "Version": "Version",
    "Threads and settings are on this computer, in": "Themen und Einstellungen liegen auf diesem Computer, in",
}
WORDS: dict[str, dict[str, str]] = {"de": GERMAN}


class Words:
    """Looks words up; what has no translation stays English."""

    def __init__(self, settings: Path) -> None:
        self._words = WORDS.get(_language(settings), {})

    def __call__(self, english: str) -> str:
        return self._words.get(english, english)


def _language(settings: Path) -> str:
    try:
        chosen = tomllib.loads(settings.read_text("utf-8")).get("language", "system")
    except (OSError, ValueError):
        chosen = "system"
    chosen = os.environ.get("FIRESIDE_LANGUAGE", str(chosen))
    if chosen == "system":
        spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
        chosen = spoken or locale.getlocale()[0] or ""
    return chosen[:2].lower()
