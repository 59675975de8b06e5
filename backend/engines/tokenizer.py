"""A `tokenizer.json` as a vocabulary: text into tokens, so that people's words never become control tokens, and back.

The library finds added tokens in any text, so it is given a tokenizer without those that do anything; where the
template itself wrote one, an unguessable placeholder stands in the text, and the token takes its place afterwards.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.engines.spans import Span
from backend.errors import ModelBroken

_BLANK = "▁"
_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_TURN_ENDS = ("<|im_end|>", "<|eot_id|>", "<end_of_turn>")
"""They mean nothing else, and fine-tuned models often forget to name theirs."""
_SPELLS = {"ByteLevel", "Metaspace", "Replace", "ByteFallback", "Fuse", "Strip", "Sequence"}
"""The decoders whose tokens can be spelled one by one."""


@dataclass(frozen=True)
class Mark:
    """A token that is more than its letters. A `control` one is not shown; blanks before or after may belong to it."""

    text: str
    token: int
    control: bool
    strips_before: bool
    strips_after: bool


class Tokenizer:
    """`source` is what a tokenizer.json holds; `ends` and the token of the text `eos` end a reply.

    Raises `ModelBroken` when there is no such tokenizer.
    """

    def __init__(self, source: dict[str, Any], *, ends: Collection[int] = (), eos: str = "") -> None:
        added = [item for item in source.get("added_tokens") or () if isinstance(item, dict)]
        marks = [_mark(item) for item in added if item.get("special") or not _harmless(str(item.get("content")))]
        self._marks = {mark.text: mark for mark in marks}
        self._by_token = {mark.token: mark for mark in marks}
        self._harmless = {
            int(item["id"]): str(item["content"]) for item in added if item.get("content") not in self._marks
        }
        named = (self._marks[text].token for text in (eos, *_TURN_ENDS) if text in self._marks)
        self._ends = frozenset((*ends, *named))
        self._any = _any_of(self._marks)
        self._shown_kind = _any_of(mark.text for mark in marks if not mark.control)
        self._spells_bytes = _spelling(source.get("decoder"))
        kept = [item for item in added if item.get("content") in self._harmless.values()]
        plain = {**source, "added_tokens": kept, "truncation": None, "padding": None, "post_processor": None}
        self._library = _opened(plain)
        self._slot, self._cut = self._placeholders()
        ids = {self._library.token_to_id(text): token for token, text in self._harmless.items()}
        self._real: Mapping[int, int] = {ours: theirs for ours, theirs in ids.items() if ours != theirs}
        self._shown: frozenset[int] = frozenset()

    def _placeholders(self) -> tuple[tuple[str, int], tuple[str, int]]:
        from tokenizers import AddedToken

        texts = [f"\ue000{secrets.token_hex(12)}\ue000" for _ in range(2)]
        self._library.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in texts])
        slot, cut = ((text, int(self._library.token_to_id(text))) for text in texts)
        return slot, cut

    @property
    def specials(self) -> tuple[str, ...]:
        """The texts of all tokens that are more than their letters."""
        return tuple(self._marks)

    def ends(self, token: int) -> bool:
        """Whether this token ends a reply."""
        return token in self._ends

    # -------------------------------------------------------------- text into tokens

    def tokens(self, spans: Sequence[Span]) -> list[int]:
        """The tokens of a prompt."""
        text, marks = self._laid_out(spans)
        order = iter(marks)
        slot, cut = self._slot[1], self._cut[1]
        return [
            next(order).token if token == slot else self._real.get(token, token)
            for token in self._encode(text)
            if token != cut
        ]

    def _laid_out(self, spans: Sequence[Span]) -> tuple[str, list[Mark]]:
        """All words, with a placeholder for each mark, and the marks in their order."""
        words: list[str] = []
        marks: list[Mark] = []
        swallow_blanks = False
        for item in self._split(spans):
            if isinstance(item, Mark):
                while item.strips_before and words and words[-1] is not self._slot[0]:
                    words[-1] = words[-1].rstrip()
                    if words[-1]:
                        break
                    words.pop()
                words.append(self._slot[0])
                marks.append(item)
                swallow_blanks = item.strips_after
            elif item := item.lstrip() if swallow_blanks else item:
                words.append(item)
                swallow_blanks = False
        return "".join(words), marks

    def _split(self, spans: Sequence[Span]) -> Iterator[str | Mark]:
        """Plain words, and the marks that the template itself wrote, or the model where they show."""
        for span in spans:
            pattern = self._any if span.role is None else self._shown_kind if span.role == "assistant" else None
            at = 0
            for match in pattern.finditer(span.text) if pattern else ():
                yield span.text[at : match.start()]
                yield self._marks[match[0]]
                at = match.end()
            yield span.text[at:]

    def _encode(self, text: str) -> list[int]:
        """Some vocabularies hold the texts of marks among their words: such a word is cut in two."""
        text = text.encode("utf-8", "replace").decode()  # halves of characters are no Unicode
        while True:
            encoded = self._library.encode(text, add_special_tokens=False)
            cuts = [
                start + 1
                for token, (start, end) in zip(encoded.ids, encoded.offsets, strict=True)
                if token in self._by_token and end - start > 1 and text[start:end].strip() == self._by_token[token].text
            ]
            if not cuts:
                return list(encoded.ids)
            starts = [0, *cuts]
            text = self._cut[0].join(text[start:end] for start, end in zip(starts, [*cuts, len(text)], strict=True))

    # -------------------------------------------------------------- tokens into text

    def show(self, texts: Iterable[str]) -> None:
        """Let `piece` tell the texts of these control tokens: marks around thoughts or calls, which someone reads."""
        self._shown = frozenset(self._marks[text].token for text in texts if text in self._marks)

    def piece(self, token: int, *, first: bool = False) -> bytes:
        """The bytes a token adds to a text; control tokens add none, but for those shown.

        `first` drops the blank before a first word.
        """
        mark = self._by_token.get(token)
        if mark:
            return b"" if mark.control and token not in self._shown else mark.text.encode()
        if token in self._harmless:
            return self._harmless[token].encode()
        text = self._library.id_to_token(token) if token not in (self._slot[1], self._cut[1]) else None
        piece = self._spelled(text or "")
        return piece[1:] if first and piece[:1] == b" " else piece

    def _spelled(self, text: str) -> bytes:
        if self._spells_bytes:
            return b"".join(_LETTERS[letter] if letter in _LETTERS else letter.encode() for letter in text)
        byte = _BYTE.fullmatch(text)
        return bytes([int(byte[1], 16)]) if byte else text.replace(_BLANK, " ").encode()


def _mark(item: dict[str, Any]) -> Mark:
    content, token = item.get("content"), item.get("id")
    if not isinstance(content, str) or not content or type(token) is not int or token < 0:
        raise ModelBroken("The tokenizer's added tokens make no sense.", "Download the folder again.")
    before, after = bool(item.get("lstrip")), bool(item.get("rstrip"))
    return Mark(content, token, bool(item.get("special")), before, after)


def _opened(source: dict[str, Any]) -> Any:
    import tokenizers

    try:
        return tokenizers.Tokenizer.from_str(json.dumps(source))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # what panics in Rust is no Exception
        raise ModelBroken(f"tokenizer.json cannot be used: {str(error)[:200]}", "Download the folder again.") from error


def _spelling(decoder: Any) -> bool:
    """Whether tokens are spelled in GPT-2's letters for bytes."""
    kinds = set(_kinds(decoder))
    if kinds - _SPELLS:
        raise ModelBroken(
            f"The tokenizer is of a kind that Fireside does not know ({', '.join(sorted(kinds - _SPELLS))[:80]}).",
            "Look for a GGUF file of this model.",
        )
    return "ByteLevel" in kinds


def _kinds(decoder: Any) -> Iterator[str]:
    if isinstance(decoder, dict):
        yield str(decoder.get("type"))
        for part in decoder.get("decoders") or ():
            yield from _kinds(part)


def _harmless(text: str) -> bool:
    """Some vocabularies add runs of blanks or bare words; only marks such as `<think>` do anything."""
    return all(letter.isalnum() or letter.isspace() or letter == _BLANK for letter in text)


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(texts, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")


def _byte_letters() -> dict[str, bytes]:
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return {chr(byte if byte in plain else next(others)): bytes([byte]) for byte in range(256)}


_LETTERS = _byte_letters()
