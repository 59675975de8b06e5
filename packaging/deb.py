"""Makes the package for Debian and Ubuntu from a bundle: /opt/fireside, the command, the menu's entry, icons and words.

python packaging/deb.py dist/fireside build/icons dist
"""

from __future__ import annotations

import gzip
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from environment import ROOT, version
from strip import libraries

LINUX = ROOT / "packaging" / "linux"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
PROGRAM = Path("opt/fireside")

FILES = {
    "fireside.desktop": "usr/share/applications/fireside.desktop",
    "fireside.metainfo.xml": "usr/share/metainfo/app.fireside.fireside.metainfo.xml",
    "fireside.mime.xml": "usr/share/mime/packages/fireside.xml",
    "fireside.apparmor": "etc/apparmor.d/fireside",
}
"""Ours, and where Linux looks for them."""

CONTROL = """\
Package: {package}
Version: {version}
Architecture: {architecture}
Maintainer: The Fireside authors <fireside@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: xdg-utils, libvulkan1, gnome-keyring | kwalletmanager | keepassxc
{others}Section: utils
Priority: optional
Description: private chat and voice with a language model on your own computer
 Threads, folders and search; replies that are read aloud while they are written;
 models of Hugging Face and others, or any GGUF file. It comes with a small model
 of its own and works without a network. Nothing leaves the computer, unless you
 choose a model on another one.
"""

SYMBOLS = {"GLIBC": "libc6 (>= {})", "GLIBCXX": "libstdc++6 (>= {})"}
"""What a library of Linux says that it holds, and which packages hold that."""

GCC = {"3.4.29": "11", "3.4.30": "12", "3.4.31": "13", "3.4.32": "13.2", "3.4.33": "14"}
"""The versions of libstdc++'s symbols, and of the compiler that brought them."""

Version = tuple[int, ...]


def make(bundle: Path, icons: Path, out: Path, *, full: bool = False) -> Path:
    """Write the package into the folder `out`; its path."""
    package, architecture = "fireside-full" if full else "fireside", ARCHITECTURES[platform.machine()]
    file = out / f"{package}_{version()}_{architecture}.deb"
    with tempfile.TemporaryDirectory(dir=out) as made:
        root = Path(made, "root")
        _fill(root, bundle, icons, package)
        other = "fireside" if full else "fireside-full"
        fields = {
            "package": package,
            "version": version(),
            "architecture": architecture,
            "kilobytes": size(root) // 1024,
            "depends": ", ".join(depends(bundle)),
            "others": f"Conflicts: {other}\nReplaces: {other}\n" + (f"Provides: {other}\n" if full else ""),
        }
        _describe(root, CONTROL.format_map(fields))
        for folder in (root, *(path for path in root.rglob("*") if path.is_dir() and not path.is_symlink())):
            folder.chmod(0o755)
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z15", "--build", str(root), str(file)],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return file


def depends(bundle: Path) -> Iterator[str]:
    """The packages without which the program does not run: C's libraries as new as it asks, and those of the window."""
    newest = symbols(bundle)
    yield SYMBOLS["GLIBC"].format(_text(newest["GLIBC"]))
    yield SYMBOLS["GLIBCXX"].format(GCC[_text(newest["GLIBCXX"])])
    for line in (ROOT / "packaging" / "debian-window.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.replace("|", " | ")


def symbols(bundle: Path) -> dict[str, Version]:
    """The newest version of each of `SYMBOLS` that anything in the bundle asks for."""
    newest: dict[str, Version] = {}
    for file in libraries(bundle):
        said = subprocess.run(["objdump", "-p", str(file)], capture_output=True, text=True, check=True).stdout
        needed = said.partition("Version References:")[2]
        for name, number in re.findall(r"\b(GLIBC|GLIBCXX)_([\d.]+)", needed):
            version = tuple(int(part) for part in number.split("."))
            newest[name] = max(newest.get(name, ()), version)
    return newest


def size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir() or file.is_symlink())


def _fill(root: Path, bundle: Path, icons: Path, package: str) -> None:
    shutil.copytree(bundle, root / PROGRAM, symlinks=True)
    for name, place in FILES.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(LINUX / name, root / place)
    shutil.copytree(icons / "hicolor", root / "usr/share/icons/hicolor")
    command = root / "usr/bin/fireside"
    command.parent.mkdir()
    command.symlink_to(Path("/") / PROGRAM / "fireside")
    words = root / "usr/share/doc" / package
    words.mkdir(parents=True)
    shutil.copy(ROOT / "NOTICE", words / "copyright")
    with gzip.GzipFile(words / "changelog.gz", "wb", mtime=0) as changes:
        changes.write((ROOT / "CHANGELOG.md").read_bytes())
    for file in root.rglob("*"):
        if not file.is_symlink() and file.is_file():
            file.chmod(0o755 if os.access(file, os.X_OK) else 0o644)


def _describe(root: Path, control: str) -> None:
    about = root / "DEBIAN"
    files = sorted(file for file in root.rglob("*") if file.is_file() and not file.is_symlink())
    about.mkdir()
    (about / "control").write_text(control, "utf-8")
    (about / "conffiles").write_text(f"/{FILES['fireside.apparmor']}\n", "utf-8")
    sums = (f"{hashlib.md5(file.read_bytes()).hexdigest()}  {file.relative_to(root)}\n" for file in files)
    (about / "md5sums").write_text("".join(sums), "utf-8")
    for name in ("postinst", "postrm"):
        shutil.copy(LINUX / name, about / name)
        (about / name).chmod(0o755)


def _text(version: Version) -> str:
    return ".".join(map(str, version))


if __name__ == "__main__":
    print(make(*(Path(argument).resolve() for argument in sys.argv[1:4])))
