"""A small grammar of phrases: {a|b} is one of, [a] is half the time, $name is a slot."""

import random
import re
from collections.abc import Mapping
from functools import cache

Node = str | tuple[str, tuple[tuple["Node", ...], ...]]

SLOT = re.compile(r"\$([a-z]+\d*)")


@cache
def parse(phrase: str) -> tuple[Node, ...]:
    nodes, end = sequence(phrase, 0, "")
    if end != len(phrase):
        raise ValueError(f"A bracket closes too early in: {phrase}")
    return nodes


def sequence(phrase: str, at: int, stops: str) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    plain = ""
    while at < len(phrase) and phrase[at] not in stops:
        letter = phrase[at]
        if letter in "{[":
            close = "}" if letter == "{" else "]"
            choices, at = alternatives(phrase, at + 1, close)
            nodes += [plain, (letter, choices)]
            plain = ""
        elif letter in "}]":
            raise ValueError(f"A bracket closes that was never opened: {phrase}")
        else:
            plain += letter
            at += 1
    return (*nodes, plain), at


def alternatives(phrase: str, at: int, close: str) -> tuple[tuple[tuple[Node, ...], ...], int]:
    choices = []
    while True:
        nodes, at = sequence(phrase, at, "|" + close)
        choices.append(nodes)
        if at >= len(phrase):
            raise ValueError(f"A bracket is never closed: {phrase}")
        at += 1
        if phrase[at - 1] == close:
            return tuple(choices), at


def grow(nodes: tuple[Node, ...], rng: random.Random) -> str:
    grown = []
    for node in nodes:
        if isinstance(node, str):
            grown.append(node)
        elif node[0] == "{" or rng.random() < 0.5:
            grown.append(grow(rng.choice(node[1]), rng))
    return "".join(grown)


def say(phrase: str, rng: random.Random, slots: Mapping[str, str] | None = None) -> str:
    """One wording of a phrase. Slots are filled in last, so that nothing in a value is read as grammar."""
    text = grow(parse(phrase), rng)
    text = re.sub(r" +", " ", text).strip()
    text = re.sub(r" ([,.?!;:])(?=\s|$)", r"\1", text)
    text = text.replace("\\n", "\n")
    if slots is not None:
        text = SLOT.sub(lambda found: slots[found[1]], text)
    return text


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
