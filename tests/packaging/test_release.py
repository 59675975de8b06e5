"""The scripts and the workflow of a release, as far as they run without a tag and without other systems."""

import importlib.util
import json
import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
RELEASE = ROOT / "packaging" / "release"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"release_{name}", RELEASE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, RELEASE / script, *arguments], capture_output=True, text=True, check=False)


# ---------------------------------------------------------------------------------------------------------- version


def test_a_tag_of_another_version_is_refused() -> None:
    said = run("version.py", "v99.0.0")
    assert said.returncode == 1
    assert f"the tag is v99.0.0, and pyproject.toml says {VERSION}" in said.stderr


def test_what_is_new_is_that_of_the_version_alone() -> None:
    log = "# Changelog\n\n## [Unreleased]\n- later\n\n## [0.2.0] - 2026-12-01\n\n- now\n\n## [0.1.0]\n- before\n"
    version = load("version")
    assert version.new_in("0.2.0", log) == "- now"
    assert version.new_in("0.1.0", log) == "- before"
    assert version.new_in("0.2", log) == version.new_in("0.3.0", log) == ""


# ---------------------------------------------------------------------------------------------------------- collect


def test_what_people_download_is_gathered_under_its_flavour(tmp_path: Path) -> None:
    made, folder = tmp_path / "dist", tmp_path / "release"
    (made / "fireside").mkdir(parents=True)
    for name in ("fireside_0.2.0_amd64.deb", "fireside-0.2.0-linux-x86_64.tar.gz", "half.tar.gz.half", "notes.txt"):
        (made / name).write_text(name)
    assert run("collect.py", "gather", made, folder, "--flavour", "cuda").returncode == 0
    names = sorted(file.name for file in folder.iterdir())
    assert names == ["fireside-cuda-0.2.0-linux-x86_64.tar.gz", "fireside-cuda_0.2.0_amd64.deb"]
    assert run("collect.py", "gather", made / "fireside", folder).returncode == 1


def test_the_sums_are_such_as_sha256sum_checks(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).write_text(name)
    assert run("collect.py", "sums", tmp_path).returncode == 0
    assert run("collect.py", "sums", tmp_path).returncode == 0, "its own sum is not among them"
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "a").write_text("changed")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


# ---------------------------------------------------------------------------------------------- bill of materials


def test_the_bill_names_what_is_shipped_and_nothing_else() -> None:
    shipped = [("fireside", "0.2.0", "Apache-2.0"), ("Typing_Extensions", "4", "PSF-2.0")]
    installed = {
        "components": [
            {
                "bom-ref": "typing-extensions==4",
                "name": "typing-extensions",
                "version": "4",
                "externalReferences": [{"url": "file:/x"}],
            },
            {"bom-ref": "pytest==9", "name": "pytest"},
        ],
        "dependencies": [
            {"ref": "typing-extensions==4", "dependsOn": ["pytest==9"]},
            {"ref": "pytest==9", "dependsOn": ["typing-extensions==4"]},
        ],
    }
    page = {"components": [{"bom-ref": "react@19", "name": "react"}], "dependencies": [{"ref": "react@19"}]}
    bom = load("sbom").merged(shipped, installed, page)
    assert [part["bom-ref"] for part in bom["components"]] == ["react@19", "typing-extensions==4"]
    assert bom["components"][1]["purl"] == "pkg:pypi/typing-extensions@4"
    assert "file:" not in json.dumps(bom)
    assert bom["dependencies"] == [
        {"ref": "fireside@0.2.0", "dependsOn": ["react@19", "typing-extensions==4"]},
        {"ref": "typing-extensions==4", "dependsOn": []},
        {"ref": "react@19", "dependsOn": []},
    ]


def test_what_is_shipped_is_what_the_program_names_itself() -> None:
    first, *others = load("sbom").shipped(Path(sys.executable))
    assert first == ("fireside", VERSION, "Apache-2.0")
    names = {name.lower().replace("_", "-") for name, _, _ in others}
    assert {"fastapi", "llama-cpp-python"} <= names
    assert not {"pytest", "pyinstaller"} & names


# ------------------------------------------------------------------------------------------------------------ trial


@pytest.fixture
def archive(tmp_path: Path) -> Any:
    """Makes an archive whose program is a script."""

    def make(script: str) -> Path:
        program = tmp_path / "fireside-0.2.0-linux-x86_64" / "fireside"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\nfor last; do :; done\n{script}\n")
        program.chmod(0o755)
        file = tmp_path / "fireside.tar.gz"
        with tarfile.open(file, "w:gz") as packed:
            packed.add(program.parent, program.parent.name)
        return file

    return make


def test_a_build_that_passes_its_own_test_is_fit(archive: Any, tmp_path: Path) -> None:
    told = '{"passed": true, "seconds": 4.2, "outcomes": [{"name": "card", "status": "warning"}]}'
    file = archive(f"case \"$0\" in *'für Übung'*) echo '{told}' > \"$last\";; esac")
    said = run("trial.py", "--keep", tmp_path / "told.json", file)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "✓ fireside.tar.gz (4.2 s)" in said.stdout
    assert '"name": "card"' in said.stdout, "what is not quite well is told"
    assert json.loads((tmp_path / "told.json").read_text("utf-8"))["fireside.tar.gz"]["passed"] is True


@pytest.mark.parametrize(
    "script",
    [
        'echo \'{"passed": false, "seconds": 1, "outcomes": []}\' > "$last"; exit 1',
        'echo \'{"passed": true, "seconds": 1, "outcomes": []}\' > "$last"; kill -SEGV $$',
        'echo "{" > "$last"',
        "exit 0",
    ],
    ids=["failed", "crashed", "garbled", "silent"],
)
def test_a_build_that_fails_or_says_nothing_is_not(archive: Any, script: str) -> None:
    said = run("trial.py", archive(script))
    assert said.returncode == 1
    assert "✗ fireside.tar.gz" in said.stdout


def test_nothing_to_try_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").touch()
    assert run("trial.py", tmp_path / "SHA256SUMS").returncode == 1


# -------------------------------------------------------------------------------------------------------- workflows


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_a_workflow_calls_what_is_there_and_may_little(file: Path) -> None:
    text = file.read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}, "more is for the job that needs it"
    for script in re.findall(r"(?:packaging|\.ci)/[\w./-]+", text):
        assert (ROOT / script).exists(), script
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"]
        for step in job["steps"]:
            if used := step.get("uses"):
                assert re.fullmatch(r"[\w./-]+@v\d+(\.\d+)*", used), "pinned by version"
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
            assert "${{" not in step.get("run", ""), "what comes from outside reaches a script as a variable"


def test_every_system_is_built_with_what_it_is_quick_with() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    matrix = workflow["jobs"]["build"]["strategy"]["matrix"]["include"]
    built = {(each["system"], each["arch"], each["accel"]) for each in matrix}
    assert {(system, arch) for system, arch, _ in built} == {
        (system, arch) for system in ("linux", "windows", "macos") for arch in ("x64", "arm64")
    }
    assert {"vulkan", "cuda"} == {accel for system, arch, accel in built if (system, arch) == ("windows", "x64")}
    assert {"vulkan", "cuda"} == {accel for system, arch, accel in built if (system, arch) == ("linux", "x64")}
    assert {"metal"} == {accel for system, _, accel in built if system == "macos"}
