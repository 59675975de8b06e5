"""The library over HTTP: the catalogue, the hub, what would fit, and models that are being fetched."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field, SecretStr

from backend.api.house import TheLibrary
from backend.domain import Download, Value
from backend.library.choices import ModelOffer, RepositoryHolding
from backend.library.fitting import ModelFit
from backend.library.hub import Repository, Sort

router = APIRouter(prefix="/api/v0/library", tags=["library"])
Name = Annotated[str, Path(max_length=96)]
MOST = 120
"""Repositories of one search: who sees so many had better say more of what is meant."""


class ModelOffers(Value):
    """What the catalogue offers, and the address of the hub that has more."""

    offers: tuple[ModelOffer, ...]
    hub: str


class RepositoriesFound(Value):
    """Repositories of the hub, in the order that was asked for."""

    repositories: tuple[Repository, ...]


class ModelCard(Value):
    """What is said about a model, in Markdown."""

    text: str


class ModelDownloads(Value):
    """Models that are being fetched, paused or failed."""

    downloads: tuple[Download, ...]


class WantedModel(Value):
    """A variant by its id or its quantisation; empty is Q4_K_M, or the only one."""

    repository: str = Field(max_length=200)
    variant: str = Field(default="", max_length=400)


class HubToken(Value):
    """An access token of the hub; empty forgets it."""

    token: SecretStr = Field(max_length=500)


class HubAccount(Value):
    """Whether the hub is given a token, and where it is."""

    signed_in: bool
    endpoint: str


@router.get("/offers")
async def offered_models(library: TheLibrary) -> ModelOffers:
    """The models of the catalogue, with what of them is here or coming. Asks nobody."""
    return ModelOffers(offers=await library.offers(), hub=library.hub.endpoint)


@router.get("/search")
async def search_hub(
    library: TheLibrary,
    q: Annotated[str, Query(max_length=200)] = "",
    sort: Sort = "downloads",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 30,
) -> RepositoriesFound:
    """Repositories of the hub with GGUF files. To see more, one asks for more."""
    return RepositoriesFound(repositories=await library.hub.search(q, sort, limit))


@router.get("/repositories/{publisher}/{name}")
async def repository(publisher: Name, name: Name, library: TheLibrary) -> RepositoryHolding:
    """What a repository holds, with what of it is here or coming."""
    return await library.holding(f"{publisher}/{name}")


@router.get("/repositories/{publisher}/{name}/card")
async def model_card(publisher: Name, name: Name, library: TheLibrary) -> ModelCard:
    """What its publisher says about a model; anybody may have written that."""
    return ModelCard(text=await library.hub.card(await library.hub.contents(f"{publisher}/{name}")))


@router.get("/repositories/{publisher}/{name}/fit")
async def model_fit(
    publisher: Name, name: Name, library: TheLibrary, variant: Annotated[str, Query(max_length=400)] = ""
) -> ModelFit:
    """Whether a variant would fit this computer now, by the headers of its files alone."""
    return await library.fit(f"{publisher}/{name}", variant)


@router.get("/downloads")
async def model_downloads(library: TheLibrary) -> ModelDownloads:
    """Models that are being fetched; how far they are comes as events."""
    return ModelDownloads(downloads=library.downloads.all())


@router.post("/downloads", status_code=202)
async def fetch_model(wanted: WantedModel, library: TheLibrary) -> Download:
    """Begin to fetch a model, or go on; one that is here already is put on the shelf."""
    return await library.fetch(wanted.repository, wanted.variant)


@router.get("/downloads/{id}")
async def model_download(id: str, library: TheLibrary) -> Download:
    """How far a download is, or how it ended."""
    return library.state(id)


@router.get("/account")
async def hub_account(library: TheLibrary) -> HubAccount:
    """Whether there is a token for the hub; it is never told."""
    return HubAccount(signed_in=await library.hub.signed_in(), endpoint=library.hub.endpoint)


@router.put("/account")
async def sign_in_to_hub(new: HubToken, library: TheLibrary) -> HubAccount:
    """Keep a token, in the keyring of the system where there is one."""
    await library.hub.sign_in(new.token.get_secret_value())
    return await hub_account(library)
