"""The virtual environment: made once, its packages at the locked versions, llama.cpp built for this computer."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("FIRESIDE_VENV") or ROOT / ".venv")
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
STAMPS = VENV / "stamps.json"

CMAKE_ARGS = {
    "cpu": "",
    "cuda": "-DGGML_CUDA=on",
    "metal": "-DGGML_METAL=on",
    "vulkan": "-DGGML_VULKAN=on",
    "rocm": "-DGGML_HIP=on",
}
"""How llama.cpp is told what to build for."""

MAKES = {"ARGS", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS"}
"""A make within a make would take these for its own."""

SELF_TEST = """
import sys, llama_cpp
model = llama_cpp.Llama(sys.argv[1], n_ctx=64, n_gpu_layers=-1, verbose=False)
model.create_completion("Hello", max_tokens=2)
"""


class SetupFailed(Exception):
    """Setting up cannot go on; the text says why and what to do."""


def say(words: str) -> None:
    """Tell the person what happens."""
    print(f"→ {words}", flush=True)


def variables() -> dict[str, str]:
    """The environment with the virtual environment's programs first, and without what make told only us."""
    ours = {name: value for name, value in os.environ.items() if name not in MAKES}
    return {**ours, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", "VIRTUAL_ENV": str(VENV)}


def version() -> str:
    """The version of this source."""
    import tomllib

    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def stamps() -> dict[str, object]:
    """What was done here, and from what."""
    try:
        found: dict[str, object] = json.loads(STAMPS.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def stamp(**done: object) -> None:
    """Remember what was done."""
    STAMPS.write_text(json.dumps({**stamps(), **done}, indent=1), "utf-8")


def digest(*contents: bytes) -> str:
    """A name for these contents."""
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


def run(*command: str | os.PathLike[str], failure: str, **extra: str) -> None:
    """Run a step of the set-up. Raises SetupFailed with `failure` when it fails."""
    words = [os.fspath(word) for word in command]
    if subprocess.run(words, cwd=ROOT, env={**variables(), **extra}, check=False).returncode:
        raise SetupFailed(failure)


def install(*extras: str) -> None:
    """Make sure that the environment exists and holds Fireside's packages and those of the extras."""
    make()
    accel = _accel()
    done = stamps()
    before = {str(extra) for extra in done.get("extras", ())}  # type: ignore[attr-defined]
    locked = lock()
    if done.get("packages") == locked and before.issuperset(extras) and done.get("accel") == accel:
        return
    if not done.get("packages"):
        say("Installing Python packages (a few minutes the first time: llama.cpp is built for this computer)")
    else:
        say("Bringing the Python packages up to date")
    wanted = sorted(before.union(extras))
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "-c", CONSTRAINTS)
    why = "pip could not install the packages; its own words are above. Is the network there?"
    run(*pip, "pip", failure=why)
    # setuptools warns of every editable installation; the words would only worry.
    run(*pip, "--build-constraint", CONSTRAINTS, "-e", f".[{','.join(wanted)}]", failure=why, PYTHONWARNINGS="ignore")
    if accel != done.get("accel", "cpu"):
        _build(accel, pip)
    stamp(packages=locked, extras=wanted, accel=accel)


def make() -> None:
    """Make the environment, anew when the folder was moved: its programs hold full paths."""
    if VENV.is_symlink():  # made anew, it would empty somebody else's
        VENV.unlink()
    moved = stamps().get("place", str(ROOT)) != str(ROOT)
    if not PYTHON.exists() or moved:
        say(f"Making the virtual environment {VENV.name} (Python {sys.version.split()[0]})")
        if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
            raise SetupFailed("Python could not make a virtual environment; its own words are above.")
    if "place" not in stamps():
        stamp(place=str(ROOT))


def lock() -> str:
    """Changes when what must be installed changes; not when only a tool's settings in pyproject.toml do."""
    import tomllib

    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    parts = {"project": wanted["project"], "build": wanted["build-system"]}
    return digest(json.dumps(parts, sort_keys=True).encode(), CONSTRAINTS.read_bytes())


def _accel() -> str:
    """What llama.cpp is built for: as `ACCEL` says, else by the graphics card and the tools that are here."""
    asked = os.environ.get("ACCEL") or "auto"
    if asked in CMAKE_ARGS:
        return asked
    if asked != "auto":
        raise SetupFailed(f"ACCEL={asked} is unknown; choose auto, {', '.join(CMAKE_ARGS)}.")
    if sys.platform == "darwin":
        return "metal"
    if _has_nvcc() and (shutil.which("nvidia-smi") or Path("/dev/nvidiactl").exists()):
        return "cuda"
    return "rocm" if shutil.which("hipcc") and Path("/dev/kfd").exists() else "cpu"


def _has_nvcc() -> bool:
    return bool(shutil.which("nvcc")) or Path("/usr/local/cuda/bin/nvcc").exists()


def _build(accel: str, pip: tuple[str | os.PathLike[str], ...]) -> None:
    """Build llama.cpp for `accel` and try it; on failure go back to the plain build, which runs everywhere."""
    locked = next(line for line in CONSTRAINTS.read_text("utf-8").splitlines() if line.startswith("llama-cpp-python=="))
    again = (*pip, "--force-reinstall", "--no-deps", locked)
    if accel != "cpu":
        say(f"Building llama.cpp for {accel} (several minutes)")
        try:
            # pip's cache knows a wheel by its version only, not by what it was built for.
            run(*again, "--no-cache-dir", "--no-binary", "llama-cpp-python", failure=accel, **_tools(accel))
            run(PYTHON, "-c", SELF_TEST, ROOT / "backend" / "catalog" / "starter-q8_0.gguf", failure=accel)
            return
        except SetupFailed:
            say(f"llama.cpp for {accel} does not work here (above); using the processor instead")
    run(*again, failure="llama.cpp could not be built; its own words are above.")


def _tools(accel: str) -> dict[str, str]:
    """The variables that the build needs."""
    variables = {"CMAKE_ARGS": f"{os.environ.get('CMAKE_ARGS', '')} {CMAKE_ARGS[accel]}".strip()}
    if accel == "cuda" and not shutil.which("nvcc"):
        variables["CUDACXX"] = "/usr/local/cuda/bin/nvcc"
    return variables
