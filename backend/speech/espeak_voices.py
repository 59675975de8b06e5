"""The voices that espeak-ng lists, by names and languages that people and programs know."""

from __future__ import annotations

import ctypes as c
from collections.abc import Iterable
from typing import Literal

from backend.domain import Voice
from backend.speech.espeak_library import VoiceRecord

GENDERS: dict[int, Literal["female", "male", ""]] = {1: "male", 2: "female"}
VARIANTS: dict[str, tuple[str, Literal["female", "male"]]] = {
    "f2": ("woman, clear", "female"),
    "f3": ("woman, soft", "female"),
    "m3": ("man, deep", "male"),
    "whisper": ("whispering", "male"),
}
WITH_VARIANTS = {
    "en-us",
    "en-gb",
    "de",
    "fr-fr",
    "es",
    "es-419",
    "it",
    "pt",
    "pt-br",
    "nl",
    "pl",
    "ru",
    "sv",
    "tr",
    "cmn",
}
UNFINISHED = {"xex"}  # listed, but without a dictionary
LANGUAGES = {  # what espeak calls them is no BCP 47 tag
    "ca-ba": "ca-x-balear",
    "ca-nw": "ca-x-nord",
    "ca-va": "ca-valencia",
    "en-us-nyc": "en-US-x-nyc",
    "piqd": "tlh",
    "qdb": "art-x-belter",
    "py": "art-x-pyash",
    "ru-cl": "ru-x-classic",
}


def voices_of(records: Iterable[VoiceRecord]) -> tuple[dict[str, str], tuple[Voice, ...]]:
    """What the library calls each, by what stands in the id of its voices; and the voices, sorted by name."""
    bases: dict[str, str] = {}
    voices: list[Voice] = []
    for record in records:
        identifier = record.identifier.decode()
        language = c.string_at(record.languages + 1).decode()  # after one byte of priority
        if language in UNFINISHED:
            continue
        base = language.lower() if language.lower() not in bases else identifier.rpartition("/")[2].lower()
        bases[base] = identifier
        name, tag = record.name.decode().strip(), _bcp47(language)
        gender = GENDERS.get(record.gender, "")
        voices.append(Voice(id=f"espeak:{base}", name=name, language=tag, gender=gender))
        for variant, (words, gender) in VARIANTS.items() if base in WITH_VARIANTS else ():
            voices.append(Voice(id=f"espeak:{base}+{variant}", name=f"{name}, {words}", language=tag, gender=gender))
    return bases, tuple(sorted(voices, key=lambda voice: voice.name.casefold()))


def _bcp47(language: str) -> str:
    """`en-gb-x-rp` as `en-GB-x-rp`: regions in capitals, scripts capitalised, what follows an `x` untouched."""
    if language in LANGUAGES:
        return LANGUAGES[language]
    public, private, own = language.partition("-x-")
    first, *rest = public.split("-")
    tags = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in rest]
    return "-".join([first.lower(), *tags]) + private + own
