"""Compiles the installer for Windows from a frozen program. Runs wherever makensis does: on Windows, and on Linux.

python packaging/windows/installer.py dist/fireside dist/Fireside-0.2.0-windows-x64.exe --arch x64
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ICONS = ROOT / "build" / "icons"
"""As packaging/icons/make.py draws them; `make package` has it do so first."""
EXE = "fireside.exe"


class NotMade(Exception):
    """There is no installer; the text says why."""


def version() -> str:
    """The version of this source."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def parts(payload: Path) -> list[str]:
    """What lies at the top of the program's folder. Raises NotMade when it is no program."""
    names = sorted(entry.name for entry in payload.iterdir())
    if EXE not in names:
        raise NotMade(f"{payload} holds no {EXE}: freeze the program first.")
    if taken := {".old", ".new", "portable", "data", "uninstall.exe"}.intersection(names):
        raise NotMade(f"{payload} holds {', '.join(sorted(taken))}: those names are the installer's own.")
    return [name for name in names if name != EXE] + [EXE]  # the program itself is exchanged last


def target(makensis: Path, arch: str) -> str:
    """For what the installer itself is compiled. Debian's NSIS can do 64 bits, which some Windows have alone; that of
    its makers cannot. Every Windows for ARM runs 32 bits, also those that cannot run programs for x64.
    """
    places = (makensis.parent / "Stubs", makensis.parent.parent / "Stubs", Path("/usr/share/nsis/Stubs"))
    wide = arch == "x64" and any(list(place.glob("lzma_solid-amd64-unicode*")) for place in places)
    return "amd64-unicode" if wide else "x86-unicode"


def compile_installer(payload: Path, out: Path, arch: str, release: str, icons: Path, sign: str = "") -> None:
    """Write the installer. `sign` is a command that signs the file whose name follows it. Raises NotMade."""
    makensis = shutil.which("makensis")
    if makensis is None:
        raise NotMade("makensis is not there: install NSIS (Debian: nsis).")
    names = parts(payload)
    if not (icons / "welcome.bmp").exists():
        raise NotMade(f"{icons} holds no icons: run packaging/icons/make.py {icons}.")
    out.parent.mkdir(parents=True, exist_ok=True)
    for program in sorted(payload.glob("*.exe")) if sign else ():
        subprocess.run(f'{sign} "{program}"', shell=True, check=True)
    numbers = (release.split("+")[0].split("-")[0] + ".0.0.0").split(".")[:4]
    defines = {
        "ARCH": arch,
        "ICON": icons.resolve() / "fireside.ico",
        "PICTURE": icons.resolve() / "welcome.bmp",
        "OUT": out.resolve(),
        "PAYLOAD": payload.resolve() / "*.*",
        "TARGET": target(Path(makensis), arch),
        "VERSION": release,
        "VERSION4": ".".join(numbers),
        **({"SIGN": sign} if sign else {}),
    }
    with tempfile.TemporaryDirectory() as made:
        calls = "".join(f'  !insertmacro ${{ACTION}} "{name}"\n' for name in names)
        (Path(made) / "parts.nsh").write_text(f"!macro PARTS ACTION\n{calls}!macroend\n", "utf-8-sig")
        script = Path(made) / "fireside.nsi"  # makensis looks for what is included where it runs
        for file in (*HERE.glob("*.nsh"), HERE / "fireside.nsi"):
            shutil.copy(file, made)
        words = [f"-D{name}={value}" for name, value in defines.items()]
        done = subprocess.run(
            [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *words, str(script)],
            cwd=made,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise NotMade(f"makensis failed:\n{done.stdout}{done.stderr}")


def main(arguments: list[str]) -> int:
    """Make the installer; the exit code is 1 after an error that was told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("payload", type=Path, help="the folder with fireside.exe")
    parser.add_argument("out", type=Path)
    parser.add_argument("--arch", choices=("x64", "arm64"), default="x64")
    parser.add_argument("--version", default=version())
    parser.add_argument("--icons", type=Path, default=ICONS, help="as packaging/icons/make.py draws them")
    sign = os.environ.get("FIRESIDE_SIGN", "")
    parser.add_argument("--sign", default=sign, metavar="COMMAND", help="signs the file whose name follows it")
    options = parser.parse_args(arguments)
    try:
        compile_installer(options.payload, options.out, options.arch, options.version, options.icons, options.sign)
    except (NotMade, OSError, subprocess.CalledProcessError) as error:
        print(f"installer: {error}", file=sys.stderr)
        return 1
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
