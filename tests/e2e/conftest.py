"""A real server, a real browser: what the browser tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.e2e.served import PAGE, Fireside, rambler

DESK = {"width": 1440, "height": 900}


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
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None
        )
        context.add_cookies([cookie(browser, served)])
        page.goto(f"{served.address}/app/{path}")
        message_field(page).or_(page.get_by_role("textbox", name="Nachricht", exact=True)).wait_for()
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
