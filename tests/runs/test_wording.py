"""What the model is told of a reply that was read aloud and cut off."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from backend.domain import Message, Role, TextPart, now
from backend.events import RunEnded
from backend.runs.wording import turns
from tests.runs.desk import Desk, story

REPLY = "The fire is warm. It burns all night. Nobody is cold."
HEARD = len("The fire is warm. It ")


def branch(*messages: Message) -> tuple[Message, ...]:
    linked = [messages[0]]
    for before, message in pairwise(messages):
        linked.append(message.model_copy(update={"parent_id": before.id}))
    return tuple(linked)


def message(id: str, role: Role, *texts: str, spoken: bool = False, heard: int | None = None) -> Message:
    return Message(
        id=id, thread_id="t", parent_id=None, role=role, parts=tuple(TextPart(text=text) for text in texts),
        created_at=now(), spoken=spoken, heard=heard,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spoken", "heard", "told"),
    [
        (True, HEARD, "The fire is warm. It"),
        (False, HEARD, REPLY),  # who typed had it all before their eyes
        (True, None, REPLY),  # nothing cut it off
        (True, 10_000, REPLY),
    ],
)
def test_a_reply_is_told_as_far_as_it_was_heard_when_the_next_message_was_spoken(
    spoken: bool, heard: int | None, told: str
) -> None:
    asked = message("a", Role.USER, "Tell me", spoken=True)
    reply = message("b", Role.ASSISTANT, REPLY, heard=heard)
    after = message("c", Role.USER, "Stop", spoken=spoken)
    assert [turn.content for turn in turns(branch(asked, reply, after))] == ["Tell me", told, "Stop"]


def test_a_reply_of_which_nothing_was_heard_was_not_given() -> None:
    said = branch(
        message("a", Role.USER, "Tell me"),
        message("b", Role.ASSISTANT, REPLY, heard=0),
        message("c", Role.USER, "No, wait", spoken=True),
    )
    assert [turn.content for turn in turns(said)] == ["Tell me\n\nNo, wait"]


def test_what_was_heard_counts_through_all_texts_of_a_reply() -> None:
    said = branch(
        message("a", Role.USER, "Tell me"),
        message("b", Role.ASSISTANT, "One moment.", "It is warm.", heard=len("One moment.\n\nIt is")),
        message("c", Role.USER, "Thanks", spoken=True),
    )
    assert turns(said)[1].content == "One moment.\n\nIt is"


def test_the_last_reply_is_told_whole_while_nothing_follows_it() -> None:
    said = branch(message("a", Role.USER, "Tell me"), message("b", Role.ASSISTANT, REPLY, heard=HEARD))
    assert turns(said)[1].content == REPLY


def test_a_spoken_message_after_a_reply_that_was_cut_off_reaches_the_model_so(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        reply = (await desk.answered(thread, "Hello")).message
        await desk.messages.set_heard(reply.id, len("Hello from"))
        started = await desk.runner.start(thread.id, (TextPart(text="Stop"),), spoken=True)
        assert started.user_message is not None
        assert started.user_message.spoken
        await desk.heard.until(RunEnded, 2)
        assert [turn.content for turn in desk.engine.asked[-1].turns] == ["Hello", "Hello from", "Stop"]
        stored = await desk.messages.branch((await desk.threads.get(thread.id)).head_id)
        assert [(each.spoken, each.heard) for each in stored][:3] == [(False, None), (False, 10), (True, None)]

    story(tmp_path, tell)
