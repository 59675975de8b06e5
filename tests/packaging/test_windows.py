"""The installer for Windows: compiled, and really run under wine, with a program that stands in for Fireside's."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.app import screen, wait_for
from tests.packaging.wine import UNINSTALL, Windows, make_program

pytestmark = pytest.mark.package

ROOT = Path(__file__).parents[2]


# /D= and /DATA= must not be quoted as a whole, as a list's words would be: they are handed over word by word.


def compile_installer(program: Path, version: str, arch: str = "x64") -> Path:
    out = program.parent / f"Fireside-{version}-windows-{arch}.exe"
    icons = program.parent / "icons"
    if not icons.exists():
        subprocess.run([sys.executable, ROOT / "packaging" / "icons" / "make.py", icons], check=True)
    installer = ROOT / "packaging" / "windows" / "installer.py"
    named = ("--version", version, "--arch", arch, "--icons", icons)
    subprocess.run([sys.executable, installer, program, out, *named], check=True)
    return out


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the installers of two versions; the newer one has dropped a library, and is large."""
    folder = tmp_path_factory.mktemp("installers")
    old = make_program(folder / "old", **{"lib.dll": b"old", "dropped.dll": b"old"})
    compile_installer(old, "0.9.0")
    new = make_program(folder / "new", **{"lib.dll": b"new", "large.dll": os.urandom(8 << 20)})
    compile_installer(new, "0.10.0")
    compile_installer(make_program(folder / "stubborn", stubborn=True), "0.8.0")
    compile_installer(make_program(folder / "fit", selftest=0), "0.11.0")
    compile_installer(make_program(folder / "broken", selftest=1), "0.12.0")
    return folder


@pytest.fixture
def old(built: Path) -> Path:
    return built / "Fireside-0.9.0-windows-x64.exe"


@pytest.fixture
def new(built: Path) -> Path:
    return built / "Fireside-0.10.0-windows-x64.exe"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """The Windows that all tests share. It comes up as Windows 7."""
    with screen() as display:
        windows = Windows(tmp_path_factory.mktemp("wine"), display)
        windows.save()
        yield windows
        windows.restore()
        windows.remove()


@pytest.fixture
def windows(fresh: Windows) -> Iterator[Windows]:
    """A clean Windows 10."""
    assert fresh.run("winecfg", "/v", "win10") == 0
    yield fresh
    fresh.restore()


def test_windows_7_is_told_that_it_is_too_old(fresh: Windows, new: Path) -> None:
    assert fresh.run(new, "/S") == 5
    assert not fresh.installed.exists()


def test_installs_for_one_person(windows: Windows, new: Path) -> None:
    assert windows.run(new, "/S") == 0
    assert (windows.installed / "_internal" / "lib.dll").read_bytes() == b"new"
    assert sorted(each.name for each in windows.installed.iterdir()) == ["_internal", "fireside.exe", "uninstall.exe"]
    assert (windows.menu / "Fireside.lnk").is_file()
    told = windows.values(UNINSTALL)
    assert (told["DisplayName"], told["DisplayVersion"]) == ("Fireside", "0.10.0")
    assert 8000 < int(told["EstimatedSize"], 16) < 9000
    assert not windows.home.exists(), "the data folder is the program's own affair"


def test_models_and_links_open_with_it(windows: Windows, new: Path) -> None:
    assert windows.run(new, "/S") == 0
    classes = r"Software\Classes"
    program = windows.values(UNINSTALL)["InstallLocation"] + r"\fireside.exe"
    assert "Fireside.gguf" in windows.values(rf"{classes}\.gguf\OpenWithProgids")
    for what in ("Fireside.gguf", "fireside"):
        assert windows.values(rf"{classes}\{what}\shell\open")[""] == "Open with Fireside"
        assert windows.values(rf"{classes}\{what}\shell\open\command")[""] == f'"{program}" "%1"'
    assert windows.values(rf"{classes}\fireside")["URL Protocol"] == ""


def test_an_upgrade_replaces_the_program_and_nothing_else(windows: Windows, old: Path, new: Path) -> None:
    assert windows.run(old, "/S") == 0
    windows.home.mkdir()
    (windows.home / "fireside.db").write_text("threads")
    assert windows.run(new, "/S") == 0
    assert sorted(each.name for each in (windows.installed / "_internal").iterdir()) == ["large.dll", "lib.dll"]
    assert windows.values(UNINSTALL)["DisplayVersion"] == "0.10.0"
    assert (windows.home / "fireside.db").read_text() == "threads"


