"""A PDF of an HTML file, made by Qt's own browser: a page that nobody sees, without scripts and without a network."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.errors import Conflict

PATIENCE = 120.0
MARGIN = 18.0  # millimetres


def printed(html: str, on_main_thread: Callable[[Callable[[], None]], None]) -> bytes:
    """The PDF. Blocks until the main thread has made it. Raises `Conflict`."""
    with tempfile.TemporaryDirectory(prefix="fireside-pdf-") as folder:
        file = Path(folder, "thread.html")  # by address: what Qt is handed as text may not be longer than 2 MB
        file.write_text(html, "utf-8")
        printing = _Printing(file)
        on_main_thread(printing.begin)
        ended = printing.ended.wait(PATIENCE)
        on_main_thread(printing.clear)
        if not ended or not printing.pdf:
            raise Conflict("The PDF could not be made.", "Export HTML, and print it in a browser.")
        return printing.pdf


class _Printing:
    """One file on its way. Its methods belong to the main thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: list[Any] = []
        self.ended = threading.Event()
        self.pdf = b""

    def begin(self) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile, QWebEngineSettings

        profile = QWebEngineProfile()  # without a name it keeps nothing
        page = QWebEnginePage(profile)
        self._kept = [page, profile]
        attribute = QWebEngineSettings.WebAttribute
        for off in (attribute.JavascriptEnabled, attribute.LocalContentCanAccessRemoteUrls):
            page.settings().setAttribute(off, False)
        page.settings().setAttribute(attribute.PrintElementBackgrounds, False)
        page.loadFinished.connect(self._print)
        page.load(QUrl.fromLocalFile(str(self._file)))

    def clear(self) -> None:
        """Let go of the page before its profile, as Qt wants it."""
        for kept in self._kept:
            kept.deleteLater()
        self._kept = []

    def _print(self, loaded: bool) -> None:
        from PySide6.QtCore import QMarginsF
        from PySide6.QtGui import QPageLayout, QPageSize

        if not loaded:
            self.ended.set()
            return
        margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
        paper = QPageSize(QPageSize.PageSizeId.A4)
        layout = QPageLayout(paper, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
        self._kept[0].printToPdf(self._made, layout)

    def _made(self, pdf: Any) -> None:
        self.pdf = bytes(pdf)
        self.ended.set()
