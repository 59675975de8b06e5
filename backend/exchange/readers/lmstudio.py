"""LM Studio: the `*.conversation.json` files in `~/.lmstudio/conversations`, one thread each.

An object with a `name` and `messages`, each with `versions` of which one is `currentlySelected`. A version is a
`singleStep` with `content`, or a `multiStep` with `steps`: content blocks, some of them in the style "thinking". The
shape is internal to LM Studio (lmstudio-ai/lmstudio-js, issue 152); described by
github.com/YorkieDev/lm-studio-conversation-converter (script.js).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from backend.domain import Part, Role
from backend.exchange.foreign import ForeignThread, Turn, listing, mapping, moment, name, text
from backend.exchange.words import call, flat, missing, result, said, thought

ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT}
PROMPT = "llm.prediction.systemPrompt"
SILENT = {"debugInfoBlock", "status", "toolStatus"}


def knows(keys: Mapping[str, Any]) -> bool:
    """Whether a file is one of LM Studio's."""
    marks = {
        "createdAt",
        "pinned",
        "perChatPredictionConfig",
        "systemPrompt",
        "usePerChatPredictionConfig",
        "clientInput",
    }
    return keys.get("messages") == [] and "name" in keys and bool(marks & keys.keys())


def read(item: dict[str, Any]) -> ForeignThread | None:
    """One conversation."""
    messages = [mapping(message) for message in listing(item.get("messages"))]
    if not messages:
        return None
    fields = map(mapping, listing(mapping(item.get("perChatPredictionConfig")).get("fields")))
    prompt = next((name(one.get("value")) for one in fields if one.get("key") == PROMPT), "")
    found = ForeignThread(
        source="LM Studio",
        key=str(item.get("createdAt") or item.get("name")),
        title=name(item.get("name")),
        created=moment(item.get("createdAt")),
        updated=moment(item.get("assistantLastMessagedAt")) or moment(item.get("userLastMessagedAt")),
        system_prompt=prompt or name(item.get("systemPrompt")),
        pinned=item.get("pinned") is True,
    )
    model = name(mapping(item.get("lastUsedModel")).get("identifier"))
    before: str | None = None
    for number, message in enumerate(messages):
        versions = [mapping(one) for one in listing(message.get("versions"))]
        chosen = message.get("currentlySelected")
        shown = chosen if isinstance(chosen, int) and 0 <= chosen < len(versions) else 0
        for nth, version in enumerate(versions):
            role = ROLES.get(name(version.get("role")), Role.USER)
            parts = [] if version.get("role") == "system" else _parts(version, found.lost)
            by = name(mapping(version.get("senderInfo")).get("senderName")) or model
            found.turns.append(Turn(f"{number}.{nth}", before, role, parts, None, by if role is Role.ASSISTANT else ""))
        if versions:
            before = f"{number}.{shown}"
    found.head = before
    return found


def _parts(version: dict[str, Any], lost: Counter[str]) -> list[Part]:
    steps = [mapping(step) for step in listing(version.get("steps"))]
    if not steps:
        content = version.get("content")
        return said(content) if isinstance(content, str) else _content(listing(content), "", lost)
    parts = list[Part]()
    for step in steps:
        if step.get("type") == "contentBlock":
            style = name(mapping(step.get("style")).get("type"))
            parts += _content(listing(step.get("content")), style, lost)
        elif name(step.get("type")) not in SILENT:
            lost["unknown"] += 1
    return parts


def _content(content: list[Any], style: str, lost: Counter[str]) -> list[Part]:
    words = "\n".join(name(mapping(one).get("text")) for one in content if mapping(one).get("type") == "text")
    parts = thought(words) if style == "thinking" else said(words)
    for one in map(mapping, content):
        match one.get("type"):
            case "text":
                continue
            case "toolCallRequest":
                parts += call(_call_id(one), one.get("name"), one.get("parameters") or one.get("arguments"))
            case "toolCallResult":
                parts += result(_call_id(one), one.get("name"), flat(one.get("content")))
            case "file":
                kind = "image" if name(one.get("fileType")) == "image" else "file"
                lost[kind] += 1
                parts = [*missing([one.get("name") or kind], kind), *parts]
            case _:
                lost["unknown"] += 1
                parts += text(one.get("text"))
    return parts


def _call_id(one: dict[str, Any]) -> str:
    return str(one.get("toolCallRequestId") or one.get("callId") or "")
