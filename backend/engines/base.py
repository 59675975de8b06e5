"""What every engine can do, and what it is asked and answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from typing import Annotated, Any, Literal, Protocol, Self

from pydantic import Field, ModelWrapValidatorHandler, ValidationError, model_validator

from backend.domain import Card, Model, ModelState, Value
from backend.errors import Invalid

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
StopText = Annotated[str, Field(min_length=1, max_length=256)]

REPEAT_PENALTY = 1.05
"""The light one: what of a reply's last words comes again is a little less likely."""


class ToolSpec(Value):
    """A tool that the model may call. `parameters` is the JSON schema of its arguments, an object."""

    name: str = Field(pattern=r"^[\w.-]{1,64}$")
    description: str = ""
    parameters: dict[str, Any] = Field(default_factory=lambda: {"type": "object", "properties": {}})


class Called(Value):
    """A tool that the model asks for. `arguments` is JSON, as the model wrote it."""

    id: str
    name: str
    arguments: str


class Image(Value):
    """A picture that a model is shown. `id` is the SHA-256 of its `data` in hex, which are a PNG or a JPEG."""

    id: str
    name: str
    data: bytes = Field(repr=False)


class Turn(Value):
    """One message as the chat template sees it. Its `images` stand before its words.

    The assistant's may hold what it thought before and the tools it called. A tool's holds what it returned, its `name`
    and the id of the call.
    """

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    reasoning: str = ""
    calls: tuple[Called, ...] = ()
    name: str = ""
    call_id: str = ""
    images: tuple[Image, ...] = ()


class Request(Value):
    """What an engine is asked: the turns so far. When the last is the assistant's, it is gone on with, not answered.

    `temperature` 0 is greedy: of what follows it only the penalties, the bias and the grammar count then. `seed` None
    takes a fresh one. `grammar` (GBNF, beginning at its rule `root`) says what may be written, from the first new word
    on; when it allows no more, the reply ends. A `json_schema` takes the grammar's place. `stop` texts end a reply too,
    and are not shown. `repeat_penalty` None is a light one, and none when greedy. `thread` names what this prompt
    continues, so that the engine keeps what it has read of it. A `plain` reply is words, also where it looks like a
    thought or a call. `logprobs` asks for the likelihood of each token and of so many others. A value out of its range
    raises `Invalid`.
    """

    turns: tuple[Turn, ...]
    tools: tuple[ToolSpec, ...] = Field(default=(), max_length=128)
    thread: str = Field(default="", max_length=256)
    max_tokens: int = Field(default=2048, ge=1)
    temperature: float = Field(default=0.7, ge=0.0, le=10.0, allow_inf_nan=False)
    seed: int | None = Field(default=None, ge=-(2**63), lt=2**63)
    grammar: str = Field(default="", max_length=1 << 20)
    json_schema: dict[str, Any] | None = None
    stop: tuple[StopText, ...] = Field(default=(), max_length=16)
    top_k: int = Field(default=64, ge=0, lt=2**31)
    top_p: Share = 1.0
    min_p: Share = 0.05
    typical_p: Share = 1.0
    repeat_penalty: float | None = Field(default=None, ge=0.1, le=10.0, allow_inf_nan=False)
    presence_penalty: float = Field(default=0.0, ge=-2.0, le=2.0, allow_inf_nan=False)
    frequency_penalty: float = Field(default=0.0, ge=-2.0, le=2.0, allow_inf_nan=False)
    dry_multiplier: float = Field(default=0.0, ge=0.0, le=10.0, allow_inf_nan=False)
    xtc_probability: Share = 0.0
    mirostat: Literal[0, 1, 2] = 0
    plain: bool = False
    logprobs: int | None = Field(default=None, ge=0, le=20)
    logit_bias: dict[
        Annotated[int, Field(ge=0, lt=2**31)], Annotated[float, Field(ge=-100.0, le=100.0, allow_inf_nan=False)]
    ] = Field(default_factory=dict, max_length=4096)

    @model_validator(mode="wrap")
    @classmethod
    def _refuse(cls, fields: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(fields)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else None
            raise Invalid(f"{name or 'The request'}: {first['msg']}.", "Choose another value.", param=name) from error


class Loading(Value):
    """How much of the weights is loaded, from 0 to 1; `gpu` when a graphics card has a part in it."""

    progress: float
    gpu: bool = False


class Loaded(Value):
    """What a loaded model turned out to be. `context` is in tokens; `calls_tools`: its template takes tools.

    `fit` tells people in a sentence or two where it lies and what it takes of that.
    """

    context: int
    layers: int
    gpu_layers: int
    calls_tools: bool = False
    fit: str = ""


class Reading(Value):
    """How much of the prompt is read, in tokens."""

    read: int
    total: int


class Candidate(Value):
    """A token that the model thought of: its bytes, and the logarithm of its likelihood before any choosing."""

    piece: bytes
    logprob: float


class Choice(Candidate):
    """The token that was taken, and the likeliest ones in its place."""

    likeliest: tuple[Candidate, ...] = ()


class Text(Value):
    """Words that the model wrote: whole characters, never half of one.

    `choices` are the tokens that brought them about, if the request asked for `logprobs`.
    """

    text: str
    choices: tuple[Choice, ...] = ()


class Thought(Value):
    """Words that the model thought before it answers: whole characters too."""

    text: str


class Finished(Value):
    """The end of a reply. `tokens` counts what was written, `read` the prompt."""

    stop: Literal["end", "length"]
    read: int
    tokens: int


Progress = Reading | Text | Thought | Called | Finished


class Engine(Protocol):
    """Runs one model in a worker of its own. Errors are those of `backend.errors`."""

    @property
    def calls_tools(self) -> bool:
        """Whether the loaded model knows how to call tools."""

    @property
    def context(self) -> int:
        """How many tokens the loaded model can hold in mind; 0 when nobody knows."""

    @property
    def pid(self) -> int | None:
        """The worker's process id; None while there is none."""

    async def load(self, model: Model, report: Callable[[Loading], None]) -> ModelState:
        """Load the weights. Raises `ModelMissing`, `ModelBroken` or `EngineFailed`."""

    def generate(self, request: Request) -> AsyncGenerator[Progress]:
        """Stream a reply; closing the iterator stops it within a token.

        Raises `Invalid`, `PromptTooLong`, `EngineFailed` or `WorkerDied`.
        """

    async def count(self, request: Request) -> int:
        """How many tokens the prompt of a request takes; about so many where the model is elsewhere.

        Raises `Invalid`, `EngineFailed` or `WorkerDied`.
        """

    async def forget(self, thread: str) -> None:
        """Remove what any model has read of a thread."""

    async def cards(self) -> tuple[Card, ...]:
        """The graphics cards that the loaded model could use, as they are now; none for one that runs elsewhere."""

    def last_lines(self) -> tuple[str, ...]:
        """What the worker that was started last wrote last, in its own words; nothing where there was none."""

    async def close(self) -> None:
        """End the worker; all its memory is given back."""
