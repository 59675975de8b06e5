"""Models that other programs have: found where those keep them, read at their beginning, never taken for others."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from backend.engines import reader
from backend.engines.gguf import glance
from backend.errors import ModelBroken
from backend.shelf.neighbours import Place, look, places
from tests.gguf_files import write_model
from tests.gguf_kinds import write_bert


def model(path: Path, name: str = "Random") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_model(path, metadata={"general.name": name})


def ollama(folder: Path, manifest: str, weights: Path | None, digest: str = "a" * 64) -> Path:
    """A model as Ollama keeps it."""
    blob = folder / "blobs" / f"sha256-{digest}"
    blob.parent.mkdir(parents=True, exist_ok=True)
    if weights:
        shutil.copy(weights, blob)
    file = folder / "manifests" / manifest
    file.parent.mkdir(parents=True, exist_ok=True)
    layers = [
        {"mediaType": "application/vnd.ollama.image.template", "digest": f"sha256:{'b' * 64}", "size": 5},
        {"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{digest}", "size": 7},
    ]
    file.write_text(json.dumps({"schemaVersion": 2, "layers": layers}))
    return blob


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_every_program_has_its_places_on_every_system(platform: str) -> None:
    found = places(Path("/home/me"), {}, platform)
    assert {place.program for place in found} == {"LM Studio", "Ollama", "Jan", "GPT4All", "Hugging Face"}
    assert len(set(found)) == len(found)


def test_places_that_a_person_chose_are_looked_at() -> None:
    chosen = {"OLLAMA_MODELS": "/big/ollama", "HF_HOME": "/big/hf"}
    folders = {place.folder for place in places(Path("/home/me"), chosen, "linux")}
    assert {Path("/big/ollama"), Path("/big/hf/hub")} <= folders
    assert Path("/home/me/.ollama/models") not in folders


def test_models_are_found_where_programs_keep_them(tmp_path: Path) -> None:
    def folder(program: str) -> Path:
        return next(place.folder for place in places(tmp_path, {}, "linux") if place.program == program)

    model(folder("LM Studio") / "someone" / "Good-GGUF" / "good-Q4_K_M.gguf", "Good")
    model(folder("GPT4All") / "Mini.gguf", "Mini")
    model(folder("Jan") / "janhq" / "Jan-v1" / "model.gguf", "Jan v1")
    ollama(folder("Ollama"), "registry.ollama.ai/library/llama3/8b", model(tmp_path / "llama.gguf", "Meta"))
    snapshot = folder("Hugging Face") / "models--me--it" / "snapshots" / "abc"
    blob = model(folder("Hugging Face") / "models--me--it" / "blobs" / "123", "Hub")
    snapshot.mkdir(parents=True)
    (snapshot / "it.gguf").symlink_to(blob)
    found = look(places(tmp_path, {}, "linux"))
    assert [(one.program, one.model.name) for one in found] == [
        ("GPT4All", "Mini"),
        ("Hugging Face", "Hub"),
        ("Jan", "Jan v1"),
        ("LM Studio", "Good"),
        ("Ollama", "llama3:8b"),
    ]
    assert all(one.model.size == os.path.getsize(one.model.path) for one in found)
    assert found[0].model.architecture == "llama"


def test_parts_count_once_and_what_is_no_chat_model_is_passed_over(tmp_path: Path) -> None:
    write_model(tmp_path / "whole.gguf", shards=3)
    write_bert(tmp_path / "embed.gguf")
    (tmp_path / "mmproj-model.gguf").write_bytes(b"GGUF")
    (tmp_path / "broken.gguf").write_bytes(b"GGUF\x03\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff")
    (tmp_path / "half.gguf.part").write_bytes(b"GGUF")
    (tmp_path / "page.gguf").write_text("<html>")
    (tmp_path / "gone.gguf").symlink_to(tmp_path / "nowhere")
    (tmp_path / "ring.gguf").symlink_to(tmp_path / "ring.gguf")
    (found,) = look([Place("LM Studio", tmp_path)])
    assert "00001-of-00003" in found.model.path
    assert found.model.size == sum(part.stat().st_size for part in tmp_path.glob("whole-*"))


def test_a_file_that_two_names_lead_to_is_found_once(tmp_path: Path) -> None:
    (tmp_path / "two.gguf").symlink_to(model(tmp_path / "one.gguf"))
    assert len(look([Place("LM Studio", tmp_path), Place("Jan", tmp_path)])) == 1


@pytest.mark.parametrize(
    ("manifest", "name"),
    [
        ("registry.ollama.ai/library/qwen3/latest", "qwen3:latest"),
        ("registry.ollama.ai/me/mine/v2", "me/mine:v2"),
        ("hf.co/someone/Some-GGUF/Q4_K_M", "someone/Some-GGUF:Q4_K_M"),
    ],
)
def test_ollama_names_are_those_that_ollama_shows(tmp_path: Path, manifest: str, name: str) -> None:
    ollama(tmp_path, manifest, model(tmp_path / "weights.gguf"))
    (found,) = look([Place("Ollama", tmp_path)])
    assert found.model.name == name


def test_manifests_that_make_no_sense_lead_nowhere(tmp_path: Path) -> None:
    ollama(tmp_path, "registry.ollama.ai/library/lost/latest", None)
    ollama(tmp_path, "registry.ollama.ai/library/away/latest", None, digest="../../../etc/passwd")
    for number, text in enumerate(("", "[]", "{}", '{"layers": 3}', '{"layers": [1]}', "\0")):
        (tmp_path / "manifests" / f"odd{number}").write_text(text)
    assert look([Place("Ollama", tmp_path)]) == ()


def test_a_folder_that_links_to_itself_has_an_end(tmp_path: Path) -> None:
    model(tmp_path / "a" / "one.gguf")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    assert len(look([Place("Jan", tmp_path)])) == 1


def test_only_the_beginning_of_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_model(tmp_path / "large.gguf", words=20_000)
    taken = []
    refill = reader.Reader._refill

    def counted(self: reader.Reader, count: int) -> None:
        refill(self, count)
        taken.append(len(self._window))

    monkeypatch.setattr(reader.Reader, "_refill", counted)
    glance(path)
    assert sum(taken) < 100_000 < path.stat().st_size


def test_a_part_of_a_model_is_refused_at_a_glance(tmp_path: Path) -> None:
    with pytest.raises(ModelBroken):
        glance(write_model(tmp_path / "seeing.gguf", architecture="clip"))
