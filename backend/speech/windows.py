"""The voices that Windows brings, through Python's projection of its runtime."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, NamedTuple

from backend.domain import Voice
from backend.errors import NotFound
from backend.speech.voice_id import SYSTEM

log = logging.getLogger(__name__)
_SLOWEST, _FASTEST = 0.5, 6.0


class Windows(NamedTuple):
    """What is needed of Windows.Media.SpeechSynthesis and Windows.Storage.Streams."""

    synthesizer: Any
    reader: Any
    prepare: Callable[[], None]

    def voices(self) -> tuple[Voice, ...]:
        """Those that are installed."""
        return tuple(_voice(each) for each in self.synthesizer.all_voices)

    def speak(self, words: str, voice: Voice, speed: float) -> bytes:
        """A WAV file. Raises `NotFound` when the voice was removed, and `OSError` as Windows does."""
        chosen = next((each for each in self.synthesizer.all_voices if _voice(each).id == voice.id), None)
        if chosen is None:
            raise NotFound(f"There is no voice “{voice.id}”.", "Choose another in Settings.", param="voice")
        with self.synthesizer() as synthesizer:
            synthesizer.voice = chosen
            synthesizer.options.speaking_rate = min(max(speed, _SLOWEST), _FASTEST)
            with synthesizer.synthesize_text_to_stream_async(words).get() as stream:
                file = bytearray(stream.size)
                with self.reader(stream.get_input_stream_at(0)) as reader:
                    reader.load_async(len(file)).get()
                    reader.read_bytes(file)
        return bytes(file)


def found() -> Windows | None:
    """The voices of this Windows."""
    try:
        from winrt.runtime import ApartmentType, init_apartment
        from winrt.windows.media.speechsynthesis import SpeechSynthesizer
        from winrt.windows.storage.streams import DataReader
    except (ImportError, OSError) as error:
        log.warning("the voices of Windows cannot be reached: %s", error)
        return None
    return Windows(SpeechSynthesizer, DataReader, lambda: init_apartment(ApartmentType.MULTI_THREADED))


def _voice(information: Any) -> Voice:
    name, language = str(information.display_name), str(information.language)
    return Voice(
        id=f"{SYSTEM}{language}:{name}",
        name=name,
        language=language,
        gender="female" if information.gender == 1 else "male",
        synthesizer="system",
    )
