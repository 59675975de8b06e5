"""`fireside ask`: one reply, streamed to the terminal; straight from the engine, so nothing is stored."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from backend.domain import Model
from backend.engines.base import Finished, Request, Text, Turn
from backend.errors import Invalid, ModelMissing
from backend.paths import Paths
from desktop.serve import aside, open_home

if TYPE_CHECKING:
    from backend.runs.guide import Guide

UNPRINTABLE = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
"""A model could write what a terminal takes for a command."""


def ask(options: argparse.Namespace) -> int:
    """Print the reply to what was typed, after what was piped in. Ctrl+C stops it."""
    piped = "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read()
    question = "\n\n".join(part for part in (piped.strip(), " ".join(options.question).strip()) if part)
    if not question:
        raise Invalid("There is no question.", 'For instance: fireside ask "What is a haiku?"')
    asyncio.run(_answer(question, options))
    return 0


async def _answer(question: str, options: argparse.Namespace) -> None:
    from backend.engines.local import LocalEngine
    from backend.runs.guided import guided

    paths = aside(open_home())
    engine = LocalEngine(paths, lambda error: None)
    model = _model(options.model)
    request = Request(
        turns=(Turn(role="user", content=question),), max_tokens=options.max_tokens, temperature=options.temperature
    )
    try:
        await engine.load(model, lambda loading: None)
        stop = ""
        stream = guided(engine, _guide(paths), request) if model.guided else engine.generate(request)
        async with aclosing(stream) as reply:
            async for step in reply:
                if isinstance(step, Text):
                    print(step.text.translate(UNPRINTABLE), end="", flush=True)
                elif isinstance(step, Finished):
                    stop = step.stop
        print(flush=True)
        if stop == "length":
            print("(cut off: --max-tokens)", file=sys.stderr)
    finally:
        await engine.close()


def _guide(paths: Paths) -> Guide:
    """The rules that look things up for the starter."""
    from datetime import datetime

    from backend.paths import catalogue
    from backend.runs.guide import Guide
    from backend.settings import Choices, language
    from backend.tools.help import Help

    choices = Choices(paths.settings, lambda settings: None)
    return Guide(Help(catalogue() / "help"), lambda: language(choices.current), lambda: datetime.now().astimezone())


def _model(file: Path | None) -> Model:
    from backend.engines.gguf import describe
    from backend.models import STARTER
    from backend.paths import catalogue
    from backend.shelf import bundled

    if file is not None:
        return describe(file.expanduser().absolute())
    for model in bundled(catalogue()):
        if model.id == STARTER:
            return model
    raise ModelMissing("The bundled model is missing.", "Name another: fireside ask --model FILE …")
