"""A thread as another program wrote it, in one shape for all of them; and how it becomes one of ours."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from backend.domain import (
    LONGEST_PROMPT,
    Message,
    Part,
    Role,
    Run,
    RunStatus,
    TextPart,
    Thread,
    WholeThread,
    now,
    same_id,
)

LONGEST_TITLE = 200
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
T = TypeVar("T")


@dataclass
class Turn:
    """One message. `key` is its name in the file; `parent` that of the one before it. Without parts it says nothing."""

    key: str
    parent: str | None
    role: Role
    parts: list[Part]
    at: datetime | None = None
    model: str = ""


@dataclass
class ForeignThread:
    """`source` and `key` name it for ever: read again, it becomes the same thread. `head` is the turn shown last.

    `lost` counts what of it has no place here, by its kind ("image", "audio", "file", "unknown").
    """

    source: str
    key: str
    title: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    turns: list[Turn] = field(default_factory=list)
    head: str | None = None
    system_prompt: str = ""
    folder: str = ""
    pinned: bool = False
    archived: bool = False
    lost: Counter[str] = field(default_factory=Counter)


def whole(foreign: ForeignThread) -> WholeThread:
    """The thread as one of ours: a tree without gaps, every date sensible, ids that are the same each time."""
    turns, stands_for = _joined(foreign.turns)
    id = same_id(foreign.source, foreign.key)
    created = foreign.created or min((turn.at for turn in turns if turn.at), default=None) or now()
    ids = {turn.key: same_id(id, turn.key) for turn in turns}
    moments: dict[str | None, datetime] = {None: created}
    messages, runs = [], []
    for turn in turns:
        moments[turn.key] = turn.at or moments[turn.parent]
        message = Message(
            id=ids[turn.key],
            thread_id=id,
            parent_id=ids[turn.parent] if turn.parent is not None else None,
            role=turn.role,
            parts=tuple(turn.parts),
            created_at=moments[turn.key],
        )
        messages.append(message)
        if turn.role is Role.ASSISTANT:
            runs.append(_run(message, turn.model or foreign.source))
    head = stands_for.get(foreign.head or "") or (turns[-1].key if turns else None)
    children = {turn.parent for turn in turns}
    while head in children:  # what is shown ends with the newest that follows
        head = next(turn.key for turn in reversed(turns) if turn.parent == head)
    prompt = "".join(letter for letter in foreign.system_prompt if letter.isprintable() or letter in "\n\t")
    thread = Thread(
        id=id,
        title=title_of(foreign.title),
        titled_by_hand=bool(foreign.title.strip()),
        created_at=created,
        updated_at=foreign.updated or max(moments.values()),
        head_id=ids[head] if head is not None else None,
        pinned=foreign.pinned,
        archived=foreign.archived,
        system_prompt=prompt[:LONGEST_PROMPT] or None,
    )
    folders = (title_of(foreign.folder),) if title_of(foreign.folder) else ()
    return WholeThread(thread=thread, folders=folders, messages=tuple(messages), runs=tuple(runs))


def _run(message: Message, model: str) -> Run:
    return Run(
        id=same_id(message.id, "run"),
        thread_id=message.thread_id,
        message_id=message.id,
        model_id=model,
        status=RunStatus.COMPLETED,
        created_at=message.created_at,
        stop="end",
    )


def _joined(turns: Iterable[Turn]) -> tuple[list[Turn], dict[str, str]]:
    """The turns that say something, parents first, each run of one role in a single one; and which stands for which.

    Programs write a call, its result and the answer as turns of their own; here they are parts of one message.
    """
    turns = ordered(list(turns), lambda turn: turn.key, lambda turn: turn.parent, _reparented)
    stands_for, saying = dict[str, str](), list[Turn]()
    for turn in turns:  # those that say nothing give way to the one before them
        before = stands_for.get(turn.parent or "")
        if turn.parts:
            saying.append(_reparented(turn, before))
            stands_for[turn.key] = turn.key
        elif before is not None:
            stands_for[turn.key] = before
    followers = Counter(turn.parent for turn in saying)
    kept, into = dict[str, Turn](), dict[str, str]()
    for turn in saying:
        before = into.get(turn.parent or "")
        if before is not None and followers[turn.parent] == 1 and kept[before].role is turn.role:
            kept[before].parts.extend(turn.parts)
            kept[before].model = kept[before].model or turn.model
        else:
            kept[turn.key] = _reparented(turn, before)
        into[turn.key] = turn.key if turn.key in kept else str(before)
    return list(kept.values()), {key: into[stands_for[key]] for key in stands_for}


def _reparented(turn: Turn, parent: str | None) -> Turn:
    return Turn(turn.key, parent, turn.role, turn.parts, turn.at, turn.model)


def ordered(
    items: Sequence[T],
    key: Callable[[T], str],
    parent: Callable[[T], str | None],
    reparented: Callable[[T, str | None], T],
) -> list[T]:
    """The same, each after the one it follows; in their own order where that holds already.

    Of two with one key the first stays. What follows something that is not there, or itself, begins a tree.
    """
    there = {key(item): item for item in reversed(items)}
    placed = dict[str, T]()
    waiting: defaultdict[str, list[T]] = defaultdict(list)

    def place(item: T) -> None:
        todo = [item]
        while todo:
            next_one = todo.pop()
            if key(next_one) not in placed:
                placed[key(next_one)] = next_one
                todo.extend(reversed(waiting.pop(key(next_one), [])))

    for item in items:
        before = parent(item)
        if before is None or before in placed:
            place(item)
        elif before in there:
            waiting[before].append(item)
        else:
            place(reparented(item, None))
    places = {key(item): number for number, item in enumerate(items)} if waiting else {}
    while waiting:  # what still waits follows a ring: that is cut open at what stands first
        walked = dict[str, None]()
        here = next(iter(waiting))
        while here not in walked:
            walked[here] = None
            here = str(parent(there[here]))
        ring = list(walked)[list(walked).index(here) :]
        place(reparented(there[min(ring, key=places.__getitem__)], None))
    return list(placed.values())


def text(words: object) -> list[Part]:
    """A text part, if there are words."""
    return [TextPart(text=clean(words))] if isinstance(words, str) and words.strip() else []


def clean(words: str) -> str:
    """Text that can be stored: half characters, which some programs write, are replaced."""
    return words.encode("utf-8", "replace").decode("utf-8")


def title_of(words: object) -> str:
    """A title in one line, not longer than ours may be."""
    if not isinstance(words, str):
        return ""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in clean(words)).split())[:LONGEST_TITLE]


def moment(value: object) -> datetime | None:
    """A point in time, from seconds or milliseconds since 1970 or as ISO 8601; None when it makes no sense."""
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value.strip())
            found = found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
        elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            seconds = value / 1000 if abs(value) > 1e11 else value
            found = datetime.fromtimestamp(seconds, UTC)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return found if EARLIEST <= found <= LATEST else None


def mapping(value: object) -> dict[str, Any]:
    """The value if it is a JSON object, else an empty one: files hold anything anywhere."""
    return value if isinstance(value, dict) else {}


def listing(value: object) -> list[Any]:
    """The value if it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def name(value: object) -> str:
    """The value if it is text, else nothing."""
    return clean(value) if isinstance(value, str) else ""
