"""What only a desktop can do, as the server asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from backend.domain import Background


class Shell(Protocol):
    """Its methods block: they are called in a thread."""

    @property
    def makes_pdf(self) -> bool:
        """Whether it can make a PDF of an HTML file."""

    @property
    def background(self) -> Background:
        """What goes on here without the window."""

    def ask(self) -> bool:
        """Open the small window for a quick question; False when there can be none."""

    def end_ask(self) -> None:
        """Put the small window away."""

    def open_file(self) -> str | None:
        """Let the person choose a model file; None when they changed their mind."""

    def open_folder(self) -> str | None:
        """Let the person choose the folder of a model; None when they changed their mind."""

    def make_pdf(self, html: str) -> bytes:
        """A PDF of an HTML file, which loads nothing. Raises `Conflict`."""

    def reveal(self, path: Path) -> None:
        """Show a file or folder in the file manager."""

    def raise_window(self) -> bool:
        """Bring the window to the front; False when there is none."""
