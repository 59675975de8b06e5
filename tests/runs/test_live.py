"""What a run has written so far: its parts in order, and how much of them there is to store."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.domain import (
    Message,
    Part,
    ReasoningPart,
    Role,
    Run,
    RunStatus,
    SourcePart,
    TextPart,
    ToolResultPart,
    new_id,
    now,
)
from backend.runs.live import Live

RESULT = ToolResultPart(name="calculator", text="1 + 1 = 2")
SOURCE = SourcePart(title="Voices", text="There are many.", page="voices", anchor="voices")


def live(*parts: Part) -> Live:
    message = Message(id="m", thread_id="t", role=Role.ASSISTANT, parts=parts, parent_id=None, created_at=now())
    run = Run(id=new_id(), thread_id="t", message_id="m", model_id="starter", status=RunStatus.QUEUED, created_at=now())
    return Live(run, message)


def test_text_grows_in_one_part() -> None:
    one = live()
    assert (one.parts(), one.index, one.length) == ((), 0, 0)
    assert [one.append(text) for text in ("Hello", ",", " you")] == [0, 5, 6]
    assert one.parts() == (TextPart(text="Hello, you"),)
    assert (one.index, one.length) == (0, 10)


def test_text_goes_on_after_what_was_there() -> None:
    one = live(RESULT, TextPart(text="So"))
    assert one.index == 1
    assert one.append(" it is") == 2
    assert one.shown().parts == (RESULT, TextPart(text="So it is"))


def test_a_whole_part_stands_between_texts() -> None:
    one = live()
    one.append("before")
    assert one.add(RESULT) == 1
    assert one.index == 2
    assert one.append("after") == 0
    assert one.parts() == (TextPart(text="before"), RESULT, TextPart(text="after"))


def test_a_part_alone_is_something_to_store() -> None:
    one = live()
    assert one.add(SOURCE) == 0
    assert one.length != one.written
    assert one.parts() == (SOURCE,)


def test_empty_text_is_no_part() -> None:
    one = live()
    one.append("")
    assert one.parts() == ()
    one.add(SOURCE)
    one.append("")
    assert one.parts() == (SOURCE,)


def test_after_a_part_that_is_whole_text_begins_anew() -> None:
    one = live(TextPart(text="So"), SOURCE)
    assert one.index == 2
    assert one.append("More") == 0
    assert one.parts() == (TextPart(text="So"), SOURCE, TextPart(text="More"))


def test_a_thought_ends_with_its_time_and_text_follows_it() -> None:
    one = live()
    one.think()
    assert one.thinks
    one.append("Hm, ")
    one.append("two.")
    thought = one.end_thought()
    assert not one.thinks
    assert thought.seconds is not None
    one.append("Two.")
    assert one.parts() == (ReasoningPart(text="Hm, two.", seconds=thought.seconds), TextPart(text="Two."))


def test_a_thought_that_was_broken_off_is_not_thought_on() -> None:
    one = live(ReasoningPart(text="Hm"))
    assert not one.thinks
    one.append("Two.")
    assert one.parts() == (ReasoningPart(text="Hm"), TextPart(text="Two."))


def test_what_changes_of_the_run_is_shown() -> None:
    one = live()
    one.change(status=RunStatus.RUNNING, tokens=3)
    shown = one.shown().run
    assert shown is not None
    assert (shown.status, shown.tokens) == (RunStatus.RUNNING, 3)
    assert one.seconds >= 0


@given(st.lists(st.one_of(st.text(max_size=5), st.just(RESULT), st.just(SOURCE)), max_size=20))
def test_nothing_is_lost_or_moved(pieces: list[str | Part]) -> None:
    """Offsets and indexes, with which a page builds the same message, lead to the same parts."""
    one, seen = live(), dict[int, Part]()
    for piece in pieces:
        if isinstance(piece, str):
            offset = one.append(piece)
            before = seen.get(one.index, TextPart(text=""))
            assert isinstance(before, TextPart)
            assert len(before.text) == offset
            seen[one.index] = TextPart(text=before.text + piece)
        else:
            seen[one.add(piece)] = piece
        one.parts()
    assert one.parts() == tuple(part for _, part in sorted(seen.items()) if part != TextPart(text=""))
    assert one.length == sum(len(piece) if isinstance(piece, str) else 1 for piece in pieces)
