"""Runs: a user's message becomes an assistant's."""

from backend.runs.runner import Generated, Runner

__all__ = ["Generated", "Runner"]
