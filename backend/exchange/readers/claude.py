"""Claude: `conversations.json`, alone or in the ZIP of an export.

An array of conversations with `chat_messages`, each by a `sender` (human, assistant), made of `content` blocks: text,
thinking, tool_use, tool_result. Newer ones name a `parent_message_uuid`, and so hold branches. The shape is not
documented by its maker; described by github.com/Sinity/polylogue (docs/providers/claude-ai.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from backend.domain import DocumentPart, Part, Role
from backend.exchange.foreign import ForeignThread, Turn, clean, listing, mapping, moment, name, text
from backend.exchange.words import call, missing, result, thought

ROLES = {"human": Role.USER, "user": Role.USER, "assistant": Role.ASSISTANT}
SILENT = {"token_budget", "flag", "citation"}


def knows(keys: Mapping[str, Any]) -> bool:
    """Whether a file is one of Claude's."""
    return keys.get("chat_messages") == []


def read(item: dict[str, Any]) -> ForeignThread | None:
    """One conversation."""
    messages = [mapping(message) for message in listing(item.get("chat_messages"))]
    if not messages:
        return None
    found = ForeignThread(
        source="Claude",
        key=name(item.get("uuid")) or name(item.get("created_at")),
        title=name(item.get("name")),
        created=moment(item.get("created_at")),
        updated=moment(item.get("updated_at")),
        head=name(item.get("current_leaf_message_uuid")) or None,
        folder=name(mapping(item.get("project")).get("name")),
        pinned=item.get("is_starred") is True,
    )
    tree = any(message.get("parent_message_uuid") for message in messages)
    before: str | None = None
    for number, message in enumerate(messages):
        key = name(message.get("uuid")) or str(number)
        parent = name(message.get("parent_message_uuid")) or None if tree else before
        role = ROLES.get(name(message.get("sender")), Role.ASSISTANT)
        parts = _parts(message, found.lost)
        found.turns.append(Turn(key, parent, role, parts, moment(message.get("created_at")), name(item.get("model"))))
        before = key
    return found


def _parts(message: dict[str, Any], lost: Counter[str]) -> list[Part]:
    blocks = [part for block in listing(message.get("content")) for part in _block(mapping(block), lost)]
    documents, files = list[Part](), list[object]()
    for one in map(mapping, listing(message.get("attachments"))):
        words, label = name(one.get("extracted_content")), name(one.get("file_name")) or "file"
        if words:
            documents.append(DocumentPart(name=label[:255], text=words))
        else:
            files.append(label)
    read = {part.name for part in documents if isinstance(part, DocumentPart)}
    for one in map(mapping, [*listing(message.get("files")), *listing(message.get("files_v2"))]):
        label = name(one.get("file_name")) or "file"
        if label not in files and label not in read:
            files.append(label)
    lost["file"] += len(files)
    return [*documents, *missing(files, "file"), *(blocks or text(message.get("text")))]


def _block(block: dict[str, Any], lost: Counter[str]) -> list[Part]:
    match name(block.get("type")):
        case "text" | "voice_note":
            return text(block.get("text"))
        case "thinking":
            begun, ended = moment(block.get("start_timestamp")), moment(block.get("stop_timestamp"))
            seconds = (ended - begun).total_seconds() if begun and ended else None
            return thought(block.get("thinking"), seconds)
        case "tool_use":
            return call(block.get("id"), block.get("name"), block.get("input"))
        case "tool_result":
            return result(block.get("tool_use_id"), block.get("name"), block.get("content"))
        case "image":
            lost["image"] += 1
            return text("[image]")
        case kind if kind in SILENT:
            return []
        case _:
            lost["unknown"] += 1
            return text(clean(name(block.get("text"))))
