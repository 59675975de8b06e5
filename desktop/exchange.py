"""`fireside export` and `fireside import`: threads into files, and out of them."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from backend.domain import Folder, Thread
from backend.errors import AlreadyRunning, Conflict, FiresideError, Invalid, NotFound, StoreUnwritable
from backend.exchange.exports import SUFFIX, Format
from backend.exchange.importing import Import, Offer
from backend.exchange.unreadable import WORDS
from backend.paths import Paths
from desktop.alone import Alone
from desktop.instance import Instance
from desktop.running import Running
from desktop.serve import open_home

FORMATS: dict[str, Format] = {
    "markdown": "markdown",
    "md": "markdown",
    "json": "json",
    "html": "html",
    "txt": "txt",
    "pdf": "pdf",
}
TITLES = 20
MOST_FILES = 5000
LOST = {"image": "images", "audio": "recordings", "file": "files", "unknown": "pieces of unknown kinds"}


@contextmanager
def threads_of(paths: Paths) -> Iterator[Running | Alone]:
    """The Fireside that runs with this data folder, or its store, which nobody else opens meanwhile."""
    instance = Instance(paths.home)
    if not instance.first and not instance.last_port:
        raise AlreadyRunning("Another command holds the data folder, or Fireside is just starting.", "Try again.")
    store = Alone(paths) if instance.first else Running(paths, int(instance.last_port or 0))
    try:
        yield store
    finally:
        try:
            store.close()
        finally:
            instance.release()


def export(options: argparse.Namespace) -> int:
    """Write threads into a file."""
    if options.schema:
        from backend.exchange.own import schema

        print(json.dumps(schema(), indent=2))
        return 0
    if not (options.all or options.thread or options.folder):
        raise Invalid("Which threads?", "Add --all, --folder NAME, or --thread TITLE (as often as you like).")
    format = _format(options)
    with threads_of(open_home()) as store:
        ids = [_thread(store.threads(), wanted) for wanted in options.thread]
        folder = _folder(store.folders(), options.folder) if options.folder else None
        made = store.export(ids, folder, format, options.all)
        try:
            if str(options.output) == "-":
                with made.open("rb") as file:
                    shutil.copyfileobj(file, sys.stdout.buffer)
                sys.stdout.buffer.flush()
            else:
                print(f"Written: {_put(made, options.output)}")
        finally:
            shutil.rmtree(made.parent, ignore_errors=True)
    return 0


def import_(options: argparse.Namespace) -> int:
    """Read threads from files, once they were looked through; say what could not be read."""
    files = [file for path in options.files for file in _files(path.expanduser())]
    with threads_of(open_home()) as store:
        state, offers = store.look(files, _progress)
        _clear()
        _raise(state)
        _preview(state, offers)
        if state.threads == 0:
            raise NotFound("There are no threads in it that Fireside knows.", "`fireside import --help` names them.")
        if options.dry_run or state.new + state.grown == 0:
            print("Nothing was imported." if options.dry_run else "All of it is here already.")
            return 0
        state = store.take(_progress)
        _clear()
        _raise(state)
        print(f"Imported {_count(state.taken, 'thread')} with {_count(state.added, 'message')}.")
    return 0


def _format(options: argparse.Namespace) -> Format:
    if options.format:
        return FORMATS[options.format]
    suffix = options.output.suffix.lower() if options.output else ""
    return next((format for format, known in SUFFIX.items() if suffix == f".{known}"), "json")


def _thread(threads: Sequence[Thread], wanted: str) -> str:
    found = [one for one in threads if one.id == wanted] or [
        one for one in threads if one.title.casefold() == wanted.casefold()
    ]
    if not found:
        raise NotFound(f"There is no thread “{wanted}”.", "Give its whole title, or its id from the page's address.")
    if len(found) > 1:
        ids = ", ".join(one.id for one in found[:5])
        raise Conflict(f"{len(found)} threads are called “{wanted}”.", f"Name one by its id: {ids}")
    return found[0].id


def _folder(folders: Sequence[Folder], wanted: str) -> str:
    found = [one for one in folders if wanted in (one.id, one.name)] or [
        one for one in folders if one.name.casefold() == wanted.casefold()
    ]
    if not found:
        names = ", ".join(f"“{one.name}”" for one in folders[:10])
        raise NotFound(f"There is no folder “{wanted}”.", f"There are: {names}" if names else "There are none yet.")
    return found[0].id


def _put(made: Path, output: Path | None) -> Path:
    """Move what was made to its place: the one that was named, else a free name in this folder."""
    target = Path.cwd() / made.name if output is None else output.expanduser()
    if target.is_dir():
        target = target / made.name
    number = 1
    while output is None and target.exists():
        number += 1
        target = target.with_name(f"{made.stem} ({number}){made.suffix}")
    half = target.with_name(f".{target.name}.half")
    try:
        shutil.move(made, half)
        half.replace(target)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise StoreUnwritable(f"{target} cannot be written: {error.strerror}.", "Choose another with -o.") from error
    return target


def _files(path: Path) -> list[tuple[str, Path]]:
    """A file, or all files of a folder and of those in it."""
    if path.is_file():
        return [(path.name, path)]
    if not path.is_dir():
        raise NotFound(f"{path} is not there.", "Name a file, a ZIP or a folder.")
    found = [Path(folder, name) for folder, _, names in os.walk(path) for name in sorted(names)]
    if len(found) > MOST_FILES:
        raise Invalid(f"{path} holds more than {MOST_FILES:,} files.", "Put them into one ZIP, or name fewer.")
    return [(str(file.relative_to(path)), file) for file in found]


def _preview(state: Import, offers: Sequence[Offer]) -> None:
    if state.threads and state.first and state.last:
        threads, messages = _count(state.threads, "thread"), _count(state.messages, "message")
        print(
            f"{threads} with {messages} of {', '.join(state.sources)}, "
            f"{state.first.astimezone():%Y-%m-%d} to {state.last.astimezone():%Y-%m-%d}: "
            f"{state.new} new, {state.grown} that went on, {state.here} here already."
        )
    coming = [offer for offer in offers if offer.standing != "here"]
    for offer in coming[:TITLES]:
        print(f"  {offer.updated_at.astimezone():%Y-%m-%d}  {offer.title}  ({_count(offer.messages, 'message')})")
    if len(coming) > TITLES:
        print(f"  … and {len(coming) - TITLES} more")
    if state.lost:
        lost = ", ".join(f"{count} {LOST[kind]}" for kind, count in state.lost.items())
        print(f"Without a place here, a mark stands where they were: {lost}.")
    for skipped in state.skipped:
        why = WORDS[skipped.why] + (f" ({skipped.detail})" if skipped.detail else "")
        print(f"Not read: {skipped.place}: {why}", file=sys.stderr)
    if state.skipped_count > len(state.skipped):
        print(f"Not read: {state.skipped_count - len(state.skipped)} more.", file=sys.stderr)


def _raise(state: Import) -> None:
    if state.problem is not None:
        raise FiresideError(state.problem.message, state.problem.hint)


def _progress(state: Import) -> None:
    if sys.stderr.isatty():
        done = 100 * state.read // max(state.total, 1)
        print(f"\r{done:3d} %  {state.threads} threads", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
