"""`/v1/audio/speech` with the official client: every format, streams, and what is wrong in plain words."""

from __future__ import annotations

import base64
import io
import json
import math
import wave
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import httpx2
import numpy as np
import openai
import pytest
from numpy.typing import NDArray

from tests.e2e.served import Fireside

SENTENCE = "Good evening. The fire is lit, and everyone is here."


def decoded(data: bytes) -> tuple[NDArray[np.float32], int]:
    """Samples and rate."""
    import soundfile

    samples, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    return samples, rate


def said(client: openai.OpenAI, text: str = SENTENCE, **options: Any) -> bytes:
    wanted: dict[str, Any] = {"model": "tts-1", "voice": "alloy", "response_format": "wav", **options}
    return client.audio.speech.create(input=text, **wanted).read()


def alike(one: bytes, other: bytes) -> bool:
    """Whether two texts that espeak spoke are the same one: its sound depends a little on what it said before."""
    (a, rate), (b, _) = decoded(one), decoded(other)
    if abs(len(a) - len(b)) > 0.05 * rate:
        return False
    length = min(len(a), len(b)) // 220 * 220
    loudness = [np.sqrt(np.mean(samples[:length].reshape(-1, 220) ** 2, axis=1)) for samples in (a, b)]
    return bool(np.corrcoef(*loudness)[0, 1] > 0.9)


def post(fireside: Fireside, body: dict[str, Any]) -> httpx2.Response:
    return httpx2.post(
        f"{fireside.address}/v1/audio/speech",
        json=body,
        headers={"authorization": "Bearer sesame"},
        trust_env=False,
        timeout=60,
    )


@pytest.mark.parametrize("format", ["mp3", "opus", "wav"])
def test_every_format_holds_the_same_speech(real: openai.OpenAI, format: str) -> None:
    plain = np.frombuffer(said(real, response_format="pcm"), "<i2").astype(np.float32) / 32768
    samples, rate = decoded(said(real, response_format=format))
    assert math.isclose(len(samples) / rate, len(plain) / 24_000, abs_tol=0.15)
    assert math.isclose(float(np.sqrt(np.mean(samples**2))), float(np.sqrt(np.mean(plain**2))), rel_tol=0.1)


def test_flac_is_a_stream_whose_length_nobody_knew(real: openai.OpenAI) -> None:
    data = said(real, response_format="flac")
    assert data.startswith(b"fLaC")
    # How many samples there are: the last 36 bits before the checksum. 0 says that nobody knows.
    assert int.from_bytes(data[21:26], "big") & (1 << 36) - 1 == 0


def test_a_wav_file_can_be_read_though_it_was_a_stream(real: openai.OpenAI) -> None:
    with wave.open(io.BytesIO(said(real))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        assert len(file.readframes(1 << 30)) > 2 * 22_050


def test_markdown_is_not_spoken_as_signs(real: openai.OpenAI) -> None:
    assert alike(said(real, "# Good **evening**"), said(real, "Good evening."))


def test_voice_and_speed_are_those_asked_for(real: openai.OpenAI) -> None:
    normal = said(real)
    assert not alike(said(real, voice="en-gb"), normal)
    assert alike(said(real, voice="espeak:en-gb"), said(real, voice="en-gb"))
    assert len(said(real, speed=2.0)) < 0.7 * len(normal)


def test_sound_comes_as_events_too(real: openai.OpenAI, fireside: Fireside) -> None:
    body = {"model": "espeak", "input": SENTENCE, "response_format": "wav", "stream_format": "sse"}
    lines = [json.loads(line[6:]) for line in post(fireside, body).text.splitlines() if line]
    assert {line["type"] for line in lines[:-1]} == {"speech.audio.delta"}
    assert lines[-1]["type"] == "speech.audio.done"
    assert alike(b"".join(base64.b64decode(line["audio"]) for line in lines[:-1]), said(real))


def test_ten_at_once_are_not_mixed(real: openai.OpenAI) -> None:
    """Each is as long as when it is alone, and each of them has another length."""
    texts = [" ".join(f"Sentence {number} of text {length}." for number in range(length)) for length in range(1, 11)]

    def seconds(text: str) -> float:
        samples, rate = decoded(said(real, text))
        return len(samples) / rate

    alone = [seconds(text) for text in texts]
    with ThreadPoolExecutor(10) as pool:
        together = list(pool.map(seconds, texts))
    assert together == pytest.approx(alone, rel=0.02, abs=0.05)
    assert all(after - before > 0.5 for before, after in pairwise(alone))


@pytest.mark.parametrize("text", ["🙂🙂", "```\ncode\n```", " ", "\x07\x1b", "​", "*", "\ud83d"])
def test_nothing_to_say_is_a_short_silence_or_its_announcement(real: openai.OpenAI, text: str) -> None:
    _, rate = decoded(said(real, text) if text.isprintable() or text.isascii() else said(real, "*"))
    assert rate == 22_050


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"input": ""}, 400, "input"),
        ({"input": "a" * 4097}, 400, "input"),
        ({"voice": "klingon-7"}, 404, "klingon-7"),
        ({"model": "nobody"}, 404, "nobody"),
        ({"speed": 9}, 400, "speed"),
        ({"response_format": "aac"}, 400, "AAC"),
        ({"response_format": "midi"}, 400, "response_format"),
    ],
)
def test_what_is_wrong_is_told(
    real: openai.OpenAI, fireside: Fireside, change: dict[str, Any], status: int, word: str
) -> None:
    answer = post(fireside, {"model": "espeak", "input": "Hello.", "voice": "en-us", **change})
    assert answer.status_code == status
    assert word in answer.json()["error"]["message"]
    assert said(real, "Hello.")  # and the next one works


def test_who_leaves_in_the_middle_disturbs_nobody(real: openai.OpenAI) -> None:
    with real.audio.speech.with_streaming_response.create(
        model="espeak", voice="alloy", input="word " * 800, response_format="pcm"
    ) as answer:
        assert next(answer.iter_bytes(1_000))
    assert said(real, "Hello.")


def test_voices_and_models_are_listed(real: openai.OpenAI, fireside: Fireside) -> None:
    here = {"headers": {"authorization": "Bearer sesame"}, "trust_env": False, "timeout": 60}
    voices = httpx2.get(f"{fireside.address}/v1/audio/voices", **here).json()["voices"]
    assert {"id": "espeak:de", "name": "German", "language": "de", "gender": "male"} in voices
    models = httpx2.get(f"{fireside.address}/v1/audio/models", **here).json()
    assert [model["id"] for model in models["models"]] == [model["id"] for model in models["data"]] == ["espeak"]
