"""ChatGPT: `conversations.json`, alone or in the ZIP of an export, where it may be cut into numbered pieces.

An array of conversations, each with a `mapping` from ids to nodes {message, parent, children}: a tree with every edit
and retry; `current_node` is the leaf that was shown. What a message holds depends on `content.content_type`. The shape
is not documented by its maker; described by github.com/mitkury/chatgpt-export-parser (docs/chatgpt-data-export-format)
and seen in LibreChat's importer (api/server/utils/import).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from backend.domain import Part, Role, SourcePart
from backend.exchange.foreign import ForeignThread, Turn, listing, mapping, moment, name, text
from backend.exchange.words import call, flat, missing, result, thought

CITATION = re.compile("\ue200[^\ue201]*\ue201|[\ue200-\ue206]")
"""Marks of sources that only the page of ChatGPT can show."""

IGNORED = {"model_editable_context", "reasoning_recap"}
ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT, "tool": Role.ASSISTANT}


def knows(keys: Mapping[str, Any]) -> bool:
    """Whether a file is one of ChatGPT's."""
    return keys.get("mapping") == {}


def read(item: dict[str, Any]) -> ForeignThread | None:
    """One conversation."""
    nodes = mapping(item.get("mapping"))
    if not nodes:
        return None
    found = ForeignThread(
        source="ChatGPT",
        key=name(item.get("conversation_id")) or name(item.get("id")) or f"{item.get('create_time')}",
        title=name(item.get("title")),
        created=moment(item.get("create_time")),
        updated=moment(item.get("update_time")),
        head=name(item.get("current_node")) or None,
        archived=item.get("is_archived") is True,
        pinned=item.get("is_starred") is True,
    )
    model = name(item.get("default_model_slug"))
    for key, node in nodes.items():
        found.turns.append(_turn(key, mapping(node), found, model))
    return found


def _turn(key: str, node: dict[str, Any], found: ForeignThread, model: str) -> Turn:
    message = mapping(node.get("message"))
    role = name(mapping(message.get("author")).get("role"))
    meta = mapping(message.get("metadata"))
    turn = Turn(
        key, name(node.get("parent")) or None, ROLES.get(role, Role.USER), [], moment(message.get("create_time"))
    )
    if role == "assistant":
        turn.model = name(meta.get("model_slug")) or model
    _instructions(message, meta, found)
    if role in ROLES and meta.get("is_visually_hidden_from_conversation") is not True:
        turn.parts = _parts(key, node, message, role, found.lost)
    return turn


def _instructions(message: dict[str, Any], meta: dict[str, Any], found: ForeignThread) -> None:
    """Custom instructions: told to the model in every conversation, and here the thread's system prompt."""
    content = mapping(message.get("content"))
    if content.get("content_type") == "user_editable_context":
        wanted = (content.get("user_profile"), content.get("user_instructions"))
    elif meta.get("is_user_system_message") is True:
        told = mapping(meta.get("user_context_message_data"))
        wanted = (told.get("about_user_message"), told.get("about_model_message"))
    else:
        return
    found.system_prompt = "\n\n".join(words for words in map(name, wanted) if words.strip())


def _parts(key: str, node: dict[str, Any], message: dict[str, Any], role: str, lost: Counter[str]) -> list[Part]:
    content = mapping(message.get("content"))
    kind = name(content.get("content_type"))
    if kind in IGNORED or kind == "user_editable_context":
        return []
    if role == "tool":
        tool = name(mapping(message.get("author")).get("name"))
        words = "".join(part.text for part in _content(kind, content, lost) if part.kind == "text") or flat(
            content.get("result") or content.get("text")
        )
        return result(node.get("parent"), tool, CITATION.sub("", words)) if words.strip() else []
    if role == "assistant" and name(message.get("recipient")) not in ("", "all"):
        asked = content.get("text") or "".join(part for part in listing(content.get("parts")) if isinstance(part, str))
        return call(key, message.get("recipient"), asked)
    files = [mapping(one).get("name") for one in listing(mapping(message.get("metadata")).get("attachments"))]
    shown = [one for one in listing(content.get("parts")) if _pointer(one) == "image"]
    others = files[len(shown) :] if len(files) >= len(shown) else []  # pictures are attachments too
    lost["file"] += len(others)
    return [*missing(others, "file"), *_content(kind, content, lost)]


def _content(kind: str, content: dict[str, Any], lost: Counter[str]) -> list[Part]:
    if read := CONTENT.get(kind):
        return read(content)
    if kind in ("text", "multimodal_text") or "parts" in content:
        return _mixed(listing(content.get("parts")), lost)
    lost["unknown"] += 1
    return text(flat(content))


def _mixed(parts: list[Any], lost: Counter[str]) -> list[Part]:
    """Words, and between them pictures and sounds, which are not in the JSON."""
    found = list[str]()
    for part in parts:
        if isinstance(part, str):
            found.append(CITATION.sub("", part))
        elif name(mapping(part).get("content_type")) == "audio_transcription":
            found.append(name(mapping(part).get("text")))
        elif part:
            kind = _pointer(part)
            lost[kind] += 1
            found.append(f"[{kind}]" if kind in ("image", "file") else "")
    return text("\n\n".join(filter(str.strip, found)))


def _pointer(part: Any) -> str:
    kind = name(mapping(part).get("content_type"))
    return "image" if "image" in kind else "audio" if "audio" in kind else "unknown"


def _code(content: dict[str, Any]) -> list[Part]:
    language = name(content.get("language"))
    words = name(content.get("text"))
    return text(f"```{'' if language == 'unknown' else language}\n{words}\n```") if words.strip() else []


def _quote(content: dict[str, Any]) -> list[Part]:
    where = name(content.get("title")) or name(content.get("url"))
    return [SourcePart(title=where, text=name(content.get("text")), page="", anchor="")] if where else []


def _thoughts(content: dict[str, Any]) -> list[Part]:
    steps = [mapping(step) for step in listing(content.get("thoughts"))]
    return thought("\n\n".join(name(step.get("content")) or name(step.get("summary")) for step in steps))


CONTENT: dict[str, Callable[[dict[str, Any]], list[Part]]] = {
    "code": _code,
    "execution_output": lambda content: text(content.get("text")),
    "system_error": lambda content: text(content.get("text")),
    "tether_browsing_display": lambda content: text(content.get("result")),
    "tether_quote": _quote,
    "thoughts": _thoughts,
}
