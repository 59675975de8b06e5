"""The catalogue of models compared with the hub: what differs between an entry and what its repository holds.

One plain request for each: what `Hub` tells of a repository is that of today, and without the names of licences.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ValidationError

from backend.egress import Egress
from backend.errors import FiresideError, Offline
from backend.library.entries import Entry
from backend.library.refusals import raise_refusal

PURPOSE = "Compare the catalogue of models"
LARGEST = 8 << 20
"""Bytes of one answer."""


class _Lfs(BaseModel):
    sha256: str = ""


class _File(BaseModel):
    rfilename: str
    size: int | None = None
    lfs: _Lfs | None = None


class _Card(BaseModel):
    license: str | list[str] | None = None
    license_name: str | None = None


class _Header(BaseModel):
    architecture: str | None = None
    context_length: int | None = None


class Told(BaseModel):
    """What the hub answers about a repository at one revision; the rest of it is not looked at."""

    sha: str = ""
    siblings: list[_File]
    cardData: _Card | None = None
    gguf: _Header | None = None


def compare(entries: Iterable[Entry], gate: Egress, endpoint: str) -> list[str]:
    """What differs, one sentence each, in the order of the entries. Raises `Offline`. Blocks.

    An entry about which nothing was told is among it, with the reason.
    """
    found = []
    with gate.blocking_client(PURPOSE, largest=LARGEST) as client:
        for entry in entries:
            url = f"{endpoint}/api/models/{entry.repository}/revision/{entry.revision}?blobs=true"
            try:
                answer = client.get(url)
                raise_refusal(answer)
                found += differences(entry, Told.model_validate_json(answer.content))
            except Offline:
                raise
            except FiresideError as error:
                found.append(f"{entry.id}: {error.message}")
            except ValidationError:
                found.append(f"{entry.id}: {url} answers something else than what was asked for.")
    return found


def differences(entry: Entry, told: Told) -> list[str]:
    """Every value of the entry that the hub tells otherwise."""
    card, header = told.cardData or _Card(), told.gguf or _Header()
    licences = {each.lower() for each in (card.license_name, *_many(card.license)) if each}
    differs = []
    if entry.revision not in ("main", told.sha):
        differs.append(f"{entry.id}: revision {entry.revision} is {told.sha or 'not told'} on the hub.")
    if entry.licence and entry.licence.lower() not in licences:
        differs.append(f"{entry.id}: the licence {entry.licence} is {', '.join(sorted(licences)) or 'not told'} there.")
    for name, here, there in (
        ("context", entry.context, header.context_length),
        ("architecture", entry.architecture, header.architecture),
    ):
        if here and there and here != there:
            differs.append(f"{entry.id}: the {name} {here} is {there} there.")
    return differs + _differing_files(entry, {file.rfilename: file for file in told.siblings})


def _differing_files(entry: Entry, there: dict[str, _File]) -> list[str]:
    differs = []
    for file in entry.told:
        if (known := there.get(file.path)) is None:
            differs.append(f"{entry.id}: {file.path} is not there.")
            continue
        if file.size and known.size != file.size:
            differs.append(f"{entry.id}: {file.path} has {known.size} bytes there, not {file.size}.")
        sha256 = known.lfs.sha256 if known.lfs else ""
        if file.sha256 and sha256 != file.sha256:
            differs.append(f"{entry.id}: {file.path} has the SHA-256 {sha256 or 'of no large file'} there.")
    return differs


def _many(told: str | list[str] | None) -> list[str]:
    return told if isinstance(told, list) else [told or ""]
