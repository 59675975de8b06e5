"""Newer versions of Fireside: told by a signed list, fetched, checked, and handed to an installer."""
