"""The models that one has: which they are, where they lie, and what else lies on this computer."""

from backend.shelf.shelf import LONGEST, Shelf, bundled, placed

__all__ = ["LONGEST", "Shelf", "bundled", "placed"]
