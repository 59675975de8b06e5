"""Where an error came from, told without its words: these may hold what a person wrote, or name their folders."""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from backend.paths import BUNDLE, PROGRAM

_FRAMES = 60
_FRAME_OF_PAGE = re.compile(
    r"^\s*(?:at (?:async )?)?([\w$.<> ]{0,80}?)[ @]?\(?\w+://[^/\s]+(/app/[\w./-]{1,200}:\d+:\d+)\)?$"
)
_NAME_OF_PAGE = re.compile(r"[A-Z][A-Za-z]{0,40}")
_FATAL = re.compile(
    r"""^(?:
      Fatal\ Python\ error:\ [\w ()']{1,60}
    | Windows\ fatal\ exception:\ [\w ]{1,60}
    | (?:Current\ thread|Thread)\ 0x[0-9a-f]+(?:\ \[[\w. -]{1,40}\])?\ \(most\ recent\ call\ first\):
    | [ ]{2}<no\ Python\ frame>
    | [ ]{2}\.\.\.
    | terminate\ called\ after\ throwing\ an\ instance\ of\ '[\w:<>, ]{1,120}'
    )$""",
    re.VERBOSE,
)
_FATAL_FRAME = re.compile(r'^  File "(.{1,400})", line (\d+) in ([\w.<>]{1,120})$')
_NATIVE = re.compile(
    r"^(\S{1,300}\.(?:c|cc|cpp|cu|cuh|m|mm|h|hpp)):(\d+): (GGML_ASSERT|GGML_ABORT|\w+ error|fatal error)"
)


def short(path: str) -> str:
    """A file of the program as it is known everywhere; of any other no more than its name."""
    plain = path.replace("\\", "/")
    for mark in ("/site-packages/", "/dist-packages/"):
        if mark in plain:
            return plain.rpartition(mark)[2]
    for root, name in ((BUNDLE, ""), (PROGRAM, ""), (Path(os.__file__).parent, "python/"), (Path(sys.prefix), "")):
        folder = root.as_posix().rstrip("/") + "/"
        if plain.startswith(folder):
            return name + plain.removeprefix(folder)
    return plain.rpartition("/")[2]


def name_of(error: BaseException) -> str:
    """The kind of an error; of one of the system also which."""
    kind = type(error)
    home = "" if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}."
    number = f" [{errno.errorcode.get(error.errno, error.errno)}]" if isinstance(error, OSError) and error.errno else ""
    return f"{home}{kind.__qualname__}{number}"


def place_of(error: BaseException) -> str:
    """Where it was raised: the innermost place that is ours, else the innermost."""
    frames = [_frame(frame) for frame in traceback.walk_tb(error.__traceback__)]
    ours = [frame for frame in frames if frame.startswith(("backend/", "desktop/"))]
    return next(iter(reversed(ours or frames)), "")


def stack_of(error: BaseException) -> list[str]:
    """The lines of a stack, the innermost last, and before it those of what led to it; without any words of theirs."""
    lines: list[str] = []
    for told, link in _chain(error):
        frames = [f"  {_frame(frame)}" for frame in traceback.walk_tb(told.__traceback__)]
        lines += [*frames[-_FRAMES:], name_of(told), *([link] if link else [])]
    return lines


def _chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """The errors behind an error, the first one first, each with what links it to the next."""
    found: list[tuple[BaseException, str]] = []
    link, at = "", error
    while at not in [told for told, _ in found] and len(found) < 8:
        found.append((at, link))
        if at.__cause__ is not None:
            link, at = "which caused:", at.__cause__
        elif at.__context__ is not None and not at.__suppress_context__:
            link, at = "while that was handled:", at.__context__
        else:
            break
    yield from reversed(found)


def _frame(found: tuple[FrameType, int]) -> str:
    frame, line = found
    return f"{short(frame.f_code.co_filename)}:{line} ({frame.f_code.co_qualname})"


def fatal_lines(text: str, count: int = 120) -> list[str]:
    """Of what a process printed as it died, the lines that we know to hold no content: faulthandler's, and failed
    assertions of llama.cpp by their place alone."""
    return [line for raw in text.splitlines() if (line := _fatal(raw))][-count:]


def _fatal(line: str) -> str:
    if match := _FATAL_FRAME.match(line):
        return f"  {short(match[1])}:{match[2]} ({match[3]})"
    if match := _NATIVE.match(line):
        return f"{match[1].replace(chr(92), '/').rpartition('/')[2]}:{match[2]}: {match[3]}"
    return line if _FATAL.match(line) else ""


def page_lines(name: str, stack: str) -> list[str]:
    """The stack of an error in the page: its places in our own files, and the kind of the error."""
    frames = [match for line in stack.splitlines()[:_FRAMES] if (match := _FRAME_OF_PAGE.match(line))]
    kind = name if _NAME_OF_PAGE.fullmatch(name) else "Error"
    return [kind, *(f"  {match[2]} ({match[1].strip() or '-'})" for match in frames)]
