"""What a model is told before all else, and such words kept under a name."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from backend.domain.value import Value

LONGEST_PROMPT = 65_536
_KEPT = "\n\t"


def _readable(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(letter) == "Cc" and letter not in _KEPT for letter in text):
        raise PydanticCustomError("control_characters", "it holds control characters; only text can be told to a model")
    return text


SystemPrompt = Annotated[str, Field(max_length=LONGEST_PROMPT), AfterValidator(_readable)]
"""Text as people write it; line ends are made one kind."""


class Persona(Value):
    """A system prompt under a name. The `bundled` ones came with Fireside: they can be copied, not changed."""

    id: str
    name: str
    system_prompt: str
    bundled: bool = False
