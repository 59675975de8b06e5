"""llama.cpp's own page: the JSON of "Export conversations".

An array of {conv, messages}: `conv` names the thread and its `currNode`, messages name their `parent`; one of the type
"root" holds nothing. Thoughts are in `reasoningContent` (once `thinking`), calls of tools as JSON in `toolCalls`, their
results in messages of the role "tool". See github.com/ggml-org/llama.cpp (tools/server/webui, the database's types).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from backend.domain import DocumentPart, Part, Role
from backend.exchange.foreign import ForeignThread, Turn, listing, mapping, moment, name
from backend.exchange.words import call, missing, result, said, thought

ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT, "tool": Role.ASSISTANT}


def knows(keys: Mapping[str, Any]) -> bool:
    """Whether a file is one of llama.cpp's page."""
    return keys.get("conv") == {} and keys.get("messages") == []


def read(item: dict[str, Any]) -> ForeignThread | None:
    """One conversation."""
    conv = mapping(item.get("conv"))
    messages = [mapping(message) for message in listing(item.get("messages"))]
    if not messages:
        return None
    found = ForeignThread(
        source="llama.cpp",
        key=name(conv.get("id")),
        title=name(conv.get("name")),
        updated=moment(conv.get("lastModified")),
        head=str(conv.get("currNode") or "") or None,
        pinned=conv.get("pinned") is True,
    )
    for message in messages:
        role = name(message.get("role"))
        key, parent = str(message.get("id")), message.get("parent")
        at, model = moment(message.get("timestamp")), name(message.get("model"))
        turn = Turn(key, str(parent) if parent else None, ROLES.get(role, Role.USER), [], at, model)
        if role == "system":
            found.system_prompt = name(message.get("content"))
        elif message.get("type") != "root":
            turn.parts = _parts(role, message, found.lost)
        found.turns.append(turn)
    return found


def _parts(role: str, message: dict[str, Any], lost: Counter[str]) -> list[Part]:
    if role == "tool":
        return result(message.get("toolCallId"), "", message.get("content"))
    thoughts = thought(message.get("reasoningContent") or message.get("thinking"))
    calls = [part for one in _calls(message.get("toolCalls")) for part in _call(mapping(one))]
    return [*_extra(listing(message.get("extra")), lost), *thoughts, *said(message.get("content")), *calls]


def _calls(told: object) -> list[Any]:
    try:
        return listing(json.loads(told)) if isinstance(told, str) and told else listing(told)
    except (ValueError, RecursionError):
        return []


def _call(one: dict[str, Any]) -> list[Part]:
    function = mapping(one.get("function"))
    return call(one.get("id"), function.get("name"), function.get("arguments"))


def _extra(extra: list[Any], lost: Counter[str]) -> list[Part]:
    """Files that were attached: of those with words these, of the others a mark."""
    parts = list[Part]()
    for one in map(mapping, extra):
        label, words = name(one.get("name")) or "file", name(one.get("content"))
        if words:
            parts.append(DocumentPart(name=label[:255], text=words))
        else:
            lost["image" if "image" in name(one.get("type")).lower() else "file"] += 1
            parts += missing([label], "file")
    return parts
