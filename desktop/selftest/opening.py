"""Whether the window opens: tried in another process, which may hang or crash."""

from __future__ import annotations

import asyncio
import sys

from backend.errors import FiresideError
from backend.probes import Finding
from desktop.again import program
from desktop.display import has_display


async def opens() -> Finding:
    """Open the window and close it again, where there is a screen. Raises what keeps it shut."""
    if not has_display():
        return Finding(name="window", status="warning", words="there is no screen", hint="`fireside serve` needs none.")
    process = await asyncio.create_subprocess_exec(
        *program(), "selftest", "--window-alone", stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        _, said = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        lines = said.decode("utf-8", "replace").strip().splitlines()
        raise FiresideError(lines[0].removeprefix("fireside: ") if lines else f"It ended with {process.returncode}.")
    return Finding(name="window", status="ok", words=f"opened, showed its page and closed ({sys.platform})")
