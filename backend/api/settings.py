"""Settings over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from backend.api.house import TheChoices
from backend.domain import Settings

router = APIRouter(prefix="/api/v0/settings", tags=["settings"])


@router.get("")
async def all_settings(choices: TheChoices) -> Settings:
    """What the person chose."""
    return choices.current


@router.patch("")
async def change_settings(fields: dict[str, Any], choices: TheChoices) -> Settings:
    """Change the settings that are named; the others stay."""
    return choices.change(fields)
