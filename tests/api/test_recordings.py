"""A message is saved as it is read aloud."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.api.test_api import new_thread, opened, socket, text, until


def test_a_reply_is_kept_as_a_sound_file(tmp_path: Path) -> None:
    import soundfile

    with opened(tmp_path) as client:
        id = new_thread(client)
        client.patch(f"/api/v0/threads/{id}", json={"title": "What: is/this?"})
        with socket(client) as session:
            client.post(f"/api/v0/threads/{id}/runs", json={"parts": text("Hello")})
            message = until(session, "run.ended")[-1]["message"]
        seconds = []
        for format in ("mp3", "opus", "wav"):
            answer = client.get(f"/api/v0/messages/{message['id']}/recording?format={format}")
            assert answer.status_code == 200, answer.text
            assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''What%20is%20this.{format}"
            samples, rate = soundfile.read(io.BytesIO(answer.content))
            seconds.append(len(samples) / rate)
        assert max(seconds) - min(seconds) < 0.2
        assert min(seconds) > 0.5
        assert client.get("/api/v0/messages/nobody/recording?format=wav").status_code == 404
        assert client.get(f"/api/v0/messages/{message['id']}/recording?format=midi").status_code == 422


@pytest.mark.parametrize(
    ("title", "name"), [("a" * 300, "a" * 80), ("", "Fireside"), ("..", "Fireside"), ("Öl: für 5 €", "Öl für 5 €")]
)
def test_titles_become_names_of_files(title: str, name: str) -> None:
    from backend.api.recordings import name_of

    assert name_of(title, "mp3") == f"{name}.mp3"
