"""`/v1/models`: the models by the names that programs may ask for."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from backend.api.house import TheModels
from backend.domain import Model
from backend.errors import ModelMissing
from backend.models import Models

router = APIRouter(prefix="/v1", include_in_schema=False)
DEFAULT = "default"


async def find(models: Models, name: str) -> Model:
    """The model of that id, else of that name; `default` is the person's own. Raises `ModelMissing`."""
    if name == DEFAULT:
        return await models.get(None)
    everyone = await models.all()
    for found in (*(each for each in everyone if each.id == name), *(each for each in everyone if each.name == name)):
        return found
    raise ModelMissing(
        f"There is no model {name[:80]!r}.", f"Ask for one that /v1/models lists, or for {DEFAULT!r}.", param="model"
    )


@router.get("/models")
async def v1_models(models: TheModels) -> dict[str, Any]:
    """All models whose files are there."""
    return {"object": "list", "data": [_told(model) for model in await models.all() if not model.missing]}


@router.get("/models/{name:path}")
async def v1_model(name: str, models: TheModels) -> dict[str, Any]:
    """One model."""
    return _told(await find(models, name))


def _told(model: Model) -> dict[str, Any]:
    owner = "fireside" if model.bundled else "you"
    return {"id": model.id, "object": "model", "created": 0, "owned_by": owner, "name": model.name}
