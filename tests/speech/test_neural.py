"""Neural voices speak every word, names included; and what is damaged is found before the library falls over it."""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain import Voice
from backend.errors import NotFound, VoiceBroken
from backend.speech.espeak import Espeak
from backend.speech.neural import Neural
from backend.speech.onnx_header import read_metadata
from backend.speech.phonemes import symbols_of, taught
from backend.speech.speakers import speakers_of
from backend.speech.voice_folder import inspect_voice
from tests.speech.voice_files import (
    FRAME,
    HOP,
    POCKET_RATE,
    RATE,
    record,
    write_kitten,
    write_kokoro,
    write_matcha,
    write_pocket,
    write_supertonic,
    write_vits,
)

ESPEAK = Espeak()  # one a process
WRITERS: list[Callable[[Path], Path]] = [
    write_vits,
    write_kokoro,
    write_kitten,
    write_matcha,
    write_supertonic,
    write_pocket,
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("voices")
    write_vits(home / "piper")
    write_vits(home / "many", "de_DE-viele_stimmen-medium", speakers=3)
    write_kokoro(home / "kokoro")
    write_kitten(home / "kitten")
    write_matcha(home / "matcha-icefall-en_US-ljspeech")
    (home / "broken").mkdir()
    return home


def samples(home: Path, text: str, voice: str, speed: float = 1.0) -> list[np.ndarray]:
    pieces = list(Neural(home, ESPEAK).speak(text, voice, speed))
    assert {piece.rate for piece in pieces} <= {RATE}
    return [piece.samples for piece in pieces]


def test_all_that_are_whole_are_listed(home: Path) -> None:
    def voice(id: str, name: str, language: str, gender: str = "") -> Voice:
        return Voice.model_validate(
            {
                "id": f"neural:{language}:{id}",
                "name": name,
                "language": language,
                "gender": gender,
                "synthesizer": "neural",
            }
        )

    assert Neural(home, ESPEAK).voices() == (
        voice("kitten:0", "expr-voice-2-m", "en-US"),
        voice("kitten:1", "expr-voice-2-f", "en-US"),
        voice("kokoro:0", "Bella", "en-US", "female"),
        voice("kokoro:1", "George", "en-GB", "male"),  # the third speaks Chinese, whose phonemes espeak lacks
        voice("many:0", "Viele Stimmen 1", "de-DE"),
        voice("many:1", "Viele Stimmen 2", "de-DE"),
        voice("many:2", "Viele Stimmen 3", "de-DE"),
        voice("matcha-icefall-en_US-ljspeech:0", "matcha-icefall-en_US-ljspeech", "en-US"),
        voice("piper:0", "Stub", "en-US"),
    )


@pytest.mark.parametrize(
    "voice",
    [
        "neural:en-US:piper:0",
        "neural:de-DE:many:2",
        "neural:en-GB:kokoro:1",
        "neural:en-US:kitten:1",
        "neural:en-US:matcha-icefall-en_US-ljspeech:0",
    ],
)
def test_each_family_speaks(home: Path, voice: str) -> None:
    pieces = samples(home, "Good evening. The fire is lit!", voice)
    assert len(pieces) == 2
    assert all(piece.dtype == np.float32 and np.abs(piece).max() > 0.01 for piece in pieces)


def test_words_are_told_where_they_probably_begin(home: Path) -> None:
    text = "Good evening, dear Bartholomew. The fire is lit!"
    pieces = list(Neural(home, ESPEAK).speak(text, "neural:en-US:kokoro:0", 1.0))
    words = [word for piece in pieces for word in piece.words]
    assert [text[word.start : word.end] for word in words] == re.findall(r"\w+", text)
    assert [word.sample for word in words] == sorted(word.sample for word in words)
    second = next(word.sample for word in words if text[word.start :].startswith("The"))
    assert abs(second - len(pieces[0].samples)) < 0.1 * RATE * len(text) / 15


def test_no_name_is_skipped(home: Path) -> None:
    """Every phoneme of a word that stands in no lexicon has its own sound."""
    [short] = samples(home, "Hello.", "neural:en-US:kokoro:0")
    [long] = samples(home, "Hello Bartholomew Zyxwick.", "neural:en-US:kokoro:0")
    sounds = len(ESPEAK.phonemes("Hello Bartholomew Zyxwick.", "en-US")[0])
    assert len(long) - len(short) > 10 * HOP
    assert len(long) >= 0.9 * sounds * HOP


def test_the_speakers_language_makes_the_phonemes(home: Path) -> None:
    voices = ("neural:en-US:kokoro:0", "neural:en-GB:kokoro:1")
    american, british = (samples(home, "The bath, better.", voice)[0] for voice in voices)
    assert len(american) != len(british) or not np.array_equal(american, british)


@pytest.mark.parametrize("text", ["", " ", "🙂", "\ud83d\x00", "...", "!" * 5_000])
def test_what_has_no_sound_is_no_trouble(home: Path, text: str) -> None:
    samples(home, text, "neural:en-US:piper:0")


def test_long_sentences_are_cut_between_words(home: Path) -> None:
    pieces = samples(home, "one two three four " * 200, "neural:en-US:kokoro:0")
    assert len(pieces) > 5
    assert max(map(len, pieces)) <= 402 * HOP


@pytest.mark.parametrize(
    "voice",
    [
        "neural:en-US:nobody:0",
        "neural:cmn:kokoro:2",
        "neural:en-US:kokoro:99",
        "neural:en-US:../x:0",
        "neural:",
        "neural:::",
    ],
)
def test_a_voice_that_is_not_there_is_told(home: Path, voice: str) -> None:
    with pytest.raises(NotFound):
        samples(home, "Hello.", voice)


def test_a_folder_without_a_voice_is_told(home: Path) -> None:
    with pytest.raises(VoiceBroken):
        samples(home, "Hello.", "neural:en-US:broken:0")


@pytest.mark.parametrize(("name", "language"), [("supertonic-2", "fr"), ("sherpa-onnx-supertonic-3-tts-int8", "de")])
def test_supertonic_reads_letters_in_the_languages_of_its_generation(tmp_path: Path, name: str, language: str) -> None:
    write_supertonic(tmp_path / name)
    neural = Neural(tmp_path, ESPEAK)
    voices = {voice.id: voice for voice in neural.voices()}
    assert len(voices) == 2 * (31 if "-3" in name else 5)
    voice = voices[f"neural:{language}:{name}:1"]
    assert (voice.name, voice.language) == ("Supertonic 2", language)
    lengths = []
    for text, speed in (("Hello.", 1.0), ("Good evening, dear Zyxwick.", 1.0), ("Good evening, dear Zyxwick.", 2.0)):
        [piece] = neural.speak(text, voice.id, speed)
        assert np.abs(piece.samples).max() > 0.01
        assert [text[word.start : word.end] for word in piece.words] == re.findall(r"\w+", text)
        lengths.append(len(piece.samples))
    assert lengths[0] < lengths[2] < lengths[1]
    for nothing in ("", "🙂", "\ud83d\x00", "..."):
        assert list(neural.speak(nothing, voice.id, 1.0)) == []


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("tts.json", b'{"ae": {}}'),
        (
            "tts.json",
            b'{"ae": {"sample_rate": 0, "base_chunk_size": 1}, "ttl": {"chunk_compress_factor": 1, "latent_dim": 1}}',
        ),
        ("tts.json", b"[]"),
        ("voice.bin", bytes(48)),
        ("voice.bin", np.array([1 << 62] * 6, np.int64).tobytes()),
        ("unicode_indexer.bin", bytes(6)),
    ],
)
def test_what_supertonic_would_fall_over_is_found(tmp_path: Path, file: str, content: bytes) -> None:
    folder = write_supertonic(tmp_path / "voice")
    inspect_voice(folder)
    (folder / file).write_bytes(content)
    with pytest.raises(VoiceBroken):
        inspect_voice(folder)


