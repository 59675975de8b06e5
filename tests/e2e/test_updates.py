"""Updates and crashes as a person meets them: a newer version is found, read about, fetched, and takes the old one's
place; what went wrong last time is offered once."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.crashes import Crashes
from backend.paths import Paths
from backend.store import Backups
from backend.store.database import migrations
from tests.desktop.app import free_port
from tests.e2e.conftest import DESK, Enter, cookie, drawn
from tests.e2e.served import ROOT, Fireside, Written, write
from tests.e2e.test_places import violations
from tests.updates.release_server import ReleaseServer, serving

NOTES = """\
### New

- **Quick ask**: a small window, opened by a key, wherever you are.
- Models start *twice as fast* on processors with AVX-512.

### Mended

- A thread that was renamed twice kept its first name; see [the list](https://example.org/changes).
- `fireside doctor` names the card.
"""

# What an installed program is to the rest of Fireside: frozen, in a folder of its own, with its parts beside it.
PROGRAM = """\
#!{python}
import os, sys
program = os.path.dirname(os.path.abspath(__file__))
sys.frozen, sys.executable = True, os.path.join(program, "fireside")
sys._MEIPASS = os.path.join(program, "_internal")
sys.path.insert(0, {root!r})
import backend
backend.__version__ = {version!r}
if sys.argv[1:] == ["--version"]:
    print("fireside", {version!r})
    sys.exit()
if sys.argv[1:2] == ["--multiprocessing-fork"]:  # as PyInstaller starts the processes of a frozen program
    from multiprocessing.spawn import spawn_main
    spawn_main(**{{name: int(value) for name, value in (told.split("=") for told in sys.argv[2:])}})
if sys.argv[-1].startswith("from multiprocessing.resource_tracker import main"):
    exec(sys.argv[-1])
    sys.exit()
import platform
platform.machine = lambda: "x86_64"
if __name__ == "__main__":
    from desktop.__main__ import main
    sys.exit(main())
"""


def packed(version: str, key: str, address: str) -> bytes:
    """A `.tar.gz` of a whole program."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz", compresslevel=1) as tar:
        script = PROGRAM.format(python=sys.executable, root=str(ROOT), version=version).encode()
        source = f'address = "{address}"\nkey = "{key}"\n'.encode()
        for name, content, mode in (
            ("fireside", script, 0o755),
            ("_internal/backend/catalog/updates.toml", source, 0o644),
        ):
            entry = tarfile.TarInfo(f"Fireside-{version}/{name}")
            entry.size, entry.mode = len(content), mode
            tar.addfile(entry, io.BytesIO(content))
        for part in ("backend/catalog", "ui/dist"):
            for file in sorted((ROOT / part).rglob("*")):
                if file.is_file() and file.name != "updates.toml":
                    tar.add(file, f"Fireside-{version}/_internal/{file.relative_to(ROOT)}")
    return archive.getvalue()


class Installed(Fireside):
    """A Fireside that was unpacked from a release, and is the program in that folder."""

    def __init__(self, home: Path, folder: Path) -> None:
        super().__init__(home)
        self.folder = folder

    def start(self) -> None:
        self._program = [str(self.folder / "fireside")]
        super().start()


@pytest.fixture
def releases() -> Iterator[ReleaseServer]:
    with serving() as server:
        yield server


@pytest.fixture
def installed(tmp_path: Path, releases: ReleaseServer) -> Iterator[Installed]:
    """Version 0.1.0, unpacked by hand into a folder with a space, with a thread."""
    with tarfile.open(fileobj=io.BytesIO(packed("0.1.0", releases.key, releases.address))) as tar:
        tar.extractall(tmp_path / "my programs", filter="data")
    folder = tmp_path / "my programs" / "Fireside"
    (tmp_path / "my programs" / "Fireside-0.1.0").rename(folder)
    home = tmp_path / "home"
    home.mkdir()
    write(home, [Written("Before the update", [("Where are you?", "In the old version.")])])
    (home / "version.json").write_text(json.dumps({"version": "0.1.0"}))
    served = Installed(home, folder)
    served.port = free_port()  # its own, to which it comes back when it is started again
    served.start()
    yield served
    served.stop()


def open_about(page: Page) -> None:
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name="About").click()


def shot(page: Page, folder: Path, name: str) -> None:
    """Pictures for whoever looks at them; kept where SHOTS says."""
    page.screenshot(path=Path(os.environ.get("SHOTS", folder)) / f"{name}.png")


def test_from_looking_to_the_new_version_with_everything_still_there(
    installed: Installed, releases: ReleaseServer, enter: Enter, tmp_path: Path
) -> None:
    file = releases.add("Fireside-0.2.0-linux-x64.tar.gz", packed("0.2.0", releases.key, releases.address))
    releases.publish("0.2.0", file, notes={"en": NOTES, "de": NOTES})
    page = enter(installed, bypass_csp=True)
    open_about(page)
    switch = page.get_by_role("switch", name="Look once a day")
    expect(switch).not_to_be_checked()
    assert releases.asked == [], "nobody is asked by itself"
    page.get_by_role("button", name="Look now").click()
    news = page.get_by_role("region", name="Fireside 0.2.0")
    expect(news.get_by_role("heading", name="Mended")).to_be_visible()
    assert violations(page) == []
    shot(page, tmp_path, "news")
    releases.held_after = 1 << 18
    releases.go.clear()
    news.get_by_role("button", name="Get version 0.2.0").click()
    news.get_by_role("button", name="Pause").click()
    expect(news).to_contain_text("paused")
    releases.go.set()
    news.get_by_role("button", name="Go on").click()
    news.get_by_role("button", name="Install and restart").click(timeout=60_000)
    asked = page.get_by_role("dialog", name="Install Fireside 0.2.0?")
    expect(asked).to_contain_text("backed up")
    asked.get_by_role("button", name="Install and restart").click()
    expect(page.get_by_text("Fireside is now version 0.2.0.", exact=True)).to_be_visible(timeout=90_000)
    expect(page.get_by_role("navigation", name="Threads")).to_contain_text("Before the update")
    open_about(page)
    expect(page.get_by_role("dialog", name="Settings")).to_contain_text("Version 0.2.0")
    page.get_by_role("tab", name="Storage").click()
    expect(page.get_by_text("of version 0.1.0")).to_be_visible()
    assert [entry.name for entry in installed.folder.parent.iterdir()] == ["Fireside"], "nothing is left beside it"
    page.get_by_role("tab", name="Privacy").click()
    expect(page.get_by_role("table")).to_contain_text("Look for a newer Fireside")


