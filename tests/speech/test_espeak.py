"""espeak speaks every language it lists, piece by piece, and stops when nobody listens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from backend.errors import NotFound
from backend.speech.espeak import Espeak
from backend.speech.espeak_library import LONGEST_PATH, short

SAMPLES = {
    "espeak:en-us": "Good evening.",
    "espeak:en-gb+f3": "Good evening.",
    "espeak:de": "Guten Abend, schöne Straße.",
    "espeak:fr-fr": "Bonsoir, ça va ?",
    "espeak:ru": "Добрый вечер.",
    "espeak:cmn": "你好世界",
    "espeak:ja": "こんにちは",
    "espeak:ar": "مرحبا",
    "espeak:hi": "नमस्ते",
    "espeak:yue-latn-jyutping": "nei5 hou2",
}


@pytest.fixture(scope="module")
def espeak() -> Iterator[Espeak]:
    return Espeak()


def sound(espeak: Espeak, text: str, voice: str = "espeak:en-us", speed: float = 1.0) -> np.ndarray:
    return np.concatenate([np.zeros(0), *(piece.samples for piece in espeak.speak(text, voice, speed))])


def test_lists_all_voices_by_name(espeak: Espeak) -> None:
    voices = espeak.voices()
    assert len(voices) >= 140
    assert len({voice.id for voice in voices}) == len(voices)
    assert [voice.name.casefold() for voice in voices] == sorted(voice.name.casefold() for voice in voices)
    assert all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", voice.language) for voice in voices)
    american = {voice.id: voice for voice in voices if voice.language == "en-US"}
    assert american["espeak:en-us"].name == "English (America)"
    assert american["espeak:en-us+f3"].gender == "female"


def test_every_voice_can_be_chosen(espeak: Espeak) -> None:
    for voice in espeak.voices():
        assert next(iter(espeak.speak("1", voice.id, 1.0))).rate == espeak.rate


@pytest.mark.parametrize("voice", SAMPLES)
def test_speaks_many_languages(espeak: Espeak, voice: str) -> None:
    heard = sound(espeak, SAMPLES[voice], voice)
    assert len(heard) > espeak.rate / 4
    assert 0.05 < np.abs(heard).max() <= 1.0


def test_a_voice_of_its_own_sounds_different(espeak: Espeak) -> None:
    man, woman = sound(espeak, "Good evening."), sound(espeak, "Good evening.", "espeak:en-us+f3")
    assert len(man) != len(woman) or np.abs(man - woman).max() > 0.05


def test_speed_shortens(espeak: Espeak) -> None:
    text = "This takes some time to say, and less when one hurries."
    slow, plain, quick = (len(sound(espeak, text, speed=speed)) for speed in (0.5, 1.0, 2.0))
    assert slow > 1.5 * plain > 1.5 * 1.3 * quick


def test_long_text_arrives_in_pieces_and_can_be_left(espeak: Espeak) -> None:
    before = len(sound(espeak, "Hello."))
    pieces = espeak.speak("word " * 5_000, "espeak:en-us", 1.0)
    assert len(next(pieces).samples) < espeak.rate
    pieces.close()  # type: ignore[attr-defined]
    after = len(sound(espeak, "Hello."))
    assert abs(after - before) < espeak.rate / 50  # nothing is left of what was not heard


@pytest.mark.parametrize("voice", ["espeak:nope", "nope", "", "espeak:", "espeak:en-us+../../x", "piper:en-us"])
def test_an_unknown_voice_is_not_found(espeak: Espeak, voice: str) -> None:
    with pytest.raises(NotFound):
        sound(espeak, "Hello.", voice)


@pytest.mark.parametrize("text", ["", " ", "\0", "\0Hello", "\ud800", "<b>[[hi]]</b>", "🔥", "a" * 100_000])
def test_any_text_ends(espeak: Espeak, text: str) -> None:
    assert np.isfinite(sound(espeak, text)).all()


def test_a_long_data_path_is_made_short(tmp_path: Path) -> None:
    import espeakng_loader

    data = Path(espeakng_loader.get_data_path())
    deep = tmp_path / ("d" * 100) / ("e" * 100) / data.name
    deep.parent.mkdir(parents=True)
    deep.symlink_to(data)
    near = short(deep)
    assert len(str(near)) <= LONGEST_PATH < len(str(deep))
    assert (near / "phontab").is_file()
    assert short(data) == data or len(str(data)) > LONGEST_PATH
