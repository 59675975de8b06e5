"""What programs are told of a reply: whole, or in chunks as it is written."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

from backend.domain import new_id
from backend.engines.base import Called, Candidate, Choice, Finished, Text, Thought


def line(event: dict[str, Any]) -> str:
    """One event of a stream."""
    return f"data: {json.dumps(event)}\n\n"


class Told:
    """One reply in OpenAI's words. `usage`: whether the stream's end tells how many tokens it took."""

    def __init__(self, model: str, logprobs: bool, usage: bool = False) -> None:
        self._head = {"id": f"chatcmpl-{new_id()}", "created": int(time.time()), "model": model}
        self._logprobs, self._usage = logprobs, usage
        self._said: list[str] = []
        self._thought: list[str] = []
        self._calls: list[dict[str, Any]] = []
        self._choices: list[dict[str, Any]] = []
        self.end: Finished | None = None

    def add(self, progress: object) -> Iterator[dict[str, Any]]:
        """Take in what the engine tells; yields the chunks that tell it on."""
        match progress:
            case Text(text=text, choices=choices):
                likely = [_choice(each) for each in choices]
                self._said.append(text)
                self._choices += likely
                yield self._chunk({"content": text}, likely)
            case Thought(text=text):
                self._thought.append(text)
                yield self._chunk({"reasoning_content": text})
            case Called():
                call = _call(progress)
                yield self._chunk({"tool_calls": [{"index": len(self._calls), **call}]})
                self._calls.append(call)
            case Finished():
                self.end = progress

    def begin(self) -> dict[str, Any]:
        """The first chunk."""
        return self._chunk({"role": "assistant", "content": ""})

    def close(self, end: Finished) -> Iterator[dict[str, Any]]:
        """The last chunks."""
        yield self._chunk({}, why=self._why(end))
        if self._usage:
            yield {**self._head, "object": "chat.completion.chunk", "choices": [], "usage": _usage(end)}

    def whole(self, end: Finished) -> dict[str, Any]:
        """The reply at once."""
        said = "".join(self._said)
        message: dict[str, Any] = {
            "role": "assistant",
            "content": said or (None if self._calls else ""),
            "refusal": None,
        }
        if self._thought:
            message["reasoning_content"] = "".join(self._thought)
        if self._calls:
            message["tool_calls"] = self._calls
        choice = {
            "index": 0,
            "message": message,
            "logprobs": self._likely(self._choices),
            "finish_reason": self._why(end),
        }
        return {**self._head, "object": "chat.completion", "choices": [choice], "usage": _usage(end)}

    def _why(self, end: Finished) -> str:
        return "tool_calls" if self._calls else "length" if end.stop == "length" else "stop"

    def _likely(self, choices: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
        return {"content": list(choices), "refusal": None} if self._logprobs else None

    def _chunk(
        self, delta: dict[str, Any], choices: Sequence[dict[str, Any]] = (), why: str | None = None
    ) -> dict[str, Any]:
        choice = {
            "index": 0,
            "delta": delta,
            "logprobs": self._likely(choices) if choices else None,
            "finish_reason": why,
        }
        usage = {"usage": None} if self._usage else {}
        return {**self._head, "object": "chat.completion.chunk", "choices": [choice], **usage}


def _usage(end: Finished) -> dict[str, int]:
    return {"prompt_tokens": end.read, "completion_tokens": end.tokens, "total_tokens": end.read + end.tokens}


def _call(called: Called) -> dict[str, Any]:
    function = {"name": called.name, "arguments": called.arguments or "{}"}
    return {"id": called.id, "type": "function", "function": function}


def _choice(choice: Choice) -> dict[str, Any]:
    return {**_candidate(choice), "top_logprobs": [_candidate(other) for other in choice.likeliest]}


def _candidate(candidate: Candidate) -> dict[str, Any]:
    piece = candidate.piece
    return {"token": piece.decode("utf-8", "replace"), "logprob": candidate.logprob, "bytes": list(piece)}
