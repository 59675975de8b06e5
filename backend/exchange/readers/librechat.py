"""LibreChat: the JSON of "Export conversation", one file each.

An object with `conversationId` and `messages` (or `messagesTree`): a list whose items name a `parentMessageId`, or, if
`recursive`, a tree of `children`. See github.com/danny-avila/LibreChat (api/server/utils/import/importers.js).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from backend.domain import Part, Role
from backend.exchange.foreign import ForeignThread, Turn, listing, mapping, moment, name, text
from backend.exchange.words import call, flat, missing, result, said, thought


def knows(keys: Mapping[str, Any]) -> bool:
    """Whether a file is one of LibreChat's."""
    return isinstance(keys.get("conversationId"), str) and ("messages" in keys or "messagesTree" in keys)


def read(item: dict[str, Any]) -> ForeignThread | None:
    """One conversation."""
    messages = listing(item.get("messagesTree")) or listing(item.get("messages"))
    if not messages:
        return None
    options = mapping(item.get("options"))
    found = ForeignThread(
        source="LibreChat",
        key=name(item.get("conversationId")),
        title=name(item.get("title")),
        created=moment(item.get("createdAt")),
        updated=moment(item.get("updatedAt")),
        system_prompt=name(options.get("promptPrefix")) or name(options.get("system")),
    )
    named = any(mapping(message).get("parentMessageId") for message in messages)
    before: str | None = None
    todo: list[tuple[dict[str, Any], str | None]] = [(mapping(message), None) for message in reversed(messages)]
    while todo:
        message, above = todo.pop()
        key = name(message.get("messageId")) or str(len(found.turns))
        parent = above or (name(message.get("parentMessageId")) or None if named else before)
        found.turns.append(_turn(key, parent, message, found.lost))
        before = key
        todo += [(mapping(child), key) for child in reversed(listing(message.get("children")))]
    return found


def _turn(key: str, parent: str | None, message: dict[str, Any], lost: Counter[str]) -> Turn:
    role = Role.USER if message.get("isCreatedByUser") is True else Role.ASSISTANT
    files = [mapping(one).get("filename") for one in listing(message.get("files"))]
    lost["file"] += len(files)
    blocks = [part for block in listing(message.get("content")) for part in _block(mapping(block), lost)]
    parts = [*missing(files, "file"), *(blocks or said(message.get("text")))]
    return Turn(key, parent, role, parts, moment(message.get("createdAt")), name(message.get("model")))


def _block(block: dict[str, Any], lost: Counter[str]) -> list[Part]:
    match block.get("type"):
        case "text" | "error":
            return text(flat(block.get("text") or block.get("error")))
        case "think":
            return thought(flat(block.get("think")))
        case "tool_call":
            one = mapping(block.get("tool_call"))
            given = result(one.get("id"), one.get("name"), one.get("output")) if one.get("output") else []
            return [*call(one.get("id"), one.get("name"), one.get("args")), *given]
        case "image_file" | "image_url":
            lost["image"] += 1
            return text("[image]")
        case _:
            lost["unknown"] += 1
            return []
