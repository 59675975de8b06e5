"""espeak-ng's library, opened: its functions and structures, by ctypes.

They are those of `speak_lib.h` (espeak-ng 1.52).
"""

from __future__ import annotations

import ctypes as c
import shutil
import tempfile
from pathlib import Path
from typing import Any

from backend.errors import EngineFailed

LONGEST_PATH = 140  # espeak copies the path of its data into a buffer of 160 characters
_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_BUFFER_MS = 50


class VoiceRecord(c.Structure):
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


class Event(c.Structure):
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


Callback = c.CFUNCTYPE(c.c_int, c.POINTER(c.c_short), c.c_int, c.POINTER(Event))


def opened() -> tuple[Any, int]:
    """The library, which keeps global state, and the rate of its sound. Raises `EngineFailed`."""
    import espeakng_loader

    library = c.CDLL(espeakng_loader.get_library_path())
    library.espeak_ListVoices.restype = c.POINTER(c.POINTER(VoiceRecord))
    library.espeak_SetSynthCallback.argtypes = [Callback]
    library.espeak_Synth.argtypes = [
        c.c_char_p, c.c_size_t, c.c_uint, c.c_int, c.c_uint, c.c_uint, c.c_void_p, c.c_void_p,
    ]  # fmt: skip
    library.espeak_TextToPhonemes.argtypes = [c.POINTER(c.c_void_p), c.c_int, c.c_int]
    library.espeak_TextToPhonemes.restype = c.c_char_p
    data = short(Path(espeakng_loader.get_data_path()))
    rate = library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, str(data).encode(), _DONT_EXIT)
    if rate <= 0:
        raise EngineFailed("espeak-ng did not start.", f"Its data should lie in {data}.")
    return library, rate


def short(data: Path) -> Path:
    """The same folder by a path that fits espeak's buffer."""
    if len(str(data)) <= LONGEST_PATH:
        return data
    near = Path(tempfile.mkdtemp(prefix="fireside-")) / data.name
    try:
        near.symlink_to(data, target_is_directory=True)
    except OSError:  # Windows lets only some people link
        shutil.copytree(data, near)
    return near
