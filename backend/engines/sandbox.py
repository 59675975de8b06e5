"""Runs chat templates, which are programs from strangers, where they can do no harm, and for a bounded time."""

from __future__ import annotations

import faulthandler
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType
from typing import Any, NoReturn

import psutil
from jinja2 import Environment, TemplateError, nodes, pass_environment
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.filters import do_round, make_attrgetter
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from backend.errors import EngineFailed, Invalid

_SECONDS, _LOOK = 2.0, 0.01
"""Of the processor's time, looked at so often: a template must not fail because other programs keep it busy."""
_AT_LAST = 10.0
"""The clock's, for a single step: Python cannot interrupt one, and what ends the process for it counts no others."""
_MEMORY, _ADDRESSES = 1 << 28, 1 << 30
_LONGEST = 1 << 24
_DIGITS = 100


class EndlessError(EngineFailed):
    """A template that takes too long, or too much memory: no other way to ask it will do."""


class Program:
    """A compiled template. Raises `EngineFailed` when it does not compile."""

    def __init__(self, source: str) -> None:
        try:
            with _bounded():
                self._compiled = _Environment().from_string(source)
        except TemplateSyntaxError as error:
            raise EngineFailed(str(error)) from error

    def render(self, **values: Any) -> str:
        """What it writes. Raises `EngineFailed`."""
        try:
            with _bounded():
                return self._compiled.render(**values)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise EngineFailed(f"The model's chat template failed: {error}", "Try another model.") from error


def check_syntax(source: str) -> None:
    """Read a template without running anything of it. Raises `Invalid` where it cannot be read."""
    try:
        _Environment().parse(source)
    except (TemplateSyntaxError, RecursionError) as error:
        line = f"line {error.lineno}: {error.message}" if isinstance(error, TemplateSyntaxError) else "too deep"
        raise Invalid(
            f"The template cannot be read ({line}).",
            "Correct it, or leave it empty for the model's own.",
            param="template",
        ) from error


class _TooMuchError(BaseException):
    """Outside `Exception`, so that nothing in between swallows it."""


@contextmanager
def _walled(process: psutil.Process) -> Iterator[None]:
    """Let no single step of the body take gigabytes, where the system can forbid it: between steps is too late."""
    try:
        import resource

        before = resource.getrlimit(resource.RLIMIT_AS)
        room = process.memory_info().vms + _ADDRESSES
        most = room if before[0] == resource.RLIM_INFINITY else min(room, before[0])
        resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    except (ImportError, OSError, ValueError):  # Windows has no such limit, and macOS may refuse it
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@contextmanager
def _doomed() -> Iterator[None]:
    """End this worker when a single step of the body never ends: such a step cannot be stopped, nor let others run."""
    if multiprocessing.parent_process() is None:
        yield
        return
    faulthandler.dump_traceback_later(_AT_LAST, exit=True, file=2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@contextmanager
def _bounded() -> Iterator[None]:
    """Raise `EndlessError` when the body, which must be Python code, takes too long or too much memory."""
    process = psutil.Process()
    end, most = time.thread_time() + _SECONDS, process.memory_info().rss + _MEMORY
    look = time.monotonic() + _LOOK

    def watch(frame: FrameType, event: str, argument: object) -> Callable[..., Any]:
        nonlocal look
        if (now := time.monotonic()) > look:  # the cheaper clock: this is called for every line
            look = now + _LOOK
            if time.thread_time() > end or process.memory_info().rss > most:
                raise _TooMuchError
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        with _walled(process), _doomed():
            yield
    except (_TooMuchError, RecursionError, MemoryError) as error:
        raise EndlessError("The model's chat template never ends.", "Try another model.") from error
    finally:
        sys.settrace(before)


class _Generation(Extension):
    """`{% generation %}…{% endgeneration %}` marks the assistant's words for training; here it changes nothing."""

    tags = {"generation"}  # noqa: RUF012 — Jinja's own declaration

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _Environment(ImmutableSandboxedEnvironment):
    """What chat templates expect to find, as transformers sets it up."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self) -> None:
        super().__init__(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols", _Generation])
        self.filters |= {"tojson": _to_json, "round": _round, "sum": _sum}
        self.globals |= {"raise_exception": _refuse, "strftime_now": lambda form: datetime.now().strftime(form)}

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError(f"the operator {operator} is not allowed here")
        size = _size(left) * _size(right) if operator == "*" else _size(left) + _size(right)
        if size > _LONGEST:
            raise SecurityError("a value grew too large")
        return super().call_binop(context, operator, left, right)


def _size(value: Any) -> int:
    if isinstance(value, int):
        return abs(value)
    return len(value) if hasattr(value, "__len__") else 1


def _to_json(value: Any, indent: int | None = None, **options: Any) -> str:
    known = {key: options[key] for key in ("separators", "sort_keys") if key in options}
    return json.dumps(value, ensure_ascii=False, indent=indent, **known)


def _round(value: float, precision: int = 0, method: Any = "common") -> float:
    if abs(precision) > _DIGITS:  # its power of ten would be counted out, however long that takes
        raise SecurityError("a number has too many digits")
    return do_round(value, precision, method)


@pass_environment
def _sum(environment: Environment, items: Iterable[Any], attribute: str | int | None = None, start: Any = 0) -> Any:
    """As Jinja's own, but in steps: Python's copies lists again and again, and nobody could stop it."""
    get: Callable[[Any], Any] = (lambda item: item) if attribute is None else make_attrgetter(environment, attribute)
    for item in items:
        start = start + get(item)
    return start


def _refuse(message: str) -> NoReturn:
    raise TemplateError(message)
