"""A server that runs models elsewhere: its address, made whole, and the key that it wants."""

from __future__ import annotations

import ipaddress
import re
from typing import Self
from urllib.parse import urlsplit

from pydantic import SecretStr

from backend.domain import Model, Value
from backend.egress.proxies import LOOPBACK
from backend.errors import Invalid

_TAILS = re.compile(r"/(?:chat/completions|completions|models|embeddings|audio/(?:speech|voices))$")
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?")
_EXAMPLE = "It looks like http://localhost:11434/v1 or https://api.example.com/v1."


class Server(Value):
    """Where models can be asked. `address` is a base URL without a slash at its end, such as `https://host:8000/v1`."""

    address: str
    key: SecretStr = SecretStr("")

    @classmethod
    def at(cls, address: str, key: str = "") -> Self:
        """The server at an address as a person writes it ("localhost:11434"). Raises `Invalid`."""
        return cls(address=whole(address), key=SecretStr(checked(key)))

    @property
    def host(self) -> str:
        """Its name for people: "localhost:11434"."""
        return urlsplit(self.address).netloc

    @property
    def elsewhere(self) -> bool:
        """Whether it is another computer."""
        return urlsplit(self.address).hostname not in LOOPBACK

    def model(self, name: str) -> Model:
        """The model that goes by that name there, for the list of models; without an id.

        Whether it sees nobody knows before it is shown a picture.
        """
        return Model(
            id="", name=name, path=name, engine="server", server=self.address, elsewhere=self.elsewhere, sees=True
        )


def whole(address: str) -> str:
    """A base URL from what a person wrote or pasted; without a path it is that of most servers, /v1. Raises `Invalid`.

    Without a scheme it is https, but for names and numbers of the house, where few servers have a certificate.
    """
    text = address.strip()
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError as error:  # of IPv6, of the port, of a name
        raise Invalid(f"{text[:100]} is no address of a server.", _EXAMPLE, param="address") from error
    scheme = parts.scheme or ("http" if _near(host) else "https")
    if scheme not in ("http", "https") or not (_number(host) or _HOST.fullmatch(host)):
        raise Invalid(f"{text[:100]} is no address of a server.", _EXAMPLE, param="address")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise Invalid(
            "The address of a server holds no password and no parameters.",
            "Give the address alone, and the key beside it.",
            param="address",
        )
    path = _TAILS.sub("", parts.path.rstrip("/")) or "/v1"
    if not re.fullmatch(r"[!-~]*", path):
        raise Invalid(f"{text[:100]} is no address of a server.", _EXAMPLE, param="address")
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}{f':{port}' if port is not None else ''}{path}"


def checked(key: str) -> str:
    """A key as it can be sent, without the blanks that pasting brings. Raises `Invalid`, which does not say it."""
    key = key.strip()
    if not re.fullmatch(r"[!-~]{0,8192}", key):
        raise Invalid("This is no key: it holds blanks or letters that no key has.", "Paste it again.", param="key")
    return key


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _near(host: str) -> bool:
    number = _number(host)
    return number.is_private if number else "." not in host or host.endswith((".local", ".lan", ".internal"))
