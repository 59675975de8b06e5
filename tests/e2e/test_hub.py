"""Find models: the catalogue without asking anybody, the hub when one looks there, and a model that comes from it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter, drawn
from tests.e2e.served import Fireside
from tests.e2e.test_places import SIZES, violations
from tests.gguf_files import write_model
from tests.library.fake_hub import TOKEN, Answer, FakeHub, serving

MODEL, LARGE, GATED = "publisher/Small-GGUF", "publisher/Large-GGUF", "publisher/Licensed-GGUF"
CARD = """---
license: apache-2.0
---
<div align="center"><img src="https://example.org/logo.png" alt="Logo"></div>
<script>document.title = "taken over"</script>

# Small

A **small** model. ![A chart](https://example.org/chart.png) Read [the paper](https://example.org/paper).

| Test | Score |
| --- | --- |
| Sums | 42 |
"""


STAY_OFFLINE = """async () => {
  const asked = { method: 'PATCH', body: '{"offline": true}', headers: { 'content-type': 'application/json' } }
  await fetch('/api/v0/settings', asked)
}"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What the hub has: a model in three sizes, one in parts that sees, one with a licence to accept, and many more."""
    folder = tmp_path_factory.mktemp("files")
    small = write_model(folder / "small.gguf", words=30_000).read_bytes()
    write_model(folder / "large.gguf", shards=2)
    parts = [path.read_bytes() for path in sorted(folder.glob("large-*.gguf"))]
    return {
        MODEL: {
            "README.md": CARD.encode(),
            "small-Q4_K_M.gguf": small,
            "small-Q8_0.gguf": small + bytes(4_000_000),
            "small-Q2_K.gguf": write_model(folder / "smaller.gguf", words=30_000, width=48).read_bytes(),
        },
        LARGE: {
            "Large-Q4_K_M-00001-of-00002.gguf": parts[0],
            "Large-Q4_K_M-00002-of-00002.gguf": parts[1],
            "mmproj-Large-F16.gguf": b"GGUF",
        },
        GATED: {"licensed-Q4_K_M.gguf": small},
        **{f"many/Model-{number:02}-GGUF": {} for number in range(35)},
    }


@pytest.fixture(scope="module")
def hub(files: dict[str, dict[str, bytes]]) -> Iterator[FakeHub]:
    with serving() as fake:
        fake.repositories |= files
        fake.facts = {
            MODEL: {"downloads": 1_234_567},
            LARGE: {"likes": 900},
            **{f"many/Model-{number:02}-GGUF": {"downloads": 1000 - number} for number in range(35)},
        }
        yield fake


@pytest.fixture(scope="module")
def finding(tmp_path_factory: pytest.TempPathFactory, hub: FakeHub) -> Iterator[Fireside]:
    home = tmp_path_factory.mktemp("home")
    served = Fireside(home, variables={"FIRESIDE_HOME": str(home), "HF_ENDPOINT": hub.endpoint})
    served.start()
    yield served
    served.stop()


@pytest.fixture
def fake(hub: FakeHub) -> Iterator[FakeHub]:
    """The hub as every test finds it."""
    yield hub
    hub.gated.clear()
    hub.instead.clear()
    hub.held_after = 1 << 40
    for event in (hub.answering, hub.go):
        event.set()


def finder(page: Page) -> Locator:
    """Find models, from the palette."""
    drawn(page)
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search all threads")
    expect(field).to_be_focused()
    field.fill("find models")
    page.get_by_role("option", name="Find models…").click()
    return page.get_by_role("dialog", name="Find models")


def look_for(dialog: Locator, words: str) -> None:
    field = dialog.get_by_role("searchbox")
    expect(field).to_be_focused()
    field.fill(words)


def variant(dialog: Locator, quantisation: str) -> Locator:
    return dialog.get_by_role("list", name="Sizes to choose from").get_by_role("listitem").filter(has_text=quantisation)


def test_a_model_is_found_fetched_and_answers(finding: Fireside, fake: FakeHub, enter: Enter) -> None:
    fake.asked.clear()
    page = enter(finding)
    drawn(page)
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name="Model").click()
    page.get_by_role("button", name="Find models…").click()
    dialog = page.get_by_role("dialog", name="Find models")
    expect(dialog.get_by_role("region")).to_have_count(0)
    expect(dialog.get_by_text("Picked by Fireside")).to_be_visible()
    dialog.get_by_role("listitem").first.get_by_role("button").click()
    expect(dialog.get_by_role("button", name="Does it fit").first).to_be_visible()
    assert fake.asked == []  # the catalogue asks nobody

    dialog.get_by_role("searchbox").click()
    look_for(dialog, "small")
    dialog.get_by_role("list", name="On 127.0.0.1").get_by_role("button", name="Small publisher").click()
    here = dialog.get_by_role("region", name="Small")
    expect(here).to_contain_text("1,234,567 downloads")
    expect(variant(dialog, "Q4_K_M")).to_contain_text("4 bits: small, and hardly worse")
    expect(variant(dialog, "Q4_K_M")).to_contain_text("Recommended")
    for quantisation in ("Q2_K", "Q4_K_M", "Q8_0"):
        expect(variant(dialog, quantisation)).to_contain_text("It fits")
    assert len(set(fake.paths("files"))) == 1  # one header tells of all three

    fake.held_after = 2_000_000
    fake.go.clear()
    row = variant(dialog, "Q4_K_M")
    row.get_by_role("button", name="Get the model Small Q4_K_M").click()
    expect(row.get_by_role("progressbar")).to_be_visible()
    row.get_by_role("button", name="Pause").click()
    expect(row.get_by_text("paused")).to_be_visible()
    expect(dialog.get_by_role("region", name="Being fetched")).to_contain_text("Small Q4_K_M")
    fake.held_after = 1 << 40
    fake.go.set()
    row.get_by_role("button", name="Go on").click()
    expect(row.get_by_text("On this computer")).to_be_visible()
    expect(dialog.get_by_role("region", name="Being fetched")).to_have_count(0)
    row.get_by_role("button", name="Use Small Q4_K_M").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Models: Random")).to_be_visible()


