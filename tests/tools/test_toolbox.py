"""The tools that larger models call: they answer, whatever a model hands them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.paths import catalogue
from backend.tools.help import Help
from backend.tools.toolbox import Toolbox

BOX = Toolbox(Help(catalogue() / "help"), lambda: "en", lambda: datetime(2026, 11, 21, 10, 30))


def test_the_calculator_reckons() -> None:
    assert BOX.call("calculator", '{"expression": "12 * 34"}').text == "12 × 34 = 408"


def test_the_calendar_knows_the_day() -> None:
    assert "Saturday, 21 November 2026" in BOX.call("calendar", '{"question": "what day is it"}').text


def test_what_the_calendar_does_not_understand_still_tells_the_day() -> None:
    text = BOX.call("calendar", '{"question": "the day of the great flood"}').text
    assert "does not understand" in text
    assert "21 November 2026" in text


def test_the_help_answers_with_its_sources() -> None:
    answer = BOX.call("fireside_help", '{"question": "how do I add a model file?"}')
    assert "Add model file" in answer.text
    assert ("adding-models", "add-a-model-file") in {(source.page, source.anchor) for source in answer.sources}


def test_the_help_answers_in_the_language_of_the_question() -> None:
    answer = BOX.call("fireside_help", '{"question": "Wie füge ich ein Modell hinzu?"}')
    assert "Modell" in answer.text


@pytest.mark.parametrize(
    "arguments", ["", "{", "[]", "null", "{}", '{"expression": 5}', '{"expression": "  "}', "x" * 9000]
)
def test_wrong_arguments_are_told_so(arguments: str) -> None:
    assert '{"expression": "…"}' in BOX.call("calculator", arguments).text


def test_an_unknown_tool_is_told_which_there_are() -> None:
    text = BOX.call("rm -rf", "{}").text
    assert "calculator" in text
    assert "fireside_help" in text


@given(st.sampled_from(sorted(BOX.tools)), st.text())
def test_nothing_a_model_writes_breaks_a_tool(name: str, argument: str) -> None:
    assert BOX.tools[name].call(argument).text
