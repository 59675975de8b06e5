"""Installs the libraries of Debian and Ubuntu that Fireside needs, only those that are missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys

from environment import SetupFailed, say

# `a|b` is one library under two names: newer releases renamed some for 64-bit time.
WINDOW = tuple(
    """
    libegl1 libgl1 libgbm1 libnss3 libasound2t64|libasound2 libdbus-1-3 libfontconfig1 libglib2.0-0t64|libglib2.0-0
    libgssapi-krb5-2 libbrotli1 libx11-xcb1 libxcomposite1 libxdamage1 libxrandr2 libxtst6 libxkbfile1
    libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-dri3-0
    libxcb-glx0 libxcb-shape0 libxcb-xkb1 libwayland-egl1 libwayland-cursor0 libportaudio2 libgomp1 fontconfig
    fonts-dejavu-core
    """.split()
)
TESTS = tuple(
    """
    chromium xvfb xauth xdotool openbox x11-utils pulseaudio pulseaudio-utils libasound2-plugins imagemagick
    fonts-noto-color-emoji
    """.split()
)


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
    say(f"Installing {len(missing)} system libraries (apt): {' '.join(names.split('|')[-1] for names in missing)}")
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
