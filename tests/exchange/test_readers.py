"""Files of other programs: what is in them comes whole, and nothing that is wrong with them ends the reading."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain import Part, Role, WholeThread
from backend.exchange import stream
from backend.exchange.readers import READERS
from backend.exchange.sources import Read, Sources
from tests.exchange import programs

ONE = {
    "ChatGPT": programs.chatgpt,
    "Claude": programs.claude,
    "Open WebUI": programs.openwebui,
    "LibreChat": programs.librechat,
    "LM Studio": programs.lmstudio,
    "llama.cpp": programs.llamacpp,
}


def read(file: Path) -> list[Read]:
    sources = Sources([(file.name, file)])
    return [*sources.problems, *sources.threads()]


def threads(file: Path) -> list[WholeThread]:
    return [one.thread for one in read(file) if one.thread is not None]


def write(folder: Path, value: Any, name: str = "file.bin") -> Path:
    file = folder / name
    file.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return file


def said(parts: tuple[Part, ...]) -> list[tuple[str, str]]:
    return [(part.kind, part.arguments if part.kind == "tool_call" else part.text) for part in parts]


def spoken(thread: WholeThread) -> list[tuple[Role, list[tuple[str, str]]]]:
    return [(message.role, said(message.parts)) for message in thread.branch()]


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("shape", ["array", "alone"])
def test_a_file_is_known_by_its_content_alone(name: str, shape: str, tmp_path: Path) -> None:
    one = ONE[name]()
    found = read(write(tmp_path, [one] if shape == "array" else one))
    assert [(each.source, each.why) for each in found] == [(name, None)]
    thread = found[0].thread
    assert thread is not None
    assert {message.thread_id for message in thread.messages} == {thread.thread.id}
    assert thread.branch()[-1].id == thread.thread.head_id


def test_chatgpt(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, [programs.chatgpt()]))
    thread = found.thread
    assert thread is not None
    assert thread.thread.title == "Tea"
    assert thread.thread.system_prompt == "I like tea.\n\nBe brief."
    assert (thread.thread.created_at.timestamp(), thread.thread.updated_at.timestamp()) == (1700000000, 1700000030)
    assert spoken(thread) == [
        (Role.USER, [("text", "How long does tea steep?")]),
        (Role.ASSISTANT, [("text", "Three minutes. ")]),
        (Role.USER, [("text", "[image]\n\nAnd this one?")]),
        (
            Role.ASSISTANT,
            [
                ("reasoning", "It is green tea."),
                ("tool_call", '{"input": "1+1"}'),
                ("tool_result", "2"),
                ("text", "Two."),
            ],
        ),
    ]
    assert [run.model_id for run in thread.runs] == ["gpt-4o", "ChatGPT", "o3"]
    assert len(thread.messages) == 5, "the retry is there too"
    assert found.lost == Counter(image=1)


def test_claude(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, [programs.claude()]))
    thread = found.thread
    assert thread is not None
    asked, first, second = thread.messages
    assert said(asked.parts) == [("document", "Notes."), ("text", "[photo.jpg]"), ("text", "Sum it up")]
    assert said(first.parts) == [
        ("reasoning", "Short notes."),
        ("tool_call", '{"q": "notes"}'),
        ("tool_result", "Found"),
        ("text", "They are short."),
    ]
    assert getattr(first.parts[0], "seconds", None) == 2.5
    assert first.parent_id == second.parent_id == asked.id
    assert found.lost == Counter(file=1)


def test_open_webui(tmp_path: Path) -> None:
    (thread,) = threads(write(tmp_path, [programs.openwebui()]))
    assert (thread.thread.archived, thread.thread.pinned, thread.thread.system_prompt) == (True, True, "Calculate.")
    asked, first, second = thread.messages
    assert said(first.parts) == [("reasoning", "six & seven"), ("text", "42")]
    assert said(second.parts) == [
        ("reasoning", "Multiply."),
        ("tool_call", '{"x": 6}'),
        ("tool_result", "42"),
        ("text", "It is 42."),
    ]
    assert thread.thread.head_id == first.id, "not the newest, but the one that was shown"
    assert asked.created_at == thread.thread.created_at, "a moment in 1970 is none"


def test_librechat(tmp_path: Path) -> None:
    (thread,) = threads(write(tmp_path, programs.librechat()))
    assert [said(message.parts) for message in thread.messages] == [
        [("text", "Hello")],
        [("reasoning", "Hm."), ("tool_call", "{}"), ("tool_result", "there"), ("text", "Hello!")],
        [("text", "Hi.")],
    ]
    assert thread.messages[2].parent_id == thread.messages[0].id
    flat = {**programs.librechat(), "recursive": False}
    flat["messages"] = [
        {"messageId": "m2", "parentMessageId": "m1", "isCreatedByUser": False, "text": "b"},
        {
            "messageId": "m1",
            "parentMessageId": "00000000-0000-0000-0000-000000000000",
            "isCreatedByUser": True,
            "text": "a",
        },
    ]
    (thread,) = threads(write(tmp_path, flat))
    assert [message.text for message in thread.branch()] == ["a", "b"]


def test_lm_studio(tmp_path: Path) -> None:
    (thread,) = threads(write(tmp_path, programs.lmstudio()))
    assert spoken(thread) == [
        (Role.USER, [("text", "Hello there")]),
        (Role.ASSISTANT, [("reasoning", "thinking…"), ("text", "Second.")]),
    ]
    assert (thread.thread.title, thread.thread.system_prompt) == ("Local talk", "Be local.")
    assert len(thread.messages) == 3


def test_llamacpp(tmp_path: Path) -> None:
    (thread,) = threads(write(tmp_path, [programs.llamacpp()]))
    assert spoken(thread) == [
        (Role.USER, [("document", "A."), ("text", "[b.png]"), ("text", "Hi")]),
        (
            Role.ASSISTANT,
            [("reasoning", "a"), ("tool_call", "{}"), ("tool_result", "42"), ("reasoning", "b"), ("text", "c")],
        ),
    ]


def test_jan_in_a_folder_and_in_an_archive(tmp_path: Path) -> None:
    lines = "\n".join(map(json.dumps, programs.jan_messages()))
    messages = write(tmp_path, lines, "messages.jsonl")
    head = write(tmp_path, programs.jan_head(), "thread.json")
    sources = Sources([("threads/jan_1/messages.jsonl", messages), ("threads/jan_1/thread.json", head)])
    (found,) = sources.threads()
    thread = found.thread
    assert thread is not None
    assert (thread.thread.title, thread.thread.system_prompt) == ("With Jan", "Be Jan.")
    assert spoken(thread) == [
        (Role.USER, [("text", "Good morning")]),
        (
            Role.ASSISTANT,
            [("reasoning", "Hm."), ("tool_call", '{"x": 1}'), ("tool_result", "42"), ("text", "Morning!")],
        ),
    ]
    archive = tmp_path / "jan.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(messages, "threads/jan_1/messages.jsonl")
        packed.write(head, "threads/jan_1/thread.json")
    assert threads(archive) == [thread]


def test_the_archive_of_chatgpt_with_pictures_and_pieces(tmp_path: Path) -> None:
    archive = tmp_path / "export"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("chat.html", "<html>")
        packed.writestr("user.json", '{"id": "me"}')
        packed.writestr("../../../../etc/conversations-000.json", json.dumps([programs.chatgpt("a")]))
        packed.writestr("conversations-001.json", json.dumps([programs.chatgpt("b"), programs.chatgpt("c")]))
        packed.writestr("dalle/cup.png", b"\x89PNG\r\n")
    found = read(archive)
    assert [each.why for each in found] == [None] * 3
    assert found[0].place == "conversations-000.json, 1"
    assert len({each.thread.thread.id for each in found if each.thread}) == 3


def test_the_same_thread_read_again_is_the_same(tmp_path: Path) -> None:
    file = write(tmp_path, [ONE[name]() for name in ("ChatGPT",)])
    assert threads(file) == threads(file)


# ------------------------------------------------------------------------------------- what is wrong with files


@pytest.mark.parametrize(
    "content",
    ["", " ", "nonsense", "{", "[]", "{}", "[1, 2]", "null", "\x00\x01\x02", '"text"', "<html></html>", "[[[]]]"],
)
def test_what_is_no_export_is_said_to_be_none(content: str, tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, content))
    assert found.thread is None
    assert found.why == "unknown"


@given(st.integers(1, 10_000))
@settings(max_examples=60, deadline=None)
def test_a_file_cut_off_anywhere_gives_all_that_came_before(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    whole = json.dumps([programs.chatgpt(str(number)) for number in range(4)]).encode()
    file = tmp_path_factory.mktemp("cut") / "file"
    file.write_bytes(whole[: max(1, len(whole) * cut // 10_000 - 1)])
    found = read(file)
    assert found[-1].why in ("torn", "unknown"), "and says that something is missing"
    complete = file.read_bytes().count(b'"current_node"')
    assert len(found) - 1 in (complete, complete - 1, complete + 1) or found[0].source == ""


def test_a_damaged_conversation_costs_only_itself(tmp_path: Path) -> None:
    good = programs.chatgpt("good")
    broken: list[Any] = [
        {**programs.chatgpt("x"), "mapping": []},
        {**programs.chatgpt("y"), "mapping": {"n": 5, "m": {"message": [], "parent": {}}}},
        None,
        "text",
        {},
    ]
    found = read(write(tmp_path, [programs.chatgpt("first"), *broken, good]))
    assert sum(each.thread is not None for each in found) == 2


def test_rings_orphans_and_twins_become_a_tree(tmp_path: Path) -> None:
    one = programs.chatgpt()
    mapping = one["mapping"]
    mapping["root"]["parent"] = "a3"  # a ring through everything
    mapping["lonely"] = {**mapping["a1"], "id": "lonely", "parent": "nobody"}
    mapping["self"] = {**mapping["u1"], "id": "self", "parent": "self"}
    (thread,) = threads(write(tmp_path, [one]))
    assert len(thread.messages) == 7
    placed: set[str | None] = {None}
    for message in thread.messages:
        assert message.parent_id in placed
        placed.add(message.id)
    twins = programs.claude()
    twins["chat_messages"].append(twins["chat_messages"][1])
    (thread,) = threads(write(tmp_path, [twins]))
    assert len(thread.messages) == 3


@pytest.mark.parametrize("at", [None, 1e18, -1e18, 1e300, "NaN", "yesterday", [], {}, True, 10**30, "9999-99-99"])
def test_moments_that_make_no_sense_are_left_out(at: Any, tmp_path: Path) -> None:
    one = programs.chatgpt()
    one["create_time"] = one["update_time"] = at
    for node in one["mapping"].values():
        if node["message"]:
            node["message"]["create_time"] = at
    (thread,) = threads(write(tmp_path, [one]))
    assert thread.thread.created_at.year > 2000


def test_deep_conversations_are_read_without_recursion(tmp_path: Path) -> None:
    one = programs.chatgpt()
    before = "a3"
    for number in range(20_000):
        role = "user" if number % 2 == 0 else "assistant"
        node = {"message": {"author": {"role": role}, "content": {"content_type": "text", "parts": [f"{number}"]}}}
        one["mapping"][f"n{number}"] = {**node, "parent": before}
        before = f"n{number}"
    one["current_node"] = before
    (thread,) = threads(write(tmp_path, [one]))
    assert len(thread.branch()) == 20_004
    deep = programs.librechat()
    deepest = deep["messages"][0]
    for number in range(300):
        child = {"messageId": f"d{number}", "isCreatedByUser": number % 2 == 1, "text": "x", "children": []}
        deepest["children"].append(child)
        deepest = child
    (thread,) = threads(write(tmp_path, deep))
    assert len(thread.messages) == 303


def test_what_is_nested_absurdly_deep_or_large_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    good = json.dumps(programs.chatgpt())
    found = read(write(tmp_path, f'[{good}, {{"mapping": {deep}}}, {good}]'))
    assert [bool(each.thread) for each in found] == [True, False, True]
    assert found[1].why == "deep"
    monkeypatch.setattr(stream, "LONGEST", 1 << 20)
    large = json.dumps({"mapping": {"x": ["y" * 1000] * 3000}})
    found = read(write(tmp_path, f"[{good}, {large}, {good}]"))
    assert [bool(each.thread) for each in found] == [True, False, True]
    assert found[1].why == "large"


def test_half_characters_marks_and_odd_names_can_be_stored(tmp_path: Path) -> None:
    raw = json.dumps([programs.chatgpt(title="a\u0000b\nc\u202e ../../x")]).replace("How long", "\\ud83d long \\u0000")
    file = tmp_path / "file"
    file.write_bytes(b"\xef\xbb\xbf" + raw.encode())
    (thread,) = threads(file)
    thread.model_dump_json().encode()
    assert "\n" not in thread.thread.title
    assert "\x00" not in thread.thread.title


def test_archives_that_are_damaged_locked_or_empty_are_said_to_be_so(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("conversations.json", json.dumps([programs.chatgpt(str(number)) for number in range(300)]))
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "damaged.zip").write_bytes(data)
    assert read(tmp_path / "damaged.zip")[-1].why in ("damaged", "torn")
    (tmp_path / "torn.zip").write_bytes(data[:-200])
    assert read(tmp_path / "torn.zip")[-1].why == "damaged"
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as packed:
        packed.writestr("nothing.txt", "here")
    assert read(tmp_path / "empty.zip")[-1].why == "nothing"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(sorted(READERS)), st.data())
@settings(max_examples=300, deadline=None)
def test_a_reader_survives_anything_in_any_place(name: str, data: st.DataObject) -> None:
    """A value of a sound conversation is replaced by any other: the reader gives a thread, nothing, or says why."""
    from backend.errors import Invalid
    from backend.exchange.foreign import ForeignThread, whole

    sample: Any = {"thread": programs.jan_head(), "messages": programs.jan_messages()}
    if name in ONE:
        sample = ONE[name]()
    elif name == "Fireside":
        sample = json.loads(whole(READERS["Claude"].read(programs.claude())).model_dump_json())  # type: ignore[arg-type]
    places = list(_places(sample))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(places))
        holder[key] = data.draw(JSON)
    try:
        found = READERS[name].read(sample)
    except Invalid:
        return
    thread = whole(found) if isinstance(found, ForeignThread) else found
    if thread is not None:
        thread.model_dump_json().encode()


def _places(value: Any) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for key, inner in enumerate(value):
            yield value, key
            yield from _places(inner)
