"""llama.cpp for many computers: a library for each kind of processor, and one for each driver that was asked for."""

from __future__ import annotations

import os
import platform
import shlex
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from environment import CMAKE_ARGS, CONSTRAINTS, ROOT, SetupFailed, digest, run, say

KEPT = ROOT / "build" / "package" / "llama"
"""Wheels that were built, each in a folder named after what it was built from and for. pip's own cache knows only the
version, and would hand out the one that was built for this computer alone."""

NAME = "llama-cpp-python"
UNUSED = ("llama-common", "ivybridge", "piledriver", "cannonlake", "cooperlake")
"""What is built with the rest and left out: programs' common parts, and processors that the next older kind suits."""

SEEING = "mtmd"
"""The library that turns pictures into what a model reads."""

_ALONE = sys.platform == "win32" and platform.machine() == "ARM64"
"""Microsoft's compiler makes only one library for ARM."""


def flags(accel: str = "cpu") -> list[str]:
    """How it is built: for every processor of this architecture, not for this one, and for graphics cards besides."""
    common = ["-DGGML_NATIVE=OFF", *shlex.split(CMAKE_ARGS[accel])]
    common += ["-DMTMD_VIDEO=OFF"]  # pictures are shown to models; a film would be cut up by whatever ffmpeg is found
    if _ALONE:
        return common
    return [
        *common,
        *("-DGGML_BACKEND_DL=ON", "-DGGML_CPU_ALL_VARIANTS=ON"),
        f"-DCMAKE_INSTALL_RPATH={'@loader_path' if sys.platform == 'darwin' else '$ORIGIN'}",
        # They are installed where programs go, which in a wheel is nowhere: all of it belongs beside llama.cpp.
        *("-DCMAKE_INSTALL_BINDIR=llama_cpp/lib", "-DCMAKE_INSTALL_LIBDIR=llama_cpp/lib"),
        "-DCMAKE_INSTALL_INCLUDEDIR=llama_cpp/include",
    ]


def wheel(python: Path, accel: str = "cpu") -> Path:
    """The wheel, built now if it was not yet. Raises SetupFailed."""
    locked = next(line for line in CONSTRAINTS.read_text("utf-8").splitlines() if line.startswith(f"{NAME}=="))
    wanted = shlex.join(flags(accel))
    kept = KEPT / digest(locked.encode(), wanted.encode(), sysconfig.get_platform().encode())[:16]
    if not (found := sorted(kept.glob("*.whl"))):
        say(f"Building llama.cpp for every kind of processor ({accel}; several minutes)")
        pip = (python, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps", "--no-cache-dir")
        locks = ("-c", CONSTRAINTS, "--build-constraint", CONSTRAINTS)
        run(
            *pip, *locks, "--no-binary", NAME, "--wheel-dir", kept, locked,
            failure="llama.cpp could not be built; its own words are above.",
            CMAKE_ARGS=wanted, CMAKE_BUILD_PARALLEL_LEVEL=str(os.cpu_count() or 2),
        )  # fmt: skip
        found = sorted(kept.glob("*.whl"))
    if len(found) != 1:
        raise SetupFailed(f"{kept} should hold one wheel. Remove it and try again.")
    return found[0]


def folder(venv: Path) -> Path:
    """Where the libraries of an environment lie."""
    paths = {"base": str(venv), "platbase": str(venv)}
    return Path(sysconfig.get_path("platlib", "venv", paths), "llama_cpp", "lib")


def libraries() -> Iterator[tuple[str, str]]:
    """Those of this environment for the bundle: each file, and its folder there. Raises SetupFailed."""
    place = folder(Path(sys.prefix))
    found = [path for path in sorted(place.iterdir()) if {".so", ".dylib", ".dll"} & set(path.suffixes)]
    if not (_ALONE or any("-cpu-" in path.name for path in found)):
        raise SetupFailed(f"{place} holds a llama.cpp for one computer only. `make package` builds the other.")
    if not any(SEEING in path.name for path in found):
        raise SetupFailed(f"{place} holds no {SEEING}: models could not be shown pictures.")
    for path in found:
        if not any(name in path.name for name in UNUSED):
            yield str(path), "llama_cpp/lib"
