"""`fireside ask`: one reply, streamed to the terminal; straight from the engine, so nothing is stored."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from backend.domain import Model
from backend.engines.base import Finished, Image, Request, Text, Turn
from backend.errors import Invalid, ModelMissing, NotFound
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
    if not (question or options.image):
        raise Invalid("There is no question.", 'For instance: fireside ask "What is a haiku?"')
    images = tuple(_image(file.expanduser()) for file in options.image)
    asyncio.run(_answer(question, images, options))
    return 0


async def _answer(question: str, images: tuple[Image, ...], options: argparse.Namespace) -> None:
    from backend.engines.local import LocalEngine
    from backend.runs.guided import guided

    paths = aside(open_home())
    engine = LocalEngine(paths, lambda error: None)
    model = _model(options.model)
    turn = Turn(role="user", content=question, images=images)
    request = Request(turns=(turn,), max_tokens=options.max_tokens, temperature=options.temperature)
    if images and not _sees(model):
        print("(this model cannot see pictures: it is only told that there are any)", file=sys.stderr)
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


def _image(file: Path) -> Image:
    """A picture. Raises `NotFound`, `Invalid` or `TooLarge`."""
    from hashlib import sha256

    from backend.images import LARGEST, look

    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        raise NotFound(f"{file} cannot be read: {error.strerror}.", "Name a PNG or a JPEG.") from error
    look(data)
    return Image(id=sha256(data).hexdigest(), name=file.name, data=data)


def _sees(model: Model) -> bool:
    from backend.shelf.sight import Sight

    return Sight().sees(model)


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
