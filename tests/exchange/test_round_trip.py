"""What is written and read again is the same, whatever it is; and nothing that is here is overwritten."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain import (
    DocumentPart,
    ImagePart,
    Message,
    Part,
    Problem,
    ReasoningPart,
    Role,
    Run,
    RunStatus,
    Sampling,
    SourcePart,
    Summary,
    TextPart,
    Thread,
    ToolCallPart,
    ToolResultPart,
    WholeThread,
    new_id,
)
from backend.exchange import own
from backend.exchange.foreign import ordered
from backend.exchange.sources import Sources
from backend.store import Backups, Database, WholeThreads, open_database
from tests.pictures import jpeg, png

WORDS = st.text(st.characters(codec="utf-8"), max_size=40)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
MOMENTS = st.integers(0, 10**9).map(lambda ms: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms))
PICTURES = {hashlib.sha256(data).hexdigest(): data for data in (png(4, 3), png(4, 3, "blue"), jpeg(9, 9))}
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(TextPart, text=WORDS),
    st.builds(DocumentPart, name=NAMES, text=WORDS),
    st.builds(ImagePart, id=st.sampled_from(sorted(PICTURES)), name=NAMES, width=st.just(4), height=st.just(3)),
    st.builds(ReasoningPart, text=WORDS, seconds=st.none() | st.floats(0, 1000)),
    st.builds(ToolCallPart, id=NAMES, name=NAMES, arguments=WORDS),
    st.builds(ToolResultPart, name=NAMES, text=WORDS, call_id=WORDS),
    st.builds(SourcePart, title=WORDS, text=WORDS, page=WORDS, anchor=WORDS),
)
ENDED = [RunStatus.COMPLETED, RunStatus.CANCELLED, RunStatus.INTERRUPTED, RunStatus.FAILED]


@st.composite
def whole_threads(draw: st.DrawFn) -> WholeThread:
    """A thread with a random tree, parts of all kinds, runs and summaries."""
    id, messages, runs, summaries = new_id(), list[Message](), list[Run](), list[Summary]()
    for number in range(draw(st.integers(1, 8))):
        above = draw(st.none() | st.sampled_from(messages)) if messages else None
        message = Message(
            id=new_id(),
            thread_id=id,
            parent_id=above.id if above else None,
            role=Role.USER if above is None or above.role is Role.ASSISTANT else Role.ASSISTANT,
            parts=tuple(draw(st.lists(PARTS, max_size=4))),
            created_at=draw(MOMENTS),
            spoken=draw(st.booleans()),
            heard=draw(st.none() | st.integers(0, 100)),
        )
        messages.append(message)
        if message.role is Role.ASSISTANT:
            for _ in range(draw(st.integers(0, 2))):
                runs.append(
                    Run(
                        id=new_id(),
                        thread_id=id,
                        message_id=message.id,
                        model_id=draw(NAMES),
                        status=draw(st.sampled_from(ENDED)),
                        created_at=draw(MOMENTS),
                        stop=draw(st.sampled_from([None, "end", "length"])),
                        read_tokens=draw(st.integers(0, 10**6)),
                        tokens=draw(st.integers(0, 10**6)),
                        seconds=draw(st.none() | st.floats(0, 1e4)),
                        folded_id=draw(st.sampled_from([None, messages[0].id])),
                        problem=draw(st.none() | st.builds(Problem, type=NAMES, message=WORDS)),
                    )
                )
        if draw(st.booleans()):
            summaries.append(
                Summary(
                    message_id=message.id, text=draw(WORDS), messages=number, model_id="m", created_at=draw(MOMENTS)
                )
            )
    thread = Thread(
        id=id,
        title=" ".join(draw(st.lists(NAMES, max_size=3))),
        titled_by_hand=draw(st.booleans()),
        created_at=draw(MOMENTS),
        updated_at=draw(MOMENTS),
        head_id=draw(st.sampled_from(messages)).id,
        model_id=draw(st.none() | NAMES),
        speak_replies=draw(st.none() | st.booleans()),
        pinned=draw(st.booleans()),
        archived=draw(st.booleans()),
        system_prompt=draw(st.none() | NAMES),
        sampling=draw(st.none() | st.builds(Sampling, temperature=st.floats(0, 2), stop=st.just(("x", "ü")))),
    )
    folders = tuple(draw(st.lists(NAMES, max_size=2)))
    return WholeThread(
        thread=thread, folders=folders, messages=tuple(messages), runs=tuple(runs), summaries=tuple(summaries)
    )


def written(folder: Path, threads: list[WholeThread]) -> Path:
    async def each() -> AsyncIterator[WholeThread]:
        for thread in threads:
            yield thread

    async def image(id: str) -> bytes | None:
        return PICTURES.get(id)

    async def all_of_it() -> str:
        return "".join([piece async for piece in own.written(each(), image)])

    file = folder / "export"
    file.write_text(asyncio.run(all_of_it()), "utf-8")
    return file


def read(file: Path) -> list[WholeThread]:
    found = list(Sources([("export", file)]).threads())
    assert [one.why for one in found] == [None] * len(found)
    return [one.thread for one in found if one.thread]


@given(threads=st.lists(whole_threads(), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_out_of_one_store_and_into_another(
    threads: list[WholeThread], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("stores")

    async def through(name: str, incoming: list[WholeThread]) -> list[WholeThread]:
        database = Database(folder / name)
        await open_database(database, Backups(folder / name, folder))
        store = WholeThreads(database)
        kept = [await store.keep(thread) for thread in incoming]
        assert [one.standing for one in kept] == ["new"] * len(incoming)
        again = [await store.keep(thread) for thread in incoming]
        assert [(one.standing, one.added) for one in again] == [("here", 0)] * len(incoming)
        found = [await store.get(id) for id in await store.ids()]
        await database.close()
        return found

    first = asyncio.run(through("first.db", threads))
    file = written(folder, first)
    second = asyncio.run(through("second.db", read(file)))
    assert sorted(map(compared, second)) == sorted(map(compared, first)) == sorted(map(compared, threads))
    assert json.loads(file.read_text("utf-8"))["format"] == "fireside-threads"


def compared(thread: WholeThread) -> str:
    """Everything in it but the id of its folder, which is another in each store."""
    return thread.model_copy(update={"thread": thread.thread.model_copy(update={"folder_id": None})}).model_dump_json()


def test_a_file_whose_ids_are_taken_by_another_thread_overwrites_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        database = Database(tmp_path / "store.db")
        await open_database(database, Backups(tmp_path / "store.db", tmp_path))
        store = WholeThreads(database)
        mine = thread_of("mine", "m1", "m2")
        await store.keep(mine)
        await store.keep(thread_of("theirs", "m1", "m2", "m3"))
        assert await store.get("mine") == mine
        other = await store.get("theirs")
        assert [message.text for message in other.branch()] == ["m1", "m2", "m3"]
        assert not {message.id for message in other.messages} & {"m1", "m2"}
        assert (await store.keep(thread_of("theirs", "m1", "m2", "m3"))).standing == "here"
        await database.close()

    asyncio.run(work())


def thread_of(id: str, *names: str) -> WholeThread:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    messages = tuple(
        Message(
            id=name,
            thread_id=id,
            parent_id=before,
            role=Role.USER if number % 2 == 0 else Role.ASSISTANT,
            parts=(TextPart(text=name),),
            created_at=at,
        )
        for number, (before, name) in enumerate(itertools.pairwise((None, *names)))
        if name is not None
    )
    thread = Thread(id=id, title=id, created_at=at, updated_at=at, head_id=names[-1])
    return WholeThread(thread=thread, messages=messages)


@given(st.lists(st.tuples(st.integers(0, 8), st.none() | st.integers(0, 10)), max_size=12))
def test_whatever_follows_whatever_becomes_a_tree(links: list[tuple[int, int | None]]) -> None:
    items = [(str(key), None if parent is None else str(parent)) for key, parent in links]
    found = ordered(items, lambda item: item[0], lambda item: item[1], lambda item, parent: (item[0], parent))
    assert {key for key, _ in found} == {key for key, _ in items}
    assert len({key for key, _ in found}) == len(found)
    placed: set[str] = set()
    for key, parent in found:
        assert parent is None or parent in placed
        placed.add(key)
    if all(parent is None or parent in {k for k, _ in items[:number]} for number, (_, parent) in enumerate(items)):
        first = list(dict.fromkeys(key for key, _ in items))
        assert [key for key, _ in found] == first, "what is a tree already stays as it is"


def test_an_export_of_a_newer_fireside_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "new"
    file.write_text(json.dumps({"format": "fireside-threads", "version": 2, "threads": []}))
    assert [problem.why for problem in Sources([("new", file)]).problems] == ["newer"]


def test_fields_that_are_not_known_are_passed_over_and_wrong_ones_are_said(tmp_path: Path) -> None:
    told = json.loads(written(tmp_path, [thread_of("a", "1"), thread_of("b", "2")]).read_text())
    told["threads"][0]["thread"]["colour"] = "blue"
    told["threads"][1]["messages"][0]["role"] = "ghost"
    file = tmp_path / "changed"
    file.write_text(json.dumps(told))
    first, second = Sources([("changed", file)]).threads()
    assert first.thread is not None
    assert first.thread.thread.title == "a"
    assert (second.why, second.thread) == ("strange", None)
    assert "role" in second.detail
