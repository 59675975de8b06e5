"""Fireside's own export; its shape is described in `backend/exchange/own.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from backend.domain import Message, Run, RunStatus, WholeThread
from backend.exchange.foreign import listing, mapping, ordered, title_of
from backend.exchange.own import FORMAT, VERSION
from backend.exchange.unreadable import Unreadable


def knows(keys: Mapping[str, Any]) -> bool:
    """Whether a file is one of ours. Raises `Unreadable` when a newer Fireside wrote it."""
    if keys.get("format") != FORMAT or keys.get("threads") != []:
        return False
    if keys.get("version", VERSION) not in range(VERSION + 1):
        raise Unreadable("newer")
    return True


def read(item: dict[str, Any]) -> WholeThread | None:
    """One thread, whatever somebody did to the file: a tree without gaps. Raises `Unreadable`."""
    id = mapping(mapping(item).get("thread")).get("id")
    told = dict(mapping(item))
    for key in ("messages", "runs"):
        told[key] = [{**mapping(one), "thread_id": id} for one in listing(told.get(key))]
    try:
        thread = WholeThread.model_validate(told, extra="ignore")
    except (ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": "nested too deep"}
        place = ".".join(map(str, first["loc"]))
        raise Unreadable("strange", f"{place}: {first['msg']}") from error
    return _sound(thread)


def _sound(thread: WholeThread) -> WholeThread:
    messages = ordered(thread.messages, lambda one: one.id, lambda one: one.parent_id, _below)
    there = {message.id for message in messages}
    runs = {run.id: run for run in reversed(thread.runs) if run.message_id in there}
    head = thread.thread.head_id if thread.thread.head_id in there else (messages[-1].id if messages else None)
    changed = {"head_id": head, "title": title_of(thread.thread.title), "folder_id": None}
    return WholeThread(
        thread=thread.thread.model_copy(update=changed),
        folders=tuple(filter(None, map(title_of, thread.folders[:2]))),
        messages=tuple(messages),
        runs=tuple(_ended(run) for run in reversed(runs.values())),
        summaries=tuple(summary for summary in thread.summaries if summary.message_id in there),
    )


def _below(message: Message, parent: str | None) -> Message:
    return message.model_copy(update={"parent_id": parent})


def _ended(run: Run) -> Run:
    """What was still being written when the file was made is not being written here."""
    running = run.status in (RunStatus.QUEUED, RunStatus.RUNNING)
    return run.model_copy(update={"status": RunStatus.INTERRUPTED}) if running else run
