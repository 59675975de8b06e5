"""What Fireside carries is named with its licence, from what is installed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from backend.errors import NotFound
from backend.licences import licence_text, licences

PROJECT = tomllib.loads((Path(__file__).resolve().parents[1] / "pyproject.toml").read_text("utf-8"))["project"]


def test_everything_that_is_needed_here_is_named_with_a_licence() -> None:
    named = {each.name.lower().replace("_", "-"): each for each in licences()}
    needed = [each.split(">")[0].split("=")[0].lower() for each in PROJECT["dependencies"] if ";" not in each]
    assert set(needed) <= set(named)
    assert "starlette" in named, "what a part needs is a part, too"
    assert not {"pytest", "ruff", "mypy"} & set(named), "tools are none"
    assert [each.name for each in named.values() if not each.licence and not each.text] == []


def test_fireside_comes_first_with_its_own_words() -> None:
    first, *others = licences()
    assert (first.name, first.licence) == ("fireside", "Apache-2.0")
    names = [each.name.lower().replace("_", "-") for each in others]
    assert names == sorted(names)
    assert "Apache License" in licence_text("fireside")
    assert "espeak" in licence_text("fireside")


def test_the_words_of_parts_can_be_read() -> None:
    assert "Permission is hereby granted" in licence_text("FastAPI")
    assert len([each for each in licences() if each.text]) > 20
    for nothing in ("nothing-of-that-name", "pytest", "../../etc/passwd"):
        with pytest.raises(NotFound):
            licence_text(nothing)
