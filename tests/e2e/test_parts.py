"""Replies that did more than write: what was thought, called, looked up and leant on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from backend.domain import (
    Message,
    Part,
    ReasoningPart,
    Role,
    Run,
    RunStatus,
    SourcePart,
    TextPart,
    Thread,
    ToolCallPart,
    ToolResultPart,
    Value,
    new_id,
    now,
)
from backend.events import RunDelta, RunEnded, RunPart, RunStarted
from tests.e2e.conftest import Enter
from tests.e2e.samples import REFERENCES, THOUGHTFUL, UNANSWERED
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import SIZES, violations

PARTS = Written(
    "Bread, sums and dates",
    [
        ("What is 12 × 34, what day is it, and when does the library close?", REFERENCES),
        ("And when do I begin with the dough?", THOUGHTFUL),
        ("Which rye flour?", UNANSWERED),
    ],
    ending=RunStatus.INTERRUPTED,
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside in whose thread all kinds of parts are."""
    home: Path = tmp_path_factory.mktemp("parts")
    write(home, [PARTS])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def page(reader: Fireside, enter: Enter) -> Page:
    return enter(reader, f"t/{PARTS.id}", permissions=["clipboard-read", "clipboard-write"])


def opened(page: Page) -> Page:
    """All that is folded away, unfolded."""
    for name in ("Thought for 12 s", "weather", "search", "From your text"):
        page.locator("article").get_by_role("button", name=name).click()
    return page


def test_what_was_looked_up_is_a_quiet_line(page: Page) -> None:
    first = page.get_by_role("article", name="Reply").first
    expect(first.get_by_text("12 × 34 = 408", exact=True)).to_be_visible()
    expect(first.get_by_text("Today is Saturday, 21 November 2026.", exact=True)).to_be_visible()


def test_what_was_thought_and_called_unfolds_and_folds(page: Page) -> None:
    reply = page.get_by_role("article", name="Reply").nth(1)
    expect(reply.get_by_text("The loaf needs")).to_have_count(0)
    opened(page)
    expect(reply.get_by_text("The loaf needs")).to_be_visible()
    expect(reply.get_by_role("region", name="Code: Asked")).to_contain_text('"place": "Bamberg"')
    expect(reply.get_by_role("region", name="Code: Answer")).to_contain_text('"celsius": 17')
    reply.get_by_role("button", name="Thought for 12 s").click()
    expect(reply.get_by_text("The loaf needs")).to_have_count(0)


def test_a_call_without_an_answer_says_so(page: Page) -> None:
    expect(page.get_by_role("button", name="search no answer")).to_be_visible()


def test_only_words_are_copied(page: Page) -> None:
    page.get_by_role("article", name="Reply").nth(1).hover()
    page.get_by_role("article", name="Reply").nth(1).get_by_role("button", name="Copy reply").click()
    while "Begin at eight" not in page.evaluate("() => navigator.clipboard.readText()"):
        page.wait_for_timeout(50)
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith("I look up how warm your kitchen is tonight.\n\nAt **17 °C**")
    assert "celsius" not in copied
    assert "rises" not in copied


class Line:
    """The real line of a page, on which a test can also tell of a run that no model writes."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._sockets: list[WebSocketRoute] = []
        self._told: list[str | bytes] = []
        page.route_web_socket("**/api/v0/events", self._join)
        page.reload()
        page.get_by_text("On this computer").wait_for()
        while not self._told:  # a snapshot, which would say that there is no such run
            page.wait_for_timeout(20)
        branch = page.evaluate(f"async () => (await fetch('/api/v0/threads/{PARTS.id}')).json()")
        self._thread = Thread.model_validate(branch["thread"])
        reply = new_id()
        self._run = Run(
            id=new_id(),
            thread_id=PARTS.id,
            message_id=reply,
            model_id="starter",
            status=RunStatus.RUNNING,
            created_at=now(),
        )
        self._reply = Message(
            id=reply,
            thread_id=PARTS.id,
            parent_id=branch["messages"][-1]["id"],
            role=Role.ASSISTANT,
            parts=(),
            created_at=now(),
            run=self._run,
        )

    def _join(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: (socket.send(message), self._told.append(message)))
        self._sockets.append(socket)

    def _tell(self, event: Value) -> None:
        self._sockets[-1].send(event.model_dump_json())

    def begin(self) -> None:
        self._tell(RunStarted(thread=self._thread, run=self._run, message=self._reply))

    def part(self, index: int, part: Part) -> None:
        self._tell(RunPart(thread_id=PARTS.id, run_id=self._run.id, message_id=self._reply.id, index=index, part=part))

    def words(self, part: int, offset: int, text: str) -> None:
        self._tell(
            RunDelta(
                thread_id=PARTS.id,
                run_id=self._run.id,
                message_id=self._reply.id,
                part=part,
                offset=offset,
                text=text,
            )
        )

    def end(self, *parts: Part) -> None:
        run = self._run.model_copy(update={"status": RunStatus.COMPLETED, "stop": "end"})
        self._tell(
            RunEnded(thread_id=PARTS.id, run=run, message=self._reply.model_copy(update={"parts": parts, "run": run}))
        )


def test_a_thought_and_a_call_are_seen_as_they_come(page: Page) -> None:
    line = Line(page)
    line.begin()
    reply = page.get_by_role("article", name="Reply").last
    line.part(0, ReasoningPart(text=""))
    reply.get_by_role("button", name="Thinking…").click()
    line.words(0, 0, "First I ")
    expect(reply.locator(".markdown")).to_have_text("First I")
    line.words(0, 8, "**count**.")
    expect(reply.locator(".markdown strong")).to_have_text("count")
    thought = ReasoningPart(text="First I **count**.", seconds=3.2)
    line.part(0, thought)
    expect(reply.get_by_role("button", name="Thought for 3.2 s")).to_be_visible()
    call = ToolCallPart(id="c", name="scales", arguments="{}")
    line.part(1, call)
    expect(reply.get_by_role("button", name="scales running…")).to_be_visible()
    result = ToolResultPart(name="scales", call_id="c", text="500 g")
    line.part(2, result)
    expect(reply.get_by_role("button", name="scales 500 g")).to_be_visible()
    line.words(3, 0, "Half a kilo.")
    expect(reply.get_by_text("Half a kilo.")).to_be_visible()
    source = SourcePart(title="Add a model file", text="", page="adding-models", anchor="add-a-model-file")
    line.part(4, source)
    expect(reply).to_have_attribute("aria-busy", "true")
    expect(reply.get_by_role("list", name="Sources")).to_have_count(0)
    line.end(thought, call, result, TextPart(text="Half a kilo."), source)
    expect(reply.get_by_role("button", name="Help: Add a model file")).to_be_visible()
    expect(reply).to_have_attribute("aria-busy", "false")


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_is_for_everyone(reader: Fireside, enter: Enter, size: str, scheme: str) -> None:
    options: dict[str, Any] = {**SIZES[size], "color_scheme": scheme, "bypass_csp": True}
    page = enter(reader, f"t/{PARTS.id}", **options)
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    assert violations(page) == []
    opened(page)
    expect(page.get_by_role("region", name="Code: Answer").locator("span[style]").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
