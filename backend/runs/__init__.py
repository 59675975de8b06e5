"""Runs: a user's message becomes an assistant's."""

from backend.runs.runner import Runner
from backend.runs.writer import Generated

__all__ = ["Generated", "Runner"]
