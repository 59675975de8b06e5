"""Pictures over HTTP: kept before they are sent, and shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from backend.api.house import TheImages
from backend.domain import ImagePart

router = APIRouter(prefix="/api/v0/images", tags=["images"])
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_KINDS = {"image/png": _BYTES, "image/jpeg": _BYTES}
_FOR_EVER = "private, max-age=31536000, immutable"
"""What has the hash of its bytes for a name never changes."""


@router.post("", status_code=201, openapi_extra={"requestBody": {"content": _KINDS, "required": True}})
async def add_image(images: TheImages, request: Request, name: Annotated[str, Query(max_length=255)] = "") -> ImagePart:
    """Keep a PNG or a JPEG of at most 8 MB and 4,096 pixels a side, to be sent with a message."""
    return await images.add(await request.body(), name)


@router.get("/{id}", response_class=Response, responses={200: {"content": _KINDS}})
async def one_image(id: str, images: TheImages) -> Response:
    """A picture's bytes."""
    found = await images.get(id)
    return Response(found.data, media_type=found.media_type, headers={"cache-control": _FOR_EVER, "etag": f'"{id}"'})
