"""Voices in folders of the person's own: used where they lie; here stands only where that is."""

from __future__ import annotations

import asyncio
import os.path
import re
from collections.abc import Callable
from pathlib import Path

from backend.domain import Problem, Value
from backend.errors import NotFound, StoreUnwritable, VoiceBroken
from backend.speech.voice_folder import POINTER, inspect_voice, voice_folders


class OwnVoice(Value):
    """A folder that was added, by the name under which its voices are known. `problem` says why it cannot be used."""

    name: str
    path: str
    languages: tuple[str, ...] = ()
    speakers: int = 0
    problem: Problem | None = None


class OwnVoices:
    """Adds, lists and forgets. `home` is where the workers look; `changed` is called when it says something else."""

    def __init__(self, home: Path, changed: Callable[[], None]) -> None:
        self._home, self._changed = home, changed

    async def all(self) -> tuple[OwnVoice, ...]:
        """Those that were added, by name."""
        return await asyncio.to_thread(lambda: tuple(_looked_at(name, path) for name, path in self._pointed().items()))

    async def add(self, path: str) -> OwnVoice:
        """Use the voice of a folder. Raises `VoiceBroken`, with the reason, and `StoreUnwritable`."""
        added = await asyncio.to_thread(self._add, path)
        self._changed()
        return added

    async def remove(self, name: str) -> None:
        """Use it no more; the folder stays. Raises `NotFound`."""
        await asyncio.to_thread(self._remove, name)
        self._changed()

    def _add(self, path: str) -> OwnVoice:
        folder = Path(os.path.abspath(os.path.expanduser(path)))
        inspect_voice(folder)
        known = voice_folders(self._home)
        name = next((name for name, path in known.items() if path == folder), "") or _new_name(folder, known)
        if not (self._home / name).is_dir():
            try:
                (self._home / f"{name}{POINTER}").write_text(str(folder), "utf-8")
            except (OSError, UnicodeEncodeError) as error:
                raise StoreUnwritable(
                    f"The voice could not be saved ({error}).",
                    "Free some disk space, or check the permissions of the data folder.",
                ) from error
        return _looked_at(name, folder)

    def _remove(self, name: str) -> None:
        if name not in self._pointed():
            raise NotFound("No such folder was added.", "Look at the list under Voice.")
        (self._home / f"{name}{POINTER}").unlink(missing_ok=True)

    def _pointed(self) -> dict[str, Path]:
        pointers = {pointer.stem for pointer in self._home.glob(f"*{POINTER}")}
        return {name: path for name, path in voice_folders(self._home).items() if name in pointers}


def _looked_at(name: str, path: Path) -> OwnVoice:
    try:
        speakers = inspect_voice(path).speakers
    except VoiceBroken as error:
        return OwnVoice(name=name, path=str(path), problem=error.problem)
    languages = tuple(dict.fromkeys(speaker.language for speaker in speakers))
    return OwnVoice(name=name, path=str(path), languages=languages, speakers=len(speakers))


def _new_name(folder: Path, known: dict[str, Path]) -> str:
    """The folder's own name, as far as it may stand in the id of a voice, with a number if another one has it."""
    tame = re.sub(r"[^\w.-]+", "-", folder.name).strip("-.") or "voice"
    names = (tame, *(f"{tame}-{number}" for number in range(2, len(known) + 3)))
    return next(name for name in names if name not in known)
