"""What a guided model is told of a thread: short turns, each with a note of what the rules found for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain import DocumentPart, SourcePart, TextPart, ToolResultPart
from backend.engines.base import Turn
from backend.paths import catalogue
from backend.runs.guide import Guide, Guided, shortly
from backend.runs.notes import NOTHING, hinting
from backend.runs.wording import worded
from backend.tools.help import Help

HELP = Help(catalogue() / "help")
GUIDE = Guide(HELP, lambda: "en", lambda: datetime(2026, 11, 21, 10, 30))
TEXT = (
    "The old mill by the river was built in 1820 by Jonas Weber. It ground flour for three villages. "
    "In 1871 it burned down, and his daughter had it built again in stone. Today it is a museum."
)
BUILT = "The old mill by the river was built in 1820 by Jonas Weber."


def told(*contents: str) -> Guided:
    """A thread whose turns alternate, the person's first and last."""
    roles = ("user", "assistant")
    return GUIDE.prepare([Turn(role=roles[at % 2], content=content) for at, content in enumerate(contents)])


def shape(thread: Guided) -> list[str]:
    return [turn.role for turn in thread.turns]


def test_a_question_about_the_app_is_told_sections_by_their_titles() -> None:
    thread = told("How do I add a model?")
    assert shape(thread) == ["user", "tool"]
    sureness, _, name = thread.turns[1].content.partition(": ")
    assert sureness == "sure"
    (first,) = thread.note.offers
    assert name == first.text
    assert isinstance(first.part, SourcePart)
    assert first.part.page == "adding-models"
    assert first.answer == first.part.text
    assert first.answer not in thread.turns[1].content, "the answer is told when it is named"


def test_small_talk_is_told_as_such() -> None:
    thread = told("hello there, good morning!")
    assert "(" in thread.turns[-1].content
    assert all(offer.answer for offer in thread.note.offers)


@pytest.mark.parametrize(
    ("greeting", "question"),
    [
        ("Hello, ", "what can you do?"),
        ("Hi! ", "What can you do?"),
        ("hey there ", "who are you?"),
        ("Good evening, ", "who made you?"),
        ("Hallo, ", "was kannst du?"),
        ("Guten Abend! ", "Wer bist du?"),
    ],
)
def test_who_greets_and_asks_is_answered_what_was_asked(greeting: str, question: str) -> None:
    _, about = told(question).note.text.split(" ", 1)
    assert told(f"{greeting}{question}").note.text.endswith(about)


def test_a_greeting_alone_is_greeted_back() -> None:
    assert "greet" in told("Good evening to you").note.text


def test_a_sum_is_told_its_result_and_the_next_goes_on_with_it() -> None:
    thread = told("What is 12 times 34?")
    assert thread.turns[-1].content == "calculator: 12 × 34 = 408"
    assert thread.note.offers[0].part == ToolResultPart(name="calculator", text="12 × 34 = 408")
    more = told("What is 12 times 34?", "12 × 34 = 408", "and twice that?")
    assert more.turns[-1].content.startswith("calculator:")
    assert more.turns[-1].content.endswith("816")


def test_a_date_is_told_the_day() -> None:
    assert told("what day is it today?").turns[-1].content == "calendar: Today is Saturday, 21 November 2026."
    assert told("Welcher Tag ist heute?").turns[-1].content == "calendar: Heute ist Samstag, 21. November 2026."


def test_a_text_is_only_named_and_its_sentences_are_offered_word_for_word() -> None:
    thread = told(f"{TEXT}\nWhen was the mill built?")
    assert thread.turns[0].content == "[text]\nWhen was the mill built?"
    assert thread.turns[1].content.startswith(f"text: {BUILT}")
    (offer,) = thread.note.offers
    assert all(sentence in TEXT for sentence in offer.text.split(" … "))
    assert thread.note.chosen


def test_a_document_is_told_by_its_name() -> None:
    parts = (DocumentPart(name="mill.txt", text=TEXT), TextPart(text="when was it built"))
    thread = told("".join(map(worded, parts)))
    assert thread.turns[0].content == "[mill.txt]\nwhen was it built"
    assert BUILT in thread.turns[1].content


def test_a_follow_up_is_about_the_text_before() -> None:
    first = f"{TEXT}\nWhen was the mill built?"
    (offer,) = told(first).note.offers
    thread = told(first, f"It says: “{offer.text}”", "and when did it burn down?")
    assert shape(thread) == ["user", "tool", "assistant", "user", "tool"]
    assert thread.turns[2].content.startswith(" "), "a reply that took over an offer begins so"
    assert "In 1871 it burned down" in thread.turns[-1].content


def test_after_a_text_one_may_ask_for_something_else() -> None:
    before = (f"{TEXT}\nWhen was the mill built?", f"“{BUILT}”")
    assert (
        told(*before, "how do I add a model?").note.offers[0].text == told("how do I add a model?").note.offers[0].text
    )
    assert told(*before, "what is 3 + 4?").turns[-1].content == "calculator: 3 + 4 = 7"


def test_where_nothing_in_the_text_fits_the_model_is_told_so() -> None:
    thread = told(f"{TEXT}\nWhich colour is the hat?")
    assert thread.turns[-1].content == NOTHING
    assert thread.note.offers == ()


def test_a_question_that_comes_with_a_text_is_about_the_text() -> None:
    note = told(f"{TEXT}\n\nWhat does it cost?").note
    assert not any(isinstance(each.part, SourcePart) for each in note.offers)
    assert told("What does it cost?").note.offers[0].part


