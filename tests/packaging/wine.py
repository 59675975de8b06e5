"""A Windows of our own, in a folder: wine, with a program that stands in for Fireside's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.desktop.app import wait_for

PROGRAM = """Unicode true
Target amd64-unicode
ManifestSupportedOS Win10
Name "Fireside"
OutFile "{out}"
RequestExecutionLevel user
Page directory "" Shown
Section
SectionEnd
Function Shown
  FileOpen $0 "$EXEDIR\\ran" w
  FileClose $0
FunctionEnd
Function .onUserAbort
  {when_closed}
FunctionEnd
"""

COMMAND = """Unicode true
Target amd64-unicode
ManifestSupportedOS Win10
OutFile "{out}"
RequestExecutionLevel user
SilentInstall silent
!include FileFunc.nsh
Section
  ${{GetParameters}} $0
  FileOpen $1 "$LOCALAPPDATA\\asked" w
  FileWrite $1 $0
  FileClose $1
  SetErrorLevel {code}
SectionEnd
"""


def make_program(folder: Path, *, stubborn: bool = False, selftest: int | None = None, **files: bytes) -> Path:
    """A frozen program: `fireside.exe`, which shows a window until that is closed (never, if it is stubborn).

    With `selftest` there is a `fireside-cli.exe`, too, which ends with that code.
    """
    (folder / "_internal").mkdir(parents=True)
    script = folder.with_suffix(".nsi")
    when_closed = "Abort" if stubborn else ""
    script.write_text(PROGRAM.format(out=folder / "fireside.exe", when_closed=when_closed), "utf-8-sig")
    subprocess.run(["makensis", "-V1", str(script)], check=True)
    if selftest is not None:
        script.write_text(COMMAND.format(out=folder / "fireside-cli.exe", code=selftest), "utf-8-sig")
        subprocess.run(["makensis", "-V1", str(script)], check=True)
    for name, content in files.items():
        (folder / "_internal" / name).write_bytes(content)
    return folder


class Windows:
    """One person's Windows 10. `drive` is its C:, `local` the person's AppData\\Local."""

    def __init__(self, folder: Path, display: str) -> None:
        self._folder = folder
        self._environment = {
            **os.environ,
            "WINEPREFIX": str(folder),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",  # or it asks to fetch .NET and a browser
            "DISPLAY": display,
            "LC_ALL": "C.UTF-8",
        }
        assert self.run("wineboot", "-i") == 0
        self.drive = folder / "drive_c"
        person = next(each for each in (self.drive / "users").iterdir() if each.name != "Public")
        self.local = person / "AppData" / "Local"
        self.menu = person / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
        self.installed = self.local / "Programs" / "Fireside"
        self.home = self.local / "Fireside"

    def run(self, program: Path | str, *arguments: str, **more: object) -> int:
        """Run a program and wait for it; its exit code."""
        return subprocess.run(
            ["wine", str(program), *arguments],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=120,
            **more,  # type: ignore[call-overload]
        ).returncode

    def start(self, program: Path) -> subprocess.Popen[bytes]:
        """Start a program that stays, once it has come up."""
        ran = program.parent / "ran"
        ran.unlink(missing_ok=True)
        place = "C:\\" + str(program.relative_to(self.drive)).replace("/", "\\")  # else it is one of Z:, the whole disk
        process = subprocess.Popen(
            ["wine", place],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(ran.exists)
        return process

    def uninstall(self, *arguments: str) -> None:
        """Remove what was installed, without questions, and wait: it works from a copy of itself."""
        assert self.run(self.installed / "uninstall.exe", "/S", *arguments) == 0
        wait_for(lambda: not (self.installed / "uninstall.exe").exists() and not self.values(UNINSTALL))

    def values(self, key: str) -> dict[str, str]:
        """The values of a key of the person's registry, the key's own under ""; empty when there is no such key."""
        answer = subprocess.run(
            ["wine", "reg", "query", f"HKCU\\{key}"],
            env=self._environment,
            capture_output=True,
            check=False,
            timeout=60,
        ).stdout.decode("cp850")
        found = re.findall(r"^    (.*?)    REG_\w+ *(.*?)\r?$", answer, re.MULTILINE)
        return {"" if name == "(Default)" else name: value for name, value in found}

    def save(self) -> None:
        """Remember this state."""
        self._end()
        for name in ("user.reg", "system.reg"):
            shutil.copy(self._folder / name, self._folder / f"{name}.saved")

    def restore(self) -> None:
        """Go back to the state that was saved, the programs that still run ended."""
        subprocess.run(["wineserver", "-k"], env=self._environment, check=False)
        self._end()
        for name in ("user.reg", "system.reg"):
            shutil.copy(self._folder / f"{name}.saved", self._folder / name)
        for folder in (self.installed, self.home, *self.drive.glob("Fireside*"), *self.drive.glob("Ordner*")):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (self.menu / "Fireside.lnk", self.local / "asked"):
            file.unlink(missing_ok=True)

    def remove(self) -> None:
        """It takes 700 MB."""
        shutil.rmtree(self._folder)

    def _end(self) -> None:
        subprocess.run(["wineserver", "-w"], env=self._environment, check=False, timeout=60)


UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Fireside"
