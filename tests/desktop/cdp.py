"""Talks to the page in a real window over Chromium's debugging protocol. (Playwright cannot connect to QtWebEngine.)"""

from __future__ import annotations

import base64
import itertools
import json
import time
import urllib.request
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

PATIENCE = 120
"""Seconds until what does not come is given up: a busy machine is no defect."""

MIDDLE = """(() => {
    const one = document.querySelector(%s)
    if (!one || document.readyState !== 'complete') return null
    const { x, y, width, height } = one.getBoundingClientRect()
    const middle = [x + width / 2, y + height / 2]
    return one.contains(document.elementFromPoint(...middle)) ? middle : null
})()"""
HEAR = """(() => {
    window.expected = %(number)d
    document.querySelector(%(selector)s)?.addEventListener('click', () => { window.heard = %(number)d }, true)
})()"""


class Page:
    """The page of the app that listens on a debugging port."""

    def __init__(self, port: int, timeout: float = PATIENCE) -> None:
        self._port, self._ids = port, itertools.count(1)
        self._socket = connect(self._address(timeout), max_size=None, legacy=True, open_timeout=timeout)

    def _address(self, timeout: float) -> str:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/json", timeout=2) as response:
                    pages = [page for page in json.load(response) if page["type"] == "page"]
                if pages:
                    return str(pages[0]["webSocketDebuggerUrl"])
            except OSError:
                pass
            time.sleep(0.05)
        raise TimeoutError("no page on the debugging port")

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol and its answer."""
        id = next(self._ids)
        self._socket.send(json.dumps({"id": id, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv(timeout=PATIENCE))).get("id") != id:
            pass
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return dict(answer["result"])

    def js(self, expression: str) -> Any:
        """The value of an expression in the page, awaited."""
        result = self.command(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def until(self, expression: str, timeout: float = PATIENCE) -> None:
        """Wait until an expression is true in the page."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                if self.js(f"!!({expression})"):
                    return
            except RuntimeError:  # the page is just being replaced
                pass
            time.sleep(0.05)
        shown = self.js("document.body.innerText.slice(0, 2000)")
        raise TimeoutError(f"{expression}\nin {self.js('location.href')}: {shown!r}")

    def click(self, selector: str) -> None:
        """A click with the mouse in the middle of what `selector` finds, once it stands still and nothing covers it.

        Again when it moved away under the mouse.
        """
        found, before = json.dumps(selector), None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            now = self.js(MIDDLE % found)
            if now is not None and now == before:
                number = next(self._ids)
                self.js(HEAR % {"selector": found, "number": number})
                for kind in ("mousePressed", "mouseReleased"):
                    self.command("Input.dispatchMouseEvent", type=kind, x=now[0], y=now[1], button="left", clickCount=1)
                try:
                    if self.js(f"window.expected !== {number} || window.heard === {number}"):
                        return
                except RuntimeError:  # it led to another page
                    return
            before = now
            time.sleep(0.15)
        raise TimeoutError(f"{selector} cannot be clicked: it stands at {before}")

    def type(self, text: str) -> None:
        """Text typed at the caret."""
        self.command("Input.insertText", text=text)

    def press(self, key: str, code: int) -> None:
        """One key, such as Enter (13)."""
        for kind in ("keyDown", "keyUp"):
            text = "\r" if key == "Enter" and kind == "keyDown" else ""
            self.command("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, text=text)

    def photograph(self, file: Path) -> None:
        """The page as a PNG."""
        file.write_bytes(base64.b64decode(self.command("Page.captureScreenshot")["data"]))

    def close(self) -> None:
        """Let go of the page."""
        self._socket.close()
