"""The models that one has, over HTTP: what was chosen for each, how quick it is, why it fails, and how it goes."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import StringConstraints

from backend.api.house import SoundHouse, TheModels, TheShell
from backend.domain import (
    Measuring,
    Model,
    ModelNotes,
    ModelOptions,
    ModelState,
    RemovedModel,
    Trouble,
    Value,
)
from backend.errors import Invalid
from backend.events import ModelsChanged
from backend.library.fitting import ModelFit
from backend.models import Files
from backend.models.ownership import owner_of
from backend.shelf.neighbours import places

router = APIRouter(prefix="/api/v0/models", tags=["models"])
NewName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class ShelfModel(Value):
    """A model that one has. `owner` is the program whose file it is; `stale`: it is loaded with other options."""

    model: Model
    owner: str = ""
    stale: bool = False
    trouble: Trouble | None = None


class ModelShelf(Value):
    """All that one has, what was removed and can be brought back, and what is being measured or was last."""

    models: tuple[ShelfModel, ...]
    removed: tuple[RemovedModel, ...]
    measuring: Measuring | None = None


class ModelChange(Value):
    """What is to be changed of a model; what is not named stays. An empty name is the model's own."""

    name: NewName = ""
    notes: ModelNotes = ""
    options: ModelOptions = ModelOptions()


@router.get("/shelf")
async def model_shelf(house: SoundHouse) -> ModelShelf:
    """All models that one has, with what is known of them here."""
    found, remembered = await house.models.all(), await house.remembered.all()
    where = places(Path.home(), os.environ)
    owners = await asyncio.to_thread(lambda: [owner_of(model, house.paths.models, where) for model in found])
    return ModelShelf(
        models=tuple(
            ShelfModel(
                model=model,
                owner=owner,
                stale=house.models.stale(model),
                trouble=remembered[model.id].trouble if model.id in remembered else None,
            )
            for model, owner in zip(found, owners, strict=True)
        ),
        removed=await house.removals.all(),
        measuring=house.measurer.state,
    )


@router.patch("/{id}")
async def change_model(id: str, change: ModelChange, house: SoundHouse) -> Model:
    """Give a model another name, notes or options. Options but for sampling count when it is loaded the next time."""
    model = await house.models.get(id)
    if template := change.options.template:
        from backend.engines.sandbox import check_syntax  # with jinja2, which the start need not wait for

        await asyncio.to_thread(check_syntax, template)
    fields = {name: getattr(change, name) for name in change.model_fields_set}
    if fields.get("name") == (model.own_name or model.name):
        fields["name"] = ""
    await house.remembered.change(id, fields)
    house.bus.publish(ModelsChanged())
    return await house.models.get(id)


@router.get("/{id}/fit")
async def shelf_model_fit(id: str, house: SoundHouse) -> ModelFit:
    """Whether a GGUF model would fit this computer as it is now, with the options that were chosen for it."""
    model = await house.models.get(id)
    if model.engine != "llama.cpp":
        raise Invalid("Only of GGUF files is it known what they take.", "Load it, and see.")
    return await house.library.fit_of(model)


@router.post("/{id}/reload", status_code=202)
async def reload_model(id: str, models: TheModels) -> ModelState:
    """Load a model again, with the options that were chosen meanwhile."""
    return await models.reload(id)


@router.post("/{id}/measure", status_code=202)
async def measure_model(id: str, house: SoundHouse) -> Measuring:
    """Measure how quickly a model reads and writes here; how far that is comes as events."""
    return await house.measurer.start(id)


@router.post("/measure/stop", status_code=204)
async def stop_measuring(house: SoundHouse) -> Response:
    """Stop measuring."""
    await house.measurer.stop()
    return Response(status_code=204)


@router.post("/{id}/reveal", status_code=204)
async def reveal_model(id: str, models: TheModels, shell: TheShell) -> Response:
    """Show a model's file in the file manager."""
    model = await models.get(id)
    if model.server:
        raise Invalid(f"{model.name} has no file here.", "It lies on its server.")
    await asyncio.to_thread(shell.reveal, Path(model.path))
    return Response(status_code=204)


@router.get("/{id}/files")
async def model_files(id: str, house: SoundHouse) -> Files:
    """What would be deleted with a model, and whose it is."""
    return await house.removals.files(id)


@router.post("/{id}/restore")
async def restore_model(id: str, house: SoundHouse) -> Model:
    """Bring back a model that was removed, with its files."""
    return await house.removals.restore(id)


@router.post("/removed/empty", status_code=204)
async def delete_removed_models(house: SoundHouse) -> Response:
    """Delete the files of removed models now."""
    await house.removals.empty(all=True)
    return Response(status_code=204)
