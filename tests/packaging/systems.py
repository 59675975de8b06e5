"""Where the package is installed: this machine, or a bare Debian of its own, with people of their own, off the net."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
SYSTEMS = ROOT / "build" / "package" / "systems"
"""Bare Debians, kept between runs."""

APT = ("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")
CLONE_NEWNET = 0x40000000

ENTER = """
set -e
mount --bind {root} {root}
cd {root}
mount -t proc proc proc
mount -t tmpfs tmpfs dev
for name in null zero full random urandom tty; do touch dev/$name; mount --bind /dev/$name dev/$name; done
{shm}
mkdir -p tmp/.X11-unix {shared}
if [ -d /tmp/.X11-unix ]; then mount --bind /tmp/.X11-unix tmp/.X11-unix; fi
{mounts}
mkdir -p .before
/usr/sbin/pivot_root . .before
umount -l .before
cd /
exec {command}
"""
"""A mount namespace with another system as its root: what runs in a mere chroot may make no namespaces, and Chromium's
sandbox needs them."""

SHM = "mkdir dev/shm; mount -t tmpfs -o mode=1777 tmpfs dev/shm"


class System:
    """A Debian: this machine's, or one in a folder. `shared` are folders of this machine that are seen in it, too."""

    def __init__(self, root: Path = Path("/"), *, shared: Sequence[Path] = (), shm: bool = True) -> None:
        self.root, self.shared, self.shm = root, tuple(shared), shm

    def command(self, *words: str | os.PathLike[str]) -> list[str]:
        """What this machine must run so that `words` run there, as root."""
        plain = [os.fspath(word) for word in words]
        if self.root == Path("/"):
            return plain
        mounts = "\n".join(f"mount --bind {shlex.quote(str(each))} .{shlex.quote(str(each))}" for each in self.shared)
        script = ENTER.format(
            root=shlex.quote(str(self.root)),
            shm=SHM if self.shm else "",
            shared=" ".join(f".{shlex.quote(str(each))}" for each in self.shared),
            mounts=mounts,
            command=shlex.join(plain),
        )
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]

    def run(self, *words: str | os.PathLike[str]) -> str:
        """Run a command there as root, and return what it says. Raises AssertionError with its words when it fails."""
        done = subprocess.run(
            self.command(*words), capture_output=True, text=True, check=False, env=clean(), stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, f"{shlex.join(map(str, words))}\n{done.stdout}{done.stderr}"
        return done.stdout

    def install(self, package: Path) -> None:
        """Install a package with what it depends on."""
        inside = Path("/tmp") / package.name
        target = self.root / inside.relative_to("/")
        shutil.copy(package, target)
        target.chmod(0o644)
        try:
            self.run(*APT, "install", "-y", "--no-install-recommends", "--reinstall", "--allow-downgrades", inside)
        finally:
            target.unlink()

    def purge(self) -> None:
        """Remove it, with its settings of the system; not an error when it is not there."""
        self.run(*APT, "purge", "-y", "fireside")

    def people(self, *names: str) -> None:
        """Make users, each with an empty home."""
        for name in names:
            self.run("sh", "-c", f"userdel -r {name} 2>/dev/null; useradd -m -s /bin/sh {name}")

    def home(self, name: str) -> Path:
        """A person's home, as this machine sees it."""
        return self.root / "home" / name


def bare(release: str) -> Path:
    """A minimal Debian of that release, made now if it is not there."""
    place = SYSTEMS / release
    if not (place / "made").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        asked = ["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages", "Codename: bookworm"]
        site = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()[0]
        subprocess.run(
            ["debootstrap", "--variant=minbase", release, place, site], check=True, stdout=subprocess.DEVNULL
        )
        (place / "made").touch()
    shutil.copy("/etc/resolv.conf", place / "etc/resolv.conf")
    return place


def clean() -> dict[str, str]:
    """An environment without anything of ours."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


@contextlib.contextmanager
def offline() -> Iterator[None]:
    """No network for this thread and all that it starts, but the loopback: a network namespace without routes."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/net") as before:
        _check(libc.unshare(CLONE_NEWNET))
        try:
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
            yield
        finally:
            _check(libc.setns(before.fileno(), CLONE_NEWNET))


def _check(result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), sys.argv[0])
