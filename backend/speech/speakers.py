"""Who speaks in a neural voice: names, languages and genders, by what the files tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Gender = Literal["female", "male", ""]
# Kokoro names its speakers so: a letter for the language, one for the gender. Of its languages, espeak does not make
# the phonemes that it learnt for Japanese and Chinese.
_LANGUAGES = {"a": "en-US", "b": "en-GB", "e": "es", "f": "fr-FR", "h": "hi", "i": "it", "p": "pt-BR"}
_BEYOND_ESPEAK = {"j": "ja", "z": "zh"}
_GENDERS: dict[str, Gender] = {"f": "female", "m": "male"}
_CODED = re.compile(r"([a-z])([fm])_(\w+)")
_PIPER = re.compile(r"([a-z]{2,3})_([A-Z]{2})-(\w+)-(?:x_low|low|medium|high)")
_MOST = 1_000


@dataclass(frozen=True)
class Speaker:
    """One of a voice's speakers, by the number that the model knows. `language` is a BCP 47 tag."""

    number: int
    name: str
    language: str
    gender: Gender = ""


def speakers_of(name: str, metadata: dict[str, str]) -> tuple[Speaker, ...]:
    """The speakers that can be used, of a model with that name (its file's, without suffix)."""
    piper = _PIPER.fullmatch(name)
    called = piper[3].replace("_", " ").title() if piper else name
    language = f"{piper[1]}-{piper[2]}" if piper else _tag(metadata.get("voice", "") or "en-us")
    count = metadata.get("n_speakers", "1")
    number = min(int(count), _MOST) if count.isdecimal() and int(count) > 0 else 1
    names = [each.strip() for each in metadata.get("speaker_names", "").split(",")]
    if number == 1:
        return (Speaker(0, called, language),)
    if len(names) != number:
        return tuple(Speaker(each, f"{called} {each + 1}", language) for each in range(number))
    return tuple(found for each, one in enumerate(names) if (found := _named(each, one, language)))


def named(name: str) -> Speaker | None:
    """Who is meant by a name such as `af_bella`; None when it is none of that kind."""
    coded = _CODED.fullmatch(name)
    if coded is None or coded[1] not in _LANGUAGES | _BEYOND_ESPEAK:
        return None
    return Speaker(0, coded[3], (_LANGUAGES | _BEYOND_ESPEAK)[coded[1]], _GENDERS[coded[2]])


def _named(number: int, name: str, language: str) -> Speaker | None:
    coded = _CODED.fullmatch(name)
    if coded is None:
        return Speaker(number, name, language)
    if coded[1] not in _LANGUAGES:
        return None
    return Speaker(number, coded[3].replace("_", " ").title(), _LANGUAGES[coded[1]], _GENDERS[coded[2]])


def _tag(voice: str) -> str:
    """`en-us` as `en-US`."""
    language, _, region = voice.partition("-")
    return f"{language.lower()}-{region.upper()}" if len(region) == 2 else language.lower()
