"""Turns as messages: what a template is given, and the plain turns that say the same."""

from __future__ import annotations

import json

from backend.engines.base import Called, Image, ToolSpec, Turn
from backend.engines.families import family
from backend.engines.messages import Form, Words, arguments, blind, compose, declare, folded, merged, one_by_one, plain

MISTRAL, KIMI = family("[TOOL_CALLS]"), family("<|tool_calls_section_begin|>")


def call(name: str = "look_up", id: str = "a1b2c3d4e", **given: object) -> Called:
    return Called(id=id, name=name, arguments=json.dumps(given))


def calls(*made: Called, content: str = "") -> Turn:
    return Turn(role="assistant", content=content, calls=made)


def result(text: str, id: str = "a1b2c3d4e", name: str = "") -> Turn:
    return Turn(role="tool", content=text, call_id=id, name=name)


def shout(words: Words) -> str:
    return f"{words.role}:{words.text.upper()}"


def composed(*turns: Turn, form: Form = Form(MISTRAL)) -> list[dict[str, object]]:
    return compose(turns, form, shout, lambda text: text.replace("<", "("))


def test_all_words_are_said_by_whom_they_are_given_to() -> None:
    turn = calls(call(word="fire", deep={"a": ["b", 2, None, ""]}), content="wait")
    assert composed(turn, result("hot")) == [
        {
            "role": "assistant",
            "content": "assistant:WAIT",
            "tool_calls": [
                {
                    "id": "a1b2c3d4e",
                    "type": "function",
                    "function": {
                        "name": "look_up",
                        "arguments": {"word": "assistant:FIRE", "deep": {"a": ["assistant:B", 2, None, ""]}},
                    },
                }
            ],
        },
        {"role": "tool", "content": "tool:HOT", "tool_call_id": "a1b2c3d4e", "name": "look_up"},
    ]


def test_what_cannot_see_is_told_a_line_for_each_picture() -> None:
    pictures = tuple(Image(id=name, name=name, data=b"") for name in ("a\n cat", "b.png"))
    seeing, words = Turn(role="user", content="Which?", images=pictures), Turn(role="user", content="None.")
    told, same = blind((seeing, words))
    assert same is words
    assert told == Turn(
        role="user",
        content="[A picture that you cannot see: a cat]\n[A picture that you cannot see: b.png]\nWhich?",
    )


def test_arguments_may_be_a_text_and_thoughts_have_a_key() -> None:
    turn = Turn(role="assistant", content="", reasoning="hm", calls=(call(word="ü"),))
    message = composed(turn, form=Form(MISTRAL, reasoning="thinking", texts=True))[0]
    assert message["thinking"] == "assistant:HM"
    assert message["tool_calls"][0]["function"]["arguments"] == '{"word": "assistant:Ü"}'  # type: ignore[index]


def test_names_and_keys_cannot_be_control_tokens() -> None:
    message = composed(calls(call(name="<s>", **{"<b>": 1})))[0]
    assert message["tool_calls"][0]["function"] == {"name": "(s>", "arguments": {"(b>": 1}}  # type: ignore[index]
    tool = ToolSpec(name="a", description="<s>", parameters={"<x>": ["<y>"]})
    told = declare((tool,), lambda text: text.replace("<", "("))
    assert told == [
        {"type": "function", "function": {"name": "a", "description": "(s>", "parameters": {"(x>": ["(y>"]}}}
    ]


def test_ids_get_the_form_that_the_family_knows_and_results_follow() -> None:
    turns = (calls(call(id="functions.look_up:0")), result("hot", "functions.look_up:0"), result("?", "<s>"))
    first, answer, stray = composed(*turns)
    assert first["tool_calls"][0]["id"] == answer["tool_call_id"] == "000000000"  # type: ignore[index]
    assert stray["tool_call_id"] == "000000001"
    first, answer, _ = composed(*turns, form=Form(KIMI))
    assert first["tool_calls"][0]["id"] == answer["tool_call_id"] == "functions.look_up:0"  # type: ignore[index]


def test_arguments_that_are_no_object_are_one_argument() -> None:
    for written in ("[1]", "{", ""):
        made = arguments(Called(id="1", name="a", arguments=written))
        assert made == ({} if not written else {"arguments": [1] if written == "[1]" else "{"})


def test_neighbours_are_joined_but_for_calls_and_results() -> None:
    turns = (calls(call()), calls(call()), result("a"), result("b"), calls(content="x"), calls(content="y"))
    assert merged(turns) == (*turns[:4], calls(content="xy"))


def test_the_systems_words_go_to_the_first_user() -> None:
    system, user = Turn(role="system", content="Be kind."), Turn(role="user", content="Hi")
    assert folded((system, user)) == (Turn(role="user", content="Be kind.\n\nHi"),)
    assert folded((system, calls(content="x"))) == (Turn(role="user", content="Be kind."), calls(content="x"))


def test_calls_can_be_made_one_by_one() -> None:
    a, b, c = call(id="a"), call(id="b"), call(id="c")
    turns = (calls(a, b, content="wait"), result("B", "b"), result("A", "a"), calls(c), result("C", "c"))
    assert one_by_one(turns) == (
        calls(a, content="wait"),
        result("A", "a"),
        calls(b),
        result("B", "b"),
        calls(c),
        result("C", "c"),
    )
    unanswered = (calls(a, b), result("A", "a"))
    assert one_by_one(unanswered) == unanswered
    nameless = (calls(a), result("A", ""), calls(b), result("B", ""))
    assert one_by_one(nameless) == nameless


def test_plain_turns_hold_no_calls() -> None:
    user = Turn(role="user", content="What is fire?")
    tool = ToolSpec(name="look_up", description="Looks a word up.")
    system, asked, called, answered = plain(
        (user, calls(call(word="fire"), content="Wait."), result("Hot.", name="look_up")), (tool,)
    )
    assert system.role == "system"
    assert '"name": "look_up", "description": "Looks a word up."' in system.content
    assert asked == user
    assert called.content == 'Wait.\n<tool_call>{"name": "look_up", "arguments": {"word": "fire"}}</tool_call>'
    assert not called.calls
    assert answered == Turn(role="user", content="The tool look_up returned:\n\nHot.")
