"""The voices that macOS brings, through `say`, Apple's own program for them.

AVSpeechSynthesizer writes to a file only while a run loop turns, which a worker has none of; `say` brings its own.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from backend.domain import Voice
from backend.speech.voice_id import SYSTEM

_LINE = re.compile(r"(?P<name>\S.*?)\s+(?P<language>[a-z]{2,3})(?:[_-](?P<rest>[\w@=-]+))?\s+#")
"""`Eddy (German (Germany)) de_DE    # Hallo! Ich heiße Eddy.`"""
_REGION = re.compile(r"[A-Z]{2}|\d{3}")
_WORDS_PER_MINUTE = 175
_SLOWEST, _FASTEST = 0.5, 3.0
_PATIENCE = 30.0
"""Seconds for one utterance."""
_SOUND = ("--file-format=WAVE", "--data-format=LEI16@22050")


class MacOS:
    """Calls `program`."""

    def __init__(self, program: str) -> None:
        self._program = program

    def prepare(self) -> None:
        """There is nothing to prepare."""

    def voices(self) -> tuple[Voice, ...]:
        """Those that are installed, by the list that `say` gives. Raises `OSError`."""
        lines = self._say("-v", "?").splitlines()
        return tuple(_voice(line) for found in lines if (line := _LINE.match(found)))

    def speak(self, words: str, voice: Voice, speed: float) -> bytes:
        """A WAV file. Raises `OSError`."""
        rate = () if speed == 1 else ("-r", str(round(_WORDS_PER_MINUTE * min(max(speed, _SLOWEST), _FASTEST))))
        with tempfile.TemporaryDirectory(prefix="fireside-") as folder:
            file = Path(folder) / "said.wav"
            # The words come by standard input, so that none is taken for an option; “[[” would begin a command.
            self._say("-v", voice.name, *rate, "-o", str(file), *_SOUND, words=words.replace("[[", "[ ["))
            return file.read_bytes()

    def _say(self, *arguments: str, words: str = "") -> str:
        try:
            done = subprocess.run(
                [self._program, *arguments],
                input=words.encode("utf-8", "replace"),
                capture_output=True,
                timeout=_PATIENCE,
            )
        except subprocess.TimeoutExpired as error:
            raise OSError("it takes too long") from error
        if done.returncode:
            raise OSError(done.stderr.decode("utf-8", "replace").strip()[:200] or f"say ended with {done.returncode}")
        return done.stdout.decode("utf-8", "replace")


def found() -> MacOS | None:
    """The voices of this Mac."""
    program = shutil.which("say")
    return MacOS(program) if program else None


def _voice(line: re.Match[str]) -> Voice:
    region = (line["rest"] or "").partition("_")[0]
    language = f"{line['language']}-{region}" if _REGION.fullmatch(region) else line["language"]
    name = line["name"]
    return Voice(id=f"{SYSTEM}{language}:{name}", name=name, language=language, synthesizer="system")
