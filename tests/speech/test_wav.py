"""WAV files are written, joined and measured."""

from __future__ import annotations

import io
import wave

from backend.speech.wav import joined, seconds_of, silence, written


def test_files_are_joined_sample_by_sample() -> None:
    both = joined([written(b"\x01\x00\x02\x00", 16_000), written(b"\x03\x00", 16_000)])
    with wave.open(io.BytesIO(both)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
        assert file.readframes(9) == b"\x01\x00\x02\x00\x03\x00"


def test_nothing_joined_is_a_file_too() -> None:
    assert seconds_of(joined([])) == 0.0


def test_silence_is_as_long_as_asked() -> None:
    assert abs(seconds_of(silence(0.5)) - 0.5) < 0.001
