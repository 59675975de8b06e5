"""The engine for models on a server, this computer's or another's: any that speaks as OpenAI's does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from backend.domain import Card, Model, ModelState, ModelStatus, Value
from backend.egress import Egress
from backend.engines.base import Finished, Loading, Progress, Request
from backend.engines.client import Client, Patience
from backend.engines.deltas import Deltas
from backend.engines.prompt import Estimate
from backend.engines.refusals import Refusal, strange
from backend.engines.server import Server
from backend.engines.wire import Terms, body, less
from backend.errors import EngineFailed, FiresideError, Invalid, ModelMissing, WorkerDied

_UNLISTED = (403, 404, 405, 501)
"""Not every server lists its models, nor for everybody: whether it has one shows when it is asked."""
_LESS = 0.9


class RemoteModel(Value):
    """A model that a server has. `context` is in tokens, 0 when the server does not say."""

    name: str
    context: int = 0


async def models(gate: Egress, server: Server, patience: Patience = Patience()) -> tuple[RemoteModel, ...]:
    """What a server has, by name. Raises `EngineFailed` with the reason, or `Offline`."""
    client = await asyncio.to_thread(Client, gate, server, "List the models of a server", patience)
    try:
        return _listing(server, await client.listed())
    except Refusal as refusal:
        raise _unlisted(server) if refusal.status in _UNLISTED else refusal.told("") from refusal
    finally:
        await client.close()


def _unlisted(server: Server) -> EngineFailed:
    return EngineFailed(
        f"{server.host} does not list its models.",
        "Check the address; most end in /v1. If it is right, enter the name of a model.",
        param="name",
    )


class RemoteEngine:
    """Implements `Engine` for one model of one server. Nothing runs here: there is little to load and little to end."""

    def __init__(self, gate: Egress, server: Server, name: str, patience: Patience = Patience()) -> None:
        self._gate, self._server, self._name, self._patience = gate, server, name, patience
        self._client: Client | None = None
        self._terms = Terms()
        self._hottest: float | None = None
        self._size, self._estimate = 0, Estimate()

    pid = None

    @property
    def calls_tools(self) -> bool:
        """Always: a server that knows no tools has its model told of them in words."""
        return True

    @property
    def context(self) -> int:
        """How many tokens the model can hold in mind, as far as its server said or refused more; else 0."""
        return self._size

    async def load(self, model: Model, report: Callable[[Loading], None]) -> ModelState:
        """Look whether the server is there and has the model. Raises `ModelMissing`, `EngineFailed` or `Offline`."""
        await self.close()
        # In a thread: the official client takes most of a second to import.
        client = await asyncio.to_thread(Client, self._gate, self._server, "Ask a model on a server", self._patience)
        try:
            context = self._context(await client.listed())
        except Refusal as refusal:
            if refusal.status not in _UNLISTED:
                await client.close()
                raise refusal.told("") from refusal
            context = 0
        except BaseException:
            await client.close()
            raise
        self._client, self._hottest = client, model.max_temperature
        self._size, self._estimate = context, Estimate()
        report(Loading(progress=1.0))
        return ModelState(model_id=model.id, status=ModelStatus.READY, progress=1.0, context=context)

    async def generate(self, request: Request) -> AsyncGenerator[Progress]:
        """Stream a reply; closing the iterator closes the connection.

        Raises `Invalid`, `PromptTooLong`, `ModelMissing`, `EngineFailed` or `Offline`; what came before stands.
        """
        client = self._client
        if client is None:
            raise WorkerDied("No model is loaded.", "Load the model, then try again.")
        if request.grammar:
            raise Invalid("A model on a server cannot be held to a grammar.", "Use a JSON schema.", param="grammar")
        if self._hottest is not None:
            request = request.model_copy(update={"temperature": min(request.temperature, self._hottest)})
        terms, of_this_thread = self._terms, False
        while True:
            sent, deltas = body(request, self._name, terms), Deltas(self._server.host, in_words=terms.in_words)
            begun = False
            try:
                async with aclosing(self._heard(client, sent, deltas)) as stream:
                    async for progress in stream:
                        if not (begun or of_this_thread):
                            self._terms = terms  # what helped is kept for the next time
                        begun = True
                        if isinstance(progress, Finished):
                            self._estimate.learn(request, progress.read)
                        yield progress
                return
            except Refusal as refusal:
                fewer = None if begun else less(terms, sent, refusal.status, refusal.words)
                if fewer is None:
                    self._learn(refusal, request)
                    raise refusal.told(self._name) from refusal
                terms, of_this_thread = fewer, of_this_thread or refusal.is_about_length

    async def forget(self, thread: str) -> None:
        """Nothing is kept here; what the server keeps is its own."""

    def _learn(self, refusal: Refusal, request: Request) -> None:
        """What was refused for its length is more than fits, whatever the server says that it holds."""
        if refusal.is_about_length:
            fits = int(_LESS * self._estimate.count(request))
            self._size = min(self._size or fits, fits)

    async def count(self, request: Request) -> int:
        """About how many tokens the prompt of a request takes: only the server's tokenizer knows."""
        return self._estimate.count(request)

    async def cards(self) -> tuple[Card, ...]:
        """None: they are in another computer."""
        return ()

    def last_lines(self) -> tuple[str, ...]:
        """None: nothing runs here."""
        return ()

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _heard(self, client: Client, sent: dict[str, Any], deltas: Deltas) -> AsyncGenerator[Progress]:
        """One stream, to its end. What fails behind the model's last word is no matter."""
        async with aclosing(client.stream(sent)) as events:
            while True:
                try:
                    async with asyncio.timeout(self._patience.last if deltas.finished else None):
                        event = await anext(events, None)
                    if event is None:
                        break
                    found = deltas.add(event)
                except (FiresideError, Refusal, TimeoutError, ValidationError) as error:
                    if deltas.finished:
                        break
                    for piece in deltas.rest():
                        yield piece
                    if isinstance(error, ValidationError):
                        raise strange(self._server, "words that make no sense", said=deltas.begun) from error
                    raise
                for progress in found:
                    yield progress
        for progress in deltas.end():
            yield progress

    def _context(self, listed: object) -> int:
        found = {model.name: model for model in _listing(self._server, listed)}
        model = found.get(self._name) or found.get(f"{self._name}:latest")
        if model is None:
            names = ", ".join(list(found)[:5])
            raise ModelMissing(
                f"{self._server.host} has no model {self._name}.",
                f"It has {names}{' and others' if len(found) > 5 else ''}." if names else "Load one there first.",
                param="model",
            )
        return model.context


class _Listed(BaseModel):
    """An entry, with the names that servers have for the length of the context."""

    id: str = Field(min_length=1)
    max_model_len: Any = None
    context_length: Any = None
    context_window: Any = None
    max_context_length: Any = None
    meta: Any = None

    def model(self) -> RemoteModel:
        meta = self.meta if isinstance(self.meta, dict) else {}
        told = (
            self.max_model_len, self.context_length, self.context_window, self.max_context_length,
            meta.get("n_ctx"), meta.get("n_ctx_train"),
        )  # fmt: skip
        return RemoteModel(name=self.id, context=next((it for it in told if isinstance(it, int) and it > 0), 0))


class _Listing(BaseModel):
    data: list[_Listed] | None  # Ollama without any model says null


def _listing(server: Server, listed: object) -> tuple[RemoteModel, ...]:
    try:
        entries = _Listing.model_validate(listed).data or []
    except ValidationError as error:
        raise strange(server, "a web page" if isinstance(listed, str) else "another kind of list") from error
    return tuple(sorted((entry.model() for entry in entries), key=lambda model: model.name))
