"""What waits to be opened, over HTTP: brought with the key of a second start, taken once."""

from __future__ import annotations

from pathlib import Path

from backend.api.access import Access
from tests.api.test_house import engine, new_thread, opened, socket, until
from tests.fakes import FakeEngine

__all__ = ["engine"]
KEY = Access("127.0.0.1", 8321, b"secret").key
HERE = "/api/v0/openings"


def test_only_who_has_the_key_brings_something_and_one_page_takes_it(tmp_path: Path, engine: FakeEngine) -> None:
    with opened(tmp_path / "home") as client, socket(client) as session:
        link = f"fireside://thread/{new_thread(client)}"
        wrong = client.post("/__raise", json={"wanted": [link]}, headers={"X-Fireside-Key": "guessed"})
        assert wrong.status_code == 404
        assert client.get(HERE).json() == {"openings": []}
        told = client.post("/__raise", json={"wanted": [link, "fireside://x"]}, headers={"X-Fireside-Key": KEY})
        assert told.json()["raised"] is False, "there is no window here"
        until(session, "openings.changed")
        first, second = client.get(HERE).json()["openings"]
        assert (first["link"]["kind"], second["link"]["kind"]) == ("thread", "refused")
        assert client.delete(f"{HERE}/{first['id']}").json() == first
        assert client.delete(f"{HERE}/{first['id']}").status_code == 404
        assert client.get(HERE).json() == {"openings": [second]}


def test_a_second_start_without_wishes_is_welcome_as_ever(tmp_path: Path, engine: FakeEngine) -> None:
    with opened(tmp_path / "home") as client:
        assert client.post("/__raise", headers={"X-Fireside-Key": KEY}).status_code == 200
        assert client.get(HERE).json() == {"openings": []}


def test_without_a_window_there_is_no_small_one(tmp_path: Path, engine: FakeEngine) -> None:
    with opened(tmp_path / "home") as client:
        assert client.get("/api/v0/status").json()["background"] == {"tray": False, "quick_ask": False, "keys": "none"}
        assert client.post("/api/v0/dialogs/ask/end").status_code == 409
