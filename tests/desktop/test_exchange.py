"""Export, import, backup and restore on the command line and in the window, as real processes."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from backend.domain import RunStatus
from tests.desktop.app import PATIENCE, App, wait_for
from tests.desktop.test_commands import first_line, stop
from tests.e2e.served import Written, write
from tests.exchange import programs

THREADS = (
    Written("Of trains", [("Where do trains sleep?", "In **sheds**.")], id="a" * 32),
    Written("Of tea", [("How hot?", "80 °C."), ("And how long?", "Two minutes.")], ending=RunStatus.CANCELLED),
)


def run(app: App, *arguments: str | Path) -> tuple[int, str, str]:
    process = app.run(*map(str, arguments))
    said, complained = process.communicate(timeout=PATIENCE)
    return process.returncode, said, complained


@pytest.mark.parametrize("running", [False, True])
def test_out_and_in_again(screenless: App, tmp_path: Path, running: bool) -> None:
    app, folder = screenless, tmp_path / "files"
    folder.mkdir()
    write(app.home, THREADS)
    process = app.start("serve", "--print-url") if running else None
    if process:
        first_line(process)
    assert run(app, "export", "--all", "-o", folder / "all.json")[:2] == (0, f"Written: {folder / 'all.json'}\n")
    code, said, _ = run(app, "export", "--thread", "of tea", "-o", "-", "--format", "md")
    assert code == 0
    assert "# Of tea" in said
    assert "Two minutes." in said
    assert run(app, "export", "--all", "--format", "html", "-o", folder / "all.zip")[0] == 0
    assert sorted(zipfile.ZipFile(folder / "all.zip").namelist()) == ["Of tea.html", "Of trains.html"]
    code, said, _ = run(app, "import", folder / "all.json")
    assert code == 0
    assert "0 new, 0 that went on, 2 here already." in said
    if process:
        assert stop(process)[0] == 0
    app.expect_nothing_left()


@pytest.mark.parametrize("running", [False, True])
def test_import_from_other_programs(screenless: App, tmp_path: Path, running: bool) -> None:
    app, folder = screenless, tmp_path / "chats"
    (folder / "jan" / "threads").mkdir(parents=True)
    (folder / "conversations.json").write_text(json.dumps([programs.chatgpt(), programs.chatgpt("2", "Second")]))
    (folder / "jan" / "threads" / "thread.json").write_text(json.dumps(programs.jan_head()))
    (folder / "jan" / "threads" / "messages.jsonl").write_text("\n".join(map(json.dumps, programs.jan_messages())))
    (folder / "torn.json").write_text(json.dumps([programs.claude()])[:-40])
    process = app.start("serve", "--print-url") if running else None
    if process:
        first_line(process)
    code, said, complained = run(app, "import", folder, "--dry-run")
    assert code == 0, complained
    assert "3 threads with 12 messages of ChatGPT, Jan" in said
    assert "Nothing was imported." in said
    assert "torn.json" in complained
    code, said, _ = run(app, "import", folder)
    assert "Imported 3 threads with 12 messages." in said
    assert "All of it is here already." in run(app, "import", folder)[1]
    code, said, _ = run(app, "export", "--thread", "With Jan", "-o", "-")
    (thread,) = json.loads(said)["threads"]
    assert [message["parts"][-1]["text"] for message in thread["messages"]] == ["Good morning", "Morning!"]
    if process:
        assert stop(process)[0] == 0


@pytest.mark.parametrize("running", [False, True])
def test_a_backup_file_goes_to_another_home(screenless: App, tmp_path: Path, running: bool) -> None:
    app, file, other = screenless, tmp_path / "kept.zip", tmp_path / "other"
    write(app.home, THREADS)
    (app.home / "settings.toml").write_text('theme = "light"\n')
    process = app.start("serve", "--print-url") if running else None
    if process:
        first_line(process)
    assert run(app, "backup", "-o", file)[0] == 0
    if process:
        assert stop(process)[0] == 0
    other.mkdir()
    write(other, [Written("What was here", [("Hello", "Hi")])])
    process = app.start("--home", str(other), "serve", "--print-url") if running else None
    if process:
        first_line(process)
    code, said, complained = run(app, "--home", other, "restore", file)
    assert code == 0, complained
    assert "Restored" in said
    titles = [
        one["thread"]["title"]
        for one in json.loads(run(app, "--home", other, "export", "--all", "-o", "-")[1])["threads"]
    ]
    assert sorted(titles) == ["Of tea", "Of trains"]
    assert 'theme = "light"' in (other / "settings.toml").read_text()
    listed = run(app, "--home", other, "restore")[1]
    assert "before-restore" in listed
    if process:
        assert stop(process)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export"], "Which threads?"),
        (["export", "--all"], "There is nothing to export."),
        (["export", "--thread", "Nobody"], "There is no thread “Nobody”."),
        (["export", "--folder", "Nowhere"], "There is no folder “Nowhere”."),
        (["import", "no-such-file"], "is not there"),
        (["backup"], "There is nothing to back up"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_and_a_hint(screenless: App, arguments: list[str], words: str) -> None:
    code, said, complained = run(screenless, *arguments)
    assert (code, said) == (1, "")
    assert words in complained
    assert len(complained.strip().split("\n")) == 2, complained


def test_a_backup_file_that_is_none_changes_nothing(screenless: App, tmp_path: Path) -> None:
    write(screenless.home, THREADS)
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", "{}")
    code, _, complained = run(screenless, "restore", file)
    assert code == 1
    assert "This is no backup of Fireside." in complained
    assert not list((screenless.home / "backups").glob("*from-file*"))


def test_the_schema_is_printed_and_fits_an_export(screenless: App) -> None:
    schema = json.loads(run(screenless, "export", "--schema")[1])
    assert schema["properties"]["format"] == {"const": "fireside-threads"}
    assert "thread_id" not in schema["$defs"]["Message"]["required"]


def test_the_window_makes_a_pdf(app: App, tmp_path: Path) -> None:
    write(app.home, THREADS)
    app.start()
    page = app.page()
    page.until("document.querySelector('[data-line=connected]')")
    assert page.js("fetch('/api/v0/status').then((answer) => answer.json()).then((status) => status.makes_pdf)") is True
    code, _, complained = run(app, "export", "--thread", "Of trains", "-o", tmp_path / "trains.pdf")
    assert code == 0, complained
    pdf = (tmp_path / "trains.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 5000
    code, _, complained = run(app, "export", "--all", "--format", "pdf", "-o", tmp_path / "all.zip")
    assert code == 0, complained
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert sorted(archive.namelist()) == ["Of tea.pdf", "Of trains.pdf"]
        assert all(archive.read(name).startswith(b"%PDF-") for name in archive.namelist())
    page.close()
    assert app.close() == 0
    app.expect_nothing_left()


def test_an_export_is_saved_by_the_windows_own_dialog(app: App) -> None:
    write(app.home, THREADS[:1])
    app.start()
    page = app.page()
    page.until("document.querySelector('[data-line=connected]')")
    made = "fetch('/api/v0/exports', {method: 'POST', headers: {'content-type': 'application/json'}, body: %s})"
    body = json.dumps(json.dumps({"format": "markdown", "thread_ids": ["a" * 32]}))
    id = page.js(f"{made % body}.then((answer) => answer.json()).then((made) => made.id)")
    page.js(f"Object.assign(document.createElement('a'), {{href: '/api/v0/exports/{id}', download: ''}}).click()")
    dialog = wait_for(lambda: app.xdotool("search", "--onlyvisible", "--name", "Save"))
    app.xdotool("windowactivate", "--sync", dialog.split()[0])
    app.xdotool("key", "Return")
    saved = wait_for(lambda: [*app.downloads.rglob("*.md")])
    wait_for(lambda: "In **sheds**." in saved[0].read_text())
    page.close()
