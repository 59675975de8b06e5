"""Updates and reports of crashes over HTTP, through the whole app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backend import app
from backend.crashes import Crashes
from backend.updates.installation import Installation
from backend.updates.news import Source
from tests.api.test_api import opened, socket, until
from tests.updates.release_server import ReleaseServer, serving
from tests.updates.test_updates import archive

HERE = "/api/v0/updates"
SECRET = "Frau Holle vermisst ihr Kissen"


@pytest.fixture
def releases() -> Iterator[ReleaseServer]:
    with serving() as server:
        yield server


@pytest.fixture
def client(tmp_path: Path, releases: ReleaseServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A Fireside that was unpacked by hand, and knows where to ask."""
    program = tmp_path / "programs" / "Fireside"
    program.mkdir(parents=True)
    placed = Installation(platform="linux", arch="x64", flavour="standard", kind="tar.gz", program=str(program))
    monkeypatch.setattr(app, "installation", lambda: placed)
    monkeypatch.setattr(app, "read_source", lambda _: Source(address=releases.address, key=releases.key))
    with opened(tmp_path / "home") as client:
        yield client


def test_from_looking_to_the_moment_of_the_new_start(client: TestClient, releases: ReleaseServer) -> None:
    assert client.get(HERE).json()["news"] is None
    assert client.get("/api/v0/settings").json()["check_updates"] is False
    assert releases.asked == []
    releases.publish("9.0.0", releases.add("f.tar.gz", archive("9.0.0")))
    with socket(client) as session:
        session.receive_json()
        assert client.post(f"{HERE}/check").json()["newer"]
        until(session, "updates.changed")
        begun = client.post(f"{HERE}/download")
        assert begun.status_code == 202
        until(session, "updates.changed")
    assert client.get(HERE).json()["ready"]
    connections = client.get("/api/v0/connections").json()["connections"]
    assert {noted["purpose"] for noted in connections} == {"Look for a newer Fireside", "Download Fireside 9.0.0"}
    refused = client.post(f"{HERE}/install")
    assert refused.status_code == 409, "here nobody could start it again"
    restarted: list[bool] = []
    client.app.state.house.restart = lambda: restarted.append(True)  # type: ignore[attr-defined]
    assert client.post(f"{HERE}/install").status_code == 202
    assert restarted == [True]


def test_what_was_refused_is_told_in_the_shape_of_every_error(client: TestClient, releases: ReleaseServer) -> None:
    releases.document = b"<html>"
    refused = client.post(f"{HERE}/check")
    assert refused.status_code == 502
    assert refused.json()["error"]["type"] == "update_refused"
    assert client.get(HERE).json()["problem"] == refused.json()["error"]
    assert client.post(f"{HERE}/download").status_code == 404


def test_a_download_is_steered_as_all_others_are(client: TestClient, releases: ReleaseServer) -> None:
    releases.publish("9.0.0", releases.add("f.tar.gz", b"x" * 100_000))
    client.post(f"{HERE}/check")
    releases.held_after = 0
    releases.go.clear()
    id = client.post(f"{HERE}/download").json()["id"]
    assert client.post(f"/api/v0/downloads/{id}/pause").json()["status"] == "paused"
    assert client.post(f"/api/v0/downloads/{id}/resume").json()["status"] == "running"
    assert client.delete(f"/api/v0/downloads/{id}").status_code == 204
    assert client.get(HERE).json()["download"] is None


def test_reports_are_listed_offered_once_and_deleted(tmp_path: Path) -> None:
    Crashes(tmp_path / "logs").keep("end", "Fireside was ended from outside.", ())
    Crashes(tmp_path / "logs").keep("request", "ValueError in backend/app.py:1 (build)", ())
    with opened(tmp_path) as client:
        told = client.get("/api/v0/crashes").json()
        assert [report["place"] for report in told["reports"]] == ["request", "end"]
        assert told["unseen"]["place"] == "request"
        assert client.post("/api/v0/crashes/seen").status_code == 204
        assert client.get("/api/v0/crashes").json()["unseen"] is None
        assert client.delete(f"/api/v0/crashes/{told['reports'][0]['id']}").status_code == 204
        assert len(client.get("/api/v0/crashes").json()["reports"]) == 1
    with opened(tmp_path) as client:
        assert client.get("/api/v0/crashes").json()["unseen"] is None
        assert client.delete("/api/v0/crashes").status_code == 204
        assert client.get("/api/v0/crashes").json()["reports"] == []


def test_an_error_of_the_page_is_kept_without_its_words_and_offered_at_the_next_start(tmp_path: Path) -> None:
    stack = f"TypeError: {SECRET}\n    at run (http://127.0.0.1:8321/app/assets/a.js:1:2)\n    at {SECRET}"
    with opened(tmp_path) as client:
        told = {"name": f"TypeError {SECRET}", "stack": stack}
        assert client.post("/api/v0/crashes", json=told).status_code == 204
        assert client.get("/api/v0/crashes").json()["unseen"] is None
    with opened(tmp_path) as client:
        report = client.get("/api/v0/crashes").json()["unseen"]
    assert report["what"] == "Error in /app/assets/a.js:1:2 (run)"
    assert SECRET not in str(report)
