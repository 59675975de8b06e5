"""espeak-ng: the voices that need no download, through ctypes.

The library keeps global state, so there is one instance a process.
"""

from __future__ import annotations

import contextlib
import ctypes as c
import queue
import re
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from backend.domain import Voice
from backend.errors import NotFound
from backend.speech.base import Audio, WordMark
from backend.speech.espeak_library import Callback, VoiceRecord, opened
from backend.speech.espeak_voices import voices_of

END_OF_EVENTS, WORD = 0, 1
UTF8, CHARACTERS, RATE = 1, 1, 1
WORDS_PER_MINUTE = 175
IPA = 0x02  # a mode of phonemes
CONTROLS = r"[\x00-\x1f\x7f\ud800-\udfff]"
MARK = re.compile(r"([.,;:!?…。！？，、；：])[^\w.,;:!?…。！？，、；：]*$")
MARKS = {"…": ".", "。": ".", "！": "!", "？": "?", "，": ",", "、": ",", "；": ";", "：": ":"}
ENDS = (".", "!", "?")


class Espeak:
    """A `Synthesizer`. Voice ids are `espeak:` and a language, with a variant if any: `espeak:en-us+f3`."""

    def __init__(self) -> None:
        self._library, self.rate = opened()
        self._take = Callback(self._on_samples)  # espeak keeps the pointer only: we keep the object
        self._library.espeak_SetSynthCallback(self._take)
        self._pieces: queue.Queue[Audio | None] = queue.Queue(maxsize=16)
        self._aborted = threading.Event()
        self._speaking = threading.Lock()
        self._told = 0  # up to which character the words of what is spoken have been told
        self._bases, self._voices = voices_of(self._records())

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

    def _records(self) -> Iterator[VoiceRecord]:
        listed = self._library.espeak_ListVoices(None)
        index = 0
        while listed[index]:
            yield listed[index].contents
            index += 1


def _mark(clause: str) -> str:
    """The punctuation that ends a clause, as neural voices know it."""
    found = MARK.search(clause)
    return MARKS.get(found[1], found[1]) if found else ""