def test_the_model_is_held_to_quote_an_answer_and_to_a_no_before_what_is_only_nearest() -> None:
    document = f'<document name="mill.txt">\n{TEXT}\n</document>\n\n'
    answered, nearest, wish = (
        told(document + asked).note
        for asked in ("Who built the mill?", "What did the old mill by the river cost?", "the old mill, year")
    )
    assert answered.grammar.startswith('root ::= " " more quote\n')
    assert nearest.grammar.startswith("root ::= words quote\n")
    assert not nearest.chosen
    assert wish.grammar.startswith('root ::= " " more quote | words quote?\n')


def test_no_sentence_is_quoted_twice() -> None:
    (quote,) = told(f"{TEXT}\n\nWhen did it burn down and who had it built again?").note.offers
    sentences = [each for part in quote.text.split(" … ") for each in part.split(". ")]
    assert len(sentences) == len(set(sentences)) > 1


def test_a_time_asked_for_after_a_text_is_one_of_the_text() -> None:
    text = f"{TEXT} It opens at nine in the morning."
    assert told(f"{text}\n\nIs it a museum?", "It is.", "and at what time?").note.text.startswith("text: ")
    assert told("what time is it?").note.text.startswith("calendar: ")


def test_a_text_without_a_question_is_told_no_quotes() -> None:
    thread = told(worded(DocumentPart(name="mill.txt", text=TEXT)))
    assert [turn.content for turn in thread.turns] == ["[mill.txt]"]


def test_ramblings_are_cut() -> None:
    rambling = "and then my neighbour " * 22
    assert shortly(rambling) == f"{' '.join(rambling.split()[:80])} …"
    assert shortly("a short one ") == "a short one"
    for long in ("x" * 1_000_000, worded(DocumentPart(name="a", text=TEXT)) + rambling * 1000):
        assert len(told(long).turns[0].content) < 2000


def test_a_rambling_that_asks_nothing_is_only_named() -> None:
    assert shortly("and then my neighbour came over again " * 20) == "[text]"


def test_a_long_reply_of_another_model_is_told_shortly() -> None:
    thread = told("hello", "Well, let me explain. " * 10_000, "thanks")
    assert len(thread.turns[-3].content if thread.turns[-1].role == "tool" else thread.turns[-2].content) < 6000


def test_only_the_last_turns_are_told() -> None:
    thread = told(*["hello there"] * 21)
    assert sum(turn.role == "user" for turn in thread.turns) == 3
    assert thread.turns[0].role == "user"


def test_of_what_was_answered_only_that_is_told_which_the_reply_made_use_of() -> None:
    lead = HELP.find("How do I add a model?", "en", 1)[0].section.lead
    used, unused = (told("How do I add a model?", reply, "ok") for reply in (lead, "I like models."))
    assert shape(used)[:3] == ["user", "tool", "assistant"]
    assert used.turns[2].content == f" {told('How do I add a model?').note.offers[0].text}"
    assert shape(unused)[:2] == ["user", "assistant"]
    assert unused.turns[1].content == "I like models."


def test_german_is_answered_from_the_german_help() -> None:
    part = told("Wie füge ich ein Modell hinzu?").note.offers[0].part
    assert isinstance(part, SourcePart)
    german = {section.title for page in HELP.pages("de") for section in page.sections}
    assert part.title in german


@pytest.mark.parametrize(
    "contents",
    [
        (),
        ("",),
        (" \n",),
        ("?" * 10_000,),
        ("\0\x01\x1b[31m",),
        ("wh\ud800ere are my threads",),
        ('<document name="\udfff">\nThe \ud800 mill\0 was built in 1820.\n</document>\n\nwhen was the mill built?',),
        ('<document name="">\n\n</document>\n\nwhat is in it?',),
        ('<document name="x">\n' * 5000,),
        (worded(DocumentPart(name="a", text=TEXT * 5000)) + " ".join(f"word{number}" for number in range(50_000)),),
        ("1" * 1_000_000,),
        ("and twice that?", "8") * 100 + ("and twice that?",),
        ("what is 2 + 2", "2 + 2 = 4") * 30 + ("and twice that?",),
    ],
    ids=lambda contents: repr(contents[:1])[:30],
)
def test_whatever_is_said_a_thread_is_prepared(contents: tuple[str, ...]) -> None:
    """In a moment, or the suite's limit for a test ends it."""
    thread = told(*contents)
    assert len(thread.note.grammar) < 100_000
    thread.note.grammar.encode()
    assert "\0" not in thread.note.grammar


@pytest.mark.parametrize(
    "roles",
    [["assistant", "user"], ["user", "user"], ["system", "user"], ["user", "assistant"], ["assistant"], ["tool"]],
)
def test_turns_may_come_in_any_order(roles: list[str]) -> None:
    thread = GUIDE.prepare([Turn.model_validate({"role": role, "content": "and that?"}) for role in roles])
    assert [turn.role for turn in thread.turns if turn.role != "tool"] == [role for role in roles if role != "tool"]


TURNS = st.lists(
    st.builds(
        Turn,
        role=st.sampled_from(["user", "assistant", "system", "tool"]),
        content=st.one_of(st.text(max_size=200), st.sampled_from([TEXT, f"{TEXT}\nwho?", "and that?", "2+2", "hi"])),
    ),
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(TURNS)
def test_any_thread_is_prepared(history: Sequence[Turn]) -> None:
    thread = GUIDE.prepare(history)
    assert thread.note.grammar or not any(turn.role == "user" for turn in history)
    assert sum(turn.role == "user" for turn in thread.turns) <= 3


def test_weak_hints_are_guesses() -> None:
    (hint,) = HELP.hints("add a model", "en", 1)
    assert hinting(hint.model_copy(update={"sort": 0.01}), ()).text.startswith("guess: ")
