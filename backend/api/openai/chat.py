"""`/v1/chat/completions`: the same engines, and for guided models the same replies, as on the page."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from backend.api.errors import STATUS
from backend.api.house import SoundHouse
from backend.api.leaving import awaited
from backend.api.openai.asked import ChatAsked
from backend.api.openai.errors import told
from backend.api.openai.models import find
from backend.api.openai.told import Told, line
from backend.api.openai.translation import request_of
from backend.errors import FiresideError
from backend.runs.writer import cut_off

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1", include_in_schema=False)


@router.post("/chat/completions")
async def v1_chat(asked: ChatAsked, house: SoundHouse, request: Request) -> Response:
    """Answer a series of messages; nothing of it is stored."""
    model = await find(house.models, asked.model)
    progress = house.runner.reply(model.id, request_of(asked, house.choices.current))
    usage = bool(asked.stream_options and asked.stream_options.include_usage)
    reply = Told(model.id, bool(asked.logprobs), usage)
    if not asked.stream:
        return JSONResponse(await awaited(request, _whole(progress, reply)))
    # What is wrong before the first word is told with a status; so the stream begins with the reply itself.
    first = await awaited(request, anext(progress, None))
    return StreamingResponse(
        _events(first, progress, reply), media_type="text/event-stream", headers={"cache-control": "no-store"}
    )


async def _whole(progress: AsyncGenerator[object], reply: Told) -> dict[str, Any]:
    async with aclosing(progress):
        async for each in progress:
            for _ in reply.add(each):
                pass
    if reply.end is None:
        raise cut_off()
    return reply.whole(reply.end)


async def _events(first: object, progress: AsyncGenerator[object], reply: Told) -> AsyncIterator[str]:
    async with aclosing(progress):
        try:
            yield line(reply.begin())
            for chunk in reply.add(first):
                yield line(chunk)
            async for each in progress:
                for chunk in reply.add(each):
                    yield line(chunk)
            if reply.end is None:
                raise cut_off()
            for chunk in reply.close(reply.end):
                yield line(chunk)
            yield "data: [DONE]\n\n"
        except FiresideError as error:
            log.warning("a reply under /v1 ended early: %s", error)
            yield line(told(STATUS.get(error.type, 500), error.problem))
