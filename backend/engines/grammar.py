"""Holds a reply to a grammar: of the tokens that the model would take, the one that the grammar lets it."""

from __future__ import annotations

from typing import Any

from backend.engines.candidates import Candidates
from backend.engines.vocabulary import Vocabulary
from backend.errors import Invalid


class Grammar:
    """A grammar (GBNF) and how far the reply has come in it. Raises `Invalid` for one that makes no sense."""

    def __init__(self, library: Any, vocabulary: Vocabulary, text: str) -> None:
        self._c = library
        written = text.encode("utf-8", "replace")
        self._raw = (
            None if b"\0" in written else library.llama_sampler_init_grammar(vocabulary.handle, written, b"root")
        )
        if not self._raw:
            raise Invalid(
                "The grammar cannot be understood.",
                "Write it in GBNF, with a rule `root`, every rule defined, and none that begins with itself.",
                param="grammar",
            )
        self._candidates = Candidates(library, vocabulary.size)

    def sample(self, chain: Any, context: Any, index: int) -> int | None:
        """The token that the chain takes among those allowed after that output; None when none is."""
        token = self._candidates.fill(context, index).choose(chain)
        # A grammar looks at the letters of every candidate: the chosen one alone first, nearly always it may stay.
        if not self._candidates.one(token).allowed_by(self._raw):
            if not self._candidates.fill(context, index).allowed_by(self._raw):
                return None
            token = self._candidates.choose(chain)
        self._c.llama_sampler_accept(self._raw, token)
        self._c.llama_sampler_accept(chain, token)
        return token

    def close(self) -> None:
        """Give it back."""
        self._c.llama_sampler_free(self._raw)
