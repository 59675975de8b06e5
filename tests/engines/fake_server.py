"""A model server on loopback that does what a test tells it, well or badly, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Asked:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: Any


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FakeServer:
    """`answers` are given in turn to questions, the last one for ever; `listing` to who asks for its models."""

    answers: list[Answer] = field(default_factory=list)
    listing: Answer | None = None
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a question has come."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when somebody who had asked for a reply has closed the connection."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def bodies(self) -> list[Any]:
        return [asked.body for asked in self.asked if asked.path.endswith("/chat/completions")]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        before = len(self.bodies)
        try:
            await self._talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            if len(self.bodies) > before:
                self.left.set()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            asked = await self._read(reader)
            self.asked.append(asked)
            if self.bodies:
                self.came.set()
            answer = asyncio.ensure_future(self._answer(asked)(asked, writer))
            gone = asyncio.ensure_future(reader.read(1))
            await asyncio.wait([answer, gone], return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                answer.cancel()
                return
            gone.cancel()
            await asyncio.wait([gone])  # two may not read at once
            await answer

    def _answer(self, asked: Asked) -> Answer:
        if asked.path.endswith("/models"):
            return self.listing or listing("tiny")
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    async def _read(self, reader: asyncio.StreamReader) -> Asked:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Asked(first.split(" ")[1], headers, json.loads(body) if body else None)


@asynccontextmanager
async def serving(*answers: Answer, listing: Answer | None = None) -> AsyncIterator[FakeServer]:
    """A running one."""
    fake = FakeServer(list(answers), listing)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), 5)


# ------------------------------------------------------------------ answers


def head(status: int, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Words", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def status(code: int, body: object = None, kind: str = "application/json", **headers: str) -> Answer:
    """An answer that is no stream."""
    content = body.encode() if isinstance(body, str) else json.dumps(body or {}).encode()

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(code, content_type=kind, content_length=str(len(content)), **headers) + content)
        await writer.drain()

    return answer


def listing(*names: str, **fields: object) -> Answer:
    return status(200, {"object": "list", "data": [{"id": name, "object": "model", **fields} for name in names]})


def raw(*pieces: bytes, kind: str = "text/event-stream", hang: bool = False, whole: bool = True) -> Answer:
    """A stream of these bytes. `hang`: then nothing more comes. Not `whole`: then the connection is cut."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, content_type=kind, transfer_encoding="chunked"))
        for piece in pieces:
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
        if hang:
            await asyncio.Event().wait()
        if whole:
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        else:
            writer.close()

    return answer


def event(**delta: object) -> bytes:
    """An event of a stream; `finish` is its reason."""
    finish = delta.pop("finish", None)
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return said({"id": "1", "object": "chat.completion.chunk", "model": "tiny", "choices": [choice]})


def said(data: object) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


USAGE = said({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}})
DONE = b"data: [DONE]\n\n"


def reply(*words: str) -> Answer:
    """A good one."""
    return raw(event(role="assistant", content=""), *(event(content=word) for word in words), event(finish="stop"),
               USAGE, DONE)  # fmt: skip


def flood(code: int, kind: str) -> Answer:
    """An answer of one endless line."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(code, content_type=kind))
        while True:
            writer.write(b"data: x" * 10_000)
            await writer.drain()

    return answer


async def hang(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """No answer at all."""
    await asyncio.Event().wait()


async def no_http(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Quite another kind of server."""
    writer.write(b"SSH-2.0-Words\r\n\r\n")
    await writer.drain()
    writer.close()


async def drop(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """The connection is cut before any answer."""
    writer.close()
