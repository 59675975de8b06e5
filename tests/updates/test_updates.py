"""Newer versions: found when it may be, never by anything that is not to be trusted; fetched, and got ready."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import tarfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from backend.bus import Bus
from backend.domain import DownloadStatus, Problem
from backend.egress import Egress
from backend.errors import Conflict, DownloadFailed, FiresideError, NotFound, Offline, TooLarge, UpdateRefused
from backend.events import DownloadChanged, UpdatesChanged
from backend.paths import Paths
from backend.updates import pending
from backend.updates.installation import Installation
from backend.updates.news import Source, UpdateState, read_source
from backend.updates.pending import Pending
from backend.updates.unpacking import BESIDE
from backend.updates.updates import Updates
from tests.fakes import Listener
from tests.updates.release_server import ReleaseServer, serving

CONTENT = os.urandom(300_000)


@pytest.fixture
def releases() -> Iterator[ReleaseServer]:
    with serving() as server:
        yield server


class Place:
    """A Fireside of version 0.1.0 in a data folder of its own, opened again and again."""

    def __init__(self, folder: Path, releases: ReleaseServer) -> None:
        self.paths = Paths(folder / "home")
        self.paths.create()
        self.program = folder / "programs" / "Fireside"
        self.program.mkdir(parents=True)
        (self.program / "fireside").write_text("old")
        self.source = Source(address=releases.address, key=releases.key)
        self.kind, self.offline, self.wanted, self.version = "tar.gz", False, True, "0.1.0"

    def run(self, body: Callable[[Updates, Listener], Awaitable[Any]]) -> Any:
        """Open, do something, close."""

        async def story() -> Any:
            bus = Bus()
            self.gate = Egress(self.paths.logs / "connections.jsonl", lambda: self.offline)
            installation = Installation(
                platform="linux", arch="x64", flavour="standard", kind=self.kind, program=str(self.program)
            )
            updates = Updates(
                self.source, installation, self.paths, self.gate, bus, lambda: self.wanted, self.version, pauses=()
            )
            listener = Listener(bus)
            async with AsyncExitStack() as stack:
                await updates.open()
                stack.push_async_callback(updates.close)
                return await body(updates, listener)

        return asyncio.run(story())

    def state(self) -> UpdateState:
        return self.run(lambda updates, _: updates.state())  # type: ignore[no-any-return]

    def check(self) -> UpdateState:
        return self.run(lambda updates, _: updates.check())  # type: ignore[no-any-return]

    def fetch(self) -> UpdateState:
        """Look, fetch to the end, and say how it stands."""

        async def body(updates: Updates, listener: Listener) -> UpdateState:
            await updates.check()
            await updates.fetch()
            while (await updates.state()).download is not None and not failed(listener):
                await listener.until(DownloadChanged, len(listener.of(DownloadChanged)) + 1)
            return await updates.state()

        return self.run(body)  # type: ignore[no-any-return]


def failed(listener: Listener) -> bool:
    return any(told.download.status is DownloadStatus.FAILED for told in listener.of(DownloadChanged))


@pytest.fixture
def place(tmp_path: Path, releases: ReleaseServer) -> Place:
    return Place(tmp_path, releases)


def archive(version: str, says: str = "", top: str = "Fireside") -> bytes:
    """A program that says its version, packed."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        script = f"#!/bin/sh\necho fireside {says or version}\n".encode()
        entry = tarfile.TarInfo(f"{top}/fireside")
        entry.size, entry.mode = len(script), 0o755
        tar.addfile(entry, io.BytesIO(script))
    return packed.getvalue()


# ------------------------------------------------------------------ looking


def test_where_nothing_is_set_up_nobody_is_asked_and_it_is_said(place: Place, releases: ReleaseServer) -> None:
    place.source = Source()
    assert not place.state().set_up
    with pytest.raises(Conflict, match="not set up in this build"):
        place.check()
    place.run(lambda updates, _: updates.look_by_itself())
    assert releases.asked == []


def test_what_ships_is_honest_until_the_first_release() -> None:
    from backend.paths import catalogue

    source = read_source(catalogue())
    assert source.set_up == bool(source.address and source.key)
    assert not source.key or len(base64.b64decode(source.key)) == 32
    assert read_source(Path("/nowhere")) == Source()


