"""The secret behind the cookie: made once, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read_secret(path: Path) -> bytes:
    """The secret at `path`, made at the first call. A file that is too short to be safe is replaced."""
    try:
        secret = path.read_text("ascii").strip()
        if len(secret) >= 32:
            path.chmod(0o600)
            return secret.encode()
    except (FileNotFoundError, UnicodeDecodeError):
        pass
    secret = secrets.token_urlsafe(32)
    write_private(path, secret)
    return secret.encode()


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step by one that only its owner can read."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
