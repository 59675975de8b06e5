"""espeak-ng: the voices that need no download, through ctypes.

Functions, flags and structures are those of `speak_lib.h` (espeak-ng 1.52). The library keeps global state, so there
is one instance a process.
"""

from __future__ import annotations

import contextlib
import ctypes as c
import queue
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np

from backend.domain import Voice
from backend.errors import EngineFailed, NotFound
from backend.speech.base import Audio, WordMark

END_OF_EVENTS, WORD = 0, 1
SYNCHRONOUS, DONT_EXIT, UTF8, CHARACTERS, RATE = 2, 0x8000, 1, 1, 1
BUFFER_MS = 50
WORDS_PER_MINUTE = 175
IPA = 0x02  # a mode of phonemes
CONTROLS = r"[\x00-\x1f\x7f\ud800-\udfff]"
MARK = re.compile(r"([.,;:!?…。！？，、；：])[^\w.,;:!?…。！？，、；：]*$")
MARKS = {"…": ".", "。": ".", "！": "!", "？": "?", "，": ",", "、": ",", "；": ";", "：": ":"}
ENDS = (".", "!", "?")
LONGEST_PATH = 140  # espeak copies the path of its data into a buffer of 160 characters

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


class _VoiceRecord(c.Structure):
    _fields_ = (
        ("name", c.c_char_p),
        ("languages", c.c_void_p),
        ("identifier", c.c_char_p),
        ("gender", c.c_ubyte),
        ("age", c.c_ubyte),
        ("variant", c.c_ubyte),
        ("reserved", c.c_ubyte),
        ("score", c.c_int),
        ("spare", c.c_void_p),
    )


class _Event(c.Structure):
    _fields_ = (
        ("type", c.c_int),
        ("unique", c.c_uint),
        ("text_position", c.c_int),
        ("length", c.c_int),
        ("audio_ms", c.c_int),
        ("sample", c.c_int),
        ("user_data", c.c_void_p),
        ("id", c.c_char * 8),
    )


_Callback = c.CFUNCTYPE(c.c_int, c.POINTER(c.c_short), c.c_int, c.POINTER(_Event))


