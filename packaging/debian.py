"""Installs the libraries of Debian and Ubuntu that Fireside needs, only those that are missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys

from environment import ROOT, SetupFailed, say


def _listed(name: str) -> tuple[str, ...]:
    lines = (ROOT / "packaging" / f"debian-{name}.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


WINDOW = _listed("window")
TESTS = _listed("tests")
PACKAGING = _listed("packaging")
INSTALLERS = _listed("installers")


def install(libraries: tuple[str, ...]) -> None:
    """Make sure that these packages are there, and a compiler for llama.cpp. Does nothing on other systems than Linux.

    Raises SetupFailed when apt cannot install them.
    """
    if sys.platform != "linux":
        return
    if not shutil.which("dpkg-query"):
        if not shutil.which("c++"):
            say("No C++ compiler found, and no apt: install a compiler if the next step fails.")
        return
    wanted = (*libraries, *_tools())
    present = _installed([name for names in wanted for name in names.split("|")])
    missing = [names for names in wanted if present.isdisjoint(names.split("|"))]
    if missing:
        _install(missing)


def _tools() -> list[str]:
    """What building llama.cpp and making a virtual environment take, where it is not there."""
    tools = [] if shutil.which("c++") and shutil.which("make") else ["build-essential"]
    if not importlib.util.find_spec("ensurepip"):
        tools.append("python3-venv")
    return tools


def _installed(names: list[str]) -> set[str]:
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False,
    )  # fmt: skip
    return {line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")}


def _install(missing: list[str]) -> None:
    apt = ["apt-get"] if os.geteuid() == 0 else ["sudo", "apt-get"]
    say(f"Installing system libraries (apt): {' '.join(names.split('|')[-1] for names in missing)}")
    if not shutil.which(apt[0]):
        raise SetupFailed(f"Please install these as root: apt-get install {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*apt, "-qq", "update"], env=environment, check=False)
    names = [_available(names) for names in missing]
    install = [*apt, "-qq", "-o", "Dpkg::Use-Pty=0", "install", "-y", "--no-install-recommends", *names]
    if subprocess.run(install, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
        raise SetupFailed(f"apt could not install: {' '.join(names)}. Its own words are above.")


def _available(names: str) -> str:
    """The first of the names that this release has."""
    *newer, oldest = names.split("|")
    for name in newer:
        answer = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False).stdout
        if "Candidate:" in answer and "Candidate: (none)" not in answer:
            return name
    return oldest
