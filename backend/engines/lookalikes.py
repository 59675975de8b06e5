"""What a file that is no GGUF seems to be, so that the person learns which file they picked."""

from __future__ import annotations

import codecs

_DOWNLOAD_AGAIN = "Download the model again: it should be a file that ends in .gguf."
_WANT_GGUF = "Look for the GGUF version of this model."

_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"version https://git-lfs",
        "a pointer that git left in the model's place",
        "Fetch the model itself (git lfs pull).",
    ),
    (b"<!doctype html", "a web page, as a failed download leaves", _DOWNLOAD_AGAIN),
    (b"<html", "a web page, as a failed download leaves", _DOWNLOAD_AGAIN),
    (b"<?xml", "an XML file, as a failed download leaves", _DOWNLOAD_AGAIN),
    (b"pk\x03\x04", "a zip archive or PyTorch weights (pickle)", f"Fireside never opens pickles. {_WANT_GGUF}"),
    (b"\x80\x02", "PyTorch weights (pickle)", f"Fireside never opens pickles. {_WANT_GGUF}"),
    (b"\x80\x04", "PyTorch weights (pickle)", f"Fireside never opens pickles. {_WANT_GGUF}"),
    (b"lmgg", "weights in GGML's older format", _WANT_GGUF),
    (b"tjgg", "weights in GGML's older format", _WANT_GGUF),
    (b"fmgg", "weights in GGML's older format", _WANT_GGUF),
    (b"ggla", "a LoRA adapter in an older format", "Choose the model itself."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"rar!", "a RAR archive", "Unpack it first."),
    (b"\xfd7zxz", "an xz archive", "Unpack it first."),
    (b"(\xb5/\xfd", "a Zstandard archive", "Unpack it first."),
    (b"%pdf", "a PDF document", _WANT_GGUF),
    (b"{", "a JSON file", _WANT_GGUF),
)


def resemblance(start: bytes) -> tuple[str, str]:
    """What the first bytes (at least 64, if there are as many) look like, and what to do about it."""
    if start[8:10] == b'{"' and int.from_bytes(start[:8], "little") < 1 << 32:
        return "weights in safetensors format", _WANT_GGUF
    if not start.strip(b"\0"):
        return "a download that did not finish (it begins with nothing but zeros)", _DOWNLOAD_AGAIN
    lowered = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for magic, what, hint in _STARTS:
        if lowered.startswith(magic):
            return what, hint
    return ("a text file" if _is_text(start) else "something else"), _WANT_GGUF


def _is_text(start: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(start)  # a character may be cut in two at the end
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\t\r\n" for letter in text)