class Espeak:
    """A `Synthesizer`. Voice ids are `espeak:` and a language, with a variant if any: `espeak:en-us+f3`."""

    def __init__(self) -> None:
        self._library, self.rate = _open()
        self._take = _Callback(self._on_samples)  # espeak keeps the pointer only: we keep the object
        self._library.espeak_SetSynthCallback(self._take)
        self._pieces: queue.Queue[Audio | None] = queue.Queue(maxsize=16)
        self._aborted = threading.Event()
        self._speaking = threading.Lock()
        self._told = 0  # up to which character the words of what is spoken have been told
        self._bases, self._voices = self._read_voices()

    def voices(self) -> tuple[Voice, ...]:
        return self._voices

    def speak(self, text: str, voice: str, speed: float) -> Iterator[Audio]:
        """Yield pieces of about 50 ms while the rest is still computed. One at a time."""
        words = re.sub(CONTROLS, " ", text).encode()
        with self._speaking:
            self._choose(voice, speed)
            self._aborted.clear()
            thread = threading.Thread(target=self._synthesize, args=(words,), name="espeak", daemon=True)
            thread.start()
            try:
                while (piece := self._pieces.get()) is not None:
                    yield piece
            finally:
                self._aborted.set()
                thread.join()
                with contextlib.suppress(queue.Empty):
                    while True:
                        self._pieces.get_nowait()

    def phonemes(self, text: str, language: str) -> list[str]:
        """How each sentence sounds, in IPA, with its punctuation: what neural voices are given.

        `language` is a BCP 47 tag. Raises `NotFound` when espeak does not know it.
        """
        tags = (language.lower(), language.partition("-")[0].lower())
        known = next((tag for tag in tags if tag in self._bases), language)
        written = re.sub(CONTROLS, " ", text).encode()
        buffer = c.create_string_buffer(written)
        begin, place = c.addressof(buffer), c.c_void_p(c.addressof(buffer))
        sentences = [""]
        with self._speaking:
            self._choose(f"espeak:{known}", 1.0)
            while place.value is not None:
                start = place.value - begin
                sounds = self._library.espeak_TextToPhonemes(c.byref(place), UTF8, IPA).decode().strip()
                # It has read one character of the next clause already, or all there is.
                end = len(written) if place.value is None else place.value - begin - 1
                mark = _mark(written[start:end].decode("utf-8", "ignore"))
                if sounds:
                    sentences[-1] += f"{' ' if sentences[-1] else ''}{sounds}{mark}"
                if mark in ENDS and sentences[-1]:
                    sentences.append("")
        return [sentence for sentence in sentences if sentence]

    def _synthesize(self, words: bytes) -> None:
        self._told = 0
        self._library.espeak_Synth(words, len(words) + 1, 0, CHARACTERS, 0, UTF8, None, None)
        self._put(None)

    def _on_samples(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            heard = np.ctypeslib.as_array(samples, (count,)).astype(np.float32)
            heard *= np.float32(1 / 32768)
            self._put(Audio(heard, self.rate, tuple(self._words(events))))
        return int(self._aborted.is_set())  # 1 makes espeak stop here

    def _words(self, events: Any) -> Iterator[WordMark]:
        """The words that begin in a piece; a number is told once, though espeak tells of its parts, too."""
        index = 0
        while events[index].type != END_OF_EVENTS:
            event = events[index]
            index += 1
            start = event.text_position - 1  # it counts from 1
            if event.type == WORD and start >= self._told:
                self._told = start + event.length
                yield WordMark(max(event.sample, 0), start, self._told)

    def _put(self, piece: Audio | None) -> None:
        while not self._aborted.is_set():
            with contextlib.suppress(queue.Full):
                self._pieces.put(piece, timeout=0.05)
                return

    def _choose(self, voice: str, speed: float) -> None:
        base, _, variant = voice.removeprefix("espeak:").partition("+")
        if not voice.startswith("espeak:") or base not in self._bases or not re.fullmatch(r"[\w ]*", variant):
            raise NotFound(f"There is no voice “{voice}”.", "Choose another in Settings.", param="voice")
        name = self._bases[base] + (f"+{variant}" if variant else "")
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            raise NotFound(f"The voice “{voice}” cannot be used.", "Choose another in Settings.", param="voice")
        self._library.espeak_SetParameter(RATE, round(min(max(speed, 0.5), 2.5) * WORDS_PER_MINUTE), 0)

    def _read_voices(self) -> tuple[dict[str, str], tuple[Voice, ...]]:
        bases: dict[str, str] = {}
        voices: list[Voice] = []
        for record in self._records():
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
                voices.append(
                    Voice(id=f"espeak:{base}+{variant}", name=f"{name}, {words}", language=tag, gender=gender)
                )
        return bases, tuple(sorted(voices, key=lambda voice: voice.name.casefold()))

    def _records(self) -> Iterator[_VoiceRecord]:
        listed = self._library.espeak_ListVoices(None)
        index = 0
        while listed[index]:
            yield listed[index].contents
            index += 1


def _mark(clause: str) -> str:
    """The punctuation that ends a clause, as neural voices know it."""
    found = MARK.search(clause)
    return MARKS.get(found[1], found[1]) if found else ""


def _bcp47(language: str) -> str:
    """`en-gb-x-rp` as `en-GB-x-rp`: regions in capitals, scripts capitalised, what follows an `x` untouched."""
    if language in LANGUAGES:
        return LANGUAGES[language]
    public, private, own = language.partition("-x-")
    first, *rest = public.split("-")
    tags = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in rest]
    return "-".join([first.lower(), *tags]) + private + own


def _open() -> tuple[Any, int]:
    import espeakng_loader

    library = c.CDLL(espeakng_loader.get_library_path())
    library.espeak_ListVoices.restype = c.POINTER(c.POINTER(_VoiceRecord))
    library.espeak_SetSynthCallback.argtypes = [_Callback]
    library.espeak_Synth.argtypes = [
        c.c_char_p, c.c_size_t, c.c_uint, c.c_int, c.c_uint, c.c_uint, c.c_void_p, c.c_void_p,
    ]  # fmt: skip
    library.espeak_TextToPhonemes.argtypes = [c.POINTER(c.c_void_p), c.c_int, c.c_int]
    library.espeak_TextToPhonemes.restype = c.c_char_p
    data = _short(Path(espeakng_loader.get_data_path()))
    rate = library.espeak_Initialize(SYNCHRONOUS, BUFFER_MS, str(data).encode(), DONT_EXIT)
    if rate <= 0:
        raise EngineFailed("espeak-ng did not start.", f"Its data should lie in {data}.")
    return library, rate


def _short(data: Path) -> Path:
    """The same folder by a path that fits espeak's buffer."""
    if len(str(data)) <= LONGEST_PATH:
        return data
    near = Path(tempfile.mkdtemp(prefix="fireside-")) / data.name
    try:
        near.symlink_to(data, target_is_directory=True)
    except OSError:  # Windows lets only some people link
        shutil.copytree(data, near)
    return near
