"""A reply can be anything: it loads nothing and runs nothing, with our policy and without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Request, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.samples import HOSTILE, HOSTILE_DIAGRAMS, HOSTILE_MATH
from tests.e2e.served import Fireside, Written, write

THREAD = Written("Hostile", [("Show me pictures", HOSTILE)])
MATH = Written("Hostile formulas", [("Calculate", HOSTILE_MATH)])
DIAGRAMS = Written("Hostile diagrams", [("Draw", HOSTILE_DIAGRAMS)])
LINE = Written(
    "A long line", [("x" * 50_000, "word" * 50_000), ("And code?", "```js\n" + "let a = 1;" * 20_000 + "\n```")]
)
DEEP = Written(
    "Deep",
    [
        ("Deeper", ">" * 400 + " deep\n\n" + "".join("  " * depth + "- deep\n" for depth in range(120))),
        ("Brackets", "[" * 20_000 + "a" + "](" * 5_000 + "*_" * 5_000),
        ("Sums", "$" + "{" * 3_000 + "}" * 3_000 + "$ and \\[" + r"\frac{" * 500 + "\\]"),
    ],
)
SCRIPTS = Written(
    "Right to left",
    [
        ("مرحبا, \u202eevil\u202c שלום", "العربية **مهم** و `code` ثم $x^2$.\n\n- עברית\n- " + "Z" + "\u0301" * 2_000),
        ("Open?", "```html\n<script>document.title = 'run'</script>\n| a | b"),
    ],
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    home: Path = tmp_path_factory.mktemp("hostile")
    write(home, [THREAD, MATH, DIAGRAMS, LINE, DEEP, SCRIPTS])
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
    expect(page).to_have_title("Hostile · Fireside")
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
    expect(page).to_have_title("Hostile · Fireside")


@pytest.mark.parametrize("without_policy", [False, True], ids=["with the policy", "without the policy"])
@pytest.mark.parametrize("thread", [MATH, DIAGRAMS], ids=["formulas", "diagrams"])
def test_formulas_and_diagrams_fetch_nothing_and_run_nothing(
    hostile: Fireside, enter: Enter, thread: Written, without_policy: bool
) -> None:
    page = enter(hostile, bypass_csp=without_policy)
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.context.on("request", note)
    page.goto(f"{hostile.address}/app/t/{thread.id}")
    reply = page.get_by_role("article", name="Reply")
    expect(reply.locator(".markdown").get_by_text("The end of the")).to_be_visible()
    shows = reply.get_by_role("button", name="Show diagram")
    for _ in range(shows.count()):
        shows.first.click()
    expect(reply.get_by_text("Drawing…")).to_have_count(0)
    if thread is MATH:
        expect(reply.locator(".katex").first).to_be_visible()
    else:
        expect(reply.get_by_role("img").first).to_be_visible()
    page.wait_for_timeout(500)
    ours = (hostile.address, f"blob:{hostile.address}")
    assert [url for url in asked if not url.startswith(ours)] == []
    assert reply.locator("iframe, script, object, embed, a[href], foreignObject").count() == 0
    assert all(str(image.get_attribute("src")).startswith("blob:") for image in reply.locator("img").all())
    expect(page).to_have_title(f"{thread.title} · Fireside")


@pytest.mark.parametrize("thread", [LINE, DEEP, SCRIPTS], ids=["long lines", "deep nesting", "scripts"])
def test_nothing_hangs_and_all_of_it_can_be_read(hostile: Fireside, enter: Enter, thread: Written) -> None:
    page = enter(hostile, f"t/{thread.id}")
    expect(page.get_by_role("article", name="Reply").last).to_be_visible()
    message_field(page).fill("still here")
    expect(message_field(page)).to_have_value("still here")
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    expect(page).to_have_title(f"{thread.title} · Fireside")
