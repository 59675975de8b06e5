"""Reads calls that are written as JSON, or as Python."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from backend.engines.base import Called, Text
from backend.engines.families.family import UnfinishedError, UnreadableError, called

_FENCED = re.compile(r"\s*```\w*\s*(.*?)\s*(?:```\s*)?", re.DOTALL)
_ARGUMENTS = ("arguments", "parameters", "args")
_LONGEST = 1 << 20


def read_json(body: str) -> list[Text | Called]:
    """Calls as objects or lists of them, one after the other; words behind them are text."""
    return _read(body, bare=False)


def read_bare(body: str) -> list[Text | Called]:
    """The same where nothing but the form says that this is a call: the arguments must be there."""
    return _read(body, bare=True)


def _read(body: str, *, bare: bool) -> list[Text | Called]:
    fenced = _FENCED.fullmatch(body)
    values, rest = decode(fenced[1] if fenced else body)
    calls = [_call(value, bare=bare) for group in values for value in (group if isinstance(group, list) else [group])]
    if not calls:
        raise UnreadableError("no call")
    return [*calls, Text(text=rest)] if rest else [*calls]


def decode(text: str) -> tuple[list[Any], str]:
    """JSON values one after the other, and the words behind them. Raises `UnreadableError`."""
    decoder = json.JSONDecoder(strict=False, parse_constant=_refuse)
    values: list[Any] = []
    at = _next(text, 0)
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            if values and not text.startswith(("{", "["), at):
                break
            if not values and re.match(r"\s*\[?\s*\{\s*'", text):
                return [_literal(text)], ""
            unfinished = isinstance(error, json.JSONDecodeError) and error.msg.startswith("Unterminated string")
            raise (UnfinishedError if unfinished else UnreadableError)("broken JSON") from error
        values.append(value)
        at = _next(text, at)
    return values, text[at:].strip()


def _next(text: str, at: int) -> int:
    blanks = re.compile(r"[\s;,]*").match(text, at)
    return blanks.end() if blanks else at


def _literal(text: str) -> Any:
    """Some models write JSON as Python would."""
    try:
        return ast.literal_eval(text.strip()[:_LONGEST])
    except SyntaxError as error:
        raise (UnfinishedError if "unterminated" in str(error.msg) else UnreadableError)("broken") from error
    except (ValueError, TypeError, RecursionError, MemoryError) as error:
        raise UnreadableError("broken") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _call(value: Any, *, bare: bool) -> Called:
    if isinstance(value, dict) and isinstance(value.get("function"), dict):
        value = {**value["function"], "id": value.get("id")}
    if not isinstance(value, dict):
        raise UnreadableError("no object")
    name = next((value[key] for key in ("name", "tool_name", "function") if isinstance(value.get(key), str)), None)
    given = [value[key] for key in _ARGUMENTS if key in value]
    if bare and not given:
        raise UnreadableError("no arguments")
    return called(name, _mapping(given[0] if given else None), value.get("id"))


def _mapping(arguments: Any) -> dict[str, Any]:
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments or "{}", strict=False)
        except (ValueError, RecursionError) as error:
            raise UnreadableError("arguments that are no JSON") from error
    if arguments is None:
        return {}
    if not isinstance(arguments, dict):
        raise UnreadableError("arguments that are no object")
    return arguments


# ------------------------------------------------------------------ Python


def read_python(body: str) -> list[Text | Called]:
    """Calls as Python writes them: `look_up(word="fire")`, alone, in a list, or printed."""
    try:
        tree = ast.parse(body.strip()[:_LONGEST])
    except SyntaxError as error:
        raise (UnfinishedError if "unterminated" in str(error.msg) else UnreadableError)("no Python") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError("no Python") from error
    calls = [_python_call(node) for statement in tree.body for node in _expressions(statement)]
    if not calls:
        raise UnreadableError("no call")
    return [*calls]


def read_either(body: str) -> list[Text | Called]:
    """Calls as JSON or as Python, whichever they begin like."""
    return read_json(body) if body.lstrip("[ \n").startswith("{") else read_python(body)


def _expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    if not isinstance(statement, ast.Expr):
        raise UnreadableError("a program")
    value = statement.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print" and value.args:
        yield from value.args
    elif isinstance(value, ast.List | ast.Tuple):
        yield from value.elts
    else:
        yield value


def _python_call(node: ast.expr) -> Called:
    if not isinstance(node, ast.Call) or node.args:
        raise UnreadableError("no call with named arguments")
    try:
        named = {str(word.arg): ast.literal_eval(_Constants().visit(word.value)) for word in node.keywords if word.arg}
        name = ast.unparse(node.func)
    except (ValueError, TypeError, RecursionError, MemoryError) as error:
        raise UnreadableError("arguments that are no constants") from error
    return called(name.removesuffix(".call"), named)


class _Constants(ast.NodeTransformer):
    """JSON's words for Python's constants."""

    _KNOWN: dict[str, bool | None] = {"true": True, "false": False, "null": None}  # noqa: RUF012

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Constant(self._KNOWN[node.id]) if node.id in self._KNOWN else node
