"""What a server is sent: a request in OpenAI's words, and less of it for servers that refuse some of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from backend.domain import Value
from backend.engines.base import Request, Turn
from backend.engines.messages import blind, merged, plain
from backend.images import data_url

_HOTTEST = 2.0
_SAMPLING = (
    "top_k", "top_p", "min_p", "typical_p", "repeat_penalty", "presence_penalty", "frequency_penalty",
    "dry_multiplier", "xtc_probability", "mirostat",
)  # fmt: skip
"""Sent when somebody chose them: what is right for a model elsewhere, its server knows better than we do."""

_LEFT_OUT = (
    "max_tokens", "max_completion_tokens", "temperature", "seed", "stream_options", "logprobs", "top_logprobs",
    "logit_bias", "continue_final_message", "add_generation_prompt", *_SAMPLING,
)  # fmt: skip
"""What a reply can do without. Not so tools, stop texts and schemas: without them it would be another reply."""


_SEES_NOT = re.compile(
    r"image|picture|vision|multi-?modal|mmproj|content\b.{0,60}\bstring|concatenate str|\blist\b.{0,20}\bstr",
    re.IGNORECASE,
)
"""How servers say that a model takes no pictures, or nothing but text."""
_BAD = re.compile(
    r"too (?:large|big|many)|exceed|resolution|dimension|corrupt|base64|decod|download|(?:image|picture) format"
    r"|media type|at most [1-9]",
    re.IGNORECASE,
)
"""How they say that one picture is of no use to them."""


class Terms(Value):
    """What a server has refused. `in_words`: it knows no tools, so the model is told of them in words.

    `blind`: it takes no pictures, so the model is told in words that there are some.
    """

    without: frozenset[str] = frozenset()
    in_words: bool = False
    blind: bool = False


def body(request: Request, name: str, terms: Terms) -> dict[str, Any]:
    """What is posted to `/chat/completions` for the model of that name."""
    turns = blind(request.turns) if terms.blind else request.turns
    turns = plain(turns, request.tools) if terms.in_words else merged(turns)
    sent: dict[str, Any] = {
        "model": name,
        "messages": [_message(turn) for turn in turns],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": request.max_tokens,
        "temperature": min(request.temperature, _HOTTEST),
    }
    for field in _SAMPLING:
        if field in request.model_fields_set:
            sent[field] = getattr(request, field)
    if request.seed is not None:
        sent["seed"] = request.seed
    if request.stop:
        sent["stop"] = list(request.stop)
    if request.logit_bias:
        sent["logit_bias"] = {str(token): bias for token, bias in request.logit_bias.items()}
    if request.logprobs is not None:
        sent |= {"logprobs": True, "top_logprobs": request.logprobs}
    if request.tools and not terms.in_words:
        sent["tools"] = [{"type": "function", "function": tool.model_dump()} for tool in request.tools]
    if request.json_schema is not None:
        sent["response_format"] = _format(request.json_schema, terms)
    if turns and turns[-1].role == "assistant":  # vLLM would answer it; others go on with it unasked
        sent |= {"continue_final_message": True, "add_generation_prompt": False}
    if "max_tokens" in terms.without:  # OpenAI's newer models have another word for it
        sent["max_completion_tokens"] = request.max_tokens
    return {field: value for field, value in sent.items() if field not in terms.without}


def less(terms: Terms, sent: Mapping[str, Any], status: int, words: str) -> Terms | None:
    """The terms on which a request that was refused in these words may be sent again; None when there are none."""
    if status in (400, 404, 415, 422, 500, 501) and _shows(sent) and _SEES_NOT.search(words) and not _BAD.search(words):
        return terms.model_copy(update={"blind": True})
    if "tools" in sent and status in (400, 404, 422, 500, 501) and re.search(r"\btool", words, re.IGNORECASE):
        return terms.model_copy(update={"in_words": True})
    if status not in (400, 422, 500):  # a server of llama-cpp-python's calls 500 what it does not know
        return None
    schema = "response_format" in sent and "json_schema" not in terms.without
    if schema and re.search(r"response_format|json_schema", words):
        return _without(terms, "json_schema")
    named = (field for field in _LEFT_OUT if field in sent and re.search(rf"\b{field}\b", words))
    field = next(named, None)
    return _without(terms, field) if field else None


def _shows(sent: Mapping[str, Any]) -> bool:
    return any(isinstance(message["content"], list) for message in sent["messages"])


def _without(terms: Terms, field: str) -> Terms:
    return terms.model_copy(update={"without": terms.without | {field}})


def _seen(turn: Turn) -> list[dict[str, Any]]:
    """Pictures, then words. Raises `Invalid`."""
    shown: list[dict[str, Any]] = [
        {"type": "image_url", "image_url": {"url": data_url(image.data)}} for image in turn.images
    ]
    return [*shown, *([{"type": "text", "text": turn.content}] if turn.content else [])]


def _format(schema: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    if "json_schema" in terms.without:  # llama.cpp's own words for it, which its older servers know alone
        return {"type": "json_object", "schema": schema}
    return {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": schema}}


def _message(turn: Turn) -> dict[str, Any]:
    """A turn without its thoughts: some servers refuse them, and templates leave old ones out."""
    if turn.role == "tool":
        return {"role": "tool", "tool_call_id": turn.call_id, "content": turn.content}
    message: dict[str, Any] = {"role": turn.role, "content": _seen(turn) if turn.images else turn.content}
    if turn.calls:
        message["content"] = turn.content or None
        message["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments or "{}"}}
            for call in turn.calls
        ]
    return message