def test_pocket_speaks_as_whoever_is_heard_in_its_recordings(tmp_path: Path) -> None:
    folder = write_pocket(tmp_path / "pocket-german", {"bria": 1.0, "old_man": 2.5, "too-short": 0.5})
    (folder / "test_wavs" / "no-sound.wav").write_bytes(b"RIFF")
    neural = Neural(tmp_path, ESPEAK)
    voices = {voice.name: voice for voice in neural.voices()}
    assert {name: voice.language for name, voice in voices.items()} == {"Bria": "de", "Old Man": "de"}
    record(folder / "anna.wav", 1.5)  # somebody adds one
    assert {voice.id for voice in voices.values()} < {voice.id for voice in neural.voices()}
    text = "Good evening, dear Zyxwick."

    def spoken(name: str, text: str = text, speed: float = 1.0) -> np.ndarray:
        [piece] = neural.speak(text, voices[name].id, speed)
        assert piece.rate == POCKET_RATE
        assert np.abs(piece.samples).max() > 0.01
        assert [text[word.start : word.end] for word in piece.words] == re.findall(r"\w+", text)
        return piece.samples

    bria = spoken("Bria")
    assert len(spoken("Bria", "Hello.")) < len(bria) < len(spoken("Old Man"))  # it has listened
    assert np.array_equal(spoken("Bria"), bria)  # it says it always alike
    for speed in (0.5, 1.5, 2.0):
        assert len(spoken("Bria", speed=speed)) == round(len(bria) / speed)
    for nothing in ("", "🙂", "\ud83d\x00", "..."):
        assert list(neural.speak(nothing, voices["Bria"].id, 1.0)) == []
    before = neural.fingerprint(voices["Bria"].id)
    record(folder / "test_wavs" / "bria.wav", 2.0)
    assert neural.fingerprint(voices["Bria"].id) != before
    (folder / "test_wavs" / "bria.wav").unlink()
    with pytest.raises(NotFound):
        spoken("Bria")


