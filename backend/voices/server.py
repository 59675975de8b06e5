"""A server that speaks as OpenAI's does: what voices it has, and one utterance of theirs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from backend.domain import Value
from backend.egress import Egress
from backend.engines.client import Patience
from backend.engines.refusals import Refusal, silent, strange, unreachable
from backend.engines.server import Server
from backend.errors import EngineFailed, FiresideError, TooLarge
from backend.speech.speakers import named

if TYPE_CHECKING:
    import httpx2

LARGEST = 64_000_000
"""Bytes of one utterance: ten minutes of it, twice over."""
_LONGEST_WORDS = 1_000_000
"""Bytes of a list, or of what went wrong."""
PATIENCE = Patience(connect=8.0, silence=30.0, listing=20.0)
_UNLISTED = (400, 403, 404, 405, 501)
"""Not every server lists its voices."""
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_WORDS = ("text/html", "application/json", "text/plain")


class NamedVoice(Value):
    """A voice that a server has, by the name that it takes. `language` is a BCP 47 tag, empty when nobody says."""

    name: str
    title: str
    language: str = ""
    gender: Literal["female", "male", ""] = ""


class VoiceServers:
    """Asks any number of servers, all through the gate. Connections are kept for the next utterance."""

    def __init__(self, gate: Egress, patience: Patience = PATIENCE) -> None:
        self._gate, self._patience = gate, patience
        self._http: httpx2.AsyncClient | None = None
        self._making = asyncio.Lock()

    async def voices(self, server: Server) -> tuple[NamedVoice, ...]:
        """What it has, by name. Raises `EngineFailed` with the reason, or `Offline`."""
        try:
            listed = await self._ask(server, "GET", "/audio/voices", None)
        except Refusal as refusal:
            raise _unlisted(server) if refusal.status in _UNLISTED else refusal.told("") from refusal
        return listing(server, listed)

    async def speak(self, server: Server, model: str, name: str, text: str, speed: float) -> bytes:
        """One utterance as a sound file. Raises `EngineFailed` with the reason, or `Offline`."""
        wanted: dict[str, Any] = {"model": model, "input": text, "voice": name, "response_format": "wav"}
        if speed != 1:
            wanted["speed"] = speed
        try:
            response = await self._ask(server, "POST", "/audio/speech", wanted)
        except Refusal as refusal:
            raise _refused(server, name, refusal) from refusal
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in _WORDS:
            raise strange(server, "a web page" if kind == "text/html" else "words in the place of sound")
        if not response.content:
            raise strange(server, "nothing")
        return response.content

    async def close(self) -> None:
        """Close the connections."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def _ask(self, server: Server, method: str, path: str, body: dict[str, Any] | None) -> httpx2.Response:
        """The whole answer, which is neither followed elsewhere nor asked for twice. Raises `Refusal` as well."""
        import httpx2

        patience, said = self._patience, False
        headers = {"user-agent": "Fireside"}
        if key := server.key.get_secret_value():
            headers["authorization"] = f"Bearer {key}"
        waits = httpx2.Timeout(patience.silence if body else patience.listing, connect=patience.connect)
        try:
            http = await self._client()
            asked = http.stream(method, server.address + path, json=body, headers=headers, timeout=waits)
            async with asyncio.timeout(4 * patience.silence), asked as response:
                said = response.is_success
                await response.aread()
        except (httpx2.TimeoutException, TimeoutError) as error:
            raise silent(server, said=False) from error
        except TooLarge as error:
            raise strange(server, "far too much") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise unreachable(server, " ".join(map(str, _causes(error))), said=said) from error
        if len(response.content) > _LONGEST_WORDS and not (body and response.is_success):
            raise strange(server, "far too much")
        if not response.is_success:
            raise Refusal(server, response.status_code, _body(response), response.headers)
        return response

    async def _client(self) -> httpx2.AsyncClient:
        async with self._making:
            if self._http is None:  # in a thread: reading the system's certificates takes a while
                made = self._gate.client
                self._http = await asyncio.to_thread(
                    lambda: made("Speak with a voice on a server", follow_redirects=False, largest=LARGEST)
                )
            return self._http


def _unlisted(server: Server) -> EngineFailed:
    return EngineFailed(
        f"{server.host} does not list its voices.",
        "Check the address; most end in /v1. If it is right, enter the name of a voice.",
        param="name",
    )


def _refused(server: Server, name: str, refusal: Refusal) -> FiresideError:
    if refusal.status in (400, 404, 422) and refusal.words:
        return EngineFailed(
            f"{server.host} does not speak as {name}: {refusal.words}", "Choose another voice, or add this one anew."
        )
    return refusal.told("")


def _body(response: httpx2.Response) -> object:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return response.text[:1000]


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


# ------------------------------------------------------------------ what it says that it has


def listing(server: Server, response: httpx2.Response) -> tuple[NamedVoice, ...]:
    """Names, or tables with a name, in one of the places where servers put them."""
    try:
        told = response.json()
    except (ValueError, RecursionError) as error:
        raise strange(server, "a web page") from error
    entries = (told.get("voices") or told.get("data") or []) if isinstance(told, dict) else told
    if not isinstance(entries, list):
        raise strange(server, "another kind of list")
    found = {voice.name: voice for entry in entries if (voice := _voice(entry))}
    return tuple(found.values())


def _voice(entry: object) -> NamedVoice | None:
    about = entry if isinstance(entry, dict) else {"id": entry}
    name = _text(about, "id", "voice_id", "name")
    if not name or len(name) > 200:
        return None
    coded = named(name)
    language, gender = _text(about, "language", "lang", "locale"), _text(about, "gender").lower()
    return NamedVoice(
        name=name,
        title=_text(about, "name", "title") or name,
        language=tag if _TAG.fullmatch(tag := language.replace("_", "-")) else coded.language if coded else "",
        gender="female" if gender == "female" else "male" if gender == "male" else coded.gender if coded else "",
    )


def _text(about: dict[str, Any], *keys: str) -> str:
    return next((text for key in keys if isinstance(text := about.get(key), str) and text), "")
