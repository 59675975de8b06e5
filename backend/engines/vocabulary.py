"""A model's vocabulary: text into tokens, so that people's words never become control tokens, and tokens into text."""

from __future__ import annotations

import codecs
import ctypes
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from backend.engines.prompt import Memo
from backend.engines.spans import Span

_UNKNOWN, _CONTROL, _USER_DEFINED = 1 << 0, 1 << 3, 1 << 4
_STRIPS_BEFORE, _STRIPS_AFTER = 1 << 7, 1 << 8


class Vocabulary:
    """Wraps `llama_vocab`. `library` is the module `llama_cpp.llama_cpp`, `model` a loaded model's handle."""

    def __init__(self, library: Any, model: int) -> None:
        self._library = library
        self.handle = self._vocab = library.llama_model_get_vocab(model)
        self.size: int = library.llama_vocab_n_tokens(self._vocab)
        self._attributes = self._find_specials()
        self._tokens = {text: token for token, (text, _) in self._attributes.items()}
        self._special = _any_of(self._tokens)
        self._disguised = _any_of(
            text for text, attributes in self._attributes.values() if attributes & _USER_DEFINED and not _harmless(text)
        )
        self._bos: int = library.llama_vocab_bos(self._vocab)
        self._buffer = ctypes.create_string_buffer(512)
        self._shown: frozenset[int] = frozenset()
        self._memo: Memo[tuple[Span, ...]] = Memo(self._plain, lambda run: sum(len(span.text) for span in run))

    def _find_specials(self) -> dict[int, tuple[str, int]]:
        attributes_of, text_of = self._library.llama_vocab_get_attr, self._library.llama_vocab_get_text
        found = {}
        for token in range(self.size):
            attributes = attributes_of(self._vocab, token)
            if attributes & (_UNKNOWN | _CONTROL | _USER_DEFINED) and (text := text_of(self._vocab, token)):
                found[token] = (text.decode("utf-8", "replace"), attributes)
        return found

    @property
    def specials(self) -> tuple[str, ...]:
        """The texts of all tokens that are more than their letters."""
        return tuple(self._tokens)

    @property
    def bos(self) -> str:
        """The text of the token that begins a prompt, or nothing."""
        return self._text(self._bos)

    @property
    def eos(self) -> str:
        """The text of the token that ends a text, or nothing."""
        return self._text(self._library.llama_vocab_eos(self._vocab))

    def _text(self, token: int) -> str:
        raw = self._library.llama_vocab_get_text(self._vocab, token) if 0 <= token < self.size else None
        return raw.decode("utf-8", "replace") if raw else ""

    def ends(self, token: int) -> bool:
        """Whether this token ends a reply."""
        return bool(self._library.llama_vocab_is_eog(self._vocab, token))

    def tokens(self, spans: Sequence[Span], seen: Mapping[str, Sequence[int]] = {}) -> list[int]:
        """The tokens of a prompt, with the begin token where the model wants one; `seen` are those of its pictures."""
        tokens: list[int] = []
        run: list[Span] = []
        swallow_blanks = False
        for item in self._split(spans):
            if isinstance(item, Span) and item.image:
                tokens += [*self._memo.of(tuple(run)), *seen[item.image.id]]
                run, swallow_blanks = [], False
                continue
            if isinstance(item, Span):
                text = item.text.lstrip() if swallow_blanks and not run else item.text
                run += [Span(text, item.role)] if text else []
                continue
            if run and self._attributes[item][1] & _STRIPS_BEFORE:
                run[-1] = Span(run[-1].text.rstrip(), run[-1].role)
            tokens += [*self._memo.of(tuple(run)), item]
            run, swallow_blanks = [], bool(self._attributes[item][1] & _STRIPS_AFTER)
        tokens += self._memo.of(tuple(run))
        if self._library.llama_vocab_get_add_bos(self._vocab) and tokens[:1] != [self._bos]:
            tokens.insert(0, self._bos)
        return tokens

    def _split(self, spans: Sequence[Span]) -> Iterator[Span | int]:
        """Spans of plain words, and between them the special tokens that the template itself wrote."""
        for span in spans:
            if span.role is not None:
                yield span
                continue
            at = 0
            for match in self._special.finditer(span.text):
                if match.start() > at:
                    yield Span(span.text[at : match.start()])
                yield self._tokens[match[0]]
                at = match.end()
            if at < len(span.text):
                yield Span(span.text[at:])

    def _plain(self, run: Sequence[Span]) -> list[int]:
        """The tokens of plain words that follow each other.

        `parse_special=False` still matches user-defined tokens (`<tool_call>`): one that people wrote is cut in two.
        """
        text = "".join(span.text for span in run)
        cuts, at = [0], 0
        theirs = bytearray(len(text))
        for span in run:
            if span.role not in (None, "assistant"):
                theirs[at : at + len(span.text)] = b"\1" * len(span.text)
            at += len(span.text)
        at = 0
        while match := self._disguised.search(text, at):
            at = match.start() + 1
            if any(theirs[match.start() : match.end()]):
                cuts.append(at)
        tokens: list[int] = []
        for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
            tokens += self._tokenize(text[start:end])
        return tokens

    def passage(self, text: str) -> list[int]:
        """The tokens of a text alone, with the marks that this model wants around it."""
        return self._tokenize(text, marked=True)

    def _tokenize(self, text: str, *, marked: bool = False) -> list[int]:
        if not text and not marked:
            return []
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 8
        tokens = (ctypes.c_int32 * room)()
        count = self._library.llama_tokenize(self._vocab, raw, len(raw), tokens, room, marked, False)
        if count < 0:
            tokens = (ctypes.c_int32 * -count)()
            count = self._library.llama_tokenize(self._vocab, raw, len(raw), tokens, -count, marked, False)
        return tokens[: max(count, 0)]

    def show(self, texts: Iterable[str]) -> None:
        """Let `piece` tell the texts of these control tokens: marks around thoughts or calls, which someone reads."""
        self._shown = frozenset(self._tokens[text] for text in texts if text in self._tokens)

    def piece(self, token: int, *, first: bool = False) -> bytes:
        """The bytes a token adds to a text; control tokens add none, but for those shown.

        `first` drops the blank before a first word.
        """
        convert, buffer, shown = self._library.llama_token_to_piece, self._buffer, token in self._shown
        count = convert(self._vocab, token, buffer, len(buffer), int(first), shown)
        if count < 0:
            buffer = self._buffer = ctypes.create_string_buffer(-count)
            count = convert(self._vocab, token, buffer, -count, int(first), shown)
        return buffer.raw[: max(count, 0)]


class Characters:
    """Puts bytes together to whole characters; half of one waits for its rest."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def add(self, piece: bytes) -> str:
        """The characters that are whole now. Bytes that are no UTF-8 become U+FFFD."""
        return self._decoder.decode(piece)


def _harmless(text: str) -> bool:
    """Some vocabularies define letters, bare words or runs of blanks so; only marks such as `<think>` do anything."""
    return len(text) == 1 or all(letter.isalnum() or letter.isspace() or letter == "▁" for letter in text)


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(texts, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
