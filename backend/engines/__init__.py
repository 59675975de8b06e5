"""Engines: the code that runs models."""
