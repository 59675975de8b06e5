"""Files from elsewhere: fetched through the gate, resumed after a restart, checked, and put into place whole."""

from backend.downloads.downloads import Downloads
from backend.downloads.fetch import digest
from backend.downloads.fetching import PAUSES
from backend.downloads.pins import Pins
from backend.downloads.plan import File, Plan

__all__ = ["PAUSES", "Downloads", "File", "Pins", "Plan", "digest"]