def test_an_upgrade_into_another_folder_leaves_no_second_program(windows: Windows, old: Path, new: Path) -> None:
    assert windows.run(old, "/S") == 0
    assert windows.run(new, "/S", r"/D=C:\Ordner", "für", r"Übung\Fireside") == 0
    assert (windows.drive / "Ordner für Übung" / "Fireside" / "fireside.exe").is_file()
    assert not windows.installed.exists()
    assert windows.values(UNINSTALL)["InstallLocation"] == r"C:\Ordner für Übung\Fireside"
    assert windows.run(new, "/S") == 0
    assert not windows.installed.exists(), "the next version goes where the last one was"


def test_an_older_version_is_refused_unless_it_is_wanted(windows: Windows, old: Path, new: Path) -> None:
    assert windows.run(new, "/S") == 0
    assert windows.run(old, "/S") == 4
    assert windows.values(UNINSTALL)["DisplayVersion"] == "0.10.0", "0.9 is older than 0.10"
    assert windows.run(old, "/S", "/DOWNGRADE") == 0
    assert windows.values(UNINSTALL)["DisplayVersion"] == "0.9.0"


def test_a_running_fireside_is_asked_to_close(windows: Windows, old: Path, new: Path) -> None:
    assert windows.run(old, "/S") == 0
    elsewhere = windows.start(make_program(windows.drive / "Fireside elsewhere") / "fireside.exe")
    running = windows.start(windows.installed / "fireside.exe")
    assert windows.run(new, "/S") == 0
    assert running.wait(30) is not None
    assert elsewhere.poll() is None, "only the one that is replaced"
    assert windows.values(UNINSTALL)["DisplayVersion"] == "0.10.0"


def test_a_fireside_that_does_not_close_stays_as_it_is(windows: Windows, built: Path, new: Path) -> None:
    assert windows.run(built / "Fireside-0.8.0-windows-x64.exe", "/S") == 0
    running = windows.start(windows.installed / "fireside.exe")
    assert windows.run(new, "/S") == 3
    assert running.poll() is None
    assert windows.values(UNINSTALL)["DisplayVersion"] == "0.8.0"


def test_a_full_disk_leaves_the_old_version_whole(windows: Windows, old: Path, new: Path) -> None:
    def full_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, 4 << 20))

    assert windows.run(old, "/S") == 0
    assert windows.run(new, "/S", "/RUN", preexec_fn=full_disk) == 2
    wait_for((windows.installed / "ran").exists)
    (windows.installed / "ran").unlink()
    assert sorted(each.name for each in windows.installed.iterdir()) == ["_internal", "fireside.exe", "uninstall.exe"]
    assert sorted(each.name for each in (windows.installed / "_internal").iterdir()) == ["dropped.dll", "lib.dll"]
    assert windows.values(UNINSTALL)["DisplayVersion"] == "0.9.0"


def test_the_new_version_tries_itself(windows: Windows, built: Path, old: Path) -> None:
    assert windows.run(old, "/S") == 0
    assert windows.run(built / "Fireside-0.11.0-windows-x64.exe", "/S") == 0
    assert (windows.local / "asked").read_text().startswith("selftest -o ")
    assert windows.values(UNINSTALL)["DisplayVersion"] == "0.11.0"


def test_a_version_that_does_not_work_here_does_not_stay(windows: Windows, built: Path, old: Path) -> None:
    broken = built / "Fireside-0.12.0-windows-x64.exe"
    assert windows.run(broken, "/S") == 6
    assert not windows.installed.exists()
    assert windows.values(UNINSTALL) == {}
    assert windows.run(old, "/S") == 0
    assert windows.run(broken, "/S") == 6
    assert sorted(each.name for each in windows.installed.iterdir()) == ["_internal", "fireside.exe", "uninstall.exe"]
    assert (windows.installed / "_internal" / "lib.dll").read_bytes() == b"old"
    assert windows.values(UNINSTALL)["DisplayVersion"] == "0.9.0"
    assert windows.run(broken, "/S", "/NOTEST") == 0
    assert windows.values(UNINSTALL)["DisplayVersion"] == "0.12.0"


def test_an_installer_that_was_killed_while_it_exchanged_files_harms_nothing(windows: Windows, old: Path) -> None:
    assert windows.run(old, "/S") == 0
    (windows.installed / ".new").mkdir()
    (windows.installed / ".old").mkdir()
    (windows.installed / "_internal").rename(windows.installed / ".old" / "_internal")
    assert windows.run(old, "/S") == 0
    assert sorted(each.name for each in windows.installed.iterdir()) == ["_internal", "fireside.exe", "uninstall.exe"]
    assert (windows.installed / "_internal" / "lib.dll").read_bytes() == b"old"


