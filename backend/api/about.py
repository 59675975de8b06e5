"""What this Fireside is made of and how it is doing, over HTTP."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from backend.api.house import AnyHouse
from backend.doctor import diagnose
from backend.domain import Value
from backend.licences import Licence, licence_text, licences
from backend.probes import Finding

router = APIRouter(prefix="/api/v0", tags=["about"])


class Checkup(Value):
    """What `fireside doctor` finds; `text` is the whole report, to be copied."""

    healthy: bool
    findings: tuple[Finding, ...]
    text: str


class LicenceList(Value):
    """Fireside and the parts of its program. Those of the page are in `/app/licences.json`."""

    licences: tuple[Licence, ...]


class LicenceText(Value):
    """The words of a licence."""

    text: str


@router.get("/doctor")
async def checkup(house: AnyHouse) -> Checkup:
    """Look at everything that Fireside needs. Takes a second or two."""
    report = await asyncio.to_thread(diagnose, house.paths, running=True)
    return Checkup(healthy=report.healthy, findings=report.findings, text=report.text())


@router.get("/licences")
async def all_licences(house: AnyHouse) -> LicenceList:
    """Under which licences everything is."""
    return LicenceList(licences=await asyncio.to_thread(licences))


@router.get("/licences/{name}")
async def one_licence(name: str, house: AnyHouse) -> LicenceText:
    """The words of one licence."""
    return LicenceText(text=await asyncio.to_thread(licence_text, name))
