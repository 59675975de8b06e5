"""The models that a person has: which one is loaded, what was chosen for each, what was measured, and how one goes."""

from backend.models.measuring import Measurer
from backend.models.models import STARTER, Models
from backend.models.ownership import Files
from backend.models.removing import Removals

__all__ = ["STARTER", "Files", "Measurer", "Models", "Removals"]
