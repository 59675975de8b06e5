"""A picture is shown to the model that replies, before the words of its message; to all others it is named in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.domain import DocumentPart, ImagePart, Message, Part, Role, RunStatus, TextPart, now
from backend.engines.base import Image, Turn
from backend.errors import Invalid
from backend.events import RunEnded
from backend.runs import wording
from backend.runs.titles import asking
from tests.fakes import PICTURE, FakeEngine
from tests.pictures import jpeg, png
from tests.runs.desk import GUIDE, Desk, story
from tests.runs.test_folding import Folder

CAT = ImagePart(id="a" * 64, name="cat.png", width=3, height=2)
DOG = CAT.model_copy(update={"id": "b" * 64, "name": "dog.png"})


def said(*parts: Part, role: Role = Role.USER) -> Message:
    return Message(id="m", thread_id="t", parent_id=None, role=role, parts=parts, created_at=now())


def image(part: ImagePart, data: bytes) -> Image:
    return Image(id=part.id, name=part.name, data=data)


def test_a_picture_stands_before_the_words_and_is_shown_again_with_the_next_message(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        cat, dog = await desk.images.add(png(), "cat.png"), await desk.images.add(jpeg(), "dog.jpg")
        notes = DocumentPart(name="notes.txt", text="Milk.")
        await desk.runner.start(thread.id, (notes, cat, TextPart(text="What is it?"), dog))
        await desk.heard.until(RunEnded)
        await desk.answered(thread, "And now?")
        turns = desk.engine.asked[-1].turns
        assert turns[0].images == (image(cat, png()), image(dog, jpeg()))
        assert turns[0].content == '<document name="notes.txt">\nMilk.\n</document>\n\nWhat is it?'
        assert [turn.images for turn in turns[1:]] == [(), ()]
        assert (await desk.messages.branch((await desk.threads.get(thread.id)).head_id))[0].parts[1] == cat

    story(tmp_path, tell)


def test_pictures_alone_are_a_message_and_the_first_names_the_thread(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        cat = await desk.images.add(png(), "cat.png")
        started = await desk.runner.start(thread.id, (cat, cat))
        assert started.thread.title == "cat.png"
        assert (await desk.heard.until(RunEnded)).run.status is RunStatus.COMPLETED
        assert desk.engine.asked[0].turns == (Turn(role="user", content="", images=(image(cat, png()),) * 2),)

    story(tmp_path, tell)


def test_an_unknown_one_is_refused_and_disturbs_nothing(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        started = await desk.ask(thread, "Talk")
        with pytest.raises(Invalid) as refused:
            await desk.runner.start(thread.id, (CAT, TextPart(text="What is it?")))
        assert refused.value.param == "parts"
        ended = await desk.heard.until(RunEnded)
        assert (ended.run.id, ended.run.status) == (started.run.id, RunStatus.COMPLETED)
        assert len(await desk.stored(thread)) == 2

    story(tmp_path, tell, FakeEngine("word " * 20, pause=0.01))


def test_more_than_twenty_are_refused() -> None:
    wording.check((CAT,) * wording.MOST_IMAGES)
    with pytest.raises(Invalid):
        wording.check((CAT,) * (wording.MOST_IMAGES + 1))
    with pytest.raises(Invalid):
        wording.check((TextPart(text=" "),))


def test_an_edited_message_keeps_them_and_its_size_is_what_it_is(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        cat = await desk.images.add(png(40, 30), "cat.png")
        started = await desk.runner.start(thread.id, (cat, TextPart(text="What is it?")))
        assert started.user_message
        await desk.heard.until(RunEnded)
        lied = cat.model_copy(update={"width": 1, "height": 9})
        again = await desk.runner.start(thread.id, (lied, TextPart(text="And who?")), edits=started.user_message.id)
        assert again.user_message
        assert again.user_message.parts[0] == cat
        await desk.heard.until(RunEnded, 2)
        assert desk.engine.asked[-1].turns[0].images == (image(cat, png(40, 30)),)

    story(tmp_path, tell)


def test_a_model_that_does_not_see_is_told_that_there_is_one_and_no_byte_of_it_is_read(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.models.sees = False
        thread = await desk.threads.create()
        cat = await desk.images.add(png(), "cat.png")
        await desk.runner.start(thread.id, (cat, TextPart(text="What is it?")))
        await desk.heard.until(RunEnded)
        told = "[A picture that you cannot see: cat.png]\nWhat is it?"
        assert desk.engine.asked[-1].turns == (Turn(role="user", content=told),)
        fill = await desk.runner.fill(thread.id)
        assert fill is not None
        assert fill.messages < PICTURE + len(told)

    story(tmp_path, tell)


def test_one_that_is_lost_is_named(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        cat = await desk.images.add(png(), "cat.png")
        await desk.runner.start(thread.id, (cat, TextPart(text="What is it?")))
        await desk.heard.until(RunEnded)
        await desk.database.run(lambda db: db.execute("DELETE FROM images"))
        await desk.answered(thread, "And now?")
        assert desk.engine.asked[-1].turns[0] == Turn(role="user", content="[Picture: cat.png]\n\nWhat is it?")

    story(tmp_path, tell)


def test_messages_without_a_word_between_them_become_one_with_all_pictures() -> None:
    branch = (said(CAT), said(role=Role.ASSISTANT), said(TextPart(text="What is it?"), DOG))
    (turn,) = wording.turns(branch, {CAT.id: b"1", DOG.id: b"2"})
    assert turn == Turn(role="user", content="What is it?", images=(image(CAT, b"1"), image(DOG, b"2")))


def test_a_reply_shows_nothing_to_a_model() -> None:
    (turn,) = wording.turns((said(CAT, TextPart(text="There."), role=Role.ASSISTANT),), {CAT.id: b"1"})
    assert turn == Turn(role="assistant", content="[Picture: cat.png]\n\nThere.")


def test_they_weigh_and_a_summary_tells_them_by_name(tmp_path: Path) -> None:
    engine = Folder(PICTURE * 8)

    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create()
        for number in range(10):
            cat = await desk.images.add(png(), f"cat {number}.png")
            await desk.runner.start(thread.id, (cat, TextPart(text=f"What is in number {number}?")))
            ended = await desk.heard.until(RunEnded, number + 1)
            assert ended.run.status is RunStatus.COMPLETED, ended.run.problem
        assert engine.folded
        for request in engine.folded:
            assert not any(turn.images for turn in request.turns)
            assert "[Picture: cat " in "".join(turn.content for turn in request.turns)
        assert all(request.turns[-1].images for request in engine.replied), "the newest is always shown"
        fill = await desk.runner.fill(thread.id)
        assert fill is not None
        assert fill.messages >= PICTURE

    story(tmp_path, tell, engine)


def test_a_title_is_asked_for_in_words() -> None:
    first, reply = said(CAT, TextPart(text="What is it?")), said(TextPart(text="A cat."), role=Role.ASSISTANT)
    turns = asking(first, reply)
    assert turns[0] == Turn(role="user", content="[Picture: cat.png]\n\nWhat is it?")
    assert not any(turn.images for turn in turns)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("What is this?", "Pictures"),
        ("", "Pictures"),
        ("Welche Pflanze ist das?", "Bilder"),
        ("How do I add a model?", "Add a model file"),
        ("What is 7 plus 5?", "7 + 5 = 12"),
    ],
)
def test_a_guided_model_knows_that_there_is_one_and_what_else_is_asked(words: str, found: str) -> None:
    turn = Turn(role="user", content=words, images=(image(CAT, b"1"),))
    guided = GUIDE.prepare((turn,))
    assert found in guided.note.text
    assert not any(turn.images for turn in guided.turns)
    later = GUIDE.prepare((turn, Turn(role="assistant", content="It is."), Turn(role="user", content="Thanks")))
    assert not any(turn.images for turn in later.turns)


def test_a_guided_model_replies_to_a_picture_alone(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.models.guided = True
        thread = await desk.threads.create()
        cat = await desk.images.add(png(), "cat.png")
        await desk.runner.start(thread.id, (cat,))
        ended = await desk.heard.until(RunEnded)
        assert ended.run.status is RunStatus.COMPLETED, ended.run.problem
        assert desk.engine.asked[-1].turns[0].content

    story(tmp_path, tell)
