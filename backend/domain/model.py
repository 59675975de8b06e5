"""Models, and the state of the one that is loaded."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from backend.domain.sampling import Sampling
from backend.domain.value import Problem, Value

Purpose = Literal["chat", "search"]
"""What a model is for: writing replies, or turning texts into vectors."""


Runtime = Literal["llama.cpp", "pytorch", "server"]
"""What runs a model: llama.cpp a GGUF file, PyTorch a folder with safetensors, a server what it has itself."""


Kept = Literal["f16", "q8_0", "q4_0"]
"""In which numbers llama.cpp keeps what it has read: of 16, 8 or 4 bits."""


class Card(Value):
    """A graphics card and its memory in bytes, whoever uses it."""

    name: str
    used: int
    total: int


class ModelOptions(Value):
    """What a person chose for one model; None is what Fireside finds best.

    `context` is in tokens, `gpu_layers` counts the layers on graphics cards, `template` takes the place of the model's
    own. `sampling` goes before what the settings say, and behind what a thread does. All but that counts from the next
    time that the model is loaded.
    """

    context: int | None = Field(default=None, ge=64, le=2**22)
    gpu_layers: int | None = Field(default=None, ge=0, le=1024)
    kept: Kept | None = None
    template: str | None = Field(default=None, min_length=1, max_length=1 << 17)
    sampling: Sampling = Sampling()

    @property
    def loading(self) -> ModelOptions:
        """Those that count when it is loaded."""
        return self.model_copy(update={"sampling": Sampling()})


class Measured(Value):
    """How quickly a model reads and writes on this computer, in tokens a second; None could not be measured.

    `options` are those that it was loaded with then, without the template.
    """

    reading: float | None
    writing: float | None
    at: datetime
    options: ModelOptions = ModelOptions()


class Model(Value):
    """Weights that can be loaded: the bundled starter, or what the person added, used where it lies.

    `path` is a file or a folder, or the model's name on the `server` of that address; it is `elsewhere` when that is
    another computer, which then reads what is written. `size` is in bytes and `context` in tokens; both are None while
    they are not known. A very small model talks nonsense above its `max_temperature`: requests are held to it; and it
    is `guided`: rules look things up for it. One that `sees` can be shown pictures. `own_name` is what it was called
    before the person gave it another name; `mark` is what its file is known by wherever it lies.
    """

    id: str
    name: str
    path: str
    engine: Runtime = "llama.cpp"
    server: str = ""
    elsewhere: bool = False
    bundled: bool = False
    size: int | None = None
    context: int | None = None
    architecture: str = ""
    quantisation: str = ""
    licence: str = ""
    good_for: str = ""
    max_temperature: float | None = None
    guided: bool = False
    sees: bool = False
    purpose: Purpose = "chat"
    missing: bool = False
    mark: str = ""
    own_name: str = ""
    notes: str = ""
    options: ModelOptions = ModelOptions()
    measured: Measured | None = None

    @property
    def place(self) -> str:
        """Where it is, as one text that no other model has."""
        return f"{self.server} {self.path}" if self.server else self.path


class ModelStatus(StrEnum):
    """Where the loaded model is. One that waits does so for another's end; one that is idle stands loaded beside it."""

    UNLOADED = "unloaded"
    WAITING = "waiting"
    LOADING = "loading"
    READY = "ready"
    IDLE = "idle"
    FAILED = "failed"
    CRASHED = "crashed"


class ModelState(Value):
    """A model that is loaded or wanted. `progress` runs from 0 to 1 while it loads; it `waits_for` the end of another.

    `fit` tells in a sentence or two where it lies and what it takes of that: "All 32 layers on the GPU, 16k context…".
    """

    model_id: str | None = None
    status: ModelStatus = ModelStatus.UNLOADED
    progress: float = 0.0
    gpu_layers: int = 0
    layers: int = 0
    context: int = 0
    fit: str = ""
    waits_for: str = ""
    problem: Problem | None = None
