"""What a folder holds: models with their parts and what lets them see; and the same model in another place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backend.domain import Model
from backend.engines.folder import describe_folder
from backend.engines.gguf import describe
from backend.engines.mark import mark_of
from backend.engines.seeing import companion
from backend.errors import ModelBroken, ModelMissing
from backend.shelf.finding import find_again, is_same, models_in
from tests.engines.folders import write_folder
from tests.gguf_files import BROKEN, write_model


def marked(path: Path) -> Model:
    described = describe_folder(path) if path.is_dir() else describe(path)
    return described.model_copy(update={"mark": mark_of(Path(described.path)), "id": "one"})


def test_a_folder_is_looked_through_with_parts_and_projectors_beside_their_models(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    parts = write_model(tmp_path / "deep" / "er" / "big-Q8_0.gguf", shards=3)
    single = write_model(tmp_path / "ünïcode name & more.gguf")
    folder = write_folder(tmp_path / "Tiny Llama")
    projector = write_model(tmp_path / "deep" / "er" / "mmproj-big-f16.gguf", architecture="clip")
    found = {Path(one.model.path): one for one in models_in(tmp_path)}
    assert set(found) == {parts, single, folder}
    assert found[parts].beside == str(projector)
    assert found[parts].model.size == sum(part.stat().st_size for part in parts.parent.glob("big-*"))
    assert found[folder].model.engine == "pytorch"
    assert (found[single].beside, found[single].here) == ("", False)


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_what_is_broken_is_passed_over_or_refused_when_it_is_added(tmp_path: Path, name: str) -> None:
    make, _ = BROKEN[name]
    make(tmp_path / "broken.gguf")
    write_model(tmp_path / "whole.gguf", seed=7)
    names = [Path(one.model.path).name for one in models_in(tmp_path)]
    assert names[-1] == "whole.gguf"


def test_a_folder_that_cannot_be_looked_into_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelMissing, match="no folder"):
        models_in(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelMissing, match="no folder"):
        models_in(tmp_path / "file")
    with pytest.raises(ModelBroken, match="cannot be read"):
        models_in(tmp_path / ("x" * 300))

    def refused(folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refused)  # root may read everything
    with pytest.raises(ModelBroken, match="may not be read") as told:
        models_in(tmp_path)
    assert "permissions" in told.value.hint


@pytest.mark.parametrize(
    ("model", "others", "meant"),
    [
        ("gemma-4b-Q4_K_M.gguf", ["mmproj-F16.gguf"], "mmproj-F16.gguf"),
        ("gemma-4b-Q4_K_M.gguf", ["mmproj-model-f16.gguf", "mmproj-gemma-4b-f16.gguf"], "mmproj-gemma-4b-f16.gguf"),
        ("gemma-4b-Q4_K_M.gguf", ["gemma-4b.mmproj-Q8_0.gguf", "gemma-4b.mmproj-f16.gguf"], "gemma-4b.mmproj-f16.gguf"),
        ("a-7b-Q4_0.gguf", ["mmproj-b-7b-f16.gguf"], None),
        ("a-7b-Q4_0.gguf", ["mmproj-BF16.gguf", "mmproj-F32.gguf", "mmproj-F16.gguf"], "mmproj-F16.gguf"),
        ("Q8_0/big-Q8_0-00001-of-00002.gguf", ["mmproj-F16.gguf"], "mmproj-F16.gguf"),
        ("Q8_0/big-Q8_0-00001-of-00002.gguf", ["other/mmproj-F16.gguf"], None),
        ("a.gguf", ["b.gguf", "readme.md"], None),
        ("a.gguf", [], None),
    ],
)
def test_what_lets_a_model_see_is_told_by_its_name(model: str, others: list[str], meant: str | None) -> None:
    assert companion(model, others) == meant
    assert companion(model, reversed(others)) == meant


def test_a_model_is_found_again_under_another_name_and_never_taken_for_another(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there" / "deep"
    for folder in (here, there):
        folder.mkdir(parents=True)
    model = marked(write_model(here / "one.gguf", seed=1))
    write_model(there / "one.gguf", seed=2)  # of the same name, size and header
    assert (there / "one.gguf").stat().st_size == model.size
    assert find_again(model, [tmp_path / "there"]) is None
    moved = (here / "one.gguf").rename(there / "another name.gguf")
    assert find_again(model, [tmp_path / "nowhere", tmp_path / "there"]) == moved


def test_models_of_parts_and_folders_are_found_again(tmp_path: Path) -> None:
    parts = marked(write_model(tmp_path / "big.gguf", shards=3))
    folder = marked(write_folder(tmp_path / "Tiny"))
    new = tmp_path / "new"
    new.mkdir()
    for part in tmp_path.glob("big-*"):
        part.rename(new / part.name)
    (tmp_path / "Tiny").rename(new / "Other")
    assert find_again(parts, [new]) == new / "big-00001-of-00003.gguf"
    assert find_again(folder, [new]) == new / "Other"


def test_one_of_an_earlier_version_is_known_by_what_it_says(tmp_path: Path) -> None:
    path = write_model(tmp_path / "one.gguf")
    old = describe(path)
    assert old.mark == ""
    assert is_same(old, path)
    assert not is_same(old.model_copy(update={"size": 1}), path)
    assert not is_same(old, tmp_path)
    assert not is_same(old, tmp_path / "nothing.gguf")


def test_a_part_that_is_missing_is_not_the_model(tmp_path: Path) -> None:
    first = write_model(tmp_path / "big.gguf", shards=3)
    model = marked(first)
    first.with_name("big-00002-of-00003.gguf").unlink()
    assert not is_same(model, first)