def test_pocket_does_not_babble_on(tmp_path: Path) -> None:
    """The library ends after 40 seconds, whatever the text is."""
    folder = write_pocket(tmp_path / "pocket")
    frames = 200 * FRAME / POCKET_RATE
    record(folder / "endless.wav", frames, POCKET_RATE)  # as many frames has the stub to say
    [voice] = (voice.id for voice in Neural(tmp_path, ESPEAK).voices() if voice.name == "Endless")
    [piece] = Neural(tmp_path, ESPEAK).speak("Hi.", voice, 1.0)
    assert len(piece.samples) / POCKET_RATE < 5


def test_pocket_without_a_recording_is_told(tmp_path: Path) -> None:
    with pytest.raises(VoiceBroken, match="no recording"):
        inspect_voice(write_pocket(tmp_path / "pocket", {}))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("token_scores.json", b'{"a": "b"}'),
        ("token_scores.json", b'{"a": true}'),
        ("token_scores.json", b'{"a": 1.0}'),  # others than the vocabulary
        ("token_scores.json", b"{}"),
        ("vocab.json", b"[1, 2]"),
        ("vocab.json", b"["),
        ("vocab.json", b"[" * 100_000),
        ("vocab.json", b"\xff"),
    ],
)
def test_what_pocket_would_fall_over_is_found(tmp_path: Path, file: str, content: bytes) -> None:
    folder = write_pocket(tmp_path / "voice")
    inspect_voice(folder)
    (folder / file).write_bytes(content)
    with pytest.raises(VoiceBroken):
        inspect_voice(folder)


# ------------------------------------------------------------------ what is damaged


