"""A voice folder over HTTP: added, listed with the other voices, spoken with, and forgotten."""

from __future__ import annotations

from pathlib import Path

from tests.api.test_api import opened, socket, until
from tests.speech.voice_files import write_vits


def test_a_voice_folder_is_added_and_forgotten(tmp_path: Path) -> None:
    folder = write_vits(tmp_path / "mine" / "stub", "de_DE-stub-low")
    with opened(tmp_path / "home") as client, socket(client) as session:
        added = client.post("/api/v0/voices/folders", json={"path": str(folder)})
        assert added.status_code == 201
        assert added.json() == {
            "name": "stub", "path": str(folder), "languages": ["de-DE"], "speakers": 1, "problem": None,
        }  # fmt: skip
        until(session, "voices.changed")
        assert client.get("/api/v0/voices/folders").json() == {"folders": [added.json()]}
        id = "neural:de-DE:stub:0"
        assert id in [voice["id"] for voice in client.get("/api/v0/voices").json()["voices"]]
        said = client.post(
            "/v1/audio/speech", json={"model": "tts-1", "input": "Hallo.", "voice": id, "response_format": "wav"}
        )
        assert said.status_code == 200
        refused = client.post("/api/v0/voices/folders", json={"path": str(tmp_path)})
        assert (refused.status_code, refused.json()["error"]["type"]) == (422, "voice_broken")
        assert client.delete("/api/v0/voices/folders/stub").status_code == 204
        assert client.delete("/api/v0/voices/folders/stub").status_code == 404
        assert client.get("/api/v0/voices/folders").json() == {"folders": []}
    assert sorted(file.name for file in folder.iterdir()) == ["de_DE-stub-low.onnx", "tokens.txt"]
