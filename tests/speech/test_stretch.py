"""Sound that is stretched is as long as was wished, at the same pitch, and goes on without gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.speech.stretch import stretched

RATE = 24_000


def hum(seconds: float, pitch: float = 120.0) -> np.ndarray:
    """A vowel: a tone and some of its overtones."""
    time = np.arange(int(seconds * RATE)) / RATE
    return sum(0.2 / tone * np.sin(2 * np.pi * pitch * tone * time) for tone in range(1, 6)).astype(np.float32)


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.3, 2.0])
@pytest.mark.parametrize("pitch", [85.0, 120.0, 255.0])
def test_the_pitch_stays_and_there_are_no_gaps(speed: float, pitch: float) -> None:
    made = stretched(hum(2.0, pitch), RATE, speed)
    assert made.dtype == np.float32
    spectrum = np.abs(np.fft.rfft(made * np.hanning(len(made))))
    assert np.argmax(spectrum) * RATE / len(made) == pytest.approx(pitch, abs=2)
    middle = made[RATE // 20 : -RATE // 20]
    loudness = [np.sqrt(np.mean(piece**2)) for piece in np.array_split(middle, 40)]
    assert min(loudness) > 0.8 * max(loudness)


def test_what_comes_first_is_heard_first() -> None:
    said = np.concatenate([hum(0.5, 100), np.zeros(RATE // 2, np.float32), hum(0.5, 200)])
    made = stretched(said, RATE, 1.5)
    assert np.abs(made[: RATE // 4]).max() > 0.1
    assert np.abs(made[int(0.4 * RATE) : int(0.6 * RATE)]).max() < 0.05
    assert np.abs(made[int(0.75 * RATE) :]).max() > 0.1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_000), st.floats(0.25, 4.0), st.sampled_from([8_000, 22_050, 24_000, 48_000]))
def test_it_is_as_long_as_was_wished(length: int, speed: float, rate: int) -> None:
    said = np.ones(length, np.float32)
    made = stretched(said, rate, speed)
    assert len(made) in (length, round(length / speed))
    assert np.isfinite(made).all()
    if abs(speed - 1) > 0.02:
        assert len(made) == round(length / speed)


def test_at_its_own_speed_it_is_what_it_was() -> None:
    said = hum(0.3)
    assert stretched(said, RATE, 1.0) is said