def test_what_is_not_to_be_trusted_is_said_where_one_looked(
    installed: Installed, releases: ReleaseServer, enter: Enter, tmp_path: Path
) -> None:
    releases.publish("0.2.0", releases.add("f.tar.gz", b"x" * 1000), minimum="0.1.5")
    page = enter(installed, bypass_csp=True, color_scheme="light", viewport={"width": 390, "height": 844})
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name="About").click()
    page.get_by_role("button", name="Look now").click()
    expect(page.get_by_text("Version 0.1.5 has to come first")).to_be_visible()
    releases.document = b"<html>"
    page.get_by_role("button", name="Look now").click()
    expect(page.get_by_role("alert")).to_contain_text("What came is no list of a release.")
    assert violations(page) == []
    shot(page, tmp_path, "refused")


def test_a_killed_update_leaves_the_old_version_which_says_what_happened(
    installed: Installed, enter: Enter, tmp_path: Path
) -> None:
    installed.stop(signal.SIGKILL)
    begun = {"version": "0.2.0", "before": "0.1.0", "kind": "tar.gz", "file": "f", "program": str(installed.folder)}
    (installed.home / "updates").mkdir(exist_ok=True)
    (installed.home / "updates" / "pending.json").write_text(json.dumps(begun))
    (installed.folder.parent / ".fireside-update" / "Fireside-0.2.0").mkdir(parents=True)
    installed.cookie = None
    installed.start()
    page = enter(installed, bypass_csp=True)
    notices = page.get_by_role("region", name="Notifications")
    expect(notices).to_contain_text("Fireside 0.2.0 was not installed.")
    expect(notices).to_contain_text("nothing was lost")
    expect(notices).to_contain_text("Fireside ended unexpectedly last time.")
    assert violations(page) == []
    shot(page, tmp_path, "ending")
    assert not (installed.folder.parent / ".fireside-update").exists()


def test_a_crash_is_offered_once_read_copied_and_deleted(tmp_path: Path, enter: Enter) -> None:
    logs = Paths(tmp_path).logs
    try:
        raise ValueError("words of somebody")
    except ValueError as error:
        Crashes(logs).keep_error("request", error, ["12:00:00 INFO backend.app: begun"])
    served = Fireside(tmp_path)
    served.start()
    try:
        page = enter(served, bypass_csp=True)
        page.get_by_role("button", name="Show report", exact=True).click()
        report = page.get_by_role("dialog", name="Crash report")
        expect(report).to_contain_text("ValueError")
        expect(report).not_to_contain_text("words of somebody")
        assert violations(page) == []
        shot(page, tmp_path, "report")
        page.keyboard.press("Escape")
        page.reload()
        drawn(page)
        open_about(page)
        expect(page.get_by_text("Updates are not set up in this build.")).to_be_visible()
        expect(page.get_by_role("switch", name="Look once a day")).to_have_count(0)
        expect(page.get_by_text("Something went wrong in Fireside last time.")).to_have_count(0)
        page.get_by_role("button", name="Show report: ValueError").click()
        report.get_by_role("button", name="Delete report").click()
        expect(page.get_by_role("tabpanel")).to_contain_text("There are none.")
    finally:
        served.stop()


def test_threads_of_a_newer_version_name_it_and_lead_back(tmp_path: Path, browser: Browser) -> None:
    write(tmp_path, [Written("From before", [("Hello", "Hello.")])])
    (tmp_path / "version.json").write_text('{"version": "0.0.9"}')
    served = Fireside(tmp_path)
    served.start()
    served.stop()
    with closing(sqlite3.connect(tmp_path / "fireside.db")) as database:
        database.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    (tmp_path / "version.json").write_text('{"version": "0.3.0"}')
    served.start()
    try:
        context = browser.new_context(viewport=DESK, color_scheme="dark", locale="en-GB", bypass_csp=True)
        page = context.new_page()
        context.add_cookies([cookie(browser, served)])
        page.goto(f"{served.address}/app/")
        expect(page.get_by_role("heading", level=1)).to_have_text("These threads were written by Fireside 0.3.0")
        expect(page.get_by_text("This is 0.1.0, which cannot read them.")).to_be_visible()
        assert violations(page) == []
        shot(page, tmp_path, "too_new")
        row = page.get_by_role("listitem").filter(has_text="of version 0.0.9")
        row.get_by_role("button", name="Restore", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Restore", exact=True).click()
        expect(page.get_by_role("navigation", name="Threads")).to_contain_text("From before")
        context.close()
    finally:
        served.stop()
    kept = [backup for backup in Backups(tmp_path / "fireside.db", tmp_path / "backups").all() if backup.too_new]
    assert [backup.version for backup in kept] == ["0.3.0"], "what the newer one wrote is kept under its name"
