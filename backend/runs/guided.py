"""Has a guided model reply: it is told what the rules found, held to it, and asked again for what it only named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from backend.engines.base import Engine, Finished, Progress, Request, Text
from backend.runs.calling import Added
from backend.runs.guide import Guide, Guided

LONGEST = 200  # tokens: a small model has nothing long to say


async def guided(engine: Engine, guide: Guide, request: Request) -> AsyncGenerator[Progress | Added]:
    """Stream a guided reply, and at its end what it leant on.

    A reply that is gone on with is not guided anew. Pictures are only named to it. Raises what the engine raises.
    """
    request = request.model_copy(update={"plain": True})  # it neither thinks nor calls, whatever it seems to write
    if request.turns[-1].role == "assistant":
        async with aclosing(engine.generate(request)) as stream:
            async for progress in stream:
                yield progress
        return
    thread: Guided | None = await asyncio.to_thread(guide.prepare, request.turns)
    tokens = 0
    while thread is not None:
        reply = shown = ""
        end: Finished | None = None
        async with aclosing(engine.generate(_held(request, thread))) as stream:
            async for progress in stream:
                if isinstance(progress, Text):
                    reply += progress.text
                    # The name of an answer is not shown, the answer is.
                    if not thread.may_name(reply):
                        fresh = reply.lstrip()[len(shown) :]
                        shown += fresh
                        if fresh:
                            yield Text(text=fresh)
                elif isinstance(progress, Finished):
                    tokens += progress.tokens
                    end = progress.model_copy(update={"tokens": tokens})
                else:
                    yield progress
        named = thread.told(reply) if end else None
        if named is None:
            if rest := reply.lstrip()[len(shown) :]:
                yield Text(text=rest)
            # Without an end the model was put away meanwhile; who asked says so.
            if end:
                yield end
            yield Added(parts=thread.leant_on(reply))
        thread = named


def _held(request: Request, thread: Guided) -> Request:
    """What the engine is asked: the thread as it is told to the model, which is held to its note."""
    return request.model_copy(
        update={
            "turns": thread.turns,
            "grammar": thread.note.grammar,
            "max_tokens": min(request.max_tokens, LONGEST),
            # Which of the offers fits is no matter of imagination.
            "temperature": 0.0 if thread.note.offers else request.temperature,
        }
    )
