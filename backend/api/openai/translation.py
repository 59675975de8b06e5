"""From OpenAI's words to an engine's request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.api.openai.asked import ChatAsked, ChatMessage
from backend.api.openai.images import image_of
from backend.domain import Settings
from backend.engines.base import Called, Image, Request, ToolSpec, Turn
from backend.engines.messages import merged
from backend.errors import Invalid

_SAMPLING = ("top_p", "top_k", "min_p", "presence_penalty", "frequency_penalty", "seed")


def request_of(asked: ChatAsked, settings: Settings) -> Request:
    """What the engine is asked. Raises `Invalid` for what Fireside cannot do, or what makes no sense."""
    if asked.n not in (None, 1):
        raise Invalid("n: Fireside writes one reply at a time.", "Leave it out, or ask several times.", param="n")
    fields: dict[str, Any] = {name: value for name in _SAMPLING if (value := getattr(asked, name)) is not None}
    temperature = settings.temperature if asked.temperature is None else asked.temperature
    return Request(
        turns=merged(tuple(_turns(asked.messages))),
        tools=_tools(asked),
        max_tokens=asked.max_completion_tokens or asked.max_tokens or settings.max_tokens,
        temperature=temperature,
        stop=(asked.stop,) if isinstance(asked.stop, str) else tuple(asked.stop or ()),
        logprobs=_logprobs(asked),
        logit_bias=_bias(asked),
        json_schema=_schema(asked),
        **fields,
    )


def _turns(messages: list[ChatMessage]) -> Iterator[Turn]:
    names: dict[str, str] = {}
    shown = 0
    for number, message in enumerate(messages):
        place = f"messages[{number}]"
        content, images = _text(message, f"{place}.content"), tuple(_images(message, f"{place}.content", shown))
        shown += len(images)
        if message.role == "tool":
            id = message.tool_call_id or ""
            if id not in names:
                raise Invalid(
                    f"{place}: it answers no call of a message before it.",
                    "Send the assistant's message with the tool_calls, too.",
                    param=f"{place}.tool_call_id",
                )
            yield Turn(role="tool", content=content, name=names[id], call_id=id)
            continue
        calls = message.tool_calls or []
        if calls and message.role != "assistant":
            raise Invalid(f"{place}: only the assistant calls tools.", param=f"{place}.tool_calls")
        names |= {call.id: call.function.name for call in calls}
        yield Turn(
            role="system" if message.role == "developer" else message.role,
            content=content,
            images=images,
            reasoning=(message.reasoning_content or "") if message.role == "assistant" else "",
            calls=tuple(
                Called(id=call.id, name=call.function.name, arguments=call.function.arguments) for call in calls
            ),
        )


def _text(message: ChatMessage, place: str) -> str:
    if message.content is None:
        if message.role != "assistant":
            raise Invalid(f"{place}: there is none.", "Send a text.", param=place)
        return ""
    if isinstance(message.content, str):
        return _readable(message.content, place)
    texts: list[str] = []
    for number, part in enumerate(message.content):
        kind, where = part.get("type"), f"{place}[{number}]"
        if kind == "image_url":
            continue
        text = part.get("refusal" if kind == "refusal" else "text")
        if kind not in ("text", "refusal"):
            raise Invalid(
                f"{where}: Fireside's models read text and see pictures, and no {str(kind)[:40]}.",
                "Send parts of the types text and image_url.",
                param=where,
            )
        if not isinstance(text, str):
            raise Invalid(f"{where}: its text is no text.", param=where)
        texts.append(_readable(text, where))
    return "\n\n".join(texts)


def _images(message: ChatMessage, place: str, before: int) -> Iterator[Image]:
    """The pictures in a message; `before` counts those of earlier ones, for programs give them no names."""
    for number, part in enumerate(message.content if isinstance(message.content, list) else ()):
        if part.get("type") == "image_url":
            where = f"{place}[{number}]"
            if message.role != "user":
                raise Invalid(f"{where}: only the user shows pictures.", "Send it in a user's message.", param=where)
            before += 1
            yield image_of(part, f"picture {before}", where)


def _readable(text: str, place: str) -> str:
    if "\0" in text:
        raise Invalid(f"{place}: it holds binary data.", "Send only text.", param=place)
    return text.encode("utf-8", "replace").decode("utf-8")  # a half of a character that JSON let through


def _tools(asked: ChatAsked) -> tuple[ToolSpec, ...]:
    choice = asked.tool_choice or "auto"
    if choice not in ("auto", "none"):
        raise Invalid(
            "tool_choice: the model chooses by itself whether it calls a tool.",
            "Send auto or none.",
            param="tool_choice",
        )
    if choice == "none" or not asked.tools:
        return ()
    offered: list[ToolSpec] = []
    for tool in asked.tools:
        fields = {"parameters": tool.function.parameters} if tool.function.parameters else {}
        offered.append(ToolSpec(name=tool.function.name, description=tool.function.description or "", **fields))
    return tuple(offered)


def _logprobs(asked: ChatAsked) -> int | None:
    if asked.logprobs:
        return asked.top_logprobs or 0
    if asked.top_logprobs:
        raise Invalid("top_logprobs: logprobs is not asked for.", "Send logprobs: true, too.", param="top_logprobs")
    return None


def _bias(asked: ChatAsked) -> dict[int, float]:
    bias = asked.logit_bias or {}
    if odd := next((token for token in bias if not (token.isdecimal() and token.isascii() and len(token) < 11)), None):
        raise Invalid(f"logit_bias: {odd[:40]!r} is no token's number.", param="logit_bias")
    return {int(token): value for token, value in bias.items()}


def _schema(asked: ChatAsked) -> dict[str, Any] | None:
    wanted = asked.response_format
    if wanted is None or wanted.type == "text":
        return None
    if wanted.type == "json_object":
        return {"type": "object"}
    if wanted.json_schema is None:
        raise Invalid(
            "response_format: there is no schema.",
            "Send it as json_schema.schema.",
            param="response_format.json_schema",
        )
    return wanted.json_schema.schema_
