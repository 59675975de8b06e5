"""Speaks with a server through the official client, over the gate; tells what fails as refusals or domain errors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import Any

from backend.domain import Value
from backend.egress import Egress
from backend.engines.refusals import Refusal, silent, strange, unreachable
from backend.engines.server import Server
from backend.errors import TooLarge

_SENT = {"host", "accept", "accept-encoding", "content-type", "content-length", "transfer-encoding"}

LARGEST = 64_000_000
"""Bytes of one answer: the longest reply, many times over."""


class Patience(Value):
    """How long is waited, in seconds: for a connection, for the next word, for a list, for what follows the last word.

    The next word may take long: a server loads the model first, and reads a long thread.
    """

    connect: float = 10.0
    silence: float = 300.0
    listing: float = 20.0
    last: float = 5.0


class Client:
    """One server. It is asked once, never again by itself, and never followed to another place.

    Each answer has a connection of its own: after one that went wrong some servers close theirs a little later, and cut
    off the next answer on it; between two messages of a person it would not be kept anyway.
    """

    def __init__(self, gate: Egress, server: Server, purpose: str, patience: Patience) -> None:
        import openai

        self._server, self._patience = server, patience
        http = gate.client(purpose, follow_redirects=False, largest=LARGEST)
        http.event_hooks["request"].append(self._dress)
        # The key is ours to add: here stands another word, or the client would look for keys in the environment.
        self._openai = openai.AsyncOpenAI(
            base_url=server.address,
            api_key="none",
            http_client=http,
            max_retries=0,
            timeout=openai.Timeout(patience.silence, connect=patience.connect),
        )

    async def listed(self) -> object:
        """What the server says of its models."""
        try:
            async with asyncio.timeout(self._patience.listing):
                return await self._openai.get("/models", cast_to=object)
        except _failures() as error:
            raise self._told(error, said=False) from error

    async def stream(self, body: Mapping[str, Any]) -> AsyncGenerator[object]:
        """The events of a reply. Closing the iterator closes the connection."""
        import openai

        said = False
        try:
            events = await self._openai.post(
                "/chat/completions", cast_to=object, body=body, stream=True, stream_cls=openai.AsyncStream[object]
            )
            try:
                kind = events.response.headers.get("content-type", "").partition(";")[0].strip().lower()
                if kind != "text/event-stream":
                    raise strange(self._server, _KINDS.get(kind, kind or "something unnamed"))
                async for event in events:
                    said = True
                    yield event
            finally:
                await events.close()
        except _failures() as error:
            raise self._told(error, said=said) from error

    async def close(self) -> None:
        """Close what is still open."""
        await self._openai.close()

    async def _dress(self, request: Any) -> None:
        """Send the key, and nothing of this computer or of its environment, which the official client would."""
        kept = {name: value for name, value in request.headers.items() if name.lower() in _SENT}
        request.headers = type(request.headers)({**kept, "user-agent": "Fireside", "connection": "close"})
        if key := self._server.key.get_secret_value():
            request.headers["authorization"] = f"Bearer {key}"

    def _told(self, error: Exception, *, said: bool) -> Exception:
        import openai

        match error:
            case openai.APIStatusError():
                return Refusal(self._server, error.status_code, error.body, error.response.headers)
            case TooLarge():
                return strange(self._server, "far too much", said=said)
            case openai.APITimeoutError() | TimeoutError():
                return silent(self._server, said=said)
            case openai.APIConnectionError():
                return unreachable(self._server, " ".join(map(str, _causes(error))), said=said)
            case openai.APIError():
                return Refusal(self._server, 0, error.body)
        return strange(self._server, "words that make no sense", said=said)


_KINDS = {"text/html": "a web page", "application/json": "everything at once", "": "something unnamed"}


def _failures() -> tuple[type[Exception], ...]:
    import openai

    # The last two are those of broken JSON and broken UTF-8.
    return openai.OpenAIError, TimeoutError, TooLarge, ValueError, RecursionError


def _causes(error: BaseException) -> Iterator[BaseException]:
    """From the last to the first; an error that was raised again while it was handled may come round to itself."""
    found: BaseException | None = error
    told = set[int]()
    while found is not None and id(found) not in told:
        told.add(id(found))
        yield found
        found = found.__cause__ or found.__context__