def test_a_newer_version_is_found_with_one_request_which_is_noted(place: Place, releases: ReleaseServer) -> None:
    releases.publish("0.2.0", releases.add("Fireside-0.2.0-x64.tar.gz", CONTENT))
    state = place.check()
    assert releases.asked == ["/release.json"]
    assert state.newer
    assert state.fits
    assert not state.ready
    assert state.news is not None
    assert (state.news.version, state.news.size) == ("0.2.0", len(CONTENT))
    assert state.news.notes["de"] == "- Was **0.2.0** bringt"
    (noted,) = place.gate.connections()
    assert (noted.purpose, noted.host) == ("Look for a newer Fireside", "127.0.0.1")
    again = place.state()
    assert again.newer, "it is remembered, and checked again"
    assert again.checked_at == state.checked_at
    assert len(releases.asked) == 1


def test_this_version_is_the_newest(place: Place, releases: ReleaseServer) -> None:
    releases.publish("0.1.0")
    state = place.check()
    assert not state.newer
    assert state.news is not None


REFUSALS = {
    "an older version": (lambda server: server.publish("0.0.9"), UpdateRefused),
    "html": (lambda server: setattr(server, "document", b"<!doctype html><h1>Hotel Wi-Fi</h1>"), UpdateRefused),
    "huge": (lambda server: setattr(server, "document", b" " * 300_000), TooLarge),
    "an error": (lambda server: setattr(server, "status", 500), DownloadFailed),
    "another key": (
        lambda server: (setattr(server, "_private", os.urandom(32)), server.publish("0.2.0")),
        UpdateRefused,
    ),
    "nobody there": (lambda server: server.server.server_close(), DownloadFailed),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_is_not_to_be_trusted_changes_nothing(what: str, place: Place, releases: ReleaseServer) -> None:
    releases.publish("0.1.5")
    assert place.check().newer
    change, refusal = REFUSALS[what]
    change(releases)
    with pytest.raises(refusal) as refused:
        place.check()
    assert refused.value.hint
    state = place.state()
    assert state.news is not None
    assert state.news.version == "0.1.5"


def test_an_older_list_that_was_kept_back_and_sent_again_is_refused(place: Place, releases: ReleaseServer) -> None:
    releases.publish("0.2.0", day=1)
    old = releases.document
    releases.publish("0.2.0", day=2)
    place.check()
    releases.document = old
    with pytest.raises(UpdateRefused, match="again, though a newer list"):
        place.check()
    releases.publish("0.1.5", day=3)
    with pytest.raises(UpdateRefused):
        place.check()


def test_the_off_switch_holds_it_back(place: Place, releases: ReleaseServer) -> None:
    place.source = place.source.model_copy(update={"address": "http://localhost.invalid/release.json"})
    place.offline = True
    with pytest.raises(Offline):
        place.check()
    assert [noted.allowed for noted in place.gate.connections()] == [False]
    assert releases.asked == []


def test_by_itself_it_looks_once_a_day_and_only_when_wanted(place: Place, releases: ReleaseServer) -> None:
    releases.publish("0.2.0")
    place.wanted = False
    place.run(lambda updates, _: updates.look_by_itself())
    assert releases.asked == []
    place.wanted = True
    for _ in range(3):
        place.run(lambda updates, _: updates.look_by_itself())
    assert len(releases.asked) == 1
    checked = place.paths.home / "updates" / "checked.json"
    checked.write_text(json.dumps({"checked_at": "2026-01-01T00:00:00+00:00"}))
    releases.document = b"damaged"
    place.run(lambda updates, _: updates.look_by_itself())
    assert len(releases.asked) == 2, "and what is wrong disturbs nobody"


def test_a_release_for_other_computers_is_told_and_not_fetched(place: Place, releases: ReleaseServer) -> None:
    others = ({"arch": "arm64"}, {"platform": "windows", "kind": "exe"}, {"kind": "deb"}, {"flavour": "cuda"})
    releases.publish("0.2.0", *(releases.add(f"f{n}", b"x", **other) for n, other in enumerate(others)))
    state = place.check()
    assert state.newer
    assert not state.fits
    with pytest.raises(NotFound, match="no newer version for this computer"):
        place.run(lambda updates, _: updates.fetch())


def test_a_version_that_needs_another_first_says_which(place: Place, releases: ReleaseServer) -> None:
    releases.publish("0.9.0", releases.add("f.tar.gz", b"x"), minimum="0.5.0")
    assert place.check().step == "0.5.0"
    with pytest.raises(Conflict, match=r"0\.5\.0 has to come first"):
        place.run(lambda updates, _: updates.fetch())


def test_a_source_tree_looks_but_fetches_nothing(place: Place, releases: ReleaseServer) -> None:
    place.kind = "source"
    releases.publish("0.2.0", releases.add("f.tar.gz", b"x"))
    state = place.check()
    assert state.newer
    assert not state.fits
    assert state.kind == "source"


# ------------------------------------------------------------------ fetching


def test_it_is_fetched_and_stands_ready_also_at_the_next_start(place: Place, releases: ReleaseServer) -> None:
    releases.publish("0.2.0", releases.add("Fireside 0.2.0-x64.tar.gz".replace(" ", "%20"), CONTENT))
    releases.files["Fireside%200.2.0-x64.tar.gz"] = CONTENT
    state = place.fetch()
    assert state.ready
    assert Path(state.path).read_bytes() == CONTENT
    assert Path(state.path).parent == place.paths.home / "updates" / "0.2.0"
    assert place.state().ready
    with pytest.raises(Conflict, match="here already"):
        place.run(lambda updates, _: updates.fetch())


@pytest.mark.parametrize("wrong", [{"size": len(CONTENT) - 1}, {"size": len(CONTENT) + 1}, {"sha256": "0" * 64}])
def test_a_file_of_another_size_or_content_never_stands_ready(
    wrong: dict[str, Any], place: Place, releases: ReleaseServer
) -> None:
    releases.publish("0.2.0", releases.add("f.tar.gz", CONTENT, **wrong))
    state = place.fetch()
    assert not state.ready
    assert state.download is not None
    assert state.download.status is DownloadStatus.FAILED
    assert state.download.problem is not None


def test_it_is_paused_gone_on_with_after_a_restart_and_given_up(place: Place, releases: ReleaseServer) -> None:
    releases.publish("0.2.0", releases.add("f.tar.gz", CONTENT))
    releases.held_after = 1 << 17
    releases.go.clear()

    async def begin(updates: Updates, listener: Listener) -> None:
        await updates.check()
        begun = await updates.fetch()
        await listener.until(DownloadChanged, 2)
        paused = await updates.downloads.pause(begun.id)
        assert paused.status is DownloadStatus.PAUSED

    place.run(begin)
    releases.go.set()

    async def go_on(updates: Updates, listener: Listener) -> None:
        before = (await updates.state()).download
        assert before is not None
        assert before.status is DownloadStatus.PAUSED
        await updates.fetch()
        await listener.until(UpdatesChanged)
        assert (await updates.state()).ready

    place.run(go_on)
    releases.publish("0.3.0", releases.add("g.tar.gz", CONTENT), day=2)
    releases.go.clear()

    async def give_up(updates: Updates, listener: Listener) -> None:
        await updates.check()
        begun = await updates.fetch()
        await updates.downloads.cancel(begun.id)
        assert (await updates.state()).download is None

    place.run(give_up)
    assert list((place.paths.downloads / "updates").iterdir()) == []


# ------------------------------------------------------------------ installing


def test_it_is_unpacked_beside_the_old_one_tried_and_left_for_the_end(place: Place, releases: ReleaseServer) -> None:
    releases.publish("0.2.0", releases.add("f.tar.gz", archive("0.2.0")))
    assert place.fetch().ready
    place.run(lambda updates, _: updates.prepare())
    begun = pending.read(place.paths)
    assert begun is not None
    assert (begun.version, begun.before, begun.kind) == ("0.2.0", "0.1.0", "tar.gz")
    assert (Path(begun.unpacked) / "fireside").is_file()
    assert (place.program / "fireside").read_text() == "old"


BROKEN = {
    "says another version": archive("0.2.0", says="9.9.9"),
    "no archive": b"this is no archive" * 100,
    "cut off": archive("0.2.0")[:-40],
    "holds no program": archive("0.2.0", top="Fireside/deeper"),
    "leaves its folder": archive("0.2.0", top="../outside"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_program_that_would_not_start_here_is_not_installed(
    what: str, place: Place, releases: ReleaseServer, tmp_path: Path
) -> None:
    releases.publish("0.2.0", releases.add("f.tar.gz", BROKEN[what]))
    assert place.fetch().ready
    with pytest.raises(FiresideError) as refused:
        place.run(lambda updates, _: updates.prepare())
    assert refused.value.hint
    assert pending.read(place.paths) is None
    assert [entry.name for entry in place.program.parent.iterdir()] == ["Fireside"], "nothing is left beside it"
    assert not (tmp_path / "outside").exists()


def test_a_full_disk_while_it_is_unpacked_leaves_the_old_one_and_no_rest(
    place: Place, releases: ReleaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: tarfile.TarFile, path: Path, filter: str) -> None:
        (path / "Fireside").mkdir()
        raise OSError(28, "No space left on device")

    releases.publish("0.2.0", releases.add("f.tar.gz", archive("0.2.0")))
    place.fetch()
    monkeypatch.setattr(tarfile.TarFile, "extractall", full)
    with pytest.raises(FiresideError, match="No space left"):
        place.run(lambda updates, _: updates.prepare())
    assert [entry.name for entry in place.program.parent.iterdir()] == ["Fireside"]
    assert place.state().ready, "the file is still there, to try again"


def test_a_file_that_was_changed_on_the_disk_is_thrown_away(place: Place, releases: ReleaseServer) -> None:
    releases.publish("0.2.0", releases.add("f.tar.gz", CONTENT))
    file = Path(place.fetch().path)
    file.write_bytes(CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))
    with pytest.raises(UpdateRefused, match="changed after"):
        place.run(lambda updates, _: updates.prepare())
    assert not place.state().ready


def test_where_it_cannot_replace_itself_the_way_by_hand_is_shown(
    place: Place, releases: ReleaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    place.kind = "deb"
    releases.publish("0.2.0", releases.add("fireside_0.2.0_amd64.deb", CONTENT, kind="deb"))
    state = place.fetch()
    assert not state.replaces_itself
    assert state.command == f"sudo apt install {state.path}"
    with pytest.raises(Conflict, match="cannot replace itself"):
        place.run(lambda updates, _: updates.prepare())


# ------------------------------------------------------------------ afterwards


def begun(place: Place, **more: Any) -> None:
    told = {"version": "0.2.0", "before": "0.1.0", "kind": "tar.gz", "file": "f", "program": str(place.program)}
    pending.write(place.paths, Pending.model_validate({**told, **more}))
    (place.program.parent / BESIDE / "Fireside").mkdir(parents=True)
    (place.paths.home / "updates" / "0.2.0").mkdir()


def test_the_new_version_says_that_it_is_new_and_removes_what_was_left(place: Place) -> None:
    begun(place)
    place.version = "0.2.0"
    state = place.state()
    assert state.ending is not None
    assert (state.ending.version, state.ending.before, state.ending.problem) == ("0.2.0", "0.1.0", None)
    assert [entry.name for entry in place.program.parent.iterdir()] == ["Fireside"]
    assert not (place.paths.home / "updates" / "0.2.0").exists()
    assert place.state().ending is None, "once"


@pytest.mark.parametrize("why", ["killed", "told"])
def test_the_old_version_says_what_happened_when_it_is_still_there(place: Place, why: str) -> None:
    problem = Problem(type="update_refused", message="apt-get ended with code 100.") if why == "told" else None
    begun(place, problem=problem)
    state = place.state()
    assert state.ending is not None
    assert state.ending.problem is not None
    assert ("code 100" if why == "told" else "did not come to its end") in state.ending.problem.message
    assert (place.paths.home / "updates" / "0.2.0").is_dir(), "to try it again"


def test_the_ending_is_forgotten_when_it_was_read(place: Place) -> None:
    begun(place)

    async def body(updates: Updates, listener: Listener) -> None:
        updates.forget_ending()
        assert (await updates.state()).ending is None
        assert listener.of(UpdatesChanged)

    place.run(body)


@pytest.mark.parametrize("damage", ["{}", "", "[1]", '{"version": 1}'])
def test_what_is_remembered_may_be_damaged(place: Place, damage: str) -> None:
    folder = place.paths.home / "updates"
    folder.mkdir()
    for name in ("pending.json", "checked.json", "release.json"):
        (folder / name).write_text(damage)
    assert place.state().news is None
