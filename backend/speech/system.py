"""The voices that Windows brings, through Python's projection of its runtime; none on other systems.

macOS is missing: what its voices write is told to a run loop, which a worker has none of.
"""

from __future__ import annotations

import concurrent.futures
import logging
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from backend.domain import Voice
from backend.errors import EngineFailed, NotFound
from backend.speech.base import Audio
from backend.speech.decoding import decoded
from backend.speech.espeak import CONTROLS
from backend.speech.estimate import marked
from backend.speech.voice_id import SYSTEM

log = logging.getLogger(__name__)
T = TypeVar("T")
_PATIENCE = 30.0
"""Seconds for one utterance."""
_SLOWEST, _FASTEST = 0.5, 6.0


class Windows(NamedTuple):
    """What is needed of Windows.Media.SpeechSynthesis and Windows.Storage.Streams."""

    synthesizer: Any
    reader: Any
    prepare: Callable[[], None]
    """Called once in the thread that calls the others."""


class System:
    """A `Synthesizer`. Voice ids are `system:`, the language and the name: `system:en-US:Microsoft Zira`.

    All calls are made by one thread of its own: that of the sound device is in an apartment where they would hang.
    """

    def __init__(self, windows: Windows | None = None) -> None:
        self._windows = windows or _found()
        self._thread = concurrent.futures.ThreadPoolExecutor(
            1, "system voices", self._windows.prepare if self._windows else None
        )

    def voices(self) -> tuple[Voice, ...]:
        """Those that are installed; none when the system does not tell."""
        if self._windows is None:
            return ()
        try:
            return self._called(lambda windows: tuple(_voice(each) for each in windows.synthesizer.all_voices))
        except EngineFailed as error:
            log.warning("%s", error)
            return ()

    def speak(self, text: str, voice: str, speed: float) -> Iterator[Audio]:
        """Yield an utterance, which the system makes as a whole; its words where they probably begin.

        Raises `NotFound` and `EngineFailed`.
        """
        words = re.sub(CONTROLS, " ", text).strip()
        file = self._called(lambda windows: _spoken(windows, words, voice, speed))
        yield from marked(decoded(file), text) if file else ()

    def _called(self, call: Callable[[Windows], T]) -> T:
        """What a call gives in the thread. Raises `NotFound` and `EngineFailed`."""
        if self._windows is None:
            raise NotFound("This system brings no voices that can be used.", "Choose another voice.", param="voice")
        try:
            return self._thread.submit(call, self._windows).result(_PATIENCE)
        except (OSError, RuntimeError, TimeoutError) as error:  # how errors of Windows come, and a broken thread
            raise EngineFailed(f"The voice of the system failed: {error}", "Choose another voice.") from error


def _voice(information: Any) -> Voice:
    name, language = str(information.display_name), str(information.language)
    return Voice(
        id=f"{SYSTEM}{language}:{name}",
        name=name,
        language=language,
        gender="female" if information.gender == 1 else "male",
        synthesizer="system",
    )


def _spoken(windows: Windows, words: str, voice: str, speed: float) -> bytes:
    """A WAV file; nothing when there are no words."""
    chosen = next((each for each in windows.synthesizer.all_voices if _voice(each).id == voice), None)
    if chosen is None:
        raise NotFound(f"There is no voice “{voice}”.", "Choose another in Settings.", param="voice")
    if not words:
        return b""
    with windows.synthesizer() as synthesizer:
        synthesizer.voice = chosen
        synthesizer.options.speaking_rate = min(max(speed, _SLOWEST), _FASTEST)
        with synthesizer.synthesize_text_to_stream_async(words).get() as stream:
            file = bytearray(stream.size)
            with windows.reader(stream.get_input_stream_at(0)) as reader:
                reader.load_async(len(file)).get()
                reader.read_bytes(file)
    return bytes(file)


def _found() -> Windows | None:
    if sys.platform != "win32":
        return None
    try:
        from winrt.runtime import ApartmentType, init_apartment
        from winrt.windows.media.speechsynthesis import SpeechSynthesizer
        from winrt.windows.storage.streams import DataReader
    except (ImportError, OSError) as error:
        log.warning("the voices of Windows cannot be reached: %s", error)
        return None
    return Windows(SpeechSynthesizer, DataReader, lambda: init_apartment(ApartmentType.MULTI_THREADED))
