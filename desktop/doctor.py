"""`fireside doctor`: what is there, what is missing, and what to do about it."""

from __future__ import annotations

import argparse

from backend.doctor import diagnose
from backend.paths import find_paths


def doctor(options: argparse.Namespace) -> int:
    """Print the report; the exit code is 1 when something is missing."""
    report = diagnose(find_paths())
    print(report.json_text() if options.json else report.text())
    return 0 if report.healthy else 1
