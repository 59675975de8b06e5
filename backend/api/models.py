"""Models over HTTP."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import APIRouter, Response
from pydantic import Field

from backend.api.house import SoundHouse, TheModels, TheShelf
from backend.domain import Model, ModelState, Purpose, Value
from backend.runs.choosing import Dials, dials
from backend.shelf.neighbours import Neighbour, places

router = APIRouter(prefix="/api/v0/models", tags=["models"])


class ModelList(Value):
    """All models that chat: the bundled ones, then the added ones."""

    models: tuple[Model, ...]


class NewModel(Value):
    """A GGUF file on this computer, or a folder with safetensors (or a file of it)."""

    path: str
    purpose: Purpose = "chat"
    name: str = Field(default="", max_length=200)


class NeighbourList(Value):
    """The models that other programs have on this computer."""

    found: tuple[Neighbour, ...]


@router.get("")
async def all_models(models: TheModels) -> ModelList:
    """All models that chat; those for searching are told under /v1/models."""
    return ModelList(models=tuple(model for model in await models.all() if model.purpose == "chat"))


@router.post("", status_code=201)
async def add_model(new: NewModel, shelf: TheShelf) -> Model:
    """Add a model file or folder where it lies."""
    return await shelf.add(new.path, new.purpose, new.name.strip())


@router.post("/scan")
async def scan_models(shelf: TheShelf) -> NeighbourList:
    """Look for models of other programs: LM Studio, Ollama, Jan, GPT4All, the cache of Hugging Face. Adds none."""
    return NeighbourList(found=await shelf.beside(places(Path.home(), os.environ)))


@router.post("/unload")
async def unload_model(models: TheModels) -> ModelState:
    """Give the memory of all models back."""
    return await models.unload()


@router.post("/{id}/unload")
async def unload_one(id: str, models: TheModels) -> ModelState:
    """Give a model's memory back, or stop loading it. Answers how the model is that was last asked to answer."""
    return await models.unload(id)


@router.get("/{id}/dials")
async def model_dials(id: str, models: TheModels) -> Dials:
    """What the model makes of sampling: what is where nobody has chosen anything, and what it does not heed."""
    return dials(await models.get(id))


@router.delete("/{id}", status_code=204)
async def remove_model(id: str, house: SoundHouse, files: bool = False) -> Response:
    """Take a model off the list, with its files or without; for some minutes it can be brought back."""
    await house.removals.remove(id, with_files=files)
    return Response(status_code=204)


@router.post("/{id}/load", status_code=202)
async def load_model(id: str, models: TheModels) -> ModelState:
    """Make a model the default and load it; how far that is comes as events."""
    return await models.choose(id)
