"""Fireside's commands: sets up whatever is missing, then does what was asked. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import debian
import environment
import sealed
import spa
from environment import PYTHON, ROOT, say

STARTER = ROOT / "packaging" / "starter"

NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")


def start(*command: str | os.PathLike[str]) -> int:
    """Become the command where the platform allows it, else run it and return its exit code."""
    words = [os.fspath(word) for word in command]
    sys.stdout.flush()
    if os.name == "posix":
        os.chdir(ROOT)
        os.execve(words[0], words, environment.variables())
    return subprocess.call(words, cwd=ROOT, env=environment.variables())


def call(*command: str | os.PathLike[str]) -> int:
    """Run the command and return its exit code."""
    sys.stdout.flush()
    return subprocess.call([os.fspath(word) for word in command], cwd=ROOT, env=environment.variables())


def run(arguments: list[str]) -> int:
    """Open Fireside (ARGS="…" goes to it, for example ARGS="--model file.gguf")"""
    debian.install(debian.WINDOW)
    environment.install("build")
    spa.build()
    return start(PYTHON, "-m", "desktop", *arguments)


def dev(arguments: list[str]) -> int:
    """Work on Fireside: server and page reload themselves; Ctrl+C ends both"""
    debian.install(debian.WINDOW)
    environment.install("build")
    spa.install()
    return start(PYTHON, ROOT / "packaging" / "dev.py", *arguments)


def test(arguments: list[str]) -> int:
    """Run every test: pytest with browser, window and sound, and Vitest (ARGS go to pytest)"""
    debian.install(debian.WINDOW + debian.TESTS)
    environment.install("build", "starter", "test")
    spa.build()
    page = spa.npm("test")
    if page:
        say("The page's tests failed (above); the others follow.")
    return call(PYTHON, "-m", "pytest", *arguments) or page


def check(arguments: list[str]) -> int:
    """Check style, types, floors between rooms, and that the page's types match the server"""
    debian.install(debian.WINDOW)
    environment.install("build", "check")
    spa.install()
    return start(shutil.which("bash") or "bash", ROOT / "packaging" / "check.sh", *arguments)


def bench(arguments: list[str]) -> int:
    """Measure the app and its engine (ARGS="app", ARGS="engine", or one of them by name)"""
    debian.install(debian.WINDOW + debian.TESTS)
    environment.install("build", "test", "bench")
    spa.build()
    return start(PYTHON, "-m", "tests.benchmarks.bench", *arguments)


def types(arguments: list[str]) -> int:
    """Write the page's types anew from the server's routes and events"""
    environment.install("build")
    spa.install()
    return start(shutil.which("bash") or "bash", ROOT / "packaging" / "types.sh", *arguments)


def starter(arguments: list[str]) -> int:
    """Make the bundled starter model anew: data, training (an hour or more; it resumes), files, exam"""
    environment.install("build", "starter")
    return start(PYTHON, STARTER / "make.py", *arguments)


def starter_eval(arguments: list[str]) -> int:
    """Ask the bundled starter the held-out prompts, through the app's engine and rules"""
    environment.install("build", "starter")
    return start(PYTHON, STARTER / "evaluate.py", *arguments)


def starter_smoke(arguments: list[str]) -> int:
    """Make a starter too small to learn anything: the whole pipe, in a minute or two"""
    environment.install("build", "starter")
    return start(PYTHON, STARTER / "make.py", "--smoke", *arguments)


def package(arguments: list[str]) -> int:
    """Build what is installed, from an environment of its own, into dist/ (FIRESIDE_TORCH=1: with PyTorch)"""
    os.environ["FIRESIDE_VENV"] = str(sealed.place(full=os.environ.get("FIRESIDE_TORCH") == "1"))
    return start(sys.executable, ROOT / "packaging" / "package.py", *arguments)


def package_test(arguments: list[str]) -> int:
    """Install what `make package` built, here and in bare systems, and use it as a person would"""
    debian.install(debian.WINDOW + debian.TESTS + debian.PACKAGING + debian.INSTALLERS)
    environment.install("build", "test")
    return call(PYTHON, "-m", "pytest", "-m", "package", "tests/packaging", *arguments)


def clean(arguments: list[str]) -> int:
    """Remove all that these commands made here; your threads and settings stay"""
    made = ".venv build dist fireside.egg-info ui/node_modules ui/dist"
    caches = ".pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache"
    for name in (made + " " + caches).split():
        shutil.rmtree(ROOT / name, ignore_errors=True)
    return 0


def help(arguments: list[str]) -> int:
    """Print this list"""
    print("Fireside: private chat and voice with a language model on your own computer.\n")
    for name, command in COMMANDS.items():
        print(f"  make {name:<13} {command.__doc__}")
    print("\nWithout make (Windows: py, macOS: python3):  py packaging/bootstrap.py run")
    print("llama.cpp is built for this computer; to choose how:  make run ACCEL=auto|cpu|cuda|metal|vulkan|rocm")
    return 0


COMMANDS = {
    command.__name__.replace("_", "-"): command
    for command in (
        *(run, test, dev, check, bench, package, package_test, types),
        *(starter, starter_eval, starter_smoke, clean, help),
    )
}


def find_newer() -> None:
    """Go on in a newer Python when this one is too old for Fireside."""
    if sys.version_info >= (3, 11):  # noqa: UP036
        return
    newer = next((path for path in map(shutil.which, NEWER) if path), None)
    if newer is None:
        raise environment.SetupFailed("Fireside needs Python 3.11 or newer. Please install one.")
    os.execv(newer, [newer, *sys.argv])


def main() -> int:
    """Carry out one command; the exit code is its own."""
    name, *arguments = sys.argv[1:] or ["help"]
    if name not in COMMANDS:
        help([])
        return 2
    try:
        find_newer()
        return COMMANDS[name](arguments)
    except environment.SetupFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