def test_the_card_loads_nothing_and_does_nothing(finding: Fireside, fake: FakeHub, enter: Enter) -> None:
    page = enter(finding)
    left: list[str] = []
    page.on("request", lambda request: left.append(request.url))
    dialog = finder(page)
    look_for(dialog, f"{fake.endpoint}/{MODEL}")
    card = dialog.get_by_role("region", name="Model card")
    expect(card.get_by_role("heading", name="Small")).to_be_visible()
    expect(card).to_contain_text("A small model.")
    expect(card).not_to_contain_text("<div")
    expect(card.get_by_role("cell", name="42")).to_be_visible()
    assert card.locator("img, script, iframe").count() == 0
    paper = card.get_by_role("link", name="the paper")
    expect(paper).to_have_attribute("target", "_blank")
    expect(paper).to_have_attribute("rel", "noopener noreferrer")
    assert page.title() != "taken over"
    assert not [url for url in left if not url.startswith((finding.address, "data:"))]


def test_a_name_goes_straight_there_by_keys_alone(finding: Fireside, fake: FakeHub, enter: Enter) -> None:
    page = enter(finding)
    dialog = finder(page)
    look_for(dialog, f"{LARGE}:q4_k_m")
    page.keyboard.press("Enter")
    row = variant(dialog, "Q4_K_M")
    expect(row).to_contain_text("in 2 parts")
    expect(row).to_have_attribute("aria-current", "true")
    expect(dialog.get_by_text("can look at pictures")).to_be_visible()
    expect(dialog.get_by_text("The publisher says nothing")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("button", name="Go to publisher/Large-GGUF")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_list_is_sorted_and_grows(finding: Fireside, fake: FakeHub, enter: Enter) -> None:
    page = enter(finding)
    dialog = finder(page)
    dialog.get_by_role("button", name="Browse 127.0.0.1").click()
    found = dialog.get_by_role("list", name="On 127.0.0.1").get_by_role("button")
    expect(found).to_have_count(30)
    expect(found.first).to_contain_text("Small")
    dialog.get_by_role("button", name="Show more").click()
    expect(found).to_have_count(38)
    expect(dialog.get_by_role("button", name="Show more")).to_have_count(0)
    dialog.get_by_role("combobox", name="Sort by").select_option(label="Most liked")
    expect(found.first).to_contain_text("Large")
    dialog.get_by_role("searchbox").fill("nothing of that name")
    expect(dialog.get_by_text("has no GGUF model of that name")).to_be_visible()


def test_offline_asks_nobody_until_it_is_allowed(finding: Fireside, fake: FakeHub, enter: Enter) -> None:
    page = enter(finding)
    dialog = finder(page)
    page.evaluate(STAY_OFFLINE)
    expect(dialog.get_by_text("You chose to stay offline")).to_be_visible()
    fake.asked.clear()
    look_for(dialog, "large")
    expect(dialog.get_by_text("Only the catalogue is searched")).to_be_visible()
    page.wait_for_timeout(700)  # longer than a pause in typing: nothing must happen
    assert fake.asked == []
    dialog.get_by_role("button", name="Allow connections").click()
    expect(dialog.get_by_role("button", name="Large publisher")).to_be_visible()


def test_a_licence_is_explained_and_a_token_opens_it(finding: Fireside, fake: FakeHub, enter: Enter) -> None:
    fake.gated.add(GATED)
    page = enter(finding)
    dialog = finder(page)
    look_for(dialog, "licensed")
    dialog.get_by_role("button", name="Licensed licence to accept").click()
    gated = dialog.get_by_role("region", name="The publisher wants you to accept a licence first")
    expect(gated.get_by_role("link", name="Open its page")).to_have_attribute("href", f"{fake.endpoint}/{GATED}")
    fits = dialog.get_by_role("button", name="Does it fit this computer? Licensed Q4_K_M")
    fits.click()
    expect(variant(dialog, "Q4_K_M")).to_contain_text("only to those who accepted its licence")
    field = gated.get_by_label("Access token", exact=True)
    expect(field).to_have_attribute("type", "password")
    field.fill(TOKEN)
    gated.get_by_role("button", name="Keep it").click()
    expect(gated.get_by_text("is kept.")).to_be_visible()
    expect(variant(dialog, "Q4_K_M")).to_contain_text("It fits")
    assert TOKEN not in page.content()
    gated.get_by_role("button", name="Remove it").click()
    expect(field).to_have_value("")
    assert "keys.json" not in [path.name for path in finding.home.iterdir()]


def test_what_goes_wrong_is_told_and_asked_again(finding: Fireside, fake: FakeHub, enter: Enter) -> None:
    page = enter(finding)
    dialog = finder(page)
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    for number, (answer, words) in enumerate(
        [
            (Answer(429, headers={"retry-after": "17"}), "Try again in 17 seconds."),
            (Answer(200, b"<!doctype html>", {"content-type": "text/html"}), "sign in"),
            (Answer(404), "no such repository"),
            (Answer(401), "accepted its licence"),
        ]
    ):
        fake.instead = [answer]
        dialog.get_by_role("searchbox").fill(f"large {number}")
        expect(dialog.get_by_role("alert")).to_contain_text(words)
        dialog.get_by_role("button", name="Try again").click()
        expect(dialog.get_by_text("has no GGUF model of that name")).to_be_visible()


def test_a_hub_that_hangs_can_be_left(finding: Fireside, fake: FakeHub, enter: Enter) -> None:
    page = enter(finding)
    dialog = finder(page)
    fake.answering.clear()
    look_for(dialog, "model")
    expect(dialog.get_by_text("Asking 127.0.0.1")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_text("Stopped.")).to_be_visible()
    fake.answering.set()
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_role("list", name="On 127.0.0.1").get_by_role("button")).to_have_count(30)


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_looks_as_it_should(
    finding: Fireside, fake: FakeHub, enter: Enter, tmp_path: Path, size: str, scheme: str
) -> None:
    folder = Path(os.environ.get("FIRESIDE_SCREENSHOTS", tmp_path))
    options: dict[str, Any] = {"color_scheme": scheme, "bypass_csp": True, **SIZES[size]}
    page = enter(finding, **options)
    dialog = finder(page)
    dialog.get_by_role("button", name="Llama 3.2 3B").click()
    expect(dialog.get_by_role("button", name="Show all sizes")).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=folder / f"finder-{size}-{scheme}.png")
    if page.get_by_role("button", name="All models").is_visible():
        page.get_by_role("button", name="All models").click()
        expect(dialog.get_by_role("button", name="Llama 3.2 3B")).to_be_focused()
    dialog.get_by_role("searchbox").fill("publisher")
    dialog.get_by_role("list", name="On 127.0.0.1").get_by_role("button", name="Small publisher").click()
    expect(variant(dialog, "Q8_0")).to_contain_text("It fits")
    expect(dialog.get_by_role("cell", name="42")).to_be_attached()
    spills = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert spills == 0
    assert violations(page) == []
    page.screenshot(path=folder / f"repository-{size}-{scheme}.png")
