"""What is kept of a person's models beside the models themselves: what they said of one, why it failed, how it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from backend.domain.model import Measured, Model, ModelOptions
from backend.domain.value import Problem, Value

ModelName = Annotated[str, Field(max_length=200)]
ModelNotes = Annotated[str, Field(max_length=10_000)]


class Trouble(Value):
    """Why a model could not be loaded the last time, or stopped; `lines` are the engine's own last ones."""

    problem: Problem
    lines: tuple[str, ...] = ()
    at: datetime


class Remembered(Value):
    """What a person said of a model, empty where they said nothing; and what was found out about it here."""

    name: ModelName = ""
    notes: ModelNotes = ""
    options: ModelOptions = ModelOptions()
    measured: Measured | None = None
    trouble: Trouble | None = None

    def about(self, model: Model) -> Model:
        """The model with all of that."""
        named = {"name": self.name, "own_name": model.name} if self.name else {}
        found = {"notes": self.notes, "options": self.options, "measured": self.measured}
        return model.model_copy(update={**named, **found})


class MovedFile(Value):
    """A file or folder that waits to be deleted: where it lay, and where it lies until then."""

    lay: str
    lies: str


class RemovedModel(Value):
    """A model that was taken off the list at `removed_at`, and can be brought back until `until`.

    Its `files` are deleted then; none are when it was only taken off the list. `chosen`: it was the default.
    """

    model: Model
    files: tuple[MovedFile, ...] = ()
    size: int = 0
    chosen: bool = False
    removed_at: datetime
    until: datetime


class Measuring(Value):
    """A model that is being measured, or just was. `progress` runs from 0 to 1, the speeds are tokens a second."""

    model_id: str
    phase: Literal["loading", "reading", "writing", "done", "stopped", "failed"]
    progress: float = 0.0
    reading: float | None = None
    writing: float | None = None
    problem: Problem | None = None

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.phase in ("done", "stopped", "failed")
