"""Fireside's backend: threads, runs, models and voices behind a local HTTP server."""

__version__ = "0.1.0"
