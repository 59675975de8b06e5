"""Reports of what went wrong: where in the program, and what it did last; never what anybody wrote."""

from backend.crashes.crashes import Crashes, CrashReport, Place
from backend.crashes.reporter import Recent, Reporter, recent_lines

__all__ = ["CrashReport", "Crashes", "Place", "Recent", "Reporter", "recent_lines"]
