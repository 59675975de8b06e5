"""A reply can be anything: it loads nothing and runs nothing, with our policy and without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Request, expect

from tests.e2e.conftest import Enter
from tests.e2e.samples import HOSTILE
from tests.e2e.served import Fireside, Written, write

THREAD = Written("Hostile", [("Show me pictures", HOSTILE)])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    home: Path = tmp_path_factory.mktemp("hostile")
    write(home, [THREAD])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


@pytest.mark.parametrize("without_policy", [False, True], ids=["with the policy", "without the policy"])
def test_nothing_is_loaded_and_nothing_runs(hostile: Fireside, enter: Enter, without_policy: bool) -> None:
    page = enter(hostile, bypass_csp=without_policy)
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.context.on("request", note)
    page.goto(f"{hostile.address}/app/t/{THREAD.id}")
    expect(page.locator(".markdown")).to_be_visible()
    page.wait_for_timeout(800)
    assert [url for url in asked if not url.startswith(hostile.address)] == []
    assert not [url for url in asked if url.startswith("data:text")]
    reply = page.get_by_role("article", name="Reply")
    assert reply.locator("img, iframe, script, style, object, embed, svg image").count() == 0
    assert page.title() == "Hostile · Fireside"
    expect(reply.get_by_text("tracker.example").first).to_be_visible()
    expect(reply.get_by_text("a cat")).to_be_visible()


def test_links_lead_outside_or_nowhere(hostile: Fireside, enter: Enter) -> None:
    page = enter(hostile, f"t/{THREAD.id}")
    reply = page.get_by_role("article", name="Reply")
    expect(reply.locator(".markdown")).to_be_visible()
    links = reply.locator("a").all()
    assert links
    for link in links:
        assert (link.get_attribute("href") or "").startswith("https://")
        assert link.get_attribute("target") == "_blank"
        assert link.get_attribute("rel") == "noopener noreferrer"
    before = page.url
    reply.get_by_text("a dead link").click()
    reply.get_by_text("relative").click()
    assert page.url == before
    assert page.title() == "Hostile · Fireside"
