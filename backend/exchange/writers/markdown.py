"""A thread as Markdown: a heading for each message, thoughts and tools folded away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from backend.domain import (
    DocumentPart,
    ImagePart,
    Part,
    ReasoningPart,
    SourcePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    WholeThread,
    now,
)
from backend.exchange.labels import Labels, writers_of
from backend.images import data_url


def written(thread: WholeThread, labels: Labels, images: Mapping[str, bytes]) -> str:
    """The file."""
    return "\n\n".join(_blocks(thread, labels, images)) + "\n"


def _blocks(thread: WholeThread, labels: Labels, images: Mapping[str, bytes]) -> Iterator[str]:
    yield f"# {labels.title(thread)}"
    yield f"*{labels.exported.format(labels.moment(now()))}*"
    if thread.thread.system_prompt:
        yield folded(labels.system, thread.thread.system_prompt)
    models = writers_of(thread)
    for message in thread.branch():
        yield f"## {labels.who(message, models)} · {labels.moment(message.created_at)}"
        for part in message.parts:
            yield shown(part, labels, images)


def shown(part: Part, labels: Labels, images: Mapping[str, bytes]) -> str:
    """One part."""
    match part:
        case TextPart():
            return part.text
        case DocumentPart():
            return folded(f"{labels.document}: {part.name}", fenced(part.text))
        case ImagePart():
            name = re.sub(r"([\\\[\]])", r"\\\1", " ".join(part.name.split()))
            return f"![{name}]({data_url(images[part.id])})" if part.id in images else f"[{labels.image}: {name}]"
        case ReasoningPart():
            return folded(thought(part, labels), part.text)
        case ToolCallPart():
            return folded(f"{labels.tool}: {part.name}", fenced(part.arguments, "json"))
        case ToolResultPart():
            return folded(f"{labels.result}: {part.name}", fenced(part.text))
        case SourcePart():
            return folded(f"{labels.source}: {part.title}", part.text)


def thought(part: ReasoningPart, labels: Labels) -> str:
    """What a folded thought is called."""
    return labels.thought if part.seconds is None else labels.thought_for.format(round(part.seconds))


def folded(title: str, text: str) -> str:
    """Something that is opened when it is wanted, as most programs show it."""
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")
    return f"<details>\n<summary>{escaped}</summary>\n\n{text}\n\n</details>"


def fenced(text: str, language: str = "") -> str:
    """A block of code, whatever it holds."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
