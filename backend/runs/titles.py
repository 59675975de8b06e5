"""Has models give threads their titles, in time that nobody else wants of them."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import NamedTuple
from unicodedata import category

from backend.bus import Bus
from backend.domain import Message, Thread
from backend.engines.base import Engine, Request, Text, Turn
from backend.errors import FiresideError, WorkerDied
from backend.events import Event, RunEnded, ThreadChanged
from backend.runs import wording
from backend.runs.rooms import Models, Threads
from backend.tools.content import language_of

log = logging.getLogger(__name__)
WORDS = 6
_LETTERS = 1200
"""How much of each message is told: what a thread is about shows at its beginning, and reading takes time."""
_TOKENS, _TEMPERATURE = 512, 0.3
_LONGEST = 400
"""Letters of a line after which it is no title any more."""


class _Titling(NamedTuple):
    """How a title is asked for, and what it begins with."""

    wanted: str
    head: str


_TITLING = {
    "en": _Titling(
        "Now give our conversation a title of at most six words that says what it is about, in the language in which "
        "we talk. Write the title only, without quotation marks.",
        "Title:",
    ),
    "de": _Titling(
        "Gib unserem Gespräch jetzt einen Titel von höchstens sechs Wörtern, der sagt, worum es geht, in der Sprache, "
        "in der wir sprechen. Schreibe nur den Titel, ohne Anführungszeichen.",
        "Titel:",
    ),
}
_HEAD = re.compile(r"^\W*(?:title|titel)\s*[:：]\s*", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"^[\s>#*+•-]+|</?\w[^>]*>|`|\*+(?=\S)|(?<=\S)\*+|^_+|_+$|~~")
_QUOTES = "\"'“”„‟«»‹›‘’‚「」『』"


class Titles:
    """Writes titles for threads that still have the one of their first line. Nobody ever waits for it.

    `branch` reads the messages up to one. A thread that a title could not be found for is not tried again before the
    next start.
    """

    def __init__(
        self, threads: Threads, branch: Callable[[str | None], Awaitable[tuple[Message, ...]]], models: Models, bus: Bus
    ) -> None:
        self._threads, self._branch, self._models, self._bus = threads, branch, models, bus
        self._waiting: dict[str, None] = {}
        self._given_up: set[str] = set()
        self._news = asyncio.Event()
        bus.listen(self._hear)

    def _hear(self, event: Event) -> None:
        if isinstance(event, RunEnded) and event.thread_id not in self._given_up:
            self._waiting[event.thread_id] = None
            self._news.set()

    async def write(self) -> None:
        """Write the titles that are wanting, one after the other, the newest first; for ever."""
        while True:
            await self._news.wait()
            while self._waiting:
                id, _ = self._waiting.popitem()
                try:
                    await self._entitle(id)
                except TimeoutError:  # the model is wanted
                    self._waiting = {id: None, **self._waiting}
                except WorkerDied:
                    pass  # after another reply it is tried again
                except FiresideError as error:
                    self._given_up.add(id)
                    log.info("no title for a thread: %s", error)
                except Exception:
                    self._given_up.add(id)
                    log.exception("a title for a thread")
            self._news.clear()

    async def _entitle(self, id: str) -> None:
        thread = await self._threads.get(id)
        if thread.titled_by_hand or not thread.head_id:
            return
        branch = await self._branch(thread.head_id)
        reply = next((message for message in branch[1:] if message.run and message.text), None)
        if reply is None or reply.run is None or thread.title != wording.title(branch[0].parts):
            return
        model = await self._models.get(reply.run.model_id)
        if model.guided or model.elsewhere:  # another computer is asked by a message only
            return
        async with self._models.spare(model.id) as engine:
            written = entitled(await _ask(engine, asking(branch[0], reply))) if engine else ""
        if written:
            await self._give(thread, written)
        elif engine:
            self._given_up.add(id)

    async def _give(self, thread: Thread, title: str) -> None:
        if changed := await self._threads.entitle(thread.id, title, thread.title):
            self._bus.publish(ThreadChanged(thread=changed))


async def _ask(engine: Engine, turns: tuple[Turn, ...]) -> str:
    """The first line that the model writes."""
    request, text = Request(turns=turns, max_tokens=_TOKENS, temperature=_TEMPERATURE), ""
    async with aclosing(engine.generate(request)) as stream:
        async for progress in stream:
            if isinstance(progress, Text):
                text += progress.text
                if "\n" in text.lstrip() or len(text) > _LONGEST:
                    break
    return text


def asking(first: Message, reply: Message) -> tuple[Turn, ...]:
    """The beginning of a thread and the wish for a title, which has begun already: so nothing is thought first."""
    told = tuple(wording.shortly(turn, _LETTERS) for turn in wording.turns((first, reply)))
    words = _TITLING[language_of(told[0].content)]
    return (*told, Turn(role="user", content=words.wanted), Turn(role="assistant", content=words.head))


def entitled(text: str) -> str:
    """The title in what a model wrote: one line of at most six words, without what is around it; or nothing."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    line = _LINK.sub(r"\1", "".join(" " if category(letter) == "Cc" else letter for letter in line))
    for _ in range(2):  # **Title:** "…"
        line = _HEAD.sub("", _MARKS.sub("", line)).strip().strip(_QUOTES).strip()
    line = line.rstrip(".,;:。、 ").strip(_QUOTES)
    words = line.split()
    if not any(letter.isalnum() for letter in line):
        return ""
    if len(words) > WORDS:
        line = " ".join(words[:WORDS]).rstrip(".,;:–- ") + "…"
    return wording.cut(line)