@pytest.mark.parametrize("write", WRITERS)
def test_files_that_are_cut_off_are_found(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    folder = write(tmp_path / "voice")
    inspect_voice(folder)
    for file in [path for path in folder.rglob("*") if path.is_file()]:
        whole = file.read_bytes()
        for keep in (0, 1, len(whole) // 3):
            file.write_bytes(whole[:keep])
            with pytest.raises(VoiceBroken) as caught:
                inspect_voice(folder)
            assert caught.value.hint
        file.unlink()
        with pytest.raises(VoiceBroken):
            inspect_voice(folder)
        file.write_bytes(whole)


def test_another_model_is_taken_for_no_vocoder(tmp_path: Path) -> None:
    """The library would fall over it."""
    folder = write_matcha(tmp_path / "voice")
    (folder / "a.onnx").write_bytes((folder / "model-steps-3.onnx").read_bytes())
    found = inspect_voice(folder).vocoder
    assert found is not None
    assert found.name == "hifigan_v2.onnx"
    found.unlink()
    with pytest.raises(VoiceBroken, match="vocoder"):
        inspect_voice(folder)


@settings(deadline=None, max_examples=300)
@given(seed=st.integers(0, 1 << 30))
def test_whatever_is_wrong_in_a_file_it_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    random_ = random.Random(seed)
    file = tmp_path_factory.getbasetemp() / "fuzzed.onnx"
    if not _WHOLE:
        _WHOLE.append((write_vits(tmp_path_factory.mktemp("whole")) / "en_US-stub-low.onnx").read_bytes())
    data = bytearray(_WHOLE[0])
    for _ in range(random_.randint(1, 4)):
        at = random_.choice(
            [random_.randrange(len(data)), random_.randrange(200), len(data) - 1 - random_.randrange(300)]
        )
        data[at] = random_.randrange(256)
    file.write_bytes(data[: random_.choice([len(data), random_.randrange(len(data))])])
    with contextlib.suppress(VoiceBroken):
        read_metadata(file)


_WHOLE: list[bytes] = []


@pytest.mark.parametrize(
    "data", [b"", b"GGUF" * 40, b"\xff" * 100, b"<html>" * 30, b"\x72\xff\xff\xff\xff\x7f" + b"x" * 50]
)
def test_what_is_no_onnx_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.onnx"
    file.write_bytes(data)
    with pytest.raises(VoiceBroken):
        read_metadata(file)


@pytest.mark.parametrize(
    ("name", "metadata", "expected"),
    [
        ("en_GB-alan-medium", {}, [("Alan", "en-GB", "")]),
        ("de_DE-two-low", {"n_speakers": "2"}, [("Two 1", "de-DE", ""), ("Two 2", "de-DE", "")]),
        ("model", {"voice": "fr-fr"}, [("model", "fr-FR", "")]),
        ("model", {"voice": "de"}, [("model", "de", "")]),
        ("model", {"n_speakers": "-1"}, [("model", "en-US", "")]),
        ("model", {"n_speakers": "9999999"}, None),
        ("m", {"n_speakers": "2", "speaker_names": "af_a,fm_b"}, [("A", "en-US", "female"), ("B", "fr-FR", "male")]),
    ],
)  # fmt: skip
def test_speakers_are_named_by_what_the_files_tell(
    name: str, metadata: dict[str, str], expected: list[tuple[str, str, str]] | None
) -> None:
    found = [(speaker.name, speaker.language, speaker.gender) for speaker in speakers_of(name, metadata)]
    assert found == expected if expected is not None else len(found) == 1_000


# ------------------------------------------------------------------ phonemes


def test_sounds_that_a_voice_was_not_taught_are_said_in_those_that_it_was(tmp_path: Path) -> None:
    """Kokoro 1.0 knows no “ɚ”: without that, “better” would lose its end."""
    folder = write_vits(tmp_path / "voice")
    table = folder / "tokens.txt"
    [whole] = samples(tmp_path, "Better letter.", "neural:en-US:voice:0")
    table.write_text("".join(line for line in table.read_text("utf-8").splitlines(True) if line[0] != "ɚ"), "utf-8")
    [other] = samples(tmp_path, "Better letter.", "neural:en-US:voice:0")
    assert len(other) > len(whole)  # two sounds for one


def test_a_table_may_name_the_space(tmp_path: Path) -> None:
    table = tmp_path / "tokens.txt"
    table.write_text("_ 0\n  1\na 2\n", "utf-8")
    assert symbols_of(table) == {"_", " ", "a"}
    assert taught("a aʒ", symbols_of(table)) == "a a"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en-us", "Hello world, how are you? Fine!", ["həlˈoʊ wˈɜːld, hˈaʊ ɑːɹ juː?", "fˈaɪn!"]),
        ("de-AT", "Guten Abend; bis bald.", ["ɡˈuːtən ˈɑːbənt; bɪs bˈalt."]),
        ("en-us", "", []),
        ("en-us", "...", []),
    ],
)
def test_phonemes_keep_their_punctuation(language: str, text: str, expected: list[str]) -> None:
    assert ESPEAK.phonemes(text, language) == expected


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=200))
def test_phonemes_end_for_every_text(text: str) -> None:
    assert all(ESPEAK.phonemes(text, "en-US"))
