"""Neural voices, through sherpa-onnx: each a folder of files. espeak makes phonemes where they need them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.domain import Voice
from backend.errors import EngineFailed, NotFound, VoiceBroken
from backend.speech import pocket, supertonic
from backend.speech.base import Audio
from backend.speech.espeak import CONTROLS, Espeak
from backend.speech.estimate import Estimate
from backend.speech.phonemes import symbols_of, taught
from backend.speech.speakers import Speaker
from backend.speech.stretch import stretched
from backend.speech.voice_folder import VoiceFolder, inspect_voice, voice_folders
from backend.speech.voice_id import NEURAL

_LONGEST = 400
"""Phonemes given in one go: kokoro knows no more than 510 tokens."""


class Neural:
    """A `Synthesizer` for the folders below `home`, and those that it points at. The voice used last stays loaded.

    Voice ids are `neural:`, the language, the folder's name, and the speaker's number: `neural:en-US:kokoro:3`.
    """

    def __init__(self, home: Path, espeak: Espeak) -> None:
        self._home, self._espeak = home, espeak
        self._loaded: tuple[Path, Any] | None = None

    def voices(self) -> tuple[Voice, ...]:
        """Those whose folders are whole."""
        found: list[Voice] = []
        for name, folder in voice_folders(self._home).items():
            with suppress(VoiceBroken):
                found.extend(_voice(name, speaker) for speaker in inspect_voice(folder).speakers)
        return tuple(found)

    def speak(self, text: str, voice: str, speed: float) -> Iterator[Audio]:
        """Yield a sentence after the other, its words where they probably begin.

        Raises `NotFound`, `VoiceBroken` and `EngineFailed`.
        """
        folder, speaker = self._find(voice)
        pieces = self._pieces(text, speaker, folder)
        estimate, total = Estimate(text), sum(map(len, pieces))
        begin = done = 0
        for piece in pieces:
            wanted = _wanted(piece, speaker, speed, folder)
            samples = _generated(self._load(folder), "" if folder.tokens else piece, wanted)
            if folder.family == "pocket":  # which knows one speed
                samples = stretched(samples, folder.rate, speed)
            share = done / total, (done + len(piece)) / total
            yield Audio(samples, folder.rate, estimate.within(share, begin, len(samples)))
            begin, done = begin + len(samples), done + len(piece)

    def _pieces(self, text: str, speaker: Speaker, folder: VoiceFolder) -> list[str]:
        """What is given to the library in one go: phonemes, or letters where the voice was taught those."""
        if folder.tokens is None:
            words = re.sub(CONTROLS, " ", text).strip()
            return [words] if any(map(str.isalnum, words)) else []
        symbols = symbols_of(folder.tokens)
        sentences = self._espeak.phonemes(text, speaker.language)
        return [piece for sentence in sentences for piece in _cut(taught(sentence, symbols)) if piece]

    def fingerprint(self, voice: str) -> str:
        """What tells the file of a voice from another of the same name. Raises `NotFound` and `VoiceBroken`."""
        folder, speaker = self._find(voice)
        recording = pocket.recordings(folder.path)[speaker.number] if folder.family == "pocket" else None
        files = (file.stat() for file in (folder.model, recording) if file)
        return " ".join(f"{file.st_size} {file.st_mtime_ns}" for file in files)

    def _find(self, voice: str) -> tuple[VoiceFolder, Speaker]:
        name = voice.split(":")[2] if voice.count(":") == 3 else ""
        if path := voice_folders(self._home).get(name):
            folder = inspect_voice(path)
            for speaker in folder.speakers:
                if _id(name, speaker) == voice:
                    return folder, speaker
        raise NotFound(f"There is no voice “{voice}”.", "Choose another in Settings.", param="voice")

    def _load(self, folder: VoiceFolder) -> Any:
        if self._loaded is None or self._loaded[0] != folder.path:
            self._loaded = None  # two at once would take the memory of both
            self._loaded = (folder.path, _synthesizer(folder))
        return self._loaded[1]


def _voice(name: str, speaker: Speaker) -> Voice:
    return Voice(
        id=_id(name, speaker),
        name=speaker.name,
        language=speaker.language,
        gender=speaker.gender,
        synthesizer="neural",
    )


def _id(name: str, speaker: Speaker) -> str:
    return f"{NEURAL}{speaker.language}:{name}:{speaker.number}"


def _synthesizer(folder: VoiceFolder) -> Any:
    import sherpa_onnx

    files = {"model": str(folder.model), "tokens": str(folder.tokens or "")}
    match folder.family:
        case "vits":
            chosen: Any = sherpa_onnx.OfflineTtsVitsModelConfig(**files)
        case "kokoro":
            chosen = sherpa_onnx.OfflineTtsKokoroModelConfig(voices=str(folder.styles), **files)
        case "kitten":
            chosen = sherpa_onnx.OfflineTtsKittenModelConfig(voices=str(folder.styles), **files)
        case "supertonic":
            parts = {name: str(file) for name, file in supertonic.files(folder.path).items()}
            chosen = sherpa_onnx.OfflineTtsSupertonicModelConfig(**parts)
        case "pocket":
            parts = {name: str(file) for name, file in pocket.files(folder.path).items()}
            chosen = sherpa_onnx.OfflineTtsPocketModelConfig(**parts)
        case "matcha":
            chosen = sherpa_onnx.OfflineTtsMatchaModelConfig(
                acoustic_model=files["model"], vocoder=str(folder.vocoder), tokens=files["tokens"]
            )
    model = sherpa_onnx.OfflineTtsModelConfig(**{folder.family: chosen}, num_threads=2)
    try:
        return sherpa_onnx.OfflineTts(sherpa_onnx.OfflineTtsConfig(model=model))
    except (RuntimeError, ValueError) as error:
        raise VoiceBroken(f"The voice {folder.path.name} cannot be loaded: {error}", "Download it again.") from error


def _wanted(piece: str, speaker: Speaker, speed: float, folder: VoiceFolder) -> Any:
    """Who is to speak, and how; and what, where it is in phonemes."""
    import sherpa_onnx

    wanted = sherpa_onnx.GenerationConfig()
    if folder.family == "pocket":
        recording = pocket.recordings(folder.path)[speaker.number]
        wanted.reference_audio, wanted.reference_sample_rate = pocket.recorded(recording)
        wanted.extra = pocket.manner(piece)
        return wanted
    wanted.sid, wanted.speed = speaker.number, speed
    if folder.tokens:
        wanted.phoneme_codepoints = [[ord(sound) for sound in piece]]
    else:
        wanted.extra = {"lang": speaker.language}
    return wanted


def _generated(synthesizer: Any, text: str, wanted: Any) -> NDArray[np.float32]:
    """The samples of one piece."""
    pieces: list[NDArray[np.float32]] = []

    def take(samples: NDArray[np.float32], progress: float) -> int:
        pieces.append(np.array(samples, np.float32))  # a copy: its memory is the library's
        return 1

    try:
        whole = synthesizer.generate(text, wanted, callback=take)
    except RuntimeError as error:
        raise EngineFailed(f"The voice could not speak: {error}", "Choose another voice.") from error
    # Not all families call back; the whole is a list of Python's, which takes longer.
    return np.concatenate(pieces) if pieces else np.array(whole.samples, np.float32)


def _cut(sentence: str) -> Iterator[str]:
    """A sentence, cut at spaces where it is too long."""
    while len(sentence) > _LONGEST:
        cut = sentence.rfind(" ", 1, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        yield sentence[:cut]
        sentence = sentence[cut:].lstrip()
    yield sentence
