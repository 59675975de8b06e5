"""WAV files are written and measured."""

from __future__ import annotations

import io
import wave

from backend.speech.wav import seconds_of, silence, written


def test_a_file_holds_its_samples() -> None:
    with wave.open(io.BytesIO(written(b"\x01\x00\x02\x00", 16_000))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
        assert file.readframes(9) == b"\x01\x00\x02\x00"


def test_silence_is_as_long_as_asked() -> None:
    assert abs(seconds_of(silence(0.5)) - 0.5) < 0.001
