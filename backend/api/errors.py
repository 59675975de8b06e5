"""Domain errors as HTTP: the one place where the two meet, and the one shape of every error."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from backend.api.openai import errors as openai
from backend.domain import Problem, Value
from backend.errors import FiresideError

log = logging.getLogger(__name__)
STATUS = {
    "not_found": 404,
    "invalid": 422,
    "conflict": 409,
    "too_large": 413,
    "model_missing": 404,
    "model_broken": 422,
    "engine_failed": 502,
    "prompt_too_long": 422,
    "worker_died": 502,
    "no_sound": 409,
    "offline": 409,
    "download_failed": 502,
    "update_refused": 502,
    "gated": 403,
    "voice_broken": 422,
    "store_too_new": 503,
    "store_broken": 503,
    "store_unwritable": 507,
    "already_running": 409,
}


class ErrorBody(Value):
    """What every failed request answers."""

    error: Problem


def answer(path: str, status: int, problem: Problem) -> JSONResponse:
    """The answer of a failed request; under /v1 in OpenAI's shape."""
    if openai.speaks(path):
        status = openai.status_of(status)
        return JSONResponse(openai.told(status, problem), status)
    return JSONResponse(ErrorBody(error=problem).model_dump(), status)


def invalid(error: RequestValidationError) -> Problem:
    """The first thing that is wrong with a request."""
    first = error.errors()[0]
    steps = [step for step in first["loc"] if step not in ("body", "query", "path")]
    place = "" if first["type"] == "json_invalid" else ".".join(map(str, steps))  # there it is a place in the text
    return Problem(
        type="invalid",
        message=f"{place or 'The request'}: {first['msg']}.",
        hint="See /api/v0/openapi.json.",
        param=place or None,
    )


def install(app: FastAPI) -> None:
    """Let the app answer errors in our shape."""

    @app.exception_handler(FiresideError)
    def domain(request: Request, error: FiresideError) -> JSONResponse:
        return answer(request.url.path, STATUS.get(error.type, 500), error.problem)

    @app.exception_handler(RequestValidationError)
    def validation(request: Request, error: RequestValidationError) -> JSONResponse:
        path = request.url.path
        return answer(path, 422, openai.invalid(error) if openai.speaks(path) else invalid(error))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        kind = {404: "not_found", 413: "too_large"}.get(error.status_code, "http")
        answered = answer(request.url.path, error.status_code, Problem(type=kind, message=str(error.detail)))
        answered.headers.update(error.headers or {})
        return answered

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s", request.method, request.url.path, exc_info=error)
        return answer(
            request.url.path,
            500,
            Problem(
                type="error", message="Something went wrong inside Fireside.", hint="Try again; the log says more."
            ),
        )
