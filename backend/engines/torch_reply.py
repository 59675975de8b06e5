"""One reply that a PyTorch model writes: from numbers to tokens, to characters, to words, thoughts and calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from backend.engines.base import Candidate, Choice, Finished, Progress, Request, Text, Thought
from backend.engines.candidates import likeliest
from backend.engines.choices import Choices
from backend.engines.families.family import Parser, Piece
from backend.engines.stops import Stops
from backend.engines.tokenizer import Tokenizer
from backend.engines.torch_sampler import TorchSampler
from backend.engines.vocabulary import Characters


class TorchReply:
    """`tokens` are the prompt, then what was written; `limit` bounds their number."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        parser: Parser,
        request: Request,
        prompt: Sequence[int],
        stops: Sequence[str],
        limit: int,
    ) -> None:
        self.tokens, self.read = list(prompt), len(prompt)
        self.ended = False
        self._limit = min(limit, self.read + request.max_tokens)
        self._tokenizer, self._parser = tokenizer, parser
        self._sampler = TorchSampler(request)
        self._stops, self._characters = Stops((*stops, *request.stop)), Characters()
        self._answers = request.turns[-1].role != "assistant"
        self._logprobs = request.logprobs
        self._choices = Choices()

    @property
    def writes(self) -> bool:
        """Whether it has begun to write."""
        return len(self.tokens) > self.read

    def write(self, logits: Any) -> Iterator[Progress]:
        """Choose the next token, of float32 [vocabulary], and tell what it brings. Raises `EngineFailed`."""
        token = self._sampler.sample(logits)
        if self._tokenizer.ends(token):
            yield from self._finish("end")
            return
        piece = self._tokenizer.piece(token, first=self._answers and not self.writes)
        if self._logprobs is not None:
            self._choices.add(self._choice(logits, token, piece))
        text, stopped = self._stops.add(self._characters.add(piece))
        self.tokens.append(token)
        yield from self._told(self._parser.add(text))
        if stopped:
            yield from self._finish("end")
        elif len(self.tokens) >= self._limit:
            yield from self._finish("length")

    def _choice(self, logits: Any, token: int, piece: bytes) -> Choice:
        logprob, others = likeliest(logits.cpu().numpy(), token, self._logprobs or 0)
        candidates = tuple(Candidate(piece=self._tokenizer.piece(other), logprob=value) for other, value in others)
        return Choice(piece=piece, logprob=logprob, likeliest=candidates)

    def _told(self, pieces: Sequence[Piece]) -> Iterator[Progress]:
        for piece in pieces:
            if self._logprobs is not None and isinstance(piece, Text | Thought):
                choices = self._choices.take(piece.text)
                piece = piece if isinstance(piece, Thought) else piece.model_copy(update={"choices": choices})
            yield piece

    def _finish(self, stop: Literal["end", "length"]) -> Iterator[Progress]:
        self.ended = True
        yield from self._told([*self._parser.add(self._stops.rest()), *self._parser.end()])
        yield Finished(stop=stop, read=self.read, tokens=len(self.tokens) - self.read)
