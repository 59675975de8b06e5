"""Lets a model call tools: what it asks for is looked up, told to it, and it goes on, until it has answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from backend.domain import Part, ToolCallPart, ToolResultPart, Value
from backend.engines.base import Called, Engine, Finished, Progress, Request, Text, Thought, ToolSpec, Turn
from backend.tools.toolbox import Toolbox

_ROUNDS = 6
"""How often a model may call tools for one reply; then it must answer with what it has."""


class Added(Value):
    """Parts that belong into the message, whole."""

    parts: tuple[Part, ...]


def offered(engine: Engine, toolbox: Toolbox) -> tuple[ToolSpec, ...]:
    """The tools that a model is told of; none, if it does not know how to call any."""
    if not engine.calls_tools:
        return ()
    return tuple(
        ToolSpec(name=tool.name, description=tool.description, parameters=tool.parameters)
        for tool in toolbox.tools.values()
    )


async def calling(engine: Engine, toolbox: Toolbox, request: Request) -> AsyncGenerator[Progress | Added]:
    """Stream a reply, with the calls and results in it. Raises what the engine raises."""
    tokens = 0
    for left in reversed(range(_ROUNDS)):
        asked = request.model_copy(update={"tools": offered(engine, toolbox) if left else ()})
        said, thought, calls = "", "", list[Called]()
        end: Finished | None = None
        async with aclosing(engine.generate(asked)) as stream:
            async for progress in stream:
                match progress:
                    case Finished():
                        tokens += progress.tokens
                        end = progress.model_copy(update={"tokens": tokens})
                        continue
                    case Called():
                        calls.append(progress)
                        yield Added(parts=(ToolCallPart(**progress.model_dump()),))
                        continue
                    case Text(text=text):
                        said += text
                    case Thought(text=text):
                        thought += text
                yield progress
        if end is None:
            return
        if not calls:
            yield end
            return
        turns = [Turn(role="assistant", content=said, reasoning=thought, calls=tuple(calls))]
        for call in calls:
            answer = await asyncio.to_thread(toolbox.call, call.name, call.arguments)
            yield Added(parts=(ToolResultPart(name=call.name, text=answer.text, call_id=call.id), *answer.sources))
            turns.append(Turn(role="tool", content=answer.text, name=call.name, call_id=call.id))
        request = request.model_copy(update={"turns": (*request.turns, *turns)})
