"""Pictures in what programs send: as data: URLs, for nothing is ever fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from backend.engines.base import Image
from backend.errors import Invalid, TooLarge
from backend.images import look

_DATA = re.compile(r"data:[^,]{0,200};base64,", re.IGNORECASE)
_NETWORK = re.compile(r"(?:https?|ftp)://|//", re.IGNORECASE)


def image_of(part: dict[str, Any], name: str, place: str) -> Image:
    """The picture of an `image_url` part. Raises `Invalid` or `TooLarge`."""
    told = part.get("image_url")
    url = told.get("url") if isinstance(told, dict) else told
    if not isinstance(url, str):
        raise Invalid(f"{place}: there is no picture in it.", 'Send {"image_url": {"url": "data:…"}}.', param=place)
    if _NETWORK.match(url):
        raise Invalid(
            f"{place}: Fireside fetches no pictures: a server on the network would learn what is asked here.",
            "Send the picture itself, as a data: URL.",
            param=place,
        )
    head = _DATA.match(url)
    if head is None:
        raise Invalid(f"{place}: this is no picture.", "Send it as data:image/png;base64,….", param=place)
    try:
        data = base64.b64decode("".join(url[head.end() :].split()), validate=True)
    except ValueError as error:
        raise Invalid(f"{place}: it is not what base64 looks like.", "Encode it anew.", param=place) from error
    try:
        kind = look(data).media_type.removeprefix("image/")
    except (Invalid, TooLarge) as error:
        raise type(error)(
            f"{place}: {error.message}", "Send a PNG or a JPEG, smaller if need be.", param=place
        ) from error
    return Image(id=hashlib.sha256(data).hexdigest(), name=f"{name}.{kind}", data=data)
