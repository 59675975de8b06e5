"""What all words of the house are made of: frozen values, ids, moments; and what went wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def new_id() -> str:
    """A fresh opaque id (32 hex digits)."""
    return uuid4().hex


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class Problem(Value):
    """What went wrong, in words for the person; the one shape of every error."""

    type: str
    message: str
    hint: str = ""
    param: str | None = None
