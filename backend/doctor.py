"""Says what is there, what is missing, and what to do about it: `fireside doctor`."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import socket
import sys
import tempfile
import tomllib
import webbrowser
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from backend.crashes import Crashes
from backend.domain import Value
from backend.models import STARTER
from backend.paths import Paths, catalogue, page
from backend.probes import PROBES, Finding
from backend.updates.news import read_source

ENOUGH = 2 * 2**30
"""Bytes of free disk space below which it is worth a word: models and backups need room."""

SIGNS = {"ok": "✓", "warning": "!", "missing": "✗"}


class Report(Value):
    """All findings, in the order in which a person would ask."""

    findings: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing is missing."""
        return all(finding.status != "missing" for finding in self.findings)

    def text(self) -> str:
        """The report for people: a line a finding, and below it what to do."""
        width = max(len(finding.name) for finding in self.findings)
        lines = []
        for finding in self.findings:
            lines.append(f"{SIGNS[finding.status]} {finding.name:<{width}}  {finding.words}")
            if finding.hint and finding.status != "ok":
                lines.append(f"  {'':<{width}}  → {finding.hint}")
        end = "Everything Fireside needs is here." if self.healthy else "Something is missing: see the lines marked ✗."
        return "\n".join([*lines, "", end])

    def json_text(self) -> str:
        """The report for programs."""
        return self.model_dump_json(indent=2)


def diagnose(paths: Paths, *, running: bool = False) -> Report:
    """Look at everything; changes nothing. Takes a second or two.

    In a Fireside that is `running`, its own port is no finding.
    """
    looks: list[Callable[[], Finding]] = [fireside, computer, partial(data_folder, paths), the_page, starter]
    looks += [partial(crashes, paths), updates]
    looks += [probe.run for probe in PROBES]
    looks += [browser] if running else [browser, port]
    with ThreadPoolExecutor(max_workers=4) as several:
        return Report(findings=tuple(several.map(lambda look: look(), looks)))


def fireside() -> Finding:
    """This program."""
    try:
        number = version("fireside")
    except PackageNotFoundError:
        return Finding(name="Fireside", status="warning", words="run from a folder, not installed", hint="make run")
    frozen = getattr(sys, "frozen", False)
    words = f"{number}, {'installed' if frozen else 'from source'}"
    return Finding(name="Fireside", status="ok", words=words, facts={"version": number, "frozen": frozen})


def computer() -> Finding:
    """Python and the operating system."""
    python, system = platform.python_version(), platform.platform(terse=True)
    words = f"{system}, {platform.machine()}, {os.cpu_count()} processors, Python {python}"
    facts = {"python": python, "system": system, "machine": platform.machine(), "processors": os.cpu_count()}
    return Finding(name="computer", status="ok", words=words, facts=facts)


def data_folder(paths: Paths) -> Finding:
    """Where threads and settings are kept."""
    home = paths.home
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    facts = {"path": str(home), "free": free}
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        words = f"{home} cannot be written ({error.strerror})"
        hint = "Change its permissions, or choose another folder: FIRESIDE_HOME=… or --home."
        return Finding(name="data folder", status="missing", words=words, hint=hint, facts=facts)
    words = f"{home}, {free / 2**30:.1f} GB free"
    if free < ENOUGH:
        hint = "Free some disk space: models and backups need room."
        return Finding(name="data folder", status="warning", words=words, hint=hint, facts=facts)
    return Finding(name="data folder", status="ok", words=words, facts=facts)


def crashes(paths: Paths) -> Finding:
    """What went wrong before: how often, and what was the last."""
    reports = Crashes(paths.logs).all()
    facts = {"reports": [{"at": one.at.isoformat(), "what": one.what, "times": one.times} for one in reports]}
    if not reports:
        return Finding(name="crashes", status="ok", words="none reported", facts=facts)
    words = f"{len(reports)} reported, the last on {reports[0].at:%d %B %Y}: {reports[0].what}"
    hint = "Settings → About shows the reports; they hold nothing that you wrote."
    return Finding(name="crashes", status="warning", words=words, hint=hint, facts=facts)


def updates() -> Finding:
    """Where newer versions would be looked for."""
    source = read_source(catalogue())
    words = f"told by {source.address}, when they are asked for" if source.set_up else "not set up in this build"
    return Finding(name="updates", status="ok", words=words, facts={"set_up": source.set_up})


def the_page() -> Finding:
    """The built single-page application."""
    if (page() / "index.html").exists():
        return Finding(name="page", status="ok", words="built")
    return Finding(name="page", status="missing", words="not built", hint="`make run` builds it.")


def starter() -> Finding:
    """The bundled model, unharmed."""
    hint = "Get the file again: `git checkout backend/catalog`, or install Fireside anew."
    try:
        entry = _described(catalogue() / f"{STARTER}.toml")
        file = catalogue() / entry["file"]
        found = _sha256(file)
    except (OSError, LookupError, tomllib.TOMLDecodeError) as error:
        return Finding(name="starter model", status="missing", words=f"cannot be read: {error}", hint=hint)
    facts = {"path": str(file), "sha256": found}
    if "sha256" not in entry:
        words = f"{file.name} is there; the catalogue does not say what it should hold"
        return Finding(name="starter model", status="warning", words=words, hint=hint, facts=facts)
    if found != entry["sha256"]:
        return Finding(name="starter model", status="missing", words="the file is damaged", hint=hint, facts=facts)
    words = f"{file.name}, {file.stat().st_size / 1e6:.1f} MB, unharmed"
    return Finding(name="starter model", status="ok", words=words, facts=facts)


def _described(file: Path) -> dict[str, str]:
    """What the catalogue says of the starter: its `file` and `sha256`."""
    models = tomllib.loads(file.read_text("utf-8"))["model"]
    entry: dict[str, str] = {model["id"]: model for model in models}[STARTER]
    return entry


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def browser() -> Finding:
    """What `--browser` would open."""
    try:
        name = getattr(webbrowser.get(), "name", "the system's browser")
    except webbrowser.Error:
        hint = "Only --browser needs one; Fireside prints the address instead."
        return Finding(name="browser", status="warning", words="none found", hint=hint)
    return Finding(name="browser", status="ok", words=str(name))


def port() -> Finding:
    """Whether the page can be served on this computer."""
    chosen = int(os.environ.get("FIRESIDE_PORT") or 0)
    try:
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", chosen))
    except OSError as error:
        hint = "Another program has it, perhaps Fireside itself: choose another, or unset FIRESIDE_PORT."
        return Finding(name="port", status="missing", words=f"{chosen} is taken ({error.strerror})", hint=hint)
    return Finding(name="port", status="ok", words=str(chosen) if chosen else "any free one, on this computer only")
