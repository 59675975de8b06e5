"""The list of one release: its version, what is new, and its files; whoever made it has signed it.

It travels as one JSON document, `{"signed": "…", "signature": "…"}`: the list as a text, and the Ed25519 signature over
the bytes of that text in UTF-8, in base64. So one request brings both, and nothing is read before it was checked.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from backend.errors import UpdateRefused

LARGEST = 256_000
"""Bytes that such a document may have."""

Version = Annotated[str, Field(pattern=r"^\d{1,5}(\.\d{1,5}){1,3}$")]
Platform = Literal["linux", "windows", "macos"]
Arch = Literal["x64", "arm64"]
Flavour = Literal["standard", "full", "cuda"]
"""`full` brings PyTorch along, `cuda` a llama.cpp for NVIDIA's cards."""
Kind = Literal["deb", "tar.gz", "exe", "zip", "dmg"]


class _Told(BaseModel):
    """A frozen value that passes over fields which a later Fireside may tell."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ReleaseFile(_Told):
    """One thing to download, and for which computers it is. `size` is in bytes."""

    platform: Platform
    arch: Arch
    flavour: Flavour = "standard"
    kind: Kind
    url: str = Field(pattern=r"^(https://|http://(127\.0\.0\.1|localhost)[:/])\S+$", max_length=2000)
    size: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Release(_Told):
    """One version. `notes` say in Markdown what is new, by language; `minimum` is the oldest that it may replace."""

    version: Version
    date: AwareDatetime
    minimum: Version = "0.0"
    notes: dict[str, Annotated[str, Field(max_length=50_000)]] = {}
    files: tuple[ReleaseFile, ...] = Field(max_length=100)


def order(version: str) -> tuple[int, ...]:
    """What versions are compared by: 0.10 is newer than 0.9, and 0.1 is 0.1.0."""
    numbers = [int(number) for number in re.findall(r"\d+", version)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def pack(release: Release, private_key: bytes) -> bytes:
    """The document that tells of a release, signed with a key of 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    text = release.model_dump_json(indent=1)
    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(text.encode("utf-8"))
    return json.dumps({"signed": text, "signature": base64.b64encode(signature).decode("ascii")}).encode("utf-8")


def unpack(document: bytes, public_key: bytes) -> Release:
    """The release that a document tells of, if it was signed with the key. Raises `UpdateRefused`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        told = json.loads(document)
        text, signature = told["signed"].encode("utf-8"), base64.b64decode(told["signature"], validate=True)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError, binascii.Error) as error:
        raise UpdateRefused(
            "What came is no list of a release.",
            "Perhaps a network that asks you to sign in answered instead.",
            param="answer",
        ) from error
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except (InvalidSignature, ValueError) as error:
        raise UpdateRefused(
            "The list of the release is not signed by Fireside's makers.",
            "It was thrown away. Nothing was changed.",
            param="signature",
        ) from error
    try:
        return Release.model_validate_json(text)
    except ValidationError as error:
        raise UpdateRefused(
            "The list of the release cannot be read by this version.", "Get the newest Fireside by hand."
        ) from error


def refuse_older(release: Release, ours: str, seen: str, seen_at: datetime | None) -> None:
    """Raises `UpdateRefused` when a list is older than this program, or than one that was seen before."""
    if order(release.version) < order(ours):
        raise UpdateRefused(
            f"The server offers {release.version}, which is older than this version.",
            "Fireside does not go back by itself. Nothing was changed.",
            param="age",
        )
    if order(release.version) < order(seen) or (
        order(release.version) == order(seen) and seen_at and release.date < seen_at
    ):
        raise UpdateRefused(
            f"The server offers {release.version} again, though a newer list was here already.",
            "It was thrown away. Nothing was changed.",
            param="age",
        )
