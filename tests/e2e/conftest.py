"""A real server, a real browser: what the browser tests share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.e2e.served import PAGE, Fireside, rambler

DESK = {"width": 1440, "height": 900}
PATIENCE = 60_000
"""Milliseconds until what does not come is given up: a busy machine is no defect."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as it is installed. Not for the whole session: Playwright leaves a loop running while it lives."""
    assert PAGE.is_file(), "the page is not built: npm run build in ui/"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def fireside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A fresh Fireside with its starter model, for the tests of one file."""
    served = Fireside(tmp_path_factory.mktemp("home"))
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def rambling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A fresh Fireside whose model writes nonsense for many seconds: there is time to stop it."""
    home = tmp_path_factory.mktemp("rambling")
    (home / "settings.toml").write_text("temperature = 0.0\nmax_tokens = 12000\n")
    served = Fireside(home, "--model", str(rambler(home / "rambler.gguf", width=512, layers=4)))
    served.start()
    yield served
    served.stop()


Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser) -> Iterator[Enter]:
    """Opens a page of a Fireside, let in by its ticket. What the page complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def let_in(served: Fireside, path: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESK, "color_scheme": "dark", "locale": "en-GB", **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None
        )
        context.add_cookies([cookie(browser, served)])
        page.goto(f"{served.address}/app/{path}")
        drawn(page)
        return page

    yield let_in
    for context in contexts:
        context.close()
    assert not complaints


def cookie(browser: Browser, served: Fireside) -> Any:
    """What lets a browser in; the one ticket of a server is exchanged once."""
    if served.cookie is None:
        context = browser.new_context()
        context.new_page().goto(served.enter_url)
        served.cookie = context.cookies()[0]
        context.close()
    return served.cookie


def message_field(page: Page) -> Locator:
    """Where one writes."""
    return page.get_by_role("textbox", name="Message", exact=True)


def drawn(page: Page) -> None:
    """Wait until the page stands, and hears keys and takes files: it begins to listen after it was drawn."""
    message_field(page).or_(page.get_by_role("textbox", name="Nachricht", exact=True)).wait_for()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(() => setTimeout(done, 20))))")


def stored_draft(page: Page) -> str:
    """What the server has of the draft that the page shows."""
    place = re.sub(r".*/app(/t/|/?$)", "", page.url) or "new"
    # Not with wait_for_function, which takes the promise of an answer for an answer.
    return str(page.evaluate("async place => (await (await fetch(`/api/v0/drafts/${place}`)).json()).text", place))


def leave_empty(page: Page) -> None:
    """Empty the field, and wait until the server knows: whoever comes next finds no draft."""
    message_field(page).fill("")
    while stored_draft(page):
        page.wait_for_timeout(50)


def sighting(page: Page, selector: str) -> Callable[[str], None]:
    """Watch from now on for what `selector` finds, however short it is there; what comes back waits for these words."""
    page.evaluate(
        """selector => {
            window.sighted = []
            const look = () => sighted.push(...[...document.querySelectorAll(selector)].map(one => one.innerText))
            new MutationObserver(look).observe(document, {
                subtree: true, childList: true, attributes: true, characterData: true,
            })
        }""",
        selector,
    )

    def wait_for(words: str = "") -> None:
        page.wait_for_function("words => sighted.some(one => one.includes(words))", arg=words)

    return wait_for
