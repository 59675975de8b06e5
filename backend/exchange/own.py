"""Fireside's own export: everything of every thread, so that reading it again gives the same threads.

One JSON object: `format` is "fireside-threads", `version` the number below, `fireside` the program's version,
`exported_at` a moment, and `threads` an array of `WholeThread`s, in which each message's branches, parts, runs and
summaries are. Behind them `images` holds each picture that their parts name, once. `schema()` is its JSON Schema. A
field that is added does not change the version: readers pass over what they do not know. A change that older readers
would misread does, and they refuse the file.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from pydantic import TypeAdapter

from backend import __version__
from backend.domain import WholeThread, now
from backend.exchange.images import ImageFile, packed

FORMAT, VERSION = "fireside-threads", 1
FOLLOWS = {"messages": {"__all__": {"siblings", "run", "thread_id"}}, "runs": {"__all__": {"thread_id"}}}
"""What need not be written down, since it follows from the rest."""


async def written(
    threads: AsyncIterator[WholeThread], image: Callable[[str], Awaitable[bytes | None]]
) -> AsyncIterator[str]:
    """The file, thread by thread, then picture by picture; `image` gives the bytes of one, if there are any."""
    head = {"format": FORMAT, "version": VERSION, "fireside": __version__, "exported_at": now().isoformat()}
    yield json.dumps(head)[:-1] + ', "threads": ['
    before, images = "\n", dict[str, None]()
    async for thread in threads:
        yield before + thread.model_dump_json(exclude=FOLLOWS)
        before = ",\n"
        images |= dict.fromkeys(thread.images)
    yield '\n], "images": ['
    before = "\n"
    for id in images:
        if data := await image(id):
            yield before + packed(id, data).model_dump_json()
            before = ",\n"
    yield "\n]}\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    threads = TypeAdapter(tuple[WholeThread, ...]).json_schema()
    definitions = threads.pop("$defs")
    images = TypeAdapter(tuple[ImageFile, ...]).json_schema()
    definitions |= images.pop("$defs")
    for name, fields in (("Message", ("siblings", "run", "thread_id")), ("Run", ("thread_id",))):
        definition = definitions[name]
        for field in fields:
            definition["properties"].pop(field, None)
        definition["required"] = [field for field in definition["required"] if field not in fields]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Threads of Fireside",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "fireside": {"type": "string"},
            "exported_at": {"type": "string", "format": "date-time"},
            "threads": threads,
            "images": images,
        },
        "required": ["format", "version", "threads"],
        "$defs": definitions,
    }
