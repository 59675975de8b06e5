"""An entry of the catalogue of models is whole, and each of its values is told somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.errors import Invalid
from backend.library.entries import Entry, entry_of, read_entries
from backend.paths import catalogue
from backend.shelf import bundled
from tests.library.entry_tables import COMMIT, entry, file


def test_what_ships_can_be_read_and_offers_models_of_many_sizes_for_both_purposes() -> None:
    entries = read_entries(catalogue())
    assert 15 <= len(entries) <= 25
    assert {each.purpose for each in entries} == {"chat", "search"}
    sizes = [each.parameters for each in entries if each.parameters and each.purpose == "chat"]
    assert min(sizes) < 2e9
    assert max(sizes) >= 70e9


def test_some_that_ship_see_small_ones_and_large_ones_and_what_they_see_with_is_known() -> None:
    seeing = [each for each in read_entries(catalogue()) if each.sees]
    loads = [(each.files[0].size or 0) + ((each.projector and each.projector.size) or 0) for each in seeing]
    assert min(loads) < 1e9
    assert max(loads) > 16e9
    assert [each.id for each in seeing if each.projector is None or each.projector.trusted_first] == []


def test_what_ships_is_not_taken_for_a_bundled_model() -> None:
    assert {each.id for each in read_entries(catalogue())}.isdisjoint(model.id for model in bundled(catalogue()))


def test_a_whole_entry_is_read() -> None:
    read = entry_of(entry())
    assert (read.files[0].size, read.files[0].trusted_first) == (640_000_000, False)


def test_without_a_hash_a_file_is_trusted_at_first() -> None:
    assert entry_of(entry(files=[file(sha256=None, size=None)])).files[0].trusted_first


@pytest.mark.parametrize(
    "source", [None, "", "http://example.org/x", "https://localhost/x", "a page", "https://a.b/c d"]
)
def test_an_entry_without_a_page_that_tells_of_it_is_refused(source: str | None) -> None:
    with pytest.raises(Invalid, match=r"small-1b: source"):
        entry_of(entry(source=source))


@pytest.mark.parametrize(
    ("name", "value"), [("licence", "MIT"), ("parameters", 5), ("context", 4096), ("architecture", "llama")]
)
def test_a_value_without_a_source_is_refused_and_so_is_a_source_of_nothing(name: str, value: object) -> None:
    source = f"source_{name}"
    with pytest.raises(Invalid, match=f"{name} and {source}"):
        entry_of(entry(**{name: value, source: None}))
    with pytest.raises(Invalid, match=f"{name} and {source}"):
        entry_of(entry(**{name: None, source: "https://example.org/card"}))
    with pytest.raises(Invalid, match=source):
        entry_of(entry(**{name: value, source: "somebody said so"}))
    assert getattr(entry_of(entry(**{name: value, source: "https://example.org/card"})), name) == value


def test_every_value_of_an_entry_that_is_no_word_of_ours_has_a_source() -> None:
    """A new field must have a source, too: what is named here is told by `source`, or is ours."""
    ours = {"id", "name", "publisher", "purpose", "repository", "revision", "good_for", "good_for_de"}
    ours |= {"files", "sees", "projector"}
    values = {name for name in Entry.model_fields if not name.startswith("source")}
    sources = {name.removeprefix("source_") for name in Entry.model_fields if name.startswith("source_")}
    assert values - ours == sources


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "5a" * 31},
        {"sha256": "5A" * 32},
        {"size": 0},
        {"size": -1},
        {"quantisation": "good"},
        {"path": "../Small-Q4_K_M.gguf"},
        {"path": "/Small-Q4_K_M.gguf"},
        {"path": "a/../Small-Q4_K_M.gguf"},
        {"path": "a\\Small-Q4_K_M.gguf"},
        {"path": "C:Small-Q4_K_M.gguf"},
        {"path": "Small-Q4_K_M.bin"},
        {"path": "Small-Q4_K_M-00001-of-00002.gguf"},
        {"path": "mmproj-Small-F16.gguf"},
        {"path": ""},
    ],
)
def test_a_file_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="small-1b"):
        entry_of(entry(files=[file(**wrong)]))


def test_what_lets_a_model_see_is_known_or_left_to_the_hub() -> None:
    known = entry_of(entry(sees=True, projector={"path": "mmproj-F16.gguf", "size": 5, "sha256": "a5" * 32}))
    assert known.projector is not None
    assert not known.projector.trusted_first
    assert entry_of(entry(sees=True)).projector is None


@pytest.mark.parametrize(
    ("projector", "words"),
    [
        ({"path": "mmproj-Other-F16.gguf"}, "would not be found beside Small-1B-Q4_K_M.gguf"),
        ({"path": "Small-1B-F16.gguf"}, "would not be found"),
        ({"path": "deeper/mmproj-F16.gguf"}, "would not be found"),
        ({"path": "../mmproj-F16.gguf"}, "no path of a GGUF file"),
        ({"path": "mmproj-F16.gguf", "size": 0}, "size"),
    ],
)
def test_a_projector_that_the_model_would_not_find_is_refused(projector: dict[str, object], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        entry_of(entry(sees=True, projector=projector))


def test_a_projector_of_a_blind_model_is_refused() -> None:
    with pytest.raises(Invalid, match="for a model that sees"):
        entry_of(entry(projector={"path": "mmproj-F16.gguf"}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"revision": "v1"},
        {"revision": COMMIT[:7]},
        {"repository": "Small-1B-GGUF"},
        {"repository": "a/../b"},
        {"id": "Small 1B"},
        {"files": []},
        {"good_for_de": None},
        {"purpose": "draw"},
        {"stars": 5},
    ],
)
def test_an_entry_that_is_not_whole_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        entry_of(entry(**wrong))


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Invalid) as raised:
        entry_of(entry(revision="v1", files=[file(size=0)]))
    assert "revision" in raised.value.message
    assert "files.0.size" in raised.value.message


@pytest.mark.parametrize("text", ["[[entry", "entry = 5", "entry = [1, 2]"])
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "models.toml").write_text(text)
    with pytest.raises(Invalid, match=r"models\.toml"):
        read_entries(tmp_path)


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_entries(tmp_path) == []
