"""How a reply is chosen word by word, as far as somebody has chosen that."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backend.domain.value import Value

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Penalty = Annotated[float, Field(ge=-2.0, le=2.0, allow_inf_nan=False)]
StopText = Annotated[str, Field(min_length=1, max_length=256)]


class Sampling(Value):
    """What is None is as the settings have it, or else as the engine does.

    The ranges are those in which it makes sense; engines take more. A `seed` makes a reply repeat as long as nothing
    else changes. `stop` texts end a reply and are not shown. `max_tokens` counts what is written, `top_k` tokens.
    """

    temperature: float | None = Field(default=None, ge=0.0, le=2.0, allow_inf_nan=False)
    max_tokens: int | None = Field(default=None, ge=1, le=131072)
    top_p: Share | None = None
    top_k: int | None = Field(default=None, ge=0, le=1000)
    min_p: Share | None = None
    repeat_penalty: float | None = Field(default=None, ge=0.5, le=2.0, allow_inf_nan=False)
    presence_penalty: Penalty | None = None
    frequency_penalty: Penalty | None = None
    seed: int | None = Field(default=None, ge=0, lt=2**32)
    stop: tuple[StopText, ...] | None = Field(default=None, max_length=16)
    typical_p: Share | None = None
    dry_multiplier: float | None = Field(default=None, ge=0.0, le=5.0, allow_inf_nan=False)
    xtc_probability: Share | None = None
    mirostat: Literal[0, 1, 2] | None = None

    @property
    def chosen(self) -> dict[str, object]:
        """What somebody has chosen, by name."""
        return self.model_dump(exclude_none=True)
