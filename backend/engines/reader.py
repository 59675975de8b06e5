"""Reads forward through a file that nobody vouches for: never past its end, never keeping more than it should."""

from __future__ import annotations

from struct import Struct
from typing import Protocol

from backend.errors import ModelBroken

U32, U64 = Struct("<I"), Struct("<Q")
AGAIN = "Download the file again."
WINDOW = 1 << 20
_MOST_STRINGS = 1 << 23
_MOST_KEPT = 1 << 24
_NUMBER = 32
"""Bytes that a number takes in Python."""


class Source(Protocol):
    """What can be read from any place on: a file, or one on another computer."""

    def seek(self, offset: int, /) -> int: ...
    def read(self, size: int, /) -> bytes: ...


class Reader:
    """Reads in windows of so many bytes, little-endian."""

    def __init__(self, file: Source, size: int, window: int = WINDOW) -> None:
        self._file, self._size, self._least = file, size, window
        self._window, self._start, self._at = b"", 0, 0
        self._kept = self._strings = 0

    @property
    def position(self) -> int:
        """Bytes from the start of the file."""
        return self._start + self._at

    @property
    def left(self) -> int:
        """Bytes up to the end of the file."""
        return self._size - self.position

    def take(self, count: int) -> bytes:
        """The next bytes. Raises `ModelBroken` when there are fewer, as all methods do."""
        if count > self.left:
            raise unfinished()
        if self._at + count > len(self._window):
            self._refill(count)
        piece = self._window[self._at : self._at + count]
        if len(piece) < count:  # the file shrank while it was read
            raise unfinished()
        self._at += count
        return piece

    def _refill(self, count: int) -> None:
        self._start += self._at
        self._file.seek(self._start)
        self._window, self._at = self._file.read(max(count, self._least)), 0

    def skip(self, count: int) -> None:
        """Step over so many bytes without reading them."""
        if count > self.left:
            raise unfinished()
        self._at += count

    def number(self, form: Struct) -> int:
        """One number of that form (a float is one too)."""
        value: int = form.unpack(self.take(form.size))[0]
        return value

    def numbers(self, form: Struct, count: int) -> tuple[int, ...]:
        """So many numbers of that form."""
        self._keep(count * _NUMBER)
        return tuple(value for (value,) in form.iter_unpack(self.take(count * form.size)))

    def text(self, longest: int) -> str:
        """One text with its length before it."""
        length = self.number(U64)
        if length > longest:
            raise absurd("a text of an absurd length")
        self._keep(length)
        try:
            return self.take(length).decode("utf-8")
        except UnicodeDecodeError:
            raise absurd("a text that is no UTF-8") from None

    def _keep(self, size: int) -> None:
        self._kept += size
        if self._kept > _MOST_KEPT:
            raise absurd("more texts and numbers than any model has")

    def skip_strings(self, count: int) -> None:
        """Step over so many texts without keeping one: vocabularies are long."""
        self._strings += count
        if self._strings > _MOST_STRINGS:
            raise absurd(f"a list of {count} texts")
        if count > self.left // 8:
            raise unfinished()
        length_at = U64.unpack_from
        while count:
            if len(self._window) - self._at < 8:
                if self.left < 8:
                    raise unfinished()
                self._refill(8)
            window, at = self._window, self._at
            last = len(window) - 8
            if last < 0:
                raise unfinished()
            while count and at <= last:
                at += 8 + length_at(window, at)[0]
                count -= 1
            self.skip(at - self._at)


def unfinished() -> ModelBroken:
    """The file has fewer bytes than its header needs."""
    return ModelBroken("The file ends in the middle of its header.", f"It was cut off. {AGAIN}")


def absurd(what: str) -> ModelBroken:
    """No program would have written this."""
    return ModelBroken(f"The file's header makes no sense: {what}.", f"It is damaged. {AGAIN}")
