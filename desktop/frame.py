"""What a window is made of: the part that differs between Qt and the platforms' own web views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol

from backend.domain import Background
from backend.errors import FiresideError
from desktop.place import Place, Screen
from desktop.theme import Theme


class WindowUnavailable(FiresideError):
    """This computer cannot show a window, though it has a screen."""

    type = "window_unavailable"


class Frame(Protocol):
    """What differs between Qt and the platforms' own web views. Called on the main thread unless it says otherwise."""

    gui: Literal["qt"] | None
    makes_pdf: bool
    hides: bool

    def prepare(self, origin: str) -> Sequence[Screen]:
        """Get ready before any window is made, and name the screens. Raises `WindowUnavailable`."""

    def theme(self) -> Theme:
        """The colours to open in."""

    def menu(self) -> list[Any]:
        """pywebview's own menu; empty when `dress` makes one."""

    def dress(self, view: Any, place: Place) -> None:
        """Finish the window when it has been made, before it is shown."""

    def place(self) -> Place:
        """Where the window is."""

    def bring_to_front(self) -> None:
        """Raise the window and give it the keyboard. Called on any thread."""

    def stays(self) -> bool:
        """Whether Fireside goes on when the window is closed; then it is hidden already."""

    def end(self) -> None:
        """Take away what is there besides the window: it closes for good."""

    def able(self) -> Background:
        """What goes on here without the window. Called on any thread but the main one."""

    def ask(self, shown: bool) -> bool:
        """Show the small window or put it away; False when there can be none. Called on any thread."""

    def make_pdf(self, html: str) -> bytes:
        """A PDF of an HTML file. Called on any thread but the main one. Raises `Conflict`."""
