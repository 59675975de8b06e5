"""What a person chooses from: variants with what is here of them, and which one a word means."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from backend.domain import Download, Value
from backend.engines.seeing import companion
from backend.library.entries import Entry, EntryFile, Projector
from backend.library.hub import Repository
from backend.library.variants import HubFile, Variant

PREFIX = "model-"
"""What the ids of all these downloads begin with."""
USUAL = "Q4_K_M"
"""The quantisation that is meant where none is named: small, and hardly worse."""


class VariantChoice(Variant):
    """A variant as the page sees it: whether it is here, as which model, and its download while it comes.

    `download_id` is what that is called, also before.
    """

    here: bool
    model_id: str | None
    download_id: str
    download: Download | None


class ModelOffer(Value):
    """An entry of the catalogue, and its files as choices."""

    entry: Entry
    choices: tuple[VariantChoice, ...]


class RepositoryHolding(Value):
    """A repository, and its variants as choices."""

    repository: Repository
    revision: str
    page: str
    choices: tuple[VariantChoice, ...]
    beside: tuple[HubFile, ...]


class Order(Value):
    """A variant of a repository at one revision, and the file that lets it see or hear (mmproj), if there is one."""

    repository: str
    revision: str
    variant: Variant
    beside: HubFile | None = None

    @property
    def files(self) -> tuple[HubFile, ...]:
        """All that is fetched together, the weights first."""
        return (*self.variant.files, *([self.beside] if self.beside else []))

    @property
    def id(self) -> str:
        """The same for all its revisions: of one model, one file is here."""
        return download_id(self.repository, self.variant)


def download_id(repository: str, variant: Variant) -> str:
    """What the download of a variant is called; the same for all its revisions."""
    return PREFIX + hashlib.sha256(f"{repository}/{variant.id}".encode()).hexdigest()[:20]


def variant_of(file: EntryFile) -> Variant:
    """A file of the catalogue as a variant."""
    id = file.path.removesuffix(".gguf")
    return Variant(id=id, quantisation=file.quantisation, files=(told_of(file),), size=file.size)


def told_of(file: EntryFile | Projector) -> HubFile:
    """A file of the catalogue as the hub would tell of it."""
    return HubFile(path=file.path, size=file.size, sha256=file.sha256)


def seeing(variant: Variant, beside: Sequence[HubFile]) -> HubFile | None:
    """Which of the files beside the models lets this one see or hear."""
    path = companion(variant.files[0].path, [file.path for file in beside])
    return next((file for file in beside if file.path == path), None)


def chosen(found: Sequence[Variant], wanted: str) -> Variant | None:
    """The one with that id or quantisation; where none is named, the usual one, or the only one."""
    for variant in found:
        if variant.id == wanted or variant.quantisation == (wanted or USUAL).upper():
            return variant
    return found[0] if len(found) == 1 and not wanted else None
