"""llama.cpp's own page: the JSON of "Export conversations".

An array of {conv, messages}: `conv` names the thread and its `currNode`, messages name their `parent`; one of the type
"root" holds nothing. See github.com/ggml-org/llama.cpp (tools/server/webui, the types of its database).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.domain import Role
from backend.exchange.foreign import ForeignThread, Turn, listing, mapping, moment, name
from backend.exchange.words import missing, said, thought

ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT}


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
    )
    for message in messages:
        role = name(message.get("role"))
        key, parent = str(message.get("id")), message.get("parent")
        at, model = moment(message.get("timestamp")), name(message.get("model"))
        turn = Turn(key, str(parent) if parent else None, ROLES.get(role, Role.USER), [], at, model)
        if role == "system":
            found.system_prompt = name(message.get("content"))
        elif message.get("type") != "root":
            extra = [mapping(one).get("name") for one in listing(message.get("extra"))]
            found.lost["file"] += len(extra)
            turn.parts = [*missing(extra, "file"), *thought(message.get("thinking")), *said(message.get("content"))]
        found.turns.append(turn)
    return found
