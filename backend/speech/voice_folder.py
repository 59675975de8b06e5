"""Looks at the folder of a neural voice before anything loads it: of which family it is, and whether all is there."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from backend.errors import VoiceBroken
from backend.speech import pocket, supertonic
from backend.speech.onnx_header import read_metadata
from backend.speech.speakers import Speaker, speakers_of

Family = Literal["vits", "kokoro", "kitten", "matcha", "supertonic", "pocket"]
_FAMILIES: dict[str, Family] = {"vits": "vits", "kokoro": "kokoro", "kitten-tts": "kitten", "matcha-tts": "matcha"}
_VOCODERS = ("hifigan", "vocos", "matcha-tts vocos")
_FEWEST_TOKENS = 10
POINTER = ".path"
_STYLED: tuple[Family, ...] = ("kokoro", "kitten")


@dataclass(frozen=True)
class VoiceFolder:
    """A voice that can be loaded. `rate` is in samples per second.

    `tokens` is a table of phonemes; a voice without one reads letters. `vocoder` is of matcha's only, `styles` (one for
    each speaker) of kokoro's and kitten's.
    """

    path: Path
    family: Family
    model: Path
    tokens: Path | None
    rate: int
    speakers: tuple[Speaker, ...]
    styles: Path | None = None
    vocoder: Path | None = None


def inspect_voice(path: Path) -> VoiceFolder:
    """Raises `VoiceBroken`, with the reason. Reads the disk: not for the event loop."""
    if (path / supertonic.SETTINGS).exists():
        model = supertonic.files(path)["vector_estimator"]
        return VoiceFolder(path, "supertonic", model, None, supertonic.rate(path), supertonic.speakers(path))
    if (path / pocket.SCORES).exists():
        return VoiceFolder(path, "pocket", pocket.files(path)["lm_main"], None, pocket.RATE, pocket.speakers(path))
    models = sorted(path.glob("*.onnx"))
    told = {model: read_metadata(model) for model in models}
    known = [(model, family) for model in models if (family := _FAMILIES.get(told[model].get("model_type", "")))]
    if not known:
        raise VoiceBroken(f"{path.name} holds no voice that Fireside knows.", "Choose one of the list under Voice.")
    model, family = known[0]
    metadata = told[model]
    vocoders = [other for other in models if told[other].get("model_type", "") in _VOCODERS]
    if family == "matcha" and not vocoders:
        raise VoiceBroken(f"{path.name} lacks its vocoder.", "Download it again.")
    return VoiceFolder(
        path=path,
        family=family,
        model=model,
        tokens=_tokens(path / "tokens.txt"),
        rate=_number(metadata, "sample_rate", 22_050),
        speakers=speakers_of(path.name if model.stem.startswith("model") else model.stem, metadata),
        styles=_styles(path / "voices.bin", metadata) if family in _STYLED else None,
        vocoder=vocoders[0] if family == "matcha" else None,
    )


def voice_folders(home: Path) -> dict[str, Path]:
    """The folders that may hold voices, by name: those below `home`, and those that a file `NAME.path` there points at.

    A file, since Windows lets only some people link.
    """
    found = {folder.name: folder for folder in home.glob("*/")}
    for pointer in home.glob(f"*{POINTER}"):
        with suppress(OSError, ValueError):
            found[pointer.stem] = Path(pointer.read_text("utf-8").strip())
    return dict(sorted(found.items()))


def _tokens(path: Path) -> Path:
    """A table without its lines makes a voice that says nothing."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise VoiceBroken(f"{path.parent.name} lacks {path.name}.", "Download it again.") from error
    numbers = {line.rpartition(" ")[2] for line in lines if line.strip()}
    if len(numbers) < _FEWEST_TOKENS or not all(number.isdecimal() for number in numbers):
        raise VoiceBroken(f"{path.parent.name}/{path.name} is damaged.", "Download it again.")
    return path


def _styles(path: Path, metadata: dict[str, str]) -> Path:
    """The library reads past the end of one that is too short."""
    shape = [int(part) for part in metadata.get("style_dim", "").split(",") if part.strip().isdecimal()]
    expected = 4 * _number(metadata, "n_speakers", 1) * math.prod(shape)
    if not path.is_file() or not shape or path.stat().st_size != expected:
        raise VoiceBroken(f"{path.parent.name}/{path.name} is missing or damaged.", "Download it again.")
    return path


def _number(metadata: dict[str, str], key: str, default: int) -> int:
    text = metadata.get(key, "")
    return int(text) if text.isdecimal() else default
