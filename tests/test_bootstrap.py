"""The commands of the set-up, in a small tree of their own with programs that write down what they are asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = """
[build-system]
requires = ["setuptools"]
[project]
name = "fireside"
dependencies = ["one"]
[tool.ruff]
line-length = 120
"""
LOG = 'echo "$(basename "$0") $*" | tr "\\n" " " >> "{log}"; echo >> "{log}"\n'


class Tree:
    """A clone with fake programs; `calls` are what they were asked since the last look."""

    def __init__(self, folder: Path) -> None:
        self.root, self.programs, self.log = folder / "clone", folder / "bin", folder / "log"
        self.root.mkdir()
        self.programs.mkdir()
        self.log.touch()
        (self.root / "packaging").mkdir()
        for file in (ROOT / "packaging").iterdir():
            if file.suffix in (".py", ".txt", ".sh"):
                shutil.copy(file, self.root / "packaging")
        (self.root / "pyproject.toml").write_text(PROJECT)
        ui = self.root / "ui"
        (ui / "src").mkdir(parents=True)
        for name in ("package.json", "package-lock.json", "src/main.tsx"):
            (ui / name).write_text("{}")
        (self.root / ".venv" / "bin").mkdir(parents=True)
        self.fake(".venv/bin/python", "exit ${PYTEST_RC:-0}")
        self.fake(
            ".venv/bin/npm",
            'case "$*" in *ci*) mkdir -p node_modules;; *build*) mkdir -p dist; touch dist/index.html;; esac\n'
            'case "$*" in test) exit ${VITEST_RC:-0};; esac',
        )
        self.fake("dpkg-query", 'while [ "$1" != "-f" ]; do shift; done; shift 2; for p in $*; do case " $ABSENT " in '
                  '*" $p "*) ;; *) echo "$p installed";; esac; done')  # fmt: skip
        self.fake("apt-get", "exit ${APT_RC:-0}")
        self.fake("apt-cache", "case $2 in *t64) echo '  Candidate: (none)';; *) echo '  Candidate: 1.0';; esac")

    def fake(self, name: str, script: str) -> None:
        """A program that logs its arguments and then runs `script`."""
        path = self.root / name if "/" in name else self.programs / name
        path.write_text("#!/bin/sh\n" + LOG.format(log=self.log) + script + "\n")
        path.chmod(0o755)

    def run(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the set-up."""
        return subprocess.run(
            [sys.executable, self.root / "packaging" / "bootstrap.py", command],
            env={"PATH": f"{self.programs}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(self.root), **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """What the programs were asked since the last look, the check for system libraries left out."""
        lines = self.log.read_text().splitlines()
        self.log.write_text("")
        return [line for line in lines if not line.startswith("dpkg-query")]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


KNOWN = {"pip", "ci", "build", "test", "pytest", "desktop", "install"}
SETTING_UP = ["python pip install pip", "python pip install", "npm ci", "npm build", "python desktop"]


def short(calls: list[str]) -> list[str]:
    """The calls in two words each."""
    words = [call.split() for call in calls]
    return [" ".join([word[0], *[name for name in word[1:] if name in KNOWN]]) for word in words]


def test_the_first_run_sets_up_and_the_second_only_starts(tree: Tree) -> None:
    assert tree.run("run").returncode == 0
    assert short(tree.calls()) == [
        "python pip install pip",
        "python pip install",
        "npm ci",
        "npm build",
        "python desktop",
    ]
    done = tree.run("run")
    assert short(tree.calls()) == ["python desktop"]
    assert done.stdout + done.stderr == ""


def test_a_changed_source_builds_the_page_and_nothing_else(tree: Tree) -> None:
    tree.run("run")
    tree.calls()
    (tree.root / "ui/src/main.tsx").write_text("changed")
    tree.run("run")
    assert short(tree.calls()) == ["npm build", "python desktop"]


def test_a_changed_lock_of_the_page_installs_and_builds(tree: Tree) -> None:
    tree.run("run")
    tree.calls()
    (tree.root / "ui/package-lock.json").write_text("changed")
    tree.run("run")
    assert short(tree.calls()) == ["npm ci", "npm build", "python desktop"]


def test_changed_versions_install_and_a_tools_setting_does_not(tree: Tree) -> None:
    tree.run("run")
    tree.calls()
    project = tree.root / "pyproject.toml"
    project.write_text(PROJECT.replace("120", "100"))
    tree.run("run")
    assert short(tree.calls()) == ["python desktop"]
    with (tree.root / "packaging/constraints.txt").open("a") as constraints:
        constraints.write("one==2\n")
    tree.run("run")
    assert short(tree.calls()) == ["python pip install pip", "python pip install", "python desktop"]


def test_an_environment_that_another_clone_lent_is_left_whole(tree: Tree) -> None:
    lent = tree.root / ".venv"
    theirs = lent.rename(tree.root.parent / "theirs")
    lent.symlink_to(theirs)
    make = "import sys; sys.path.insert(0, 'packaging'); import environment; environment.make()"
    subprocess.run([sys.executable, "-c", make], cwd=tree.root, check=True)
    assert (theirs / "bin/npm").exists()
    assert (lent / "pyvenv.cfg").exists()
    assert not lent.is_symlink()


def test_running_never_installs_what_only_training_needs(tree: Tree) -> None:
    tree.run("run")
    assert [call for call in tree.calls() if "starter" in call] == []
    tree.run("test")
    assert any("[build,starter,test]" in call for call in tree.calls())
    tree.run("run")
    assert short(tree.calls()) == ["python desktop"]


@pytest.mark.parametrize(
    ("rc", "expected"), [({}, 0), ({"PYTEST_RC": "1"}, 1), ({"VITEST_RC": "1"}, 1), ({"PYTEST_RC": "5"}, 5)]
)
def test_a_failure_of_either_runner_fails(tree: Tree, rc: dict[str, str], expected: int) -> None:
    tree.run("run")
    tree.run("test", ABSENT="")  # installs the extras, while everything passes
    tree.calls()
    assert tree.run("test", **rc).returncode == expected
    assert short(tree.calls()) == ["npm test", "python pytest"]


def test_only_missing_libraries_are_installed_under_the_name_this_release_has(tree: Tree) -> None:
    tree.run("run", ABSENT="libnss3 libasound2 libasound2t64")
    apt = [call for call in tree.calls() if call.startswith("apt-get") and " install " in call]
    assert [call.split("--no-install-recommends ")[1].split() for call in apt] == [["libnss3", "libasound2"]]


def test_when_apt_fails_it_says_so_and_goes_no_further(tree: Tree) -> None:
    done = tree.run("run", ABSENT="libnss3", APT_RC="100")
    assert done.returncode == 1
    assert "apt could not install: libnss3" in done.stderr
    assert not any("pip" in call for call in tree.calls())


def test_without_network_the_words_say_what_failed(tree: Tree) -> None:
    tree.fake(".venv/bin/npm", "exit 1")
    done = tree.run("run")
    assert done.returncode == 1
    assert "npm could not install the page's packages" in done.stderr
    tree.calls()
    tree.run("run")
    assert short(tree.calls()) == ["npm ci"]


def test_an_unknown_accelerator_is_refused(tree: Tree) -> None:
    done = tree.run("run", ACCEL="abacus")
    assert done.returncode == 1
    assert "choose auto, cpu, cuda, metal, vulkan, rocm" in done.stderr


def test_an_accelerated_build_that_does_not_work_gives_way_to_the_plain_one(tree: Tree) -> None:
    tree.fake(".venv/bin/python", 'case "$*" in *llama_cpp*) exit 1;; esac')  # the self-test crashes
    done = tree.run("run", ACCEL="vulkan")
    assert done.returncode == 0
    assert "does not work here" in done.stdout
    builds = [call for call in tree.calls() if "--force-reinstall" in call]
    assert ["--no-cache-dir" in call for call in builds] == [True, False]
    tree.run("run", ACCEL="vulkan")
    assert short(tree.calls()) == ["python desktop"]
