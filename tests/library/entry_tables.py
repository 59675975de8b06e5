"""Entries for a catalogue of models, as they are written, and what a hub tells of them."""

from __future__ import annotations

import json
from typing import Any

from backend.library.entries import Entry
from tests.library.fake_hub import Answer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def entry(**changes: object) -> dict[str, Any]:
    """An entry that is whole, but for the changes; None takes a value away."""
    told = {
        "id": "small-1b",
        "name": "Small 1B",
        "publisher": "Somebody",
        "repository": "somebody/Small-1B-GGUF",
        "revision": COMMIT,
        "source": f"https://example.org/somebody/Small-1B-GGUF/tree/{COMMIT}",
        "licence": "Apache-2.0",
        "source_licence": "https://example.org/licence",
        "parameters": 1_000_000_000,
        "source_parameters": "https://example.org/card",
        "good_for": "Tests.",
        "good_for_de": "Prüfungen.",
        "files": [file()],
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def file(**changes: object) -> dict[str, Any]:
    """A file of it, but for the changes; None takes a value away."""
    told = {"path": "Small-1B-Q4_K_M.gguf", "quantisation": "Q4_K_M", "size": 640_000_000, "sha256": "5a" * 32}
    return {name: value for name, value in (told | changes).items() if value is not None}


def answer_for(entry: Entry) -> dict[str, Any]:
    """What a hub tells of a repository that holds just what the entry says."""
    files = [
        {
            "rfilename": file.path,
            "blobId": "b" * 40,
            "size": file.size or 1,
            "lfs": {"sha256": file.sha256 or "0" * 64, "size": file.size or 1, "pointerSize": 135},
        }
        for file in entry.told
    ]
    return {
        "id": entry.repository,
        "sha": entry.revision,
        "siblings": [{"rfilename": ".gitattributes", "blobId": "a" * 40, "size": 1519}, *files],
        "cardData": {"license": entry.licence.lower() or "mit", "tags": ["gguf"]},
        "gguf": {"total": 1, "architecture": entry.architecture or "llama", "context_length": entry.context or 4096},
    }


def as_json(told: dict[str, Any]) -> Answer:
    """An answer that says so."""
    return Answer(200, json.dumps(told).encode())