def test_portable_is_one_folder_and_nothing_else(windows: Windows, old: Path, new: Path) -> None:
    folder = windows.drive / "Fireside stick"
    assert windows.run(old, "/S", "/PORTABLE", r"/D=C:\Fireside", "stick") == 0
    assert sorted(each.name for each in folder.iterdir()) == ["_internal", "fireside.exe", "portable"]
    assert windows.values(UNINSTALL) == {}
    assert not (windows.menu / "Fireside.lnk").exists()
    (folder / "data").mkdir()
    (folder / "data" / "fireside.db").write_text("threads")
    assert windows.run(new, "/S", r"/D=C:\Fireside", "stick") == 0, "what is portable stays so"
    assert (folder / "_internal" / "lib.dll").read_bytes() == b"new"
    assert (folder / "data" / "fireside.db").read_text() == "threads"
    assert windows.values(UNINSTALL) == {}


def test_the_data_folder_can_be_chosen(windows: Windows, new: Path) -> None:
    assert windows.run(new, "/S", "/DATA=C:\\Ordner", "'für'", "日本\\Fireside") == 0
    assert json.loads((windows.home / "moved.json").read_text("utf-8")) == {"home": "C:\\Ordner 'für' 日本\\Fireside"}
    assert (windows.drive / "Ordner 'für' 日本" / "Fireside").is_dir()


def test_threads_that_are_there_already_stay_where_they_are(windows: Windows, new: Path) -> None:
    windows.home.mkdir()
    (windows.home / "fireside.db").touch()
    assert windows.run(new, "/S", r"/DATA=C:\Ordner\Fireside") == 0
    assert not (windows.home / "moved.json").exists()


def test_removing_leaves_what_is_the_persons(windows: Windows, new: Path) -> None:
    before = windows.values(r"Software\RegisteredApplications")
    assert windows.run(new, "/S") == 0
    (windows.installed / "mine.txt").write_text("mine")
    windows.home.mkdir()
    (windows.home / "fireside.db").write_text("threads")
    windows.uninstall()
    assert [each.name for each in windows.installed.iterdir()] == ["mine.txt"]
    assert (windows.home / "fireside.db").read_text() == "threads"
    assert not (windows.menu / "Fireside.lnk").exists()
    for key in (".gguf", "Fireside.gguf", "fireside", r"Applications\fireside.exe"):
        assert windows.values(rf"Software\Classes\{key}") == {}
        assert windows.values(rf"Software\Classes\{key}\shell\open\command") == {}
    assert windows.values(r"Software\RegisteredApplications") == before


def test_removing_takes_threads_along_when_that_is_wanted(windows: Windows, new: Path) -> None:
    assert windows.run(new, "/S", "/DATA=C:\\Ordner", "für", "Daten\\Fireside") == 0
    data = windows.drive / "Ordner für Daten" / "Fireside"
    (data / "models").mkdir()
    (data / "models" / "model.gguf").write_text("weights")
    windows.uninstall("/REMOVEDATA")
    assert not data.exists()
    assert data.parent.is_dir()
    assert not windows.home.exists()
    assert not windows.installed.exists()


def test_removing_does_not_touch_a_folder_that_is_not_only_ours(windows: Windows, new: Path) -> None:
    assert windows.run(new, "/S") == 0
    other = windows.drive / "Ordner mit allem"
    other.mkdir()
    (other / "letters.txt").write_text("mine")
    windows.home.mkdir()
    (windows.home / "moved.json").write_text(json.dumps({"home": "C:\\Ordner mit allem"}))
    windows.uninstall("/REMOVEDATA")
    assert (other / "letters.txt").read_text() == "mine"


def test_what_is_no_program_makes_no_installer(tmp_path: Path) -> None:
    installer = ROOT / "packaging" / "windows" / "installer.py"
    said = subprocess.run([sys.executable, installer, tmp_path, tmp_path / "out.exe"], capture_output=True, text=True)
    assert said.returncode == 1
    assert "fireside.exe" in said.stderr


def test_the_one_for_arm_compiles_too(built: Path) -> None:
    """In 32 bits, as the one for x64 is where NSIS knows no other."""
    head = compile_installer(built / "old", "1.0.0", "arm64").read_bytes()[:1024]
    assert head[int.from_bytes(head[0x3C:0x40], "little") + 4 :][:2] == b"\x4c\x01", "i386"
