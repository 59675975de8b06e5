"""Keeps apart what a chat template wrote and what people wrote.

What people wrote must never turn into control tokens, so the template renders unguessable placeholders; their places
show where the words belong.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.engines.base import Image, Turn
from backend.engines.messages import Words
from backend.errors import EngineFailed

Say = Callable[[Words], str]
"""What stands in a message in the place of words."""


@dataclass(frozen=True)
class Span:
    """A stretch of a prompt. `role` says whose words these are; None is the template's own text.

    The text of a picture only stands for it.
    """

    text: str
    role: str | None = None
    image: Image | None = None


def place(render: Callable[[Say], str], turns: Sequence[Turn], defuse: Callable[[str], str]) -> tuple[Span, ...]:
    """What `render` makes of the turns. Raises `EngineFailed` when it leaves out what must not be left out."""
    marks: dict[str, Words] = {}

    def mark(words: Words) -> str:
        marks[made := f"words{secrets.token_hex(12)}"] = words
        return made

    skeleton = render(mark)
    counts = {made: skeleton.count(made) for made in marks}
    for made in (made for made, count in counts.items() if count == 0):
        _refuse_loss(marks[made], turns)
    if any(count != 1 and not (count == 0 and marks[made].may) for made, count in counts.items()):
        return _rewritten(render, defuse)
    pieces = re.split(f"({'|'.join(marks)})", skeleton) if marks else [skeleton]

    def ask(made: str) -> str:
        return _said(render, marks, made, skeleton)

    walked = _walked(pieces, marks, render(lambda words: words.text), ask)
    texts = walked or [ask(piece) if piece in marks else piece for piece in pieces]
    return tuple(
        Span(text, marks[piece].role, marks[piece].image) if piece in marks else Span(text)
        for piece, text in zip(pieces, texts, strict=True)
        if text or piece in marks
    )


def _rewritten(render: Callable[[Say], str], defuse: Callable[[str], str]) -> tuple[Span, ...]:
    """Of a template that cuts or rewrites words: its text as it is, with every special token broken up.

    Raises `EngineFailed` when it leaves a picture out.
    """
    images: dict[str, Words] = {}

    def say(words: Words) -> str:
        if words.image is None:
            return defuse(words.text)
        images[made := str(10**30 + secrets.randbits(96))] = words  # digits are the same in capitals, too
        return made

    text = render(say)
    if any(made not in text for made in images):
        raise EngineFailed("The model's chat template takes no pictures.", "Send it without the picture.")
    pieces = re.split(f"({'|'.join(images)})", text) if images else [text]
    return tuple(
        Span(piece, images[piece].role, images[piece].image) if piece in images else Span(piece) for piece in pieces
    )


def _refuse_loss(words: Words, turns: Sequence[Turn]) -> None:
    turn = turns[words.turn]
    if turn.role == "system":
        raise EngineFailed("The model's chat template takes no instructions.")
    if not words.may and (turn.calls or turn.role == "tool"):
        raise EngineFailed("The model's chat template takes no tools.")


def _walked(
    pieces: Sequence[str], marks: Mapping[str, Words], whole: str, ask: Callable[[str], str]
) -> list[str] | None:
    """The text of each piece in the whole; `ask` tells it where the template makes something unusual of the words."""
    texts: list[str] = []
    at = 0
    for piece, follows in zip(pieces, [*pieces[1:], ""], strict=True):
        forms = _forms(marks[piece].text) if piece in marks else (piece,)
        text = next(
            (form for form in forms if whole.startswith(form + ("" if follows in marks else follows), at)), None
        )
        if text is None and piece in marks:
            text = ask(piece)
        if text is None or not whole.startswith(text, at):
            return None
        texts.append(text)
        at += len(text)
    return texts if at == len(whole) else None


def _forms(text: str) -> Iterator[str]:
    """What templates make of words: without the blanks around them, or inside of JSON."""
    for words in (text, text.strip()):
        yield words
        yield json.dumps(words, ensure_ascii=False)[1:-1]


def _said(render: Callable[[Say], str], marks: Mapping[str, Words], mark: str, skeleton: str) -> str:
    """What the template makes of one stretch of words, all others being marks."""
    before, after = skeleton.split(mark)
    order = iter(marks)

    def say(words: Words) -> str:
        return words.text if (each := next(order)) == mark else each

    rendered = render(say)
    fits = len(rendered) >= len(before) + len(after) and rendered.startswith(before) and rendered.endswith(after)
    return rendered[len(before) : len(rendered) - len(after)] if fits else marks[mark].text
