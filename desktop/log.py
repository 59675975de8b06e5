"""Where the main process writes down what it did: never what people wrote."""

from __future__ import annotations

import logging
import logging.handlers
import os
from pathlib import Path

from backend.crashes import Crashes, Recent, Reporter

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def debugging() -> bool:
    """Whether FIRESIDE_DEBUG is set to something that means yes."""
    return os.environ.get("FIRESIDE_DEBUG", "").lower() not in ("", "0", "no", "false", "off")


def write_log(folder: Path) -> None:
    """Log to `fireside.log`, at most four files of a megabyte; with FIRESIDE_DEBUG also to the terminal, and more."""
    debug = debugging()
    file = logging.handlers.RotatingFileHandler(
        folder / "fireside.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
    )
    handlers: list[logging.Handler] = [file, Recent(), Reporter(Crashes(folder))]
    if debug:
        handlers.append(logging.StreamHandler())
    logging.basicConfig(level=logging.DEBUG if debug else logging.INFO, format=FORMAT, handlers=handlers)
    for chatty in ("asyncio", "websockets", "httpcore", "httpx", "PIL"):
        logging.getLogger(chatty).setLevel(logging.INFO)
