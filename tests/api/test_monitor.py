"""The meters as the page asks for them: of a whole server with a real model."""

from __future__ import annotations

from pathlib import Path

from tests.api.test_api import new_thread, opened, socket, text, until


def test_what_was_done_is_metered_and_looking_at_it_is_not(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        id = new_thread(client)
        with socket(client) as session:
            client.post(f"/api/v0/threads/{id}/runs", json={"parts": text("Hello")})
            until(session, "run.ended")
        client.get("/api/v0/threads/nobody")
        client.get(f"/api/v0/threads/{id}")
        client.get("/nothing/there")
        for _ in range(3):
            meter = client.get("/api/v0/monitor").json()
    assert {one["name"] for one in meter["processes"]} >= {"app", "model"}
    assert all(one["memory"] > 1_000_000 for one in meter["processes"])
    (written,) = meter["runs"]
    assert written["status"] == "completed"
    assert written["first_token_seconds"] > 0
    answers = {one["route"]: (one["count"], one["errors"]) for one in meter["answers"]}
    assert answers["GET /api/v0/threads/{id}"] == (2, 1)
    assert answers["unknown"] == (1, 1)
    assert not any("monitor" in route for route in answers)
    assert meter["cards"] == []


def test_this_computer_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        computer = client.get("/api/v0/computer").json()
    assert computer["processors"] >= 1
    assert 0 < computer["free"] <= computer["memory"]
    assert computer["cards"] == []
