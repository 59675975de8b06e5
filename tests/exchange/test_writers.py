"""Exports for people: everything that was said is in them, nothing runs in them, and their names suit every system."""

from __future__ import annotations

import asyncio
import base64
import unicodedata
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import (
    DocumentPart,
    ImagePart,
    Part,
    ReasoningPart,
    SourcePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    WholeThread,
)
from backend.errors import NotFound
from backend.exchange.exports import Exports
from backend.exchange.labels import labels
from backend.exchange.names import Names, file_name
from backend.exchange.writers import WRITERS
from backend.exchange.writers.html import POLICY
from backend.store import Backups, Database, Images, WholeThreads, open_database
from tests.exchange.test_round_trip import thread_of
from tests.pictures import jpeg, png

PARTS: tuple[Part, ...] = (
    ReasoningPart(text="First I *think*.", seconds=2.6),
    ToolCallPart(id="1", name="search", arguments='{"q": "<b>"}'),
    ToolResultPart(call_id="1", name="search", text="```\nfenced\n```"),
    TextPart(text="Said **so**.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nprint('<hi>')\n```"),
    DocumentPart(name="a<b>.txt", text="</code></pre><script>x</script>"),
    SourcePart(title="Where & when", text="There.", page="p", anchor="a"),
)
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) "
    "![p](https://example.invalid/p.png) <iframe src=https://example.invalid></iframe> <style>*{}</style>"
)


def told(*parts: Part, title: str = "A title") -> WholeThread:
    thread = thread_of("t", "m1", "m2")
    reply = thread.messages[1].model_copy(update={"parts": parts})
    renamed = thread.thread.model_copy(update={"title": title})
    return thread.model_copy(update={"messages": (thread.messages[0], reply), "thread": renamed})


@pytest.mark.parametrize("format", WRITERS)
def test_all_that_was_said_is_there(format: str) -> None:
    text = WRITERS[format](told(*PARTS), labels("en", {}), {})
    for words in ("A title", "You", "Said", "Where &" if format != "html" else "Where &amp; when"):
        assert words in text, words
    if format != "txt":
        for words in ("Thought for 3 s", "Tool: search", "Result: search", "fenced"):
            assert words in text, words
    assert "Du" in WRITERS[format](told(*PARTS), labels("de", {}), {})


def test_html_is_rendered_and_nothing_in_it_runs_or_loads() -> None:
    text = WRITERS["html"](told(*PARTS, TextPart(text=HOSTILE), title=HOSTILE), labels("en", {}), {})
    assert "<strong>so</strong>" in text
    assert "<table>" in text
    assert "<code class=\"language-python\">print('&lt;hi&gt;')" in text or "print('&lt;hi&gt;')" in text
    for harm in ("<script", "<img", "<iframe", 'href="javascript', "<style>*"):
        assert harm not in text, harm
    assert text.count("<style>") == 1
    assert "default-src 'none'" in text


def test_markdown_fences_hold_whatever_is_in_them() -> None:
    text = WRITERS["markdown"](told(*PARTS), labels("en", {}), {})
    assert "````\n```\nfenced\n```\n````" in text


CAT = ImagePart(id="a" * 64, name='a "cat" [1]\n<b>.png', width=40, height=30)


def test_pictures_are_in_the_file_under_their_names() -> None:
    thread, images = told(TextPart(text="Look:"), CAT), {CAT.id: png(40, 30)}
    url = f"data:image/png;base64,{base64.b64encode(png(40, 30)).decode()}"
    html = WRITERS["html"](thread, labels("en", {}), images)
    assert f'<img src="{url}" alt="a &quot;cat&quot; [1]\n&lt;b&gt;.png" width="40" height="30">' in html
    assert "img-src data:;" in f"{POLICY};"
    assert f'![a "cat" \\[1\\] <b>.png]({url})' in WRITERS["markdown"](thread, labels("en", {}), images)
    assert '[Picture: a "cat"' in WRITERS["txt"](thread, labels("en", {}), images)
    assert "base64" not in WRITERS["txt"](thread, labels("en", {}), images)
    photo = WRITERS["html"](thread, labels("en", {}), {CAT.id: jpeg()})
    assert 'src="data:image/jpeg;base64,' in photo


@pytest.mark.parametrize("format", WRITERS)
def test_one_whose_bytes_are_gone_is_named(format: str) -> None:
    text = WRITERS[format](told(CAT), labels("de", {}), {})
    assert "[Bild: a " in text
    assert "data:image" not in text


def test_a_markdown_file_with_a_picture_reads_as_one() -> None:
    from markdown_it import MarkdownIt

    text = WRITERS["markdown"](told(CAT), labels("en", {}), {CAT.id: png()})
    tokens = MarkdownIt("commonmark").parse(text)
    (image,) = [each for token in tokens for each in token.children or () if each.type == "image"]
    assert str(image.attrGet("src")).startswith("data:image/png;base64,")
    assert image.content.startswith('a "cat" \\[1\\]')


@given(
    st.text(max_size=400)
    | st.sampled_from(["CON", "con.txt", "nul", "..", ".", "", "a/b", "COM¹", "😀" * 200, "x" * 999])
)
def test_a_name_suits_every_system(title: str) -> None:
    name = file_name(title, "md")
    assert len(name.encode()) <= 255
    assert not set(name) & set('<>:"/\\|?*')
    assert all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in name)
    stem = name.removesuffix(".md")
    assert stem
    assert stem.strip(" .") == stem
    assert stem.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}


@given(st.lists(st.sampled_from(["a", "A", "ä", "a\u0308", "a (2)", "/", "con", ""]), max_size=12))
def test_names_in_one_archive_differ_also_where_case_does_not_count(titles: list[str]) -> None:
    names = Names()
    given = [names.give(title, "md") for title in titles]
    assert len({unicodedata.normalize("NFKC", name).casefold() for name in given}) == len(titles)


def test_many_threads_become_an_archive_in_the_folders_they_lie_in(tmp_path: Path) -> None:
    async def work() -> None:
        database = Database(tmp_path / "store.db")
        await open_database(database, Backups(tmp_path / "store.db", tmp_path))
        store = WholeThreads(database)
        for number in range(3):
            thread = thread_of(f"t{number}", f"m{number}")
            same = thread.thread.model_copy(update={"title": "Same", "updated_at": datetime(1970, 1, 1, tzinfo=UTC)})
            await store.keep(thread.model_copy(update={"thread": same, "folders": ("Wörk", "a/b")[: number + 1]}))
        exports = Exports(tmp_path / "exports", store, Images(database))
        folder = await database.run(lambda db: db.execute("SELECT id FROM folders WHERE name = 'Wörk'").fetchone()[0])
        assert len(await store.ids(folder)) == 3
        made = await exports.make(await store.ids(), "txt", labels("en", {}))
        with zipfile.ZipFile(exports.file(made.id)) as archive:
            assert sorted(archive.namelist()) == ["Wörk/Same.txt", "Wörk/a b/Same (2).txt", "Wörk/a b/Same.txt"]
        with pytest.raises(NotFound):
            await exports.make((), "txt", labels("en", {}))
        with pytest.raises(NotFound):
            exports.file("../store")
        await database.close()

    asyncio.run(work())
