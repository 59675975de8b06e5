"""Whether the bundled model answers, in a worker of its own, and what helps when the graphics card does not let it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from typing import NamedTuple

from backend.domain import Model, ModelState
from backend.engines.base import Finished, Loading, Request, Text, Turn
from backend.engines.local import LocalEngine
from backend.errors import EngineFailed, FiresideError, ModelMissing
from backend.models import STARTER
from backend.paths import Paths, catalogue
from backend.probes import Finding
from backend.shelf import bundled

PATIENCE = 20.0
"""Seconds for one attempt: loading and a few words. Drivers may hang, too."""
QUESTION = Request(turns=(Turn(role="user", content="Hello!"),), max_tokens=24, temperature=0.0)
DRIVER = "Update the driver of the graphics card. Until then Fireside answers with the processor."

MakeEngine = Callable[[bool], LocalEngine]


class Answer(NamedTuple):
    """What came, where the model lay meanwhile, and how quickly it wrote (tokens a second)."""

    text: str
    state: ModelState
    tokens: int
    speed: float


def engines(paths: Paths) -> MakeEngine:
    """Makes engines with or without a graphics card."""
    return lambda gpu: LocalEngine(paths, lambda error: None, gpu=gpu)


async def answers(make: MakeEngine) -> Finding:
    """Load the starter and let it write. When that fails with a graphics card, the processor has to do it.

    Raises what keeps it from answering at all.
    """
    told: list[Loading] = []
    try:
        answer = await _attempt(make(True), told)
        trouble = "loading with it made the engine crash" if "made the engine crash" in answer.state.fit else ""
    except (FiresideError, TimeoutError) as error:
        if not any(loading.gpu for loading in told):
            raise _worded(error) from error
        trouble = str(_worded(error))
        answer = await _attempt(make(False), told)
    speed = f"{answer.tokens} tokens, {answer.speed:.0f} a second"
    facts = {
        "text": answer.text,
        "gpu_layers": answer.state.gpu_layers,
        "layers": answer.state.layers,
        "tokens_per_second": round(answer.speed, 1),
        "gpu_trouble": trouble,
    }
    if trouble:
        words = f"answers with the processor alone ({speed}); with the graphics card: {trouble}"
        return Finding(name="model", status="warning", words=words, hint=DRIVER, facts=facts)
    place = "with the graphics card" if answer.state.gpu_layers else "with the processor"
    return Finding(name="model", status="ok", words=f"answers {place} ({speed})", facts=facts)


async def _attempt(engine: LocalEngine, told: list[Loading]) -> Answer:
    try:
        async with asyncio.timeout(PATIENCE):
            state = await engine.load(_starter(), told.append)
            text, tokens, began = "", 0, time.monotonic()
            async with aclosing(engine.generate(QUESTION)) as reply:
                async for step in reply:
                    if isinstance(step, Text):
                        text += step.text
                    elif isinstance(step, Finished):
                        tokens = step.tokens
            if not text.strip():
                raise EngineFailed("It wrote nothing.", "Install Fireside anew.")
            return Answer(text.strip(), state, tokens, tokens / max(time.monotonic() - began, 1e-3))
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await engine.close()


def _starter() -> Model:
    for model in bundled(catalogue()):
        if model.id == STARTER:
            return model
    raise ModelMissing("The bundled model is missing.", "Install Fireside anew.")


def _worded(error: FiresideError | TimeoutError) -> FiresideError:
    if isinstance(error, FiresideError):
        return error
    return EngineFailed(f"It did not answer within {PATIENCE:g} s.", "Close other programs, and try again.")
