"""The window: pywebview around the page, and what the backend may ask of it."""

from __future__ import annotations

import importlib
import logging
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend.domain import Background, Problem
from backend.errors import Conflict, FiresideError
from backend.paths import Paths
from desktop.frame import Frame
from desktop.icon import window_icon
from desktop.place import SMALLEST, read_place, write_place
from desktop.problem import problem_page
from desktop.reveal import reveal
from desktop.running import Running
from desktop.theme import Theme
from desktop.tray import Acts
from desktop.words import Words

if TYPE_CHECKING:
    from desktop.server import Server

log = logging.getLogger(__name__)

FRAMES = {"linux": "desktop.qt_frame:QtFrame"}
NATIVE = "desktop.native_frame:NativeFrame"


class Window:
    """One window. Also the `Shell` of the backend, which calls it on the server's threads."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._words = Words(paths.settings)
        self._view: Any = None
        self._frame: Frame | None = None
        self._dialog = threading.Lock()
        self._leaving = False

    def open(self, url: str, server: Server, *, hidden: bool = False, asks: bool = False) -> None:
        """Show the page at `url` until the window is closed for good. Raises `WindowUnavailable`.

        `hidden` it waits in the background; it `asks` with the small window at once.
        """
        import webview

        acts = Acts(
            open=self._raise,
            bring=lambda text: self._told(server, lambda running: running.bring(text)),
            stop_speaking=lambda: self._told(server, Running.stop_speaking),
            quit=self.close,
        )
        frame: Frame = _load(FRAMES.get(sys.platform, NATIVE))(self._paths, self._words, acts, stays=hidden)
        hidden = hidden and frame.hides
        screens = frame.prepare(url.partition("/__")[0])
        self._place = read_place(self._paths.window).fitted(screens)
        theme = frame.theme()
        webview.settings["ALLOW_DOWNLOADS"] = True
        view: Any = webview.create_window(
            "Fireside",
            url,
            width=self._place.width,
            height=self._place.height,
            x=self._place.x,
            y=self._place.y,
            maximized=self._place.maximized and not hidden,
            hidden=hidden,
            min_size=SMALLEST,
            background_color=theme.ground,
            text_select=True,
            zoomable=True,
            menu=frame.menu(),
            localization={
                "global.saveFile": self._words("Save file"),
                "linux.openFile": self._words("Open a model"),
                "linux.openFolder": self._words("Open a model"),
            },
        )
        view.events.before_show += lambda: frame.dress(view, self._place)
        view.events.closing += self._closing
        self._view, self._frame, self._leaving = view, frame, False
        if asks:
            view.events.shown += lambda: frame.ask(True)
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda *_: self.close())
        threading.Thread(target=self._watch, args=(server, theme), name="watch", daemon=True).start()
        try:
            webview.start(gui=frame.gui, private_mode=False, storage_path=str(self._paths.webview), icon=window_icon())
        finally:
            self._view = self._frame = None

    def _closing(self) -> bool:
        """Whether it may: what stays in the background is only hidden."""
        if self._frame is None:
            return True
        write_place(self._paths.window, self._frame.place())
        if not self._leaving and self._frame.stays():
            return False
        self._frame.end()
        return True

    def _raise(self) -> None:
        if self._frame is not None:
            self._frame.bring_to_front()

    def _told(self, server: Server, tell: Callable[[Running], None]) -> None:
        """Tell the server something, in a thread: from the main one it must not be waited for."""

        def work() -> None:
            try:
                tell(Running(self._paths, server.port))
            except FiresideError as error:
                log.warning("%s", error)

        threading.Thread(target=work, name="tray", daemon=True).start()

    def _watch(self, server: Server, theme: Theme) -> None:
        """Tell in the window when the backend could not start, or has ended."""
        try:
            server.wait_ready()
            server.wait_stopped()
            if server.failure is None:
                return
            raise server.failure
        except FiresideError as error:
            problem = error.problem
        except BaseException as error:
            hint = f"More is written in {self._paths.logs}."
            problem = Problem(type="error", message=f"{type(error).__name__}: {error}", hint=hint)
        if self._view is not None:
            self._view.load_html(problem_page(problem, theme, str(self._paths.home)))
            self._raise()  # it may be hidden

    # ---------------------------------------------------------------- what the backend may ask, on its threads

    def open_file(self) -> str | None:
        """Let the person choose a model file; None when they changed their mind. Raises `Conflict`."""
        import webview

        kinds = (f"{self._words('Models')} (*.gguf)", f"{self._words('All files')} (*.*)")
        return self._chosen(webview.FileDialog.OPEN, file_types=kinds)

    def open_folder(self) -> str | None:
        """Let the person choose the folder of a model; None when they changed their mind. Raises `Conflict`."""
        import webview

        return self._chosen(webview.FileDialog.FOLDER)

    def _chosen(self, kind: int, **options: Any) -> str | None:
        if self._view is None:
            raise Conflict("There is no window to choose a file in.", "Type the path instead.")
        if not self._dialog.acquire(blocking=False):
            raise Conflict("A file is being chosen already.", "Look for the open dialog.")
        try:
            chosen = self._view.create_file_dialog(kind, **options)
            return str(chosen[0]) or None if chosen else None
        finally:
            self._dialog.release()

    @property
    def makes_pdf(self) -> bool:
        """Whether the window can make a PDF of an HTML file."""
        return self._frame is not None and self._frame.makes_pdf

    def make_pdf(self, html: str) -> bytes:
        """A PDF of an HTML file, which loads nothing. Raises `Conflict`."""
        if self._frame is None:
            raise Conflict("There is no window to make a PDF.", "Export HTML instead.")
        return self._frame.make_pdf(html)

    def reveal(self, path: Path) -> None:
        """Show a file in the file manager. Raises `NotFound` or `Conflict`."""
        reveal(path)

    @property
    def background(self) -> Background:
        """What goes on here without the window."""
        return self._frame.able() if self._frame is not None else Background()

    def ask(self) -> bool:
        """Open the small window for a quick question; False when there can be none."""
        return self._frame is not None and self._frame.ask(True)

    def end_ask(self) -> None:
        """Put the small window away."""
        if self._frame is not None:
            self._frame.ask(False)

    def close(self) -> None:
        """Close the window for good, if there is one. Called on any thread."""
        self._leaving = True
        if self._view is not None:
            self._view.destroy()

    def raise_window(self) -> bool:
        """Bring the window to the front; False when there is none."""
        if self._frame is None:
            return False
        self._frame.bring_to_front()
        return True


def _load(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)
