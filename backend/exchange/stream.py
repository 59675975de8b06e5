"""The items of a JSON file, one by one: whatever the size of the file, only one of them is in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import IO, Any

from backend.errors import Conflict
from backend.exchange.unreadable import Unreadable

DEEPEST = 2000
LONGEST = 128 << 20
"""Of one item, in bytes."""
CHUNK = 1 << 16
EMPTY: dict[str, Any] = {"start_map": {}, "start_array": []}
BOM = b"\xef\xbb\xbf"


class Watched:
    """A file that counts what is read of it, tells that, and stops when asked; a byte order mark is passed over."""

    def __init__(self, file: IO[bytes], on_read: Callable[[int], None], stopped: Callable[[], bool]) -> None:
        self._file, self._on_read, self._stopped = file, on_read, stopped
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        """As of a file. Raises `Conflict` when it was stopped."""
        if self._stopped():
            raise Conflict("It was stopped.")
        first = self.taken == 0 and size > 0
        data = self._file.read(size)
        self.taken += len(data)
        if data:
            self._on_read(len(data))
        if first and data.startswith(BOM):
            data = data[len(BOM) :] or self.read(size)
        return data


def items(file: Watched, within: str | None = None, *, lines: bool = False) -> Iterator[Any]:
    """What an array holds: the file itself, or `within` an object under that key; of a single object, it alone.

    With `lines`, every value of the file. An item that is too large or too deep comes as an `Unreadable`, and the next
    one follows. Raises `Unreadable` where the file ends to be JSON.
    """
    import ijson

    try:
        events = ijson.basic_parse(file, multiple_values=lines, buf_size=CHUNK)
        yield from _items(iter(events), file, within, lines)
    except ijson.JSONError as error:
        reason = str(error).split("\n", 1)[0].strip()
        raise Unreadable("torn", f"{reason}, before byte {file.taken:,}") from error


def keys(file: Watched, most: int = 200_000) -> dict[str, Any]:
    """The outermost object, or the first one in an array; in place of the objects and arrays in it, empty ones.

    Of an object that goes on after `most` things, only those keys. Empty when there is none.
    """
    import ijson

    found: dict[str, Any] = {}
    depth, wanted, key = 0, 1, None
    try:
        events = ijson.basic_parse(file, multiple_values=True, buf_size=CHUNK)
        for number, (event, value) in enumerate(events):
            if number == 0:
                wanted = 2 if event == "start_array" else 1
            if depth == wanted and event == "map_key":
                key = value
            elif depth == wanted and key is not None and not event.startswith("end"):
                found[key], key = EMPTY.get(event, _number(value)), None
            depth += event.startswith("start_") - event.startswith("end_")
            if number >= most or (depth < wanted and number > 1):
                break
    except ijson.JSONError:
        pass
    return found


def _items(events: Iterator[tuple[str, Any]], file: Watched, within: str | None, lines: bool) -> Iterator[Any]:
    if lines:
        for one in events:
            yield _built(one, events, file)
        return
    first = next(events, None)
    if first is None:
        return
    if first[0] == "start_array" and within is None:
        yield from _rest(events, file)
    elif first[0] == "start_map" and within is not None:
        for event, value in events:
            if event == "map_key" and value == within:
                if next(events)[0] == "start_array":
                    yield from _rest(events, file)
            elif event != "map_key" and event.startswith("start_"):
                _skip(events)
    else:
        yield _built(first, events, file)
        next(events, None)  # what follows the only value would not be JSON


def _rest(events: Iterator[tuple[str, Any]], file: Watched) -> Iterator[Any]:
    for event in events:
        if event[0] == "end_array":
            return
        yield _built(event, events, file)


def _built(first: tuple[str, Any], events: Iterator[tuple[str, Any]], file: Watched) -> Any:
    """The value that begins with an event; an `Unreadable` in its place when it is too much, with all of it passed."""
    event, value = first
    if not event.startswith("start_"):
        return _number(value)
    begun = file.taken
    root: Any = {} if event == "start_map" else []
    above: list[tuple[Any, Any]] = []
    here, key = root, None
    for event, value in events:
        if event == "map_key":
            key = value
            continue
        if event in ("end_map", "end_array"):
            if not above:
                return root
            here, key = above.pop()
            continue
        made = {} if event == "start_map" else [] if event == "start_array" else _number(value)
        if type(here) is dict:
            here[key] = made
        else:
            here.append(made)
        if event.startswith("start_"):
            above.append((here, key))
            here = made
            if len(above) > DEEPEST:
                _skip(events, len(above) + 1)
                return Unreadable("deep")
        if file.taken - begun > LONGEST:
            _skip(events, len(above) + 1)
            return Unreadable("large", f"more than {LONGEST >> 20} MB")
    return root


def _number(value: Any) -> Any:
    """ijson's own floats end the reading at a number that is too large; of what it gives instead, floats again."""
    return float(value) if type(value) is Decimal else value


def _skip(events: Iterator[tuple[str, Any]], depth: int = 1) -> None:
    """Pass over the rest of what is open."""
    for event, _ in events:
        depth += event.startswith("start_") - event.startswith("end_")
        if depth == 0:
            return
