"""JSON schemas as grammars: a reply that must be such JSON cannot be written otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from backend.errors import Invalid


def grammar_of(schema: Mapping[str, Any]) -> str:
    """The grammar (GBNF) of all JSON that fits a schema, as llama.cpp understands schemas.

    Raises `Invalid` for what it cannot express; nothing that a schema refers to is fetched.
    """
    from llama_cpp.llama_grammar import json_schema_to_gbnf

    try:
        if any(not reference.startswith("#/") for reference in _references(schema)):
            raise ValueError("it refers to another document")
        return str(json_schema_to_gbnf(json.dumps(schema)))
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError) as error:
        raise Invalid(
            f"The JSON schema cannot be followed: {error or type(error).__name__}",
            "Use a simpler one.",
            param="json_schema",
        ) from error


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(reference := value.get("$ref"), str):
            yield reference
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _references(inner)
