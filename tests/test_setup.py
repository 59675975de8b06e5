"""The set-up: everything locked, nothing tied to one place, and help that tells the truth."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
LOCK = ROOT / "ui" / "package-lock.json"

LARGEST = {".bin": 1_500_000, ".gguf": 20_000_000, ".png": 1_500_000}
LARGEST_OTHER = 700_000


def committed() -> list[Path]:
    """All files of the repository, those not yet added included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def locked() -> dict[str, Requirement]:
    """The locked requirements by name."""
    lines = CONSTRAINTS.read_text("utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def wanted() -> set[str]:
    """Names of all that Fireside and its extras need on this platform, directly or not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    todo = [Requirement(text) for text in project["dependencies"]]
    todo += [Requirement(text) for extra in project["optional-dependencies"].values() for text in extra]
    names: set[str] = set()
    while todo:
        requirement = todo.pop()
        extras = requirement.extras or {""}
        if requirement.marker and not any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = canonicalize_name(requirement.name)
        if name in names:
            continue
        names.add(name)
        try:
            needs = distribution(name).requires or []
        except PackageNotFoundError:  # a tool of the set-up that the tests do not need
            continue
        todo += [need for text in needs if "extra ==" not in text for need in [Requirement(text)]]
    return names


def test_every_package_is_locked_to_one_version() -> None:
    for name, requirement in locked().items():
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], name
    assert wanted() <= locked().keys()


def test_what_is_installed_is_what_is_locked() -> None:
    installed = {canonicalize_name(found.metadata["Name"]): found.version for found in distributions()}
    assert {"fastapi", "llama-cpp-python", "pytest"} <= installed.keys()
    different = {
        name: (installed[name], str(requirement.specifier))
        for name, requirement in locked().items()
        if name in installed and not requirement.specifier.contains(installed[name], prereleases=True)
    }
    assert different == {}


def test_constraints_name_no_place_to_fetch_from() -> None:
    lines = [line for line in CONSTRAINTS.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in lines if line.startswith("-") or "://" in line or " @ " in line] == []


def test_the_page_is_locked_and_its_lock_names_no_place_to_fetch_from() -> None:
    packages = json.loads(LOCK.read_text("utf-8"))["packages"]
    assert len(packages) > 100
    assert [name for name, package in packages.items() if "resolved" in package] == []
    fetched = {name: package for name, package in packages.items() if name and not package.get("inBundle")}
    assert [name for name, package in fetched.items() if "integrity" not in package] == []


def test_the_page_is_locked_for_every_platform() -> None:
    """npm leaves out what it cannot find when it writes a lock, and then refuses the lock."""
    packages = json.loads(LOCK.read_text("utf-8"))["packages"]
    optional = {name for package in packages.values() for name in package.get("optionalDependencies", {})}
    locked_names = {place.rpartition("node_modules/")[2] for place in packages}
    assert optional - locked_names == set()


def test_help_lists_every_command_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z -]+): python$", makefile, re.M)[0].split())
    told = subprocess.run(
        [sys.executable, ROOT / "packaging" / "bootstrap.py", "help"], check=True, capture_output=True, text=True
    ).stdout
    assert set(re.findall(r"^  make ([\w-]+) ", told, re.M)) == targets
    assert {"run", "test", "dev", "check", "bench", "clean", "help", "types", "starter"} < targets


@pytest.mark.parametrize("word", ["frobnicate", "--frobnicate"])
def test_an_unknown_command_fails_and_shows_the_list(word: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "bootstrap.py", word], check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "make run" in done.stdout


def test_the_folder_packaging_does_not_hide_the_package_of_that_name() -> None:
    assert list((ROOT / "packaging").rglob("__init__.py")) == []
    assert "site-packages" in sys.modules["packaging"].__file__  # type: ignore[operator]


def test_no_file_is_larger_than_a_repository_should_hold() -> None:
    large = {
        str(path.relative_to(ROOT)): path.stat().st_size
        for path in committed()
        if path.stat().st_size > LARGEST.get(path.suffix, LARGEST_OTHER)
    }
    assert large == {}


def test_nothing_that_is_made_is_committed() -> None:
    made = {"node_modules", "dist", "__pycache__", ".venv", "build"}
    assert [path for path in committed() if made & set(path.relative_to(ROOT).parts)] == []


def test_no_source_names_a_folder_of_the_machine_it_was_written_on() -> None:
    place = str(ROOT)
    readable = [path for path in committed() if path.suffix not in (".gguf", ".png", ".ico", ".icns", ".woff2")]
    naming = [path for path in readable if place in path.read_text("utf-8", errors="replace")]
    assert naming == []
