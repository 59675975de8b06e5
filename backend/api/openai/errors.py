"""What went wrong in OpenAI's shape, for the programs that ask under /v1."""

from __future__ import annotations

import re
from typing import Any

from fastapi.exceptions import RequestValidationError

from backend.domain import Problem

ROOT = "/v1"
_CODES = {
    "invalid": "invalid_value",
    "model_missing": "model_not_found",
    "prompt_too_long": "context_length_exceeded",
    "unauthorized": "invalid_api_key",
}
_PARAMS = {"turns": "messages", "json_schema": "response_format", "model_id": "model"}
_KINDS = re.compile(r"str|int|float|bool|(?:list|dict|function-|constrained-).*")
"""What a place in the request is called when it may be of several kinds."""


def speaks(path: str) -> bool:
    """Whether who asks there expects OpenAI's words."""
    return path == ROOT or path.startswith(f"{ROOT}/")


def status_of(status: int) -> int:
    """The status that OpenAI's clients know: what cannot be followed is a bad request there."""
    return 400 if status == 422 else status


def told(status: int, problem: Problem) -> dict[str, Any]:
    """The body of a failed request, which is also how a stream ends that fails in the middle."""
    error = {
        "message": f"{problem.message} {problem.hint}".strip(),
        "type": "server_error" if status >= 500 else "invalid_request_error",
        "param": _PARAMS.get(problem.param, problem.param) if problem.param else None,
        "code": _CODES.get(problem.type, problem.type),
    }
    return {"error": error}


def invalid(error: RequestValidationError) -> Problem:
    """The first thing that is wrong with a request, its place written as `messages[0].content`."""
    first = error.errors()[0]
    place = ""
    for step in first["loc"][1:] if first["type"] != "json_invalid" else ():
        if isinstance(step, int):
            place += f"[{step}]"
        elif not _KINDS.fullmatch(step):
            place += f".{step}" if place else step
    return Problem(type="invalid", message=f"{place or 'The request'}: {first['msg']}.", param=place or None)
