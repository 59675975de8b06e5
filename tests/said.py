"""Every sentence with which the server tells a person that something went wrong, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOLD_TO_PROGRAMS = {"openai"}
"""Rooms whose words only programs read."""
ROOMS = ("backend", "desktop/window.py", "desktop/qt_pdf.py", "desktop/reveal.py")


def sentences() -> set[str]:
    """The sentences; `{}` stands where something is put in."""
    return {sentence for tree in _trees() for sentence in _told(tree) if any(map(str.isalpha, sentence))}


def literals() -> set[str]:
    """Everything that is written in the source in this shape, told or not."""
    return {text for tree in _trees() for node in ast.walk(tree) for text in _texts(node, {})}


def _trees() -> Iterator[ast.Module]:
    for room in ROOMS:
        place = ROOT / room
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if not TOLD_TO_PROGRAMS & set(file.parts):
                yield ast.parse(file.read_text("utf-8"))


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
