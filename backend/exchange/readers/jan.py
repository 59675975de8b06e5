"""Jan: the folders in `…/Jan/data/threads`, each with `thread.json` and `messages.jsonl`.

A line of `messages.jsonl` is a message in the shape of OpenAI's threads: `role`, `created_at`, `content` blocks with
`text.value`. `thread.json` has the title; they belong together by `thread_id`, whatever the folders are called. See
github.com/janhq/jan (core/src/types/message, docs: specs/threads.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from backend.domain import Part, Role
from backend.exchange.foreign import ForeignThread, Turn, listing, mapping, moment, name, text
from backend.exchange.words import call, flat, missing, result, said, thought

ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT, "tool": Role.ASSISTANT}


def knows(keys: Mapping[str, Any]) -> bool:
    """Whether a file holds the messages of one of Jan's threads."""
    return isinstance(keys.get("thread_id"), str) and "role" in keys and keys.get("content") == []


def heads(keys: Mapping[str, Any]) -> bool:
    """Whether a file is the `thread.json` of one."""
    return keys.get("assistants") == [] and isinstance(keys.get("id"), str) and "mapping" not in keys


def read(item: Any) -> ForeignThread | None:
    """One thread: its messages, and what `thread.json` says of it under "thread"."""
    head = mapping(mapping(item).get("thread"))
    messages = [mapping(message) for message in listing(mapping(item).get("messages"))]
    if not messages:
        return None
    meta = mapping(head.get("metadata"))
    assistant = mapping(next(iter(listing(head.get("assistants"))), None))
    found = ForeignThread(
        source="Jan",
        key=name(messages[0].get("thread_id")) or name(head.get("id")),
        title=name(head.get("title")) or name(meta.get("title")) or name(head.get("summary")),
        created=moment(head.get("created")),
        updated=moment(head.get("updated")),
        system_prompt=name(assistant.get("instructions")),
        pinned=meta.get("is_favorite") is True or meta.get("isFavorite") is True,
    )
    model = name(mapping(assistant.get("model")).get("id")) or name(mapping(head.get("model")).get("id"))
    before: str | None = None
    for number, message in enumerate(messages):
        key, role = name(message.get("id")) or str(number), name(message.get("role"))
        turn = Turn(key, before, ROLES.get(role, Role.USER), [], moment(message.get("created_at")), model)
        if role in ROLES:
            turn.parts = _parts(message, role, found.lost)
        found.turns.append(turn)
        before = key
    return found


def _parts(message: dict[str, Any], role: str, lost: Counter[str]) -> list[Part]:
    if role == "tool":
        return result(message.get("tool_call_id"), message.get("name"), flat(message.get("content")))
    parts = [part for block in listing(message.get("content")) for part in _block(mapping(block), lost)]
    files = [mapping(one).get("name") for one in listing(message.get("attachments"))]
    lost["file"] += len(files)
    for one in map(mapping, listing(mapping(message.get("metadata")).get("tool_calls"))):
        asked = mapping(one.get("tool"))
        what = mapping(asked.get("function"))
        parts += call(asked.get("id"), what.get("name"), what.get("arguments"))
        if one.get("response"):
            parts += result(asked.get("id"), what.get("name"), flat(one.get("response")))
    return [*missing(files, "file"), *parts]


def _block(block: dict[str, Any], lost: Counter[str]) -> list[Part]:
    match block.get("type"):
        case "text":
            return said(flat(block.get("text")))
        case "reasoning":
            return thought(flat(block.get("text") or block.get("reasoning")))
        case "image_url" | "image_file" | "image":
            lost["image"] += 1
            return text("[image]")
        case "tool_call":
            id, tool = block.get("tool_call_id"), block.get("tool_name")
            given = result(id, tool, block.get("output")) if block.get("output") is not None else []
            return [*call(id, tool, block.get("input")), *given]
        case _:
            lost["unknown"] += 1
            return []
