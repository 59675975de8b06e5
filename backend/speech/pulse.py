"""The loudspeakers that a PulseAudio or PipeWire server has, asked through libpulse.

PortAudio knows such a server as one device, whatever is plugged into it. Functions, flags and structures are those of
`pulse/mainloop.h`, `pulse/context.h` and `pulse/introspect.h`.
"""

from __future__ import annotations

import ctypes as c
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

NO_AUTOSPAWN, READY, FAILED = 1, 4, 5
PATIENCE = 1.0  # seconds for the server's answers
SINK = "PULSE_SINK"
"""The environment variable that tells libpulse which sink a new stream belongs to."""


@dataclass(frozen=True)
class Sink:
    """A loudspeaker: the server's name of it, and the one that people know."""

    name: str
    title: str
    default: bool


class _SampleSpec(c.Structure):
    _fields_ = (("format", c.c_int), ("rate", c.c_uint32), ("channels", c.c_uint8))


class _ServerInfo(c.Structure):
    """Its beginning."""

    _fields_ = (
        ("user", c.c_char_p),
        ("host", c.c_char_p),
        ("version", c.c_char_p),
        ("server", c.c_char_p),
        ("spec", _SampleSpec),
        ("default_sink", c.c_char_p),
    )


class _SinkInfo(c.Structure):
    """Its beginning."""

    _fields_ = (("name", c.c_char_p), ("index", c.c_uint32), ("description", c.c_char_p))


_OnServer = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(_ServerInfo), c.c_void_p)
_OnSink = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(_SinkInfo), c.c_int, c.c_void_p)


def sinks() -> tuple[Sink, ...]:
    """All loudspeakers; none where there is no such server, or one that does not answer."""
    library = _library()
    if library is None:
        return ()
    default, found = "", list[tuple[str, str]]()
    answers = 0

    def on_server(_: object, info: Any, __: object) -> None:
        nonlocal default, answers
        default = _text(info.contents.default_sink) if info else ""
        answers += 1

    def on_sink(_: object, info: Any, end: int, __: object) -> None:
        nonlocal answers
        if end or not info:
            answers += 1
        else:
            name = _text(info.contents.name)
            found.append((name, _text(info.contents.description) or name))

    callbacks = _OnServer(on_server), _OnSink(on_sink)  # libpulse keeps pointers only
    deadline = time.monotonic() + PATIENCE
    with _loop(library) as loop, _context(library, loop) as context:
        while library.pa_context_get_state(context) != READY:
            if library.pa_context_get_state(context) >= FAILED or not _turn(library, loop, deadline):
                return ()
        for asked in (
            library.pa_context_get_server_info(context, callbacks[0], None),
            library.pa_context_get_sink_info_list(context, callbacks[1], None),
        ):
            if not asked:
                return ()
            library.pa_operation_unref(asked)
        while answers < len(callbacks):
            if not _turn(library, loop, deadline):
                return ()
    return tuple(Sink(name, title, name == default) for name, title in found)


@contextmanager
def _loop(library: Any) -> Iterator[int]:
    loop = library.pa_mainloop_new()
    try:
        yield loop
    finally:
        library.pa_mainloop_free(loop)


@contextmanager
def _context(library: Any, loop: int) -> Iterator[int]:
    context = library.pa_context_new(library.pa_mainloop_get_api(loop), b"Fireside")
    try:
        library.pa_context_connect(context, None, NO_AUTOSPAWN, None)
        yield context
    finally:
        library.pa_context_disconnect(context)
        library.pa_context_unref(context)


def _turn(library: Any, loop: int, deadline: float) -> bool:
    """One turn of libpulse's loop; False when it is over, or the time is up."""
    left = deadline - time.monotonic()
    return (
        left > 0
        and library.pa_mainloop_prepare(loop, int(left * 1e6)) >= 0
        and library.pa_mainloop_poll(loop) >= 0
        and library.pa_mainloop_dispatch(loop) >= 0
    )


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")


@cache
def _library() -> Any:
    """libpulse; None where it is not installed, as on Windows and macOS."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = c.CDLL("libpulse.so.0")
    except OSError:
        return None
    pointer, number = c.c_void_p, c.c_int
    for name, result, *arguments in (
        ("pa_mainloop_new", pointer),
        ("pa_mainloop_free", None, pointer),
        ("pa_mainloop_get_api", pointer, pointer),
        ("pa_mainloop_prepare", number, pointer, number),
        ("pa_mainloop_poll", number, pointer),
        ("pa_mainloop_dispatch", number, pointer),
        ("pa_context_new", pointer, pointer, c.c_char_p),
        ("pa_context_connect", number, pointer, c.c_char_p, number, pointer),
        ("pa_context_disconnect", None, pointer),
        ("pa_context_unref", None, pointer),
        ("pa_context_get_state", number, pointer),
        ("pa_context_get_server_info", pointer, pointer, _OnServer, pointer),
        ("pa_context_get_sink_info_list", pointer, pointer, _OnSink, pointer),
        ("pa_operation_unref", None, pointer),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
