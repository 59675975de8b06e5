"""Runs: a user's message becomes an assistant's."""

from backend.runs.guide import Guide
from backend.runs.runner import Runner
from backend.runs.titles import Titles
from backend.runs.writer import Generated

__all__ = ["Generated", "Guide", "Runner", "Titles"]
