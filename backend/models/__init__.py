"""The models that a person has: which one is loaded, what was chosen for each, what was measured, and how one goes."""

from backend.models.models import STARTER, Models

__all__ = ["STARTER", "Models"]
