"""Every sentence in which the server tells a person that something went wrong, or how a model fits, from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOLD_TO_PROGRAMS = {"openai"}
"""Rooms whose words only programs read."""
SHELL = ("frame", "native_frame", "qt_menu", "qt_pdf", "reveal", "updating", "window")
"""The files of the desktop that the page asks for something."""
ROOMS = ("backend", *(f"desktop/{name}.py" for name in SHELL))

FITS = ("backend/engines/fit.py", "backend/engines/wishes.py", "backend/library/fitting.py")


def sentences() -> set[str]:
    """The sentences; `{}` stands where something is put in."""
    return {sentence for tree in _trees() for sentence in _told(tree) if any(map(str.isalpha, sentence))}


def fits() -> set[str]:
    """The sentences that tell how a model fits; `{}` stands for each number."""
    from backend.engines.context import Options
    from backend.engines.devices import Device
    from backend.engines.fit import Part, Plan

    card = Device("gpu", "CUDA", "A card", 8 << 30, 8 << 30)
    plans = (
        Plan(32, layers, Options(size, kept=kept), (Part(card, layers, 4 << 30),) * cards, 4 << 30, 8 << 30)
        for layers, cards in ((0, 0), (8, 1), (8, 2), (32, 1), (32, 2))
        for size in (8192, 8000)
        for kept in ("f16", "q8_0")
    )
    told = {re.sub(r"\d+([.,]\d+)*", "{}", f"{plan.sentence()}.") for plan in plans}
    for tree in map(_tree, FITS):
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(attr="append"), args=[value]):
                    told |= set(_texts(value, {}))
                case ast.Yield(value=ast.expr() as value) | ast.keyword(arg="sentence", value=value):
                    told |= set(_texts(value, {}))
    return {one for one in told if one.endswith(".") and not one.startswith("{")}


def kinds() -> set[str]:
    """What the models that come along are good for."""
    from backend.paths import catalogue
    from backend.shelf import bundled

    return {model.good_for for model in bundled(catalogue())}


def literals() -> set[str]:
    """Everything that is written in the source in this shape, told or not."""
    return {text for tree in _trees() for node in ast.walk(tree) for text in _texts(node, {})}


def _trees() -> Iterator[ast.Module]:
    for room in ROOMS:
        place = ROOT / room
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if not TOLD_TO_PROGRAMS & set(file.parts):
                yield _tree(file)


def _tree(file: str | Path) -> ast.Module:
    return ast.parse((ROOT / file).read_text("utf-8"))


def _errors() -> set[str]:
    from backend.errors import ERRORS

    return {"Problem", "FiresideError", *(error.__name__ for error in ERRORS.values())}


def _told(tree: ast.Module) -> Iterator[str]:
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(node.value)
    errors = _errors()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in errors:
            for argument in (*node.args, *(word.value for word in node.keywords if word.arg in ("message", "hint"))):
                yield from _texts(argument, named)


def _texts(node: ast.AST, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The texts that an expression may be; a name stands for all that is ever given to it."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=pieces):
            yield "".join(piece.value if isinstance(piece, ast.Constant) else "{}" for piece in pieces)
        case ast.IfExp(body=body, orelse=otherwise):
            yield from _texts(body, named)
            yield from _texts(otherwise, named)
        case ast.Name(id=name):
            for value in named.get(name, ()):
                yield from _texts(value, {})
