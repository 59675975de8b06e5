"""A model calls tools, is told what they gave, and goes on until it has answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

from backend.domain import Part, SourcePart, ToolCallPart, ToolResultPart
from backend.engines.base import Called, Finished, Progress, Request, Text, Turn
from backend.paths import catalogue
from backend.runs.calling import Added, calling
from backend.tools.help import Help
from backend.tools.toolbox import Toolbox
from tests.fakes import FakeEngine

BOX = Toolbox(Help(catalogue() / "help"), lambda: "en", lambda: datetime(2026, 11, 21, 10, 30))


class Caller(FakeEngine):
    """Calls what its script says, one list of calls a time, then answers."""

    calls_tools = True

    def __init__(self, *script: list[Called]) -> None:
        super().__init__("Here you are.")
        self.script = list(script)

    async def generate(self, request: Request) -> AsyncGenerator[Progress]:
        if self.script and request.tools:
            self.asked.append(request)
            yield Text(text="Let me see. ")
            for call in self.script.pop(0):
                yield call
            yield Finished(stop="end", read=1, tokens=5)
            return
        async for progress in super().generate(request):
            yield progress


def told(engine: FakeEngine) -> tuple[str, list[Part], list[Finished]]:
    async def run() -> tuple[str, list[Part], list[Finished]]:
        text, parts, ends = "", list[Part](), list[Finished]()
        request = Request(turns=(Turn(role="user", content="Hello"),))
        async for progress in calling(engine, BOX, request):
            match progress:
                case Text(text=words):
                    text += words
                case Added(parts=added):
                    parts += added
                case Finished():
                    ends.append(progress)
        return text, parts, ends

    return asyncio.run(run())


SUM = Called(id="1", name="calculator", arguments='{"expression": "6*7"}')


def test_a_call_is_carried_out_and_told_to_the_model() -> None:
    engine = Caller([SUM])
    text, parts, ends = told(engine)
    assert text == "Let me see. Here you are."
    assert parts == [
        ToolCallPart(id="1", name="calculator", arguments='{"expression": "6*7"}'),
        ToolResultPart(name="calculator", text="6 × 7 = 42", call_id="1"),
    ]
    first, second = engine.asked
    assert {tool.name for tool in first.tools} == {"calculator", "calendar", "fireside_help"}
    called, result = second.turns[-2:]
    assert called.calls == (SUM,)
    assert called.content == "Let me see. "
    assert (result.role, result.content, result.call_id, result.name) == ("tool", "6 × 7 = 42", "1", "calculator")
    assert [end.tokens for end in ends] == [5 + len(engine.words)]


def test_several_calls_at_once_are_all_answered() -> None:
    help_call = Called(id="2", name="fireside_help", arguments='{"question": "add a model"}')
    _, parts, _ = told(Caller([SUM, help_call]))
    assert [part.call_id for part in parts if isinstance(part, ToolResultPart)] == ["1", "2"]
    assert any(isinstance(part, SourcePart) for part in parts)


def test_a_model_that_never_stops_calling_must_answer_in_the_end() -> None:
    engine = Caller(*[[SUM]] * 50)
    text, _, ends = told(engine)
    assert text.endswith("Here you are.")
    assert len(engine.asked) < 10
    assert engine.asked[-1].tools == ()
    assert len(ends) == 1


def test_a_model_that_knows_no_tools_is_told_of_none() -> None:
    engine = FakeEngine()
    text, parts, _ = told(engine)
    assert text == "Hello from the fire."
    assert not parts
    assert engine.asked[0].tools == ()
