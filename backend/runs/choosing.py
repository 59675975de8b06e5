"""How a reply is chosen word by word: what a thread, the settings and the engine say of it, and what a model heeds."""

from __future__ import annotations

from typing import Any

from backend.domain import Model, Sampling, Settings, Thread, Value
from backend.engines.base import REPEAT_PENALTY, Request
from backend.engines.torch_sampler import UNABLE

_NAMES = frozenset(Sampling.model_fields)
_GUIDED = frozenset({"temperature", "max_tokens", "seed"})
"""All that a guided model heeds: rules hold it to what they found."""
_OPENAI = frozenset({"temperature", "max_tokens", "top_p", "presence_penalty", "frequency_penalty", "seed", "stop"})
"""What every server is likely to know; the rest is llama.cpp's, and others may pass over it."""


class Dials(Value):
    """What a model makes of sampling.

    `engine` holds what is where nobody has chosen anything; None there is unknown, or nothing. It passes over what is
    `ignored`; whether it heeds what is `unsure`, only its server knows.
    """

    engine: Sampling
    ignored: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def dials(model: Model) -> Dials:
    """What that model makes of sampling."""
    unsure = _NAMES - _OPENAI if model.engine == "server" else ()
    return Dials(
        engine=Sampling() if model.engine == "server" else _engines(),
        ignored=tuple(sorted(_ignored(model))),
        unsure=tuple(sorted(unsure)),
    )


def sampling(model: Model, thread: Thread, settings: Settings) -> dict[str, Any]:
    """What of a request is chosen, by name: by the settings, before them for the model, and before all by the thread.

    What the model would pass over is left out.
    """
    ours = {"temperature": settings.temperature, "max_tokens": settings.max_tokens}
    chosen = ours | model.options.sampling.chosen | (thread.sampling.chosen if thread.sampling else {})
    return {name: value for name, value in chosen.items() if name not in _ignored(model)}


def prompt(model: Model, thread: Thread, settings: Settings) -> str:
    """What the model is told before all else; nothing where rules guide it: it would make nothing of it."""
    if model.guided:
        return ""
    own = thread.system_prompt
    return (settings.system_prompt if own is None else own).strip()


def _ignored(model: Model) -> frozenset[str]:
    if model.guided:
        return _NAMES - _GUIDED
    return _NAMES & UNABLE.keys() if model.engine == "pytorch" else frozenset()


def _engines() -> Sampling:
    defaults = {name: Request.model_fields[name].default for name in _NAMES - {"temperature", "max_tokens", "stop"}}
    return Sampling(**{**defaults, "repeat_penalty": REPEAT_PENALTY})
