"""The whole way of a guided reply, as it streams: named, told, said, and what is shown below it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import datetime

import pytest

from backend.domain import Part, SourcePart, ToolResultPart
from backend.engines.base import Finished, Progress, Reading, Request, Text, Turn
from backend.errors import EngineFailed, PromptTooLong
from backend.paths import catalogue
from backend.runs.calling import Added
from backend.runs.guide import Guide
from backend.runs.guided import LONGEST, guided
from backend.tools.help import Help
from tests.fakes import FakeEngine

HELP = Help(catalogue() / "help")
GUIDE = Guide(HELP, lambda: "en", lambda: datetime(2026, 11, 21, 10, 30))
QUESTION = "How do I add a model?"
SECTION = HELP.find(QUESTION, "en", 1)[0]
TEXT = (
    "The old mill by the river was built in 1820 by Jonas Weber. It ground flour for three villages. "
    "In 1871 it burned down, and his daughter had it built again in stone. Today it is a museum."
)


class CutOff(FakeEngine):
    """Is put away while it writes: no end comes."""

    async def generate(self, request: Request):  # type: ignore[no-untyped-def]
        yield Text(text="It was")


def stream(engine: FakeEngine, *contents: str, **fields: float) -> list[Progress | Added]:
    """All that a guided reply tells."""
    roles = ("user", "assistant")
    turns = tuple(Turn(role=roles[at % 2], content=content) for at, content in enumerate(contents))

    async def collect() -> list[Progress | Added]:
        request = Request.model_validate({"turns": turns, "thread": "t", **fields})
        async with aclosing(guided(engine, GUIDE, request)) as progress:
            return [each async for each in progress]

    return asyncio.run(collect())


def replying(*replies: str) -> FakeEngine:
    engine = FakeEngine()
    engine.replies = list(replies)
    return engine


def shown(told: list[Progress | Added]) -> str:
    return "".join(each.text for each in told if isinstance(each, Text))


def added(told: list[Progress | Added]) -> tuple[Part, ...]:
    return tuple(part for each in told if isinstance(each, Added) for part in each.parts)


def test_a_section_is_named_then_said_and_shown_as_the_source() -> None:
    engine = replying(f" {SECTION.section.title}", SECTION.section.lead)
    told = stream(engine, QUESTION)
    assert shown(told) == SECTION.section.lead, "its name is not shown"
    assert added(told) == (SECTION.source,)
    first, second = engine.asked
    assert [turn.role for turn in first.turns] == ["user", "tool"]
    assert second.turns[:2] == first.turns
    assert second.turns[2] == Turn(role="assistant", content=f" {SECTION.section.title}")
    assert second.turns[3] == Turn(role="tool", content=f"help: {SECTION.section.lead}")
    assert SECTION.section.lead in second.grammar
    assert first.temperature == second.temperature == 0.0
    assert first.thread == second.thread == "t"
    assert [each.tokens for each in told if isinstance(each, Finished)] == [
        len(f" {SECTION.section.title}".split(" ")) + len(SECTION.section.lead.split(" "))
    ], "one end, and every token counted"


def test_a_german_section_is_said_in_german() -> None:
    question = "Wie füge ich ein Modell hinzu?"
    found = HELP.find(question, "de", 1)[0]
    told = stream(replying(f" {found.section.title}", found.section.lead), question)
    assert shown(told) == found.section.lead
    assert added(told) == (found.source,)


def test_words_of_its_own_stream_and_lean_on_nothing() -> None:
    engine = replying("Hello! How can I help?")
    told = stream(engine, "good morning")
    assert [each.text for each in told if isinstance(each, Text)] == ["Hello!", " How", " can", " I", " help?"]
    assert added(told) == ()
    assert len(engine.asked) == 1


def test_words_that_begin_as_a_name_does_are_shown_once_they_differ() -> None:
    first = SECTION.section.title.split(" ")[0]
    for reply in (f"{first} is what you said?", first):
        assert shown(stream(replying(reply), QUESTION)) == reply


def test_a_sum_is_shown_with_its_exact_number() -> None:
    engine = replying("That makes 12 × 34 = 408, I think.")
    told = stream(engine, "what is 12 times 34?")
    assert shown(told) == "That makes 12 × 34 = 408, I think."
    assert added(told) == (ToolResultPart(name="calculator", text="12 × 34 = 408"),)
    assert '"12 × 34 = 408"' in engine.asked[0].grammar


def test_a_date_is_shown_as_the_calendar_has_it() -> None:
    today = "Today is Saturday, 21 November 2026."
    assert added(stream(replying(today), "what day is it?")) == (ToolResultPart(name="calendar", text=today),)


def told_of(message: str) -> str:
    """The quote that a message about a text is offered."""
    engine = replying("Hm.")
    stream(engine, message)
    return engine.asked[0].turns[-1].content.removeprefix("text: ")


def test_a_quote_is_word_for_word_and_the_space_before_it_is_not_shown() -> None:
    quote = told_of(f"{TEXT}\nWhen was the mill built?")
    assert quote.startswith("The old mill by the river was built in 1820 by Jonas Weber.")
    engine = replying(f" In 1820: “{quote}”")
    told = stream(engine, f"{TEXT}\nWhen was the mill built?")
    assert shown(told) == f"In 1820: “{quote}”"
    assert f'"{quote}"' in engine.asked[0].grammar
    assert TEXT not in "".join(turn.content for turn in engine.asked[0].turns)
    follow_up = replying("“In 1871 it burned down, and his daughter had it built again in stone.”")
    stream(follow_up, f"{TEXT}\nWhen was the mill built?", shown(told), "and when did it burn down?")
    assert "In 1871 it burned down" in follow_up.asked[0].grammar
    assert any(turn.content == f" {shown(told)}" for turn in follow_up.asked[0].turns)


def test_what_is_not_in_the_text_is_not_offered() -> None:
    engine = replying("That is not in the text.")
    assert added(stream(engine, f"{TEXT}\nWhich colour is the hat?")) == ()
    assert engine.asked[0].turns[-1].content == "text: nothing fits"
    assert "mill" not in engine.asked[0].grammar


def test_small_models_are_brief_and_imagine_only_where_nothing_is_offered() -> None:
    engine = replying("Hm.", "Hm.")
    stream(engine, "?", max_tokens=10_000, temperature=0.5)
    stream(engine, QUESTION, max_tokens=7, temperature=0.5)
    assert [request.max_tokens for request in engine.asked] == [LONGEST, 7]
    assert [request.temperature for request in engine.asked] == [0.5, 0.0]


def test_a_reply_that_is_gone_on_with_is_not_guided_anew() -> None:
    engine = replying("and so on.")
    assert shown(stream(engine, QUESTION, "Open Models")) == "and so on."
    assert [turn.content for turn in engine.asked[0].turns] == [QUESTION, "Open Models"]
    assert engine.asked[0].grammar == ""
    assert engine.asked[0].plain


def test_a_guided_model_writes_plain_words() -> None:
    engine = replying("Hello.")
    stream(engine, "Hello")
    assert [request.plain for request in engine.asked] == [True]


def test_reading_is_told_too() -> None:
    assert isinstance(stream(replying("Hm."), QUESTION)[0], Reading)


def test_a_model_that_is_put_away_meanwhile_ends_the_reply_without_an_end() -> None:
    told = stream(CutOff(), f"{TEXT}\nWhen was the mill built?")
    assert shown(told) == "It was"
    assert not any(isinstance(each, Finished) for each in told)


def test_errors_of_the_engine_are_raised() -> None:
    failing = FakeEngine()
    failing.error = EngineFailed("It broke.")
    with pytest.raises(EngineFailed):
        stream(failing, "hello")
    small = FakeEngine()
    small.context = 3
    with pytest.raises(PromptTooLong):
        stream(small, "hello")


def test_one_who_stops_listening_stops_the_engine() -> None:
    engine = FakeEngine(pause=0.001)

    async def listen() -> None:
        request = Request(turns=(Turn(role="user", content="hello"),))
        async with aclosing(guided(engine, GUIDE, request)) as progress:
            async for each in progress:
                if isinstance(each, Text):
                    break

    asyncio.run(listen())
    assert engine.stopped == 1


def test_a_source_is_only_shown_when_all_of_it_was_said() -> None:
    lead = SECTION.section.lead
    told = stream(replying(f" {SECTION.section.title}", lead[: len(lead) // 2]), QUESTION)
    assert not any(isinstance(part, SourcePart) for part in added(told))
