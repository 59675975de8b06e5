"""What a server streams, read with patience for its dialects: words, thoughts, calls and an end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel

from backend.domain import new_id
from backend.engines.base import Called, Candidate, Choice, Finished, Progress, Text, Thought
from backend.engines.families import generic
from backend.engines.families.family import Family, Think
from backend.errors import EngineFailed

_INLINE = Family(name="remote", thoughts=(Think("<think>", "</think>"),), blocks=generic.BLOCKS, bare=True)
"""What servers that do not take a reply apart leave in its words."""

_ENDS: dict[str, Literal["end", "length"]] = {"length": "length", "max_tokens": "length"}
_BAD_ENDS = {"content_filter": "withheld the rest of the reply", "error": "gave up", "abort": "gave up"}


class _Function(BaseModel):
    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class _Call(BaseModel):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Delta(BaseModel):
    content: str | list[dict[str, Any]] | None = None
    refusal: str | None = None
    reasoning_content: Any = None
    reasoning: Any = None
    tool_calls: list[_Call] | None = None


class _Likely(BaseModel):
    token: str
    bytes: list[int] | None = None
    logprob: float
    top_logprobs: list[_Likely] | None = None


class _Logprobs(BaseModel):
    content: list[_Likely] | None = None


class _Choice(BaseModel):
    index: int | None = None
    delta: _Delta | None = None
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Event(BaseModel):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None


class Deltas:
    """One reply. `host` is the server's name for people; `in_words`: calls stand in the words."""

    def __init__(self, host: str, *, in_words: bool = False) -> None:
        self._host = host
        self._parser = _INLINE.parser(in_words, "")
        self._calls: list[_Open] = []
        self._read = self._tokens = self._pieces = 0
        self._reason: str | None = None

    @property
    def finished(self) -> bool:
        """Whether the model has ended its reply; what may follow is how many tokens it had."""
        return self._reason is not None

    @property
    def begun(self) -> bool:
        """Whether there were words, thoughts or calls."""
        return self._pieces > 0

    def add(self, data: object) -> list[Progress]:
        """What one event says. Raises ValueError when it says nothing that can be understood."""
        event = _Event.model_validate(data)
        if event.usage:
            self._read = event.usage.prompt_tokens or self._read
            self._tokens = event.usage.completion_tokens or self._tokens
        out: list[Progress] = []
        for choice in event.choices or ():
            if not choice.index:
                out += self._choice(choice)
        return out

    def end(self) -> list[Progress]:
        """The rest, once the stream has ended. Raises `EngineFailed` when the reply has not; what was said stays."""
        if self._reason is None:
            raise EngineFailed(
                f"{self._host} broke off in the middle of the reply."
                if self._pieces
                else f"{self._host} sent no reply.",
                "What was said is kept. Try again, or look into the server's own log.",
            )
        if self._reason in _BAD_ENDS:
            raise EngineFailed(
                f"{self._host} {_BAD_ENDS[self._reason]} ({self._reason}).", "Ask in other words, or ask another model."
            )
        stop = _ENDS.get(self._reason, "end")
        whole = self._calls if stop == "end" else [call for call in self._calls if call.is_whole]
        calls = [call.called() for call in whole if call.name]
        return [*self.rest(), *calls, Finished(stop=stop, read=self._read, tokens=self._tokens or self._pieces)]

    def rest(self) -> list[Progress]:
        """Words that were held back, because more might have followed."""
        held = self._parser.end()
        return [piece for piece in held if self._reason is not None or not isinstance(piece, Called)]

    def _choice(self, choice: _Choice) -> list[Progress]:
        out: list[Progress] = []
        if delta := choice.delta:
            thought = next((it for it in (delta.reasoning_content, delta.reasoning) if it and isinstance(it, str)), "")
            said = ""
            if isinstance(delta.content, list):
                thought += "".join(_words(part, "thinking") for part in delta.content)
                said = "".join(_words(part, "text") for part in delta.content)
            said += (delta.content if isinstance(delta.content, str) else "") + (delta.refusal or "")
            if thought:
                out.append(Thought(text=thought))
            if said:
                out += self._said(said, choice.logprobs)
            self._pieces += bool(thought or said)
            for call in delta.tool_calls or ():
                self._call(call)
        self._reason = choice.finish_reason or self._reason
        return out

    def _said(self, text: str, logprobs: _Logprobs | None) -> Sequence[Progress]:
        if logprobs and logprobs.content:  # the tokens belong to exactly these words
            return [Text(text=text, choices=tuple(_choice(likely) for likely in logprobs.content))]
        return self._parser.add(text)

    def _call(self, delta: _Call) -> None:
        """Servers differ: a call may come whole or in pieces, and several may share an index, or have none."""
        same = [call for call in self._calls if delta.index is None or call.index == delta.index]
        call = same[-1] if same else None
        name = (delta.function and delta.function.name) or ""
        another = call and (
            (delta.id and call.id and delta.id != call.id) or (delta.index is None and name and call.name)
        )
        if call is None or another:
            call = _Open(len(self._calls) if delta.index is None else delta.index)
            self._calls.append(call)
        self._pieces += 1
        call.id = call.id or delta.id or ""
        call.name = call.name or name
        arguments = delta.function.arguments if delta.function else None
        call.arguments += json.dumps(arguments) if isinstance(arguments, dict) else arguments or ""


class _Open:
    """A call that is being received."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.id = self.name = self.arguments = ""

    @property
    def is_whole(self) -> bool:
        try:
            json.loads(self.arguments or "{}")
        except (ValueError, RecursionError):
            return False
        return True

    def called(self) -> Called:
        return Called(id=self.id or f"call_{new_id()[:9]}", name=self.name, arguments=self.arguments or "{}")


def _words(part: dict[str, Any], kind: str) -> str:
    """The words of a part of that kind; Mistral's hold more of the same."""
    if part.get("type") != kind:
        return ""
    inner = part.get(kind)
    if isinstance(inner, list):
        return "".join(_words(below, "text") for below in inner if isinstance(below, dict))
    return inner if isinstance(inner, str) else ""


def _choice(likely: _Likely) -> Choice:
    others = tuple(Candidate(piece=_piece(other), logprob=other.logprob) for other in likely.top_logprobs or ())
    return Choice(piece=_piece(likely), logprob=likely.logprob, likeliest=others)


def _piece(likely: _Likely) -> bytes:
    try:
        return likely.token.encode() if likely.bytes is None else bytes(likely.bytes)
    except ValueError:  # numbers that are no bytes
        return likely.token.encode("utf-8", "replace")
