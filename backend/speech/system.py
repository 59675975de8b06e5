"""The voices that the system brings: those of Windows and macOS; none elsewhere."""

from __future__ import annotations

import concurrent.futures
import logging
import re
import sys
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from backend.domain import Voice
from backend.errors import EngineFailed, NotFound
from backend.speech import macos, windows
from backend.speech.base import Audio
from backend.speech.decoding import decoded
from backend.speech.espeak import CONTROLS
from backend.speech.estimate import marked

log = logging.getLogger(__name__)
T = TypeVar("T")
_PATIENCE = 60.0
"""Seconds for one utterance; longer than a system's own patience."""


class Native(Protocol):
    """What a system can do. All is called by one thread. Its errors are `OSError` and `RuntimeError`."""

    def prepare(self) -> None:
        """Called first of all."""

    def voices(self) -> tuple[Voice, ...]:
        """Those that are installed. Ids are `system:`, the language and the name."""

    def speak(self, words: str, voice: Voice, speed: float) -> bytes:
        """A sound file."""


class System:
    """A `Synthesizer`. Voice ids are `system:`, the language and the name: `system:en-US:Microsoft Zira`.

    All calls are made by one thread of its own: that of the sound device is in an apartment where Windows would hang.
    """

    def __init__(self, native: Native | None = None) -> None:
        self._native = native or _found()
        self._thread = concurrent.futures.ThreadPoolExecutor(
            1, "system voices", self._native.prepare if self._native else None
        )
        self._listed: tuple[Voice, ...] = ()

    def voices(self) -> tuple[Voice, ...]:
        """Those that were installed when they were first asked for; none when the system does not tell."""
        if self._native is not None and not self._listed:  # a second time it would wait behind what is being spoken
            try:
                self._listed = self._called(lambda native: native.voices())
            except EngineFailed as error:
                log.warning("%s", error)
        return self._listed

    def speak(self, text: str, voice: str, speed: float) -> Iterator[Audio]:
        """Yield an utterance, which the system makes as a whole; its words where they probably begin.

        Raises `NotFound` and `EngineFailed`.
        """
        chosen = next((each for each in self.voices() if each.id == voice), None)
        if chosen is None:
            raise NotFound(f"There is no voice “{voice}”.", "Choose another in Settings.", param="voice")
        if words := re.sub(CONTROLS, " ", text).strip():
            file = self._called(lambda native: native.speak(words, chosen, speed))
            yield from marked(decoded(file), text)

    def _called(self, call: Callable[[Native], T]) -> T:
        assert self._native is not None
        try:
            return self._thread.submit(call, self._native).result(_PATIENCE)
        except (OSError, RuntimeError, TimeoutError) as error:  # a broken thread is a `RuntimeError`, too
            raise EngineFailed(f"The voice of the system failed: {error}", "Choose another voice.") from error


def _found() -> Native | None:
    return {"win32": windows.found, "darwin": macos.found}.get(sys.platform, lambda: None)()
