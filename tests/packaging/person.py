"""A person at the screen, with the installed program: no rights, a home of their own, nothing of ours around them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.desktop.app import App
from tests.desktop.cdp import Page
from tests.packaging.systems import System, clean

REPLY = "[...document.querySelectorAll('[data-message=assistant]')].at(-1)"


class Person(App):
    """Uses `program` as the user `name` of a system. Their data lies where the platform puts it."""

    def __init__(
        self, system: System, name: str, display: str | None, folder: Path, program: str = "/usr/bin/fireside"
    ) -> None:
        self.system, self.name, self.command, self.own = system, name, program, system.home(name)
        super().__init__(self.own / ".local/share/fireside", display, folder)
        kept = ("FIRESIDE_TEST_MARK", "QTWEBENGINE_REMOTE_DEBUGGING", "DISPLAY")
        self.environment = {
            **clean(),
            **{variable: self.environment[variable] for variable in kept if variable in self.environment},
            "HOME": f"/home/{name}",
            "USER": name,
            "LOGNAME": name,
            "PATH": "/usr/local/bin:/usr/bin:/bin",
        }

    def run(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the program, from the person's home."""
        become = ["setpriv", f"--reuid={self.name}", f"--regid={self.name}", "--init-groups", "--inh-caps=-all"]
        there = ["sh", "-c", 'cd "$HOME" && exec "$@"', "sh", self.command, *arguments]
        process = subprocess.Popen(
            self.system.command(*become, *there),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._sessions.add(process.pid)
        return process

    def says(self, *arguments: str) -> str:
        """What the program prints; the exit code must be 0."""
        process = self.run(*arguments)
        said, complained = process.communicate(timeout=120)
        assert process.returncode == 0, said + complained
        return said

    def ready(self) -> Page:
        """The page, once it can be typed into."""
        page = self.page()
        page.until("document.querySelector('[data-line=connected]')")
        page.until("document.activeElement?.tagName === 'TEXTAREA'")
        self.xdotool("windowactivate", "--sync", self.window())
        return page

    def ask(self, page: Page, text: str) -> str:
        """Type a message, send it, and wait for the whole reply."""
        before = int(page.js("document.querySelectorAll('[data-message=assistant]').length"))
        self.xdotool("type", "--delay", "12", text)
        page.until(f"document.activeElement.value === {text!r}")
        self.xdotool("key", "Return")
        page.until(f"document.querySelectorAll('[data-message=assistant]').length > {before}")
        page.until(f"{REPLY}.innerText.length > 5 && !document.querySelector('[aria-busy=true]')")
        return str(page.js(f"{REPLY}.innerText"))

    def files(self) -> set[Path]:
        """What lies in the person's home."""
        return {path.relative_to(self.own) for path in self.own.rglob("*")}
