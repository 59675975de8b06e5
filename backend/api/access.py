"""Who may come in: one-time tickets, the cookie that they are exchanged for, and the key for other programs."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from dataclasses import dataclass, field

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
TRIES, WINDOW = 10, 60.0
TICKETS = 32  # that may wait to be spent


@dataclass
class Access:
    """The rules of one server. `secret` outlives it, so that an open page's cookie holds after a restart.

    `dev_origin` is the Vite server's origin while Fireside is developed, such as `http://localhost:5173`.
    """

    host: str
    port: int
    secret: bytes
    api_key: str | None = None
    allow_hosts: tuple[str, ...] = ()
    dev_origin: str | None = None
    _tickets: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _wrong: list[tuple[str, float]] = field(default_factory=list)

    @property
    def cookie_name(self) -> str:
        """Cookies know no port, so the name has it: two Firesides on one computer keep apart."""
        return f"fireside-{self.port}"

    @property
    def cookie(self) -> str:
        """What the cookie holds."""
        return self._derive(b"cookie")

    @property
    def key(self) -> str:
        """What a second start shows, to have the first window raised."""
        return self._derive(b"raise")

    @property
    def address(self) -> str:
        """Where a browser on this computer finds us."""
        host = "127.0.0.1" if self.wildcard else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def wildcard(self) -> bool:
        """Whether all of this computer's addresses are bound."""
        return self.host in ("0.0.0.0", "::")

    def enter_url(self) -> str:
        """An address that lets one browser in, once."""
        return f"{self.address}/__enter?t={self.ticket()}"

    def ticket(self) -> str:
        """A fresh one-time ticket; of those that nobody spends the oldest expire. Thread-safe."""
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._tickets = [*self._tickets, ticket][-TICKETS:]
        return ticket

    def use(self, ticket: str) -> bool:
        """Spend a ticket; False when it never was one, or is spent."""
        with self._lock:
            known = ticket in self._tickets
            self._tickets = [other for other in self._tickets if other != ticket]
        return known

    def is_cookie(self, value: str) -> bool:
        """Whether that is our cookie."""
        return hmac.compare_digest(value.encode(), self.cookie.encode())

    def is_key(self, value: str) -> bool:
        """Whether that is the key of a second start."""
        return hmac.compare_digest(value.encode(), self.key.encode())

    def is_api_key(self, value: str, address: str = "") -> bool:
        """Whether that is the API key.

        After ten wrong ones within a minute from one address every one from there is wrong, for as long.
        """
        if self.api_key is None:
            return False
        moment, guesser = time.monotonic(), _neighbourhood(address)
        with self._lock:
            self._wrong = [(who, when) for who, when in self._wrong if moment - when < WINDOW]
            if sum(who == guesser for who, _ in self._wrong) >= TRIES:
                return False
            right = hmac.compare_digest(value.encode(), self.api_key.encode())
            if not right:
                self._wrong.append((guesser, moment))
        return right

    def is_host(self, header: str) -> bool:
        """Whether a Host header names us; anything else may be a foreign page whose name was bound to our address."""
        name, port = split_host(header)
        if name in self.allow_hosts or self._is_dev_host(header):
            return True
        if port != self.port:
            return False
        if self.wildcard:
            return name in LOOPBACK or _is_address(name)
        return name == self.host or (self.host in LOOPBACK and name in LOOPBACK)

    def is_origin(self, origin: str, host: str) -> bool:
        """Whether an Origin header is our own page, served under that Host."""
        return origin in (f"http://{host}", f"https://{host}") or (
            self.dev_origin is not None and origin == self.dev_origin
        )

    def _is_dev_host(self, header: str) -> bool:
        return self.dev_origin is not None and self.dev_origin.partition("://")[2] == header

    def _derive(self, purpose: bytes) -> str:
        return hmac.new(self.secret, purpose, hashlib.sha256).hexdigest()


def split_host(header: str) -> tuple[str, int | None]:
    """The name and the port of a Host header; the port None when there is none."""
    name, _, port = header.rpartition(":") if not header.endswith("]") else (header, "", "")
    if not name:
        name, port = header, ""
    return name.strip("[]").lower(), int(port) if port.isdecimal() and len(port) <= 5 else None


def _neighbourhood(address: str) -> str:
    """Whom to count as one: an address, or the /64 that one computer may have to itself with IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
