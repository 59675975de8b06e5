"""Threads carried out and in, and backups as files, through the whole server."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.test_house import engine as engine
from tests.api.test_house import new_thread, opened, say, socket, until
from tests.exchange import programs
from tests.fakes import FakeEngine


def chat(client: TestClient, *questions: str) -> str:
    """A thread in which these were asked and answered."""
    id = new_thread(client)
    with socket(client) as session:
        for question in questions:
            assert say(client, id, question).status_code == 202
            until(session, "run.ended")
    return id


def export(client: TestClient, **order: Any) -> tuple[str, bytes]:
    """The name and the content of an export."""
    made = client.post("/api/v0/exports", json=order)
    assert made.status_code == 201, made.text
    fetched = client.get(f"/api/v0/exports/{made.json()['id']}")
    assert fetched.status_code == 200
    assert "attachment" in fetched.headers["content-disposition"]
    assert len(fetched.content) == made.json()["size"]
    return made.json()["name"], fetched.content


def send(client: TestClient, *files: tuple[str, bytes], piece: int = 1000) -> str:
    """An import that has received these files."""
    id: str = client.post("/api/v0/imports").json()["id"]
    for number, (name, data) in enumerate(files):
        for at in range(0, len(data), piece):
            sent = client.put(
                f"/api/v0/imports/{id}/files/{number}", params={"name": name, "at": at}, content=data[at : at + piece]
            )
            assert sent.status_code == 204, sent.text
    return id


def settled(client: TestClient, id: str) -> Any:
    """The import, once it neither looks nor takes."""
    end = time.monotonic() + 60
    while (state := client.get(f"/api/v0/imports/{id}").json())["status"] in ("looking", "taking"):
        assert time.monotonic() < end, state
        time.sleep(0.01)
    return state


def looked(client: TestClient, *files: tuple[str, bytes]) -> Any:
    id = send(client, *files)
    begun = client.post(f"/api/v0/imports/{id}/look")
    assert (begun.status_code, begun.json()["status"]) == (202, "looking")
    return settled(client, id)


def take(client: TestClient, id: str, only: list[int] | None = None) -> Any:
    begun = client.post(f"/api/v0/imports/{id}/take", json={"only": only})
    assert (begun.status_code, begun.json()["status"]) == (202, "taking")
    return settled(client, id)


def test_what_is_exported_and_imported_elsewhere_is_the_same(tmp_path: Path, engine: FakeEngine) -> None:
    with opened(tmp_path / "first") as client:
        id = chat(client, "One", "Two")
        first = client.get(f"/api/v0/threads/{id}").json()
        client.patch(f"/api/v0/threads/{id}", json={"title": "Züge 🚂"})
        with socket(client) as session:
            client.post(f"/api/v0/messages/{first['messages'][1]['id']}/retry")
            until(session, "run.ended")
        view = client.get(f"/api/v0/threads/{id}").json()
        name, data = export(client, format="json", thread_ids=[id])
        assert name == "Züge 🚂.json"
        state = looked(client, (name, data))
        assert (state["here"], state["new"], state["sources"]) == (1, 0, ["Fireside"])
    with opened(tmp_path / "second") as client, socket(client) as session:
        state = looked(client, ("any name at all", data))
        assert (state["status"], state["threads"], state["new"]) == ("ready", 1, 1)
        done = take(client, state["id"])
        assert (done["status"], done["taken"], done["added"]) == ("done", 1, state["messages"])
        until(session, "threads.changed")
        assert client.get(f"/api/v0/threads/{id}").json() == view
        head = first["messages"][-1]["id"]
        before = client.post(f"/api/v0/threads/{id}/head", json={"message_id": head}).json()
        assert [message["parts"] for message in before["messages"]] == [one["parts"] for one in first["messages"]]
        assert client.get("/api/v0/search", params={"q": "Two"}).json()["count"] == 1
        again = looked(client, ("again", data))
        assert (again["here"], take(client, again["id"])["taken"]) == (1, 0)


def test_a_selection_becomes_an_archive_with_a_file_each(tmp_path: Path, engine: FakeEngine) -> None:
    with opened(tmp_path) as client:
        ids = [chat(client, "Hello") for _ in range(3)]
        for id, title in zip(ids, ("CON", "a/b: ../c", "con"), strict=True):
            client.patch(f"/api/v0/threads/{id}", json={"title": title})
        name, data = export(client, format="markdown", thread_ids=ids)
        assert name.endswith(".zip")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.namelist() == ["Fireside CON.md", "a b .. c.md", "Fireside con (2).md"]
            assert "# a/b: ../c" in archive.read("a b .. c.md").decode()
        assert client.post("/api/v0/exports", json={"format": "html", "thread_ids": ["none"]}).status_code == 404
        assert client.post("/api/v0/exports", json={"format": "pdf", "thread_ids": ids}).status_code == 409
        assert client.get("/api/v0/exports/..").status_code == 404


def test_an_export_is_shown_to_be_printed_and_can_do_nothing(tmp_path: Path, engine: FakeEngine) -> None:
    with opened(tmp_path) as client:
        id = chat(client, "<script>alert(1)</script> ![x](https://example.invalid/leak.png)")
        made = client.post("/api/v0/exports", json={"format": "html", "thread_ids": [id]}).json()
        shown = client.get(f"/api/v0/exports/{made['id']}", params={"show": True})
        assert "content-disposition" not in shown.headers
        assert "default-src 'none'" in shown.headers["content-security-policy"]
        assert "<script" not in shown.text
        assert "<img" not in shown.text


def test_some_of_the_threads_of_several_files_are_taken(tmp_path: Path, engine: FakeEngine) -> None:
    chats = json.dumps([programs.chatgpt("a", "Apples"), programs.chatgpt("b", "Pears")]).encode()
    with opened(tmp_path) as client:
        state = looked(client, ("../../conversations.json", chats), ("notes.txt", b"hello"))
        assert (state["threads"], state["skipped_count"], state["lost"]) == (2, 1, {"image": 2})
        assert state["skipped"] == [{"place": "notes.txt", "why": "unknown", "detail": ""}]
        offers = client.get(f"/api/v0/imports/{state['id']}/offers").json()["offers"]
        assert [(offer["title"], offer["standing"], offer["messages"]) for offer in offers] == [
            ("Apples", "new", 5),
            ("Pears", "new", 5),
        ]
        assert take(client, state["id"], [1])["taken"] == 1
        assert [thread["title"] for thread in client.get("/api/v0/threads").json()["threads"]] == ["Pears"]
        assert client.delete(f"/api/v0/imports/{state['id']}").status_code == 204
        assert client.get(f"/api/v0/imports/{state['id']}").status_code == 404
        assert not list((tmp_path / "cache" / "imports").iterdir())


def test_a_thread_that_went_on_elsewhere_is_continued(tmp_path: Path, engine: FakeEngine) -> None:
    longer = programs.chatgpt()
    asked = {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["And then?"]}}
    longer["mapping"]["u9"] = {"parent": "a3", "message": asked}
    longer["current_node"] = "u9"
    with opened(tmp_path) as client:
        first = looked(client, ("a", json.dumps([programs.chatgpt()]).encode()))
        take(client, first["id"])
        (thread,) = client.get("/api/v0/threads").json()["threads"]
        client.patch(f"/api/v0/threads/{thread['id']}", json={"title": "Mine"})
        second = looked(client, ("b", json.dumps([longer]).encode()))
        assert (second["new"], second["grown"]) == (0, 1)
        assert take(client, second["id"])["added"] == 1
        view = client.get(f"/api/v0/threads/{thread['id']}").json()
        assert view["messages"][-1]["parts"][0]["text"] == "And then?"
        assert view["thread"]["title"] == "Mine"
        assert client.delete(f"/api/v0/threads/{thread['id']}").status_code == 204
        third = looked(client, ("c", json.dumps([longer]).encode()))
        assert take(client, third["id"])["taken"] == 1, "one in the trash is fetched back"
        assert client.get(f"/api/v0/threads/{thread['id']}").status_code == 200


def test_what_is_sent_wrongly_is_refused(tmp_path: Path, engine: FakeEngine) -> None:
    with opened(tmp_path) as client:
        id = send(client, ("a", b"[]"))
        missing = client.put(f"/api/v0/imports/{id}/files/0", params={"at": 7}, content=b"x")
        assert missing.status_code == 422
        assert client.put(f"/api/v0/imports/{id}/files/99999", content=b"x").status_code == 422
        assert client.post(f"/api/v0/imports/{id}/take", json={}).status_code == 409
        assert client.post(f"/api/v0/imports/{id}/look").status_code == 202
        assert client.post(f"/api/v0/imports/{id}/look").status_code == 409
        assert client.put(f"/api/v0/imports/{id}/files/0", params={"at": 2}, content=b"x").status_code == 409
        assert client.put("/api/v0/imports/none/files/0", content=b"x").status_code == 404
        settled(client, id)


def test_an_import_is_stopped(tmp_path: Path, engine: FakeEngine) -> None:
    many = json.dumps([programs.chatgpt(str(number)) for number in range(400)]).encode()
    with opened(tmp_path) as client:
        state = looked(client, ("many", many))
        assert client.post(f"/api/v0/imports/{state['id']}/take", json={}).status_code == 202
        assert client.delete(f"/api/v0/imports/{state['id']}").status_code == 204
        there = len(client.get("/api/v0/threads").json()["threads"])
        assert there < 400
        rest = looked(client, ("many", many))
        assert (rest["here"], rest["new"]) == (there, 400 - there), "what was stored stays"


def test_a_backup_file_brings_everything_back_and_keeps_what_was_there(tmp_path: Path, engine: FakeEngine) -> None:
    with opened(tmp_path / "first") as client:
        id = chat(client, "Keep me")
        client.patch("/api/v0/settings", json={"theme": "light"})
        made = client.post("/api/v0/backups/file").json()
        data = client.get(f"/api/v0/exports/{made['id']}").content
        assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["manifest.json", "fireside.db", "settings.toml"]
        state = looked(client, ("x", data))
        assert state["skipped"][0]["why"] == "backup"
    with opened(tmp_path / "second") as client, socket(client) as session:
        other = chat(client, "I was here")
        client.patch("/api/v0/settings", json={"speed": 1.5})
        upload = send(client, ("Backup.zip", data), piece=100_000)
        assert client.post(f"/api/v0/imports/{upload}/restore").status_code == 204
        until(session, "settings.changed")
        assert [thread["id"] for thread in client.get("/api/v0/threads").json()["threads"]] == [id]
        settings = client.get("/api/v0/settings").json()
        assert (settings["theme"], settings["speed"]) == ("light", 1.0)
        backups = client.get("/api/v0/backups").json()["backups"]
        before = next(backup["name"] for backup in backups if "before-restore" in backup["name"])
        assert list((tmp_path / "second" / "backups").glob("settings-*.toml"))
        assert client.post(f"/api/v0/backups/{before}/restore").status_code == 204
        assert [thread["id"] for thread in client.get("/api/v0/threads").json()["threads"]] == [other]


@pytest.mark.parametrize("harm", ["no zip", "no manifest", "newer", "other bytes", "newer store", "longer", "settings"])
def test_a_backup_file_that_is_not_sound_changes_nothing(harm: str, tmp_path: Path, engine: FakeEngine) -> None:
    with opened(tmp_path) as client:
        id = chat(client, "Here")
        client.patch("/api/v0/settings", json={"theme": "light"})
        made = client.post("/api/v0/backups/file").json()
        data = harmed(client.get(f"/api/v0/exports/{made['id']}").content, harm, tmp_path)
        before = client.get("/api/v0/backups").json()
        refused = client.post(f"/api/v0/imports/{send(client, ('b', data), piece=500_000)}/restore")
        assert refused.status_code in (422, 503), refused.text
        assert refused.json()["error"]["message"]
        assert [thread["id"] for thread in client.get("/api/v0/threads").json()["threads"]] == [id]
        assert client.get("/api/v0/backups").json() == before
        assert not list((tmp_path / "cache" / "imports").iterdir())


def harmed(data: bytes, harm: str, folder: Path) -> bytes:
    """A backup file with something wrong with it."""
    import hashlib
    import sqlite3

    if harm == "no zip":
        return b"nonsense" * 10
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])
    if harm == "no manifest":
        del files["manifest.json"]
    elif harm == "newer":
        manifest["version"] = 2
    elif harm == "other bytes":
        files["fireside.db"] = bytes(reversed(files["fireside.db"]))
    elif harm == "longer":
        files["fireside.db"] += bytes(1000)
    elif harm == "settings":
        files["settings.toml"] = b"theme = 'purple'"
    elif harm == "newer store":
        (folder / "new.db").write_bytes(files["fireside.db"])
        connection = sqlite3.connect(folder / "new.db")
        connection.execute("PRAGMA user_version = 999")
        connection.commit()
        connection.close()
        files["fireside.db"] = (folder / "new.db").read_bytes()
    if harm in ("newer store", "settings"):
        for name in manifest["files"]:
            told = {"size": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}
            manifest["files"][name] = told
    if "manifest.json" in files:
        files["manifest.json"] = json.dumps(manifest).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()
