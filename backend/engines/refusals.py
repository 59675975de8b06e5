"""What went wrong with a server, told as domain errors that name the next step."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from backend.engines.server import Server
from backend.errors import EngineFailed, FiresideError, ModelMissing, PromptTooLong

_TOO_LONG = re.compile(r"context[ _](?:length|size|window)|too many tokens|prompt is too long", re.IGNORECASE)
_SHOWN = 300
_KEPT = "What was said is kept. "


class Refusal(Exception):
    """A server said no: the status of its answer (0 within a stream), its words and its error's code."""

    def __init__(self, server: Server, status: int, body: object, headers: Mapping[str, str] = {}) -> None:
        self.server, self.status = server, status
        self.words, self.code = (self._clean(text) for text in _said(body))
        self.location = self._clean(headers.get("location", ""))
        self.wait = _wait(headers.get("retry-after", ""))
        super().__init__(f"{status} {self.words}")

    @property
    def is_about_length(self) -> bool:
        """Whether the prompt does not fit."""
        return self.status == 413 or bool(_TOO_LONG.search(f"{self.code} {self.words}"))

    def told(self, name: str) -> FiresideError:
        """The same for people; `name` is the model that was asked, if one was."""
        if self.is_about_length:
            return PromptTooLong(
                f"The thread is too long for {name or 'the model'} at {self.server.host}{self._quoted}",
                "Start a new thread, shorten the message, or choose a model with a larger context.",
            )
        if 300 <= self.status < 400:
            return _redirected(self, name)
        return _TOLD.get(self.status, _busy if self.status > 500 else _failed)(self, name)

    @property
    def _quoted(self) -> str:
        return f": {self.words}" if self.words else "."

    def _clean(self, text: str) -> str:
        """On one line, short, and never with the key: some servers say it back."""
        if key := self.server.key.get_secret_value():
            text = text.replace(key, "•••")
        text = " ".join(text.split())
        return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _key(refusal: Refusal, name: str) -> FiresideError:
    host = refusal.server.host
    if not refusal.server.key.get_secret_value():
        return EngineFailed(f"{host} wants a key.", "Enter the key that its owner gave you.", param="key")
    return EngineFailed(f"{host} did not accept the key.", "Check the key, or make a new one there.", param="key")


def _forbidden(refusal: Refusal, name: str) -> FiresideError:
    what = f"the use of {name}" if name else "this"
    return EngineFailed(
        f"{refusal.server.host} does not allow {what}{refusal._quoted}",
        "Use a key that may, or choose another model.",
        param="key",
    )


def _absent(refusal: Refusal, name: str) -> FiresideError:
    if name and ("model" in refusal.code or "model" in refusal.words.lower()):
        return ModelMissing(
            f"{refusal.server.host} has no model {name}.", "Choose one of those that it lists.", param="model"
        )
    return EngineFailed(
        f"There is no model server at {refusal.server.address}.",
        "Check the address; most end in /v1.",
        param="address",
    )


def _slower(refusal: Refusal, name: str) -> FiresideError:
    host = refusal.server.host
    if "quota" in refusal.code:
        return EngineFailed(
            f"The account at {host} has used up what it may use{refusal._quoted}",
            "Add credit there, or choose a model on this computer.",
        )
    again = f"in {_span(refusal.wait)}" if refusal.wait else "in a moment"
    return EngineFailed(f"{host} wants fewer requests at a time.", f"Try again {again}.")


def _busy(refusal: Refusal, name: str) -> FiresideError:
    again = f"in {_span(refusal.wait)}" if refusal.wait else "in a moment"
    return EngineFailed(
        f"{refusal.server.host} cannot answer now ({refusal.status}){refusal._quoted}",
        f"It may still be loading the model. Try again {again}.",
    )


def _failed(refusal: Refusal, name: str) -> FiresideError:
    status = f" ({refusal.status})" if refusal.status else ""
    return EngineFailed(
        f"{refusal.server.host} could not answer{status}{refusal._quoted}",
        f"{'' if refusal.status else _KEPT}Try again; that server's own log says more.",
    )


def _redirected(refusal: Refusal, name: str) -> FiresideError:
    """Never followed: the key and the thread are for the server that the person named, and for no other."""
    to = f" to {refusal.location}" if refusal.location else ""
    return EngineFailed(
        f"{refusal.server.host} sends us on{to}. Fireside does not follow, to show your words to nobody else.",
        "If you trust that address, enter it in the place of this one.",
        param="address",
    )


_TOLD: dict[int, Callable[[Refusal, str], FiresideError]] = {
    401: _key,
    403: _forbidden,
    404: _absent,
    405: _absent,
    429: _slower,
}


# ------------------------------------------------------------------ when there was no answer to speak of


def silent(server: Server, *, said: bool) -> FiresideError:
    """It let us wait too long: for an answer, or for the rest of one."""
    if said:
        return EngineFailed(f"{server.host} fell silent.", f"{_KEPT}Try again, or look whether it still runs.")
    return EngineFailed(f"{server.host} does not answer.", "Check that it runs and is not busy.", param="address")


_REASONS: tuple[tuple[str, str, str], ...] = (
    (
        "CERTIFICATE|certificate",
        "shows no valid certificate",
        "Check the address; in your own house it may be http://.",
    ),
    ("SSL|TLS|record layer", "speaks no https", "Try http:// in the place of https://."),
    ("illegal|malformed|status line|Illegal", "does not speak as a web server does", "Check the address and its port."),
    ("Name or service|getaddrinfo|nodename|resolution", "is not known", "Check the address and your connection."),
)


def unreachable(server: Server, why: str, *, said: bool) -> FiresideError:
    """No connection, or one that broke; `why` is what the network said."""
    if said:
        return EngineFailed(f"The connection to {server.host} broke off.", f"{_KEPT}Try again.")
    for pattern, message, hint in _REASONS:
        if re.search(pattern, why):
            return EngineFailed(f"{server.host} {message}.", hint, param="address")
    return EngineFailed(
        f"{server.host} cannot be reached.", "Check that the server runs, and its address.", param="address"
    )


def strange(server: Server, what: str, *, said: bool = False) -> FiresideError:
    """It answered with something else."""
    hint = f"{_KEPT}Try again." if said else "Check the address; most end in /v1."
    return EngineFailed(f"{server.host} answered with {what}, not as a model server does.", hint, param="address")


# ------------------------------------------------------------------ reading what it said


def _said(body: object) -> tuple[str, str]:
    """The words and the code of an error, in the forms of OpenAI, Ollama and FastAPI; of a page nothing."""
    found: Any = body
    if isinstance(found, dict) and isinstance(found.get("error"), dict | str):
        found = found["error"]
    if isinstance(found, dict):
        words = next((found[name] for name in ("message", "detail", "error") if found.get(name)), "")
        return str(words), f"{found.get('code') or ''} {found.get('type') or ''}"
    text = found if isinstance(found, str) else ""
    return ("" if text.lstrip().startswith("<") else text), ""


def _wait(header: str) -> float:
    """Seconds, from a number of them or a date; 0 when it says nothing sensible."""
    try:
        seconds = float(header)
    except ValueError:
        try:
            at = parsedate_to_datetime(header)
        except ValueError:
            return 0.0
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
    return seconds if 0 < seconds < 1e7 else 0.0


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds" if seconds > 1 else "a second"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{round(minutes / 60)} hours"
