"""The catalogue of models: what each entry of `models.toml` says, and where what it says is told."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from backend.domain import Purpose, Value
from backend.engines.seeing import PROJECTOR, companion
from backend.errors import Invalid

CATALOGUE = "models.toml"
_PATH = re.compile(r"(?:[\w.-]+/){0,3}[\w.-]+\.gguf", re.ASCII)
_PIECE = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)
_SOURCE = r"^https://[^\s/]+\.[^\s/]+/\S+$"


class _File(Value):
    """Bytes and SHA-256 where they are known; else they are taken at the first time."""

    path: str
    size: int | None = Field(default=None, gt=0)
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")

    @model_validator(mode="after")
    def _in_a_repository(self) -> Self:
        if not _PATH.fullmatch(self.path) or ".." in self.path:
            raise ValueError(f"{self.path} is no path of a GGUF file in a repository")
        return self

    @property
    def trusted_first(self) -> bool:
        """Whether nobody said beforehand what it must be: it is believed once, and held to from then on."""
        return not self.sha256


class EntryFile(_File):
    """A model in one quantisation."""

    quantisation: str = Field(pattern=r"^(UD-)?(I?Q[1-8]\w*|MXFP4|BF16|F16|F32)$")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if _PIECE.search(self.path) or PROJECTOR.search(self.path):
            raise ValueError(f"{self.path} is a part of a model, not a whole one")
        return self


class Projector(_File):
    """What lets a model see (mmproj), whichever its quantisation."""


class Entry(Value):
    """A model that is worth having. `source` is the page that lists its files at that revision, by bytes and SHA-256.

    `context` counts tokens, `parameters` numbers; what no page told is empty. Each of the other values has a source of
    its own, `source_licence` for `licence`: a value without one is refused. `revision` is a commit, or "main" where
    none was known. Of one that `sees` the hub is asked for its `projector` where that is not known.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    name: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    purpose: Purpose = "chat"
    repository: str = Field(pattern=r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$")
    revision: str = Field(pattern=r"^(main|[0-9a-f]{40})$")
    source: str = Field(pattern=_SOURCE)
    files: tuple[EntryFile, ...] = Field(min_length=1)
    sees: bool = False
    projector: Projector | None = None
    good_for: str = Field(min_length=1)
    good_for_de: str = Field(min_length=1)
    licence: str = ""
    source_licence: str = Field(default="", pattern=f"^$|{_SOURCE}")
    parameters: int | None = Field(default=None, gt=0)
    source_parameters: str = Field(default="", pattern=f"^$|{_SOURCE}")
    context: int | None = Field(default=None, gt=0)
    source_context: str = Field(default="", pattern=f"^$|{_SOURCE}")
    architecture: str = ""
    source_architecture: str = Field(default="", pattern=f"^$|{_SOURCE}")

    @property
    def told(self) -> tuple[EntryFile | Projector, ...]:
        """All files that are known, what lets it see among them."""
        return (*self.files, *([self.projector] if self.projector else []))

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        for name in ("licence", "parameters", "context", "architecture"):
            if bool(getattr(self, name)) != bool(getattr(self, f"source_{name}")):
                raise ValueError(f"{name} and source_{name} go together: a value is told somewhere, a source tells one")
        return self

    @model_validator(mode="after")
    def _paired(self) -> Self:
        """By its name: that is how the projector is found when the model is opened."""
        if self.projector is None:
            return self
        if not self.sees:
            raise ValueError("a projector is for a model that sees")
        for file in self.files:
            if companion(file.path, [self.projector.path]) is None:
                raise ValueError(f"{self.projector.path} would not be found beside {file.path}")
        return self


def read_entries(catalogue: Path) -> list[Entry]:
    """The models of `models.toml`, if there is one. Raises `Invalid` when one is not whole, with its id."""
    return [entry_of(table) for table in read_tables(catalogue)]


def read_tables(catalogue: Path) -> list[dict[str, object]]:
    """The entries as they are written. Raises `Invalid` when the file is no TOML."""
    file = catalogue / CATALOGUE
    try:
        tables = tomllib.loads(file.read_text("utf-8")).get("entry", []) if file.exists() else []
    except (OSError, ValueError) as error:
        raise Invalid(f"{file} cannot be read: {error}.") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise Invalid(f"{file} holds no list of entries.", "Each begins with [[entry]].")
    return tables


def entry_of(table: dict[str, object]) -> Entry:
    """One entry. Raises `Invalid` with all that is wrong with it."""
    try:
        return Entry.model_validate(table)
    except ValidationError as error:
        wrong = "; ".join(_said(problem["loc"], problem["msg"]) for problem in error.errors())
        raise Invalid(f"{table.get('id', 'An entry without an id')}: {wrong}.") from error


def _said(where: tuple[int | str, ...], what: str) -> str:
    place = ".".join(map(str, where))
    words = what.removeprefix("Value error, ")
    return f"{place}: {words}" if place else words
