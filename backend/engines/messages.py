"""Turns as the messages that chat templates expect, and as plain ones for templates that know no tools."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from backend.engines.base import Called, Image, ToolSpec, Turn
from backend.engines.families import generic
from backend.engines.families.family import Family

_PICTURE = "[picture]"


@dataclass(frozen=True)
class Words:
    """A stretch of a message that the template did not write. `role` says whose; a template may leave it out if `may`.

    `turn` counts the turns. The text of a picture only stands for it.
    """

    text: str
    role: str
    turn: int
    may: bool = False
    image: Image | None = None


@dataclass(frozen=True)
class Form:
    """How a template takes what a turn holds. `reasoning` is the key of thoughts; nothing when it takes none.

    `texts`: arguments are JSON in a text, else objects.
    """

    family: Family
    reasoning: str = ""
    texts: bool = False


def compose(
    turns: Sequence[Turn], form: Form, say: Callable[[Words], str], defuse: Callable[[str], str]
) -> list[dict[str, Any]]:
    """The messages; `say` is given each stretch of words, and what it answers stands in their place."""
    ids = _Ids(form.family, defuse)
    messages: list[dict[str, Any]] = []
    for index, turn in enumerate(turns):
        message: dict[str, Any] = {"role": turn.role, "content": ""}
        pictures = "".join(say(Words(_PICTURE, turn.role, index, image=image)) for image in turn.images)
        if turn.content or not (turn.calls or pictures):
            message["content"] = say(Words(turn.content, turn.role, index, may=bool(turn.calls)))
        if pictures:
            message["content"] = pictures + message["content"]
        if turn.reasoning and form.reasoning:
            message[form.reasoning] = say(Words(turn.reasoning, turn.role, index, may=True))
        if turn.calls:
            say_argument = _argument(say, index)
            message["tool_calls"] = [
                {
                    "id": ids.of(call),
                    "type": "function",
                    "function": {"name": defuse(call.name), "arguments": _arguments(call, form, say_argument, defuse)},
                }
                for call in turn.calls
            ]
        if turn.role == "tool":
            message |= ids.answered(turn)
        messages.append(message)
    return messages


class _Ids:
    """Ids of the form that the family knows, and no other text: theirs where they have it."""

    def __init__(self, family: Family, defuse: Callable[[str], str]) -> None:
        self._pattern, self._form = family.call_id
        self._defuse = defuse
        self._known: dict[str, tuple[str, str]] = {}
        self._count = 0

    def of(self, call: Called) -> str:
        name = self._defuse(call.name)
        good = re.fullmatch(self._pattern, call.id)
        id = call.id if good else self._form.format(name=name, number=self._count)
        self._count += 1
        self._known[call.id] = id, name
        return id

    def answered(self, turn: Turn) -> dict[str, str]:
        name = self._defuse(turn.name)
        id, called = self._known.get(turn.call_id) or (self._form.format(name=name, number=self._count), name)
        return {"tool_call_id": id, "name": name or called}


def _argument(say: Callable[[Words], str], turn: int) -> Callable[[str], str]:
    return lambda text: say(Words(text, "assistant", turn))


def _arguments(call: Called, form: Form, say: Callable[[str], str], defuse: Callable[[str], str]) -> Any:
    told = _told(arguments(call), say, defuse)
    return json.dumps(told, ensure_ascii=False) if form.texts else told


def arguments(call: Called) -> dict[str, Any]:
    """The arguments of a call; what is no object is one argument."""
    try:
        found = json.loads(call.arguments or "{}", strict=False)
    except (ValueError, RecursionError):
        found = call.arguments
    return found if isinstance(found, dict) else {"arguments": found}


def _told(value: Any, say: Callable[[str], str], defuse: Callable[[str], str]) -> Any:
    if isinstance(value, str) and value:
        return say(value)
    if isinstance(value, list):
        return [_told(item, say, defuse) for item in value]
    if isinstance(value, dict):
        return {defuse(key): _told(item, say, defuse) for key, item in value.items()}
    return value


def declare(tools: Sequence[ToolSpec], defuse: Callable[[str], str]) -> list[Any]:
    """The tools as templates expect them."""
    return [_told({"type": "function", "function": tool.model_dump()}, defuse, defuse) for tool in tools]


# ------------------------------------------------------------------ other turns that say the same


def merged(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Neighbours of one role made one turn: many templates insist that roles alternate."""
    made: list[Turn] = []
    for turn in turns:
        last = made[-1] if made else None
        if last and last.role == turn.role != "tool" and not last.calls:
            made.pop()
            glue = "" if turn.role == "assistant" else "\n\n"
            content = glue.join(part for part in (last.content, turn.content) if part)
            reasoning = "\n\n".join(part for part in (last.reasoning, turn.reasoning) if part)
            images = last.images + turn.images
            turn = turn.model_copy(update={"content": content, "reasoning": reasoning, "images": images})
        made.append(turn)
    return tuple(made)


def folded(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The system's words at the head of the first turn: some templates know no system."""
    system, *rest = turns
    if not rest or rest[0].role != "user":
        return (Turn(role="user", content=system.content), *rest)
    first = Turn(role="user", content=f"{system.content}\n\n{rest[0].content}", images=rest[0].images)
    return (first, *rest[1:])


def blind(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """A line of words in the place of each picture, for models that cannot see."""
    return tuple(_blind(turn) if turn.images else turn for turn in turns)


def _blind(turn: Turn) -> Turn:
    lines = [f"[A picture that you cannot see: {' '.join(image.name.split())}]" for image in turn.images]
    return turn.model_copy(update={"content": "\n".join([*lines, *filter(None, [turn.content])]), "images": ()})


def thoughtless(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Without thoughts."""
    return tuple(turn.model_copy(update={"reasoning": ""}) for turn in turns)


def one_by_one(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Each call in a turn of its own, its result behind it: some templates know one call a turn."""
    made: list[Turn] = []
    results = {turn.call_id: turn for turn in turns if turn.role == "tool"}
    placed: set[str] = set()
    for turn in turns:
        many = len(turn.calls) > 1 and all(call.id in results for call in turn.calls)
        for number, call in enumerate(turn.calls if many else ()):
            first = turn if number == 0 else Turn(role="assistant", content="")
            made += [first.model_copy(update={"calls": (call,)}), results[call.id]]
            placed.add(call.id)
        if not many and (turn.role != "tool" or turn.call_id not in placed):
            made.append(turn)
    return tuple(made)


def plain(turns: Sequence[Turn], tools: Sequence[ToolSpec]) -> tuple[Turn, ...]:
    """Tools described in the system's words, calls in the generic form, results as the user's words."""
    return merged((*_described(tools), *(_plain(turn) for turn in turns)))


def _described(tools: Sequence[ToolSpec]) -> Iterator[Turn]:
    if tools:
        yield Turn(role="system", content=generic.describe(tools))


def _plain(turn: Turn) -> Turn:
    if turn.role == "tool":
        return Turn(role="user", content=f"The tool {turn.name or 'you called'} returned:\n\n{turn.content}")
    calls = [generic.written(call, arguments(call)) for call in turn.calls]
    return turn.model_copy(update={"calls": (), "content": "\n".join([*filter(None, (turn.content,)), *calls])})
