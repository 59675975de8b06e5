"""The OpenAPI schema on standard output; the page's types are made from it (`python -m backend.api.schema`)."""

from __future__ import annotations

import json
import sys
from typing import Any

from fastapi import FastAPI

from backend import __version__
from backend.api import (
    about,
    crashes,
    dialogs,
    downloads,
    drafts,
    errors,
    events,
    exchange,
    folders,
    help,
    images,
    library,
    messages,
    models,
    monitor,
    moving,
    network,
    openings,
    personas,
    prompts,
    recordings,
    runs,
    search,
    served_voices,
    servers,
    settings,
    shelf,
    shelving,
    speech,
    storage,
    threads,
    trash,
    updates,
    voices,
)
from backend.api.openai import audio, chat, embeddings
from backend.api.openai import models as openai_models
from backend.commands import Command
from backend.events import Event

ROUTERS = (
    storage.router,
    exchange.router,
    threads.router,
    trash.router,
    folders.router,
    runs.router,
    messages.router,
    images.router,
    search.router,
    prompts.router,
    drafts.router,
    models.router,
    shelving.router,
    shelf.router,
    library.router,
    downloads.router,
    personas.router,
    servers.router,
    served_voices.router,
    speech.router,
    recordings.router,
    voices.router,
    settings.router,
    moving.router,
    network.router,
    dialogs.router,
    openings.router,
    about.router,
    updates.router,
    crashes.router,
    help.router,
    monitor.router,
    events.router,
    chat.router,
    openai_models.router,
    embeddings.router,
    audio.router,
)


def routed(**options: Any) -> FastAPI:
    """An app with every route and its errors, and nothing behind them yet."""
    app = FastAPI(
        title="Fireside",
        version=__version__,
        openapi_url="/api/v0/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses={"default": {"model": errors.ErrorBody, "description": "What went wrong, and what to do."}},
        generate_unique_id_function=lambda route: route.name,
        **options,
    )
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)

    @app.webhooks.post("events")
    def socket_sends(event: Event) -> None:
        """What the socket sends. Sockets are not part of OpenAPI; so their types reach the schema."""

    @app.webhooks.post("commands")
    def socket_takes(command: Command) -> None:
        """What the socket takes."""

    return app


if __name__ == "__main__":
    json.dump(routed().openapi(), sys.stdout, indent=1, sort_keys=True)
