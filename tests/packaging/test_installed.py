"""The installed program, used by people without rights and without a network: as it is meant, and on poor machines."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.desktop.app import wait_for
from tests.packaging.conftest import NewPerson
from tests.packaging.person import REPLY, Person
from tests.packaging.systems import System
from tests.sound import sound_card

pytestmark = pytest.mark.package


def evening(person: Person, words: str = "What can you do?") -> str:
    """Open, ask, read, close; nothing may be left. The reply."""
    person.start()
    page = person.ready()
    reply = person.ask(page, words)
    page.close()
    assert person.close() == 0
    person.expect_nothing_left()
    return reply


def threads(person: Person) -> int:
    """How many threads their database holds."""
    with sqlite3.connect(f"file:{person.home / 'fireside.db'}?mode=ro", uri=True) as database:
        return int(database.execute("SELECT count(*) FROM threads").fetchone()[0])


def test_it_opens_answers_and_is_heard_and_closes(installed: System, person: NewPerson) -> None:
    ada = person(installed)
    ada.home.mkdir(parents=True)
    (ada.home / "settings.toml").write_text("speak_replies = true\n")
    installed.run("chown", "-R", "ada:ada", ada.own)
    with sound_card() as card, card.recording() as recording:
        Path(card.server.removeprefix("unix:")).parent.chmod(0o755)
        ada.environment["PULSE_SERVER"] = card.server
        ada.start()
        page = ada.ready()
        assert len(ada.ask(page, "What can you do?")) > 20
        wait_for(lambda: recording.first_loud() is not None)
        page.close()
        assert ada.close() == 0
        ada.expect_nothing_left()


def test_the_commands_work_from_the_path(installed: System, person: NewPerson) -> None:
    ada = person(installed, screen=None)
    assert ada.says("--version").startswith("fireside ")
    assert "2" in ada.says("ask", "What is 7 plus 5?")
    ada.says("say", "Good evening.", "-o", "evening.wav")
    assert (ada.own / "evening.wav").stat().st_size > 10_000
    assert ada.says("selftest")


def test_two_people_use_it_at_once(installed: System, person: NewPerson) -> None:
    ada, bob = person(installed, "ada"), person(installed, "bob")
    for one in (ada, bob):
        one.start()
    pages = [one.page() for one in (ada, bob)]
    for page in pages:
        page.until("document.querySelector('[data-line=connected]')")
        page.until("document.querySelector('textarea')")
        page.js("document.querySelector('textarea').focus()")
        page.type("What can you do?")
        page.press("Enter", 13)
    for page in pages:
        page.until(f"{REPLY}?.innerText.length > 20 && !document.querySelector('[aria-busy=true]')")
        page.close()
    for one in (ada, bob):
        assert one.home.is_dir()
        assert oct(one.home.stat().st_mode)[-3:] == "700"
        assert {path.owner() for path in one.home.rglob("*")} == {one.name}


def test_an_upgrade_keeps_everything(installed: System, package: Path, person: NewPerson, tmp_path: Path) -> None:
    ada = person(installed)
    older = relabelled(package, "0.0.1", tmp_path)
    installed.install(older)
    evening(ada)
    assert threads(ada) == 1
    installed.install(package)
    ada.start()
    page = ada.ready()
    page.click("nav a[href*='/t/']")
    page.until(f"{REPLY}?.innerText.length > 20")
    page.close()
    assert ada.close() == 0
    assert threads(ada) == 1


def test_purging_leaves_what_people_wrote_and_nothing_else(installed: System, package: Path, person: NewPerson) -> None:
    ada = person(installed)
    evening(ada)
    listed = installed.run("dpkg", "-L", "fireside").splitlines()
    files = [Path(line) for line in listed if not Path(line).is_dir() or Path(line).is_symlink()]
    before = ada.files()
    assert len(files) > 500
    try:
        installed.purge()
        assert [file for file in files if file.exists() or file.is_symlink()] == []
        assert not Path("/opt/fireside").exists()
        assert "fireside" not in installed.run("sh", "-c", "ls /usr/share/applications /usr/share/mime/packages /etc")
        assert ada.files() == before
        assert threads(ada) == 1
    finally:
        installed.install(package)


def test_from_a_folder_with_blanks_and_letters_of_the_world(
    bundle: Path, person: NewPerson, installed: System, tmp_path: Path
) -> None:
    place = Path("/opt/Fire side – Kaminfeuer 炉辺")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(bundle, place, symlinks=True)
    try:
        assert len(evening(person(installed, program=str(place / "fireside")))) > 20
    finally:
        shutil.rmtree(place)


def test_from_a_disk_that_cannot_be_written(bundle: Path, person: NewPerson, installed: System, tmp_path: Path) -> None:
    place = Path("/opt/fireside-read-only")
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "--bind", "-o", "ro", bundle, place], check=True)
    try:
        assert len(evening(person(installed, program=str(place / "fireside")))) > 20
    finally:
        subprocess.run(["umount", place], check=True)
        place.rmdir()


def test_the_archive_keeps_its_data_beside_the_program(
    archive: Path, person: NewPerson, installed: System, tmp_path: Path
) -> None:
    ada = person(installed)
    with tarfile.open(archive) as packed:
        packed.extractall(ada.own, filter="data")
    installed.run("chown", "-R", "ada:ada", ada.own)
    (place,) = ada.own.glob("fireside-*")
    before = ada.files()
    ada.command = f"/home/ada/{place.name}/fireside"
    evening(ada)
    assert (place / "data" / "fireside.db").exists()
    elsewhere = {path for path in ada.files() - before if path.parts[0] != place.name and not (ada.own / path).is_dir()}
    assert {path.parts[0] for path in elsewhere} <= {".cache"}, "of drivers and of Qt: shaders, nothing of the person's"


@pytest.mark.parametrize("lacking", ["shared memory", "a sound server", "a bus"])
def test_on_a_poor_machine_it_still_answers(installed: System, person: NewPerson, lacking: str) -> None:
    ada = person(installed)
    ada.environment["PULSE_SERVER"] = "unix:/nonexistent"
    ada.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    if lacking == "shared memory":
        hide = 'mount -t tmpfs -o size=0,mode=000,nr_inodes=1 tmpfs /dev/shm; exec "$@"'
        ada.system = Wrapped(["unshare", "--mount", "--propagation", "private", "sh", "-c", hide, "sh"])
    assert len(evening(ada)) > 20


class Wrapped(System):
    """This machine, with something taken away."""

    def __init__(self, before: list[str]) -> None:
        super().__init__()
        self._before = before

    def command(self, *words: object) -> list[str]:
        """The words, behind what takes it away."""
        return [*self._before, *map(str, words)]


def relabelled(package: Path, version: str, folder: Path) -> Path:
    """The same package under another version."""
    root, made = folder / "root", folder / f"fireside_{version}.deb"
    subprocess.run(["dpkg-deb", "-R", package, root], check=True)
    control = root / "DEBIAN" / "control"
    control.write_text(re.sub(r"(?m)^Version: .*", f"Version: {version}", control.read_text("utf-8")))
    subprocess.run(["dpkg-deb", "-Znone", "--build", root, made], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(root)
    return made
