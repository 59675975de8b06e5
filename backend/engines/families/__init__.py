"""How models of each family write down what they think and the tools they call; the template tells the family."""

from __future__ import annotations

from dataclasses import replace

from backend.engines.families import (
    cohere,
    deepseek,
    gemma,
    generic,
    glm,
    harmony,
    hermes,
    kimi,
    liquid,
    lists,
    llama3,
    minimax,
    mistral,
    thoughts,
)
from backend.engines.families.family import Family

_FAMILIES = (
    harmony.FAMILY,
    deepseek.MARKUP,
    deepseek.FAMILY,
    kimi.FAMILY,
    gemma.FAMILY,
    cohere.FAMILY,
    minimax.FAMILY,
    mistral.FAMILY,
    liquid.FAMILY,
    *lists.FAMILIES,
    hermes.SEED,
    glm.FAMILY,
    hermes.FAMILY,
    llama3.FAMILY,
    gemma.OLD,
)
"""The more telling their signs, the earlier."""


def family(template: str) -> Family:
    """The family whose signs a chat template holds; the generic one when there is none."""
    found = next((kind for kind in _FAMILIES if any(sign in template for sign in kind.signs)), generic.FAMILY)
    return found if found.thoughts else replace(found, thoughts=thoughts.of(template))
