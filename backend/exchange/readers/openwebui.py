"""Open WebUI: the JSON of "Export chats", all of them or one.

An array of chats, each with `chat.history`: `messages` by id, each with a `parentId`, and `currentId`, the leaf that
was shown. Thoughts and tools stand as `<details>` in the text of older ones, as `output` items (those of OpenAI's
Responses) in newer ones. See github.com/open-webui/open-webui (src/lib/utils, backend/open_webui/models/chats.py).
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from backend.domain import Part, Role
from backend.exchange.foreign import ForeignThread, Turn, listing, mapping, moment, name, text
from backend.exchange.words import call, flat, missing, result, said, thought

DETAILS = re.compile(r"<details\b([^>]*)>\s*(?:<summary>.*?</summary>)?(.*?)</details>\s*", re.DOTALL)
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT}


def knows(keys: Mapping[str, Any]) -> bool:
    """Whether a file is one of Open WebUI's."""
    return keys.get("chat") == {} or (keys.get("history") == {} and "models" in keys)


def read(item: dict[str, Any]) -> ForeignThread | None:
    """One chat."""
    chat = mapping(item.get("chat")) or item
    history = mapping(chat.get("history"))
    messages = mapping(history.get("messages")) or _line(listing(chat.get("messages")))
    if not messages:
        return None
    found = ForeignThread(
        source="Open WebUI",
        key=name(item.get("id")) or f"{chat.get('timestamp')}",
        title=name(item.get("title")) or name(chat.get("title")),
        created=moment(item.get("created_at")) or moment(chat.get("timestamp")),
        updated=moment(item.get("updated_at")),
        head=name(history.get("currentId")) or None,
        system_prompt=name(mapping(chat.get("params")).get("system")) or name(chat.get("system")),
        archived=item.get("archived") is True,
        pinned=item.get("pinned") is True,
    )
    for key, message in messages.items():
        found.turns.append(_turn(key, mapping(message), found))
    return found


def _line(messages: list[Any]) -> dict[str, Any]:
    """Old chats are a list without branches."""
    found, before = dict[str, Any](), None
    for number, message in enumerate(map(mapping, messages)):
        key = name(message.get("id")) or str(number)
        found[key] = {**message, "parentId": before}
        before = key
    return found


def _turn(key: str, message: dict[str, Any], found: ForeignThread) -> Turn:
    role = name(message.get("role"))
    parent, at = name(message.get("parentId")) or None, moment(message.get("timestamp"))
    turn = Turn(key, parent, ROLES.get(role, Role.USER), [], at, name(message.get("model")))
    if role == "system":
        found.system_prompt = found.system_prompt or name(message.get("content"))
    elif role == "assistant" and listing(message.get("output")):
        turn.parts = [part for one in listing(message.get("output")) for part in _output(mapping(one), found.lost)]
    else:
        turn.parts = [*_files(listing(message.get("files")), found.lost), *_content(message.get("content"), found.lost)]
    return turn


def _files(files: list[Any], lost: Counter[str]) -> list[Part]:
    kinds = ["image" if name(mapping(one).get("type")) == "image" else "file" for one in files]
    lost.update(kinds)
    return missing((mapping(one).get("name") or f"{kind}" for one, kind in zip(files, kinds, strict=True)), "file")


def _content(content: object, lost: Counter[str]) -> list[Part]:
    if isinstance(content, list):
        for one in map(mapping, content):
            lost["image"] += name(one.get("type")) == "image_url"
        return text("\n\n".join(name(mapping(one).get("text")) for one in content).strip())
    if not isinstance(content, str) or "<details" not in content:
        return said(content)
    parts, end = list[Part](), 0
    for match in DETAILS.finditer(content):
        attributes = dict(ATTRIBUTE.findall(match[1]))
        if (kind := attributes.get("type")) not in ("reasoning", "tool_calls"):
            continue
        parts += text(content[end : match.start()].strip())
        end = match.end()
        if kind == "reasoning":
            lines = html.unescape(match[2]).strip().splitlines()
            parts += thought(
                "\n".join(re.sub(r"^> ?", "", line) for line in lines), _number(attributes.get("duration"))
            )
        else:
            id, tool = attributes.get("id", ""), attributes.get("name")
            parts += call(id, tool, html.unescape(attributes.get("arguments", "{}")))
            parts += result(id, tool, html.unescape(attributes.get("result") or match[2]).strip())
    return parts + text(content[end:].strip())


def _output(one: dict[str, Any], lost: Counter[str]) -> list[Part]:
    match one.get("type"):
        case "message":
            return text(flat(one.get("content")))
        case "reasoning":
            return thought(flat(one.get("content") or one.get("summary")), one.get("duration"))
        case "function_call":
            return call(one.get("call_id") or one.get("id"), one.get("name"), one.get("arguments"))
        case "function_call_output":
            return result(one.get("call_id"), one.get("name"), one.get("output"))
        case _:
            lost["unknown"] += 1
            return []


def _number(words: str | None) -> float | None:
    return float(words) if words and re.fullmatch(r"\d+(\.\d+)?", words) else None
