"""How a thread is written for people: the branch that is shown, in one format each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.domain import WholeThread
from backend.exchange.labels import Labels
from backend.exchange.writers import html, markdown, plain

WRITERS: dict[str, Callable[[WholeThread, Labels, Mapping[str, bytes]], str]] = {
    "markdown": markdown.written,
    "html": html.written,
    "txt": plain.written,
}
"""By format; each is given the thread's pictures by id.

JSON is for programs and holds many threads: `exchange/own.py`.
"""
