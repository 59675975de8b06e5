"""A thread as plain text: what was said, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backend.domain import DocumentPart, ImagePart, Part, SourcePart, TextPart, WholeThread
from backend.exchange.labels import Labels, writers_of


def written(thread: WholeThread, labels: Labels, _images: Mapping[str, bytes]) -> str:
    """The file."""
    return "\n\n".join(_blocks(thread, labels)) + "\n"


def _blocks(thread: WholeThread, labels: Labels) -> Iterator[str]:
    title = labels.title(thread)
    yield f"{title}\n{'=' * min(len(title), 72)}"
    models = writers_of(thread)
    for message in thread.branch():
        said = [text for part in message.parts if (text := _said(part, labels))]
        if said:
            heading = f"{labels.who(message, models)}, {labels.moment(message.created_at)}"
            yield "\n\n".join((f"{heading}\n{'-' * min(len(heading), 72)}", *said))


def _said(part: Part, labels: Labels) -> str:
    match part:
        case TextPart():
            return part.text
        case DocumentPart():
            return f"[{labels.document}: {part.name}]\n{part.text}"
        case ImagePart():
            return f"[{labels.image}: {part.name}]"
        case SourcePart():
            return f"[{labels.source}: {part.title}]"
        case _:
            return ""
