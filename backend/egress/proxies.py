"""Which proxy leads to another computer: that of the system, the person's own, or none."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from backend.errors import Invalid

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that are this computer itself: no proxy leads there, which would be elsewhere."""
SYSTEM, NONE = "system", "none"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Proxy:
    """A proxy at an address such as `http://proxy.example:3128`, and the name and password that it wants, if any."""

    address: str
    login: tuple[str, str] | None = None

    @property
    def host(self) -> str:
        """Its name for people: "proxy.example:3128"."""
        return urlsplit(self.address).netloc


class Proxies:
    """`chosen` tells "system", "none" or an address; `kept` a login for a name, as `Login.written`. It may block."""

    def __init__(
        self, chosen: Callable[[], str] = lambda: SYSTEM, kept: Callable[[str], str] = lambda name: ""
    ) -> None:
        self._chosen, self._kept = chosen, kept
        self._logins: dict[str, tuple[str, str] | None] = {}

    @property
    def known(self) -> bool:
        """Whether `to` need not ask the keyring first, which may block."""
        return self._chosen() in (SYSTEM, NONE, *self._logins)

    def to(self, scheme: str, host: str) -> Proxy | None:
        """The proxy that leads to that host; None where the way there is straight. Raises `Invalid`."""
        chosen = self._chosen()
        if host in LOOPBACK or chosen == NONE:
            return None
        if chosen == SYSTEM:
            return _system(scheme, host)
        return Proxy(chosen, self.login(chosen))

    def login(self, address: str) -> tuple[str, str] | None:
        """The name and password that are kept for a proxy. May block."""
        if address not in self._logins:
            user, colon, password = self._kept(kept_as(address)).partition(":")
            self._logins[address] = (unquote(user), unquote(password)) if colon else None
        return self._logins[address]

    def user(self, chosen: str) -> str:
        """Who signs in at a proxy; empty where nobody does. May block."""
        login = None if chosen in (SYSTEM, NONE) else self.login(chosen)
        return login[0] if login else ""

    def forget(self) -> None:
        """Ask the keyring again the next time."""
        self._logins.clear()


def kept_as(address: str) -> str:
    """The name under which the login of a proxy is kept."""
    return f"proxy {address}"


def written(user: str, password: str) -> str:
    """A login as it is kept: whatever letters are in it, in letters that a keyring takes."""
    return f"{quote(user, safe='')}:{quote(password, safe='')}"


def read(told: str) -> Proxy:
    """A proxy as a person writes it: "proxy.example:3128", or with a login before it. Raises `Invalid`."""
    told = told.strip()
    told = told if "://" in told else f"http://{told}"
    try:
        parts = urlsplit(told)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise _wrong("What stands behind the colon is no port.") from None
    if parts.scheme not in _PORTS:
        raise _wrong(f"Fireside does not speak with proxies of the kind {parts.scheme}.")
    if not _is_host(host) or port == 0:
        raise _wrong(f"{host or 'Nothing'} is no name of a computer.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise _wrong("Nothing stands behind the port of a proxy.")
    address = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port or _PORTS[parts.scheme]}"
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Proxy(address, login)


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
        return True
    except ValueError:
        return len(host) <= 253 and bool(re.fullmatch(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_-]+)*\.?", host))


def _wrong(message: str) -> Invalid:
    return Invalid(message, "A proxy looks like http://proxy.example:3128.", param="proxy")


def _system(scheme: str, host: str) -> Proxy | None:
    """The proxy of the environment, or of the settings of Windows or macOS."""
    from urllib.request import getproxies, proxy_bypass

    found = getproxies()
    address = found.get(scheme) or found.get("all")
    if not address or proxy_bypass(host) or _excepted(host, found.get("no", "")):
        return None
    return read(address)


def _excepted(host: str, without: str) -> bool:
    """Whether the address lies in one of the networks that no proxy leads to: NO_PROXY=192.168.0.0/16."""
    try:
        number = ipaddress.ip_address(host)
        networks = [each.strip() for each in without.split(",") if "/" in each]
        return any(number in ipaddress.ip_network(each, strict=False) for each in networks)
    except ValueError:
        return False
