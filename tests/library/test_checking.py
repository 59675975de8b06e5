"""The catalogue of models is checked without asking anybody: doubles, foreign sources, sizes that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli_w

from backend.library.checking import bits_of, check_catalogue
from backend.paths import catalogue
from tests.library.entry_tables import COMMIT, entry, file


def checked(tmp_path: Path, *entries: dict[str, object]) -> list[str]:
    (tmp_path / "models.toml").write_bytes(tomli_w.dumps({"entry": list(entries)}).encode())
    return check_catalogue(tmp_path)[1]


def test_nothing_is_wrong_with_what_ships() -> None:
    assert check_catalogue(catalogue())[1] == []


def test_nothing_is_wrong_with_a_whole_entry(tmp_path: Path) -> None:
    assert checked(tmp_path, entry()) == []


def test_an_empty_catalogue_is_told(tmp_path: Path) -> None:
    assert checked(tmp_path) == ["There are no entries."]


def test_one_broken_entry_does_not_hide_the_others(tmp_path: Path) -> None:
    wrong = checked(tmp_path, entry(id="first", source=None), entry(id="second"), entry(id="third", revision="v1"))
    assert [line.split(":")[0] for line in wrong[:2]] == ["first", "third"]


def test_doubles_are_told(tmp_path: Path) -> None:
    wrong = checked(tmp_path, entry(), entry())
    assert "small-1b: the id stands there 2 times." in wrong
    assert "somebody/Small-1B-GGUF/Small-1B-Q4_K_M.gguf stands there 2 times." in wrong
    twice = checked(tmp_path, entry(files=[file(), file(path="Other-Q4_K_M.gguf")]))
    assert twice == ["small-1b: Q4_K_M is offered 2 times."]


def test_a_source_about_something_else_is_told(tmp_path: Path) -> None:
    elsewhere = checked(tmp_path, entry(source=f"https://example.org/other/tree/{COMMIT}"))
    assert elsewhere == ["small-1b: its source is not about somebody/Small-1B-GGUF."]
    later = checked(tmp_path, entry(source="https://example.org/somebody/Small-1B-GGUF/tree/main"))
    assert later == [f"small-1b: its source is not about revision {COMMIT}."]


@pytest.mark.parametrize(("size", "plausible"), [(64_000_000, False), (640_000_000, True), (6_400_000_000, False)])
def test_a_size_must_be_that_of_so_many_numbers_in_so_many_bits(tmp_path: Path, size: int, plausible: bool) -> None:
    wrong = checked(tmp_path, entry(files=[file(size=size)]))
    assert (wrong == []) == plausible
    assert all("bits a parameter, which Q4_K_M cannot have" in line for line in wrong)


def test_what_is_not_known_is_not_implausible(tmp_path: Path) -> None:
    assert checked(tmp_path, entry(files=[file(size=None)])) == []
    assert checked(tmp_path, entry(parameters=None, source_parameters=None, files=[file(size=5)])) == []


@pytest.mark.parametrize(
    ("name", "bits"), [("Q4_K_M", 4), ("UD-IQ3_XXS", 3), ("MXFP4", 4), ("BF16", 16), ("Q8_0", 8), ("F32", 32)]
)
def test_a_quantisation_is_named_after_its_bits(name: str, bits: int) -> None:
    assert bits_of(name) == bits
