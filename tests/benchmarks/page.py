"""How the page feels: how soon it can be typed into, how keys and words come, how long threads open and scroll."""

from __future__ import annotations

import gzip
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, Response, sync_playwright

from tests.benchmarks.figures import Figure, Found, milliseconds
from tests.benchmarks.fireside import Client, served
from tests.benchmarks.teller import NAME, telling
from tests.e2e.samples import MARKDOWN
from tests.e2e.served import Written, write

SIZE = {"width": 1440, "height": 900}
LOADS, OPENINGS, KEYS = 7, 7, 150
LONG = Written(
    "A long evening",
    [(f"Question {n}? " + "How? " * (n % 40), f"Answer **{n}**.\n\n- and\n- that") for n in range(500)],
)
SHORT = Written("A short one", [("Question?", "The short answer.")])
# From the moment when a key is pressed until the page is done with it; the next frame, up to 16.7 ms later, shows it.
KEYS_ARE_TIMED = """() => {
    window.taken = []
    addEventListener('keydown', (event) => {
        const channel = new MessageChannel()
        channel.port1.onmessage = () => taken.push(performance.now() - event.timeStamp)
        addEventListener('input', () => channel.port2.postMessage(null), { capture: true, once: true })
    }, { capture: true })
}"""
LONG_TASKS = """() => {
    window.tasks = []
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => tasks.push(duration)))
        .observe({ type: 'longtask' })
}"""
OPENED = """([title, last]) => new Promise((done) => {
    const link = [...document.querySelectorAll('nav a')].find((one) => one.textContent.includes(title))
    const began = performance.now()
    const rows = () => [...document.querySelectorAll('main [data-item]')]
    const look = () => {
        const there = rows().some((row) => row.textContent.includes(last))
        if (!there) return requestAnimationFrame(look)
        requestAnimationFrame(() => done(performance.now() - began))
    }
    link.click()
    look()
})"""
SCROLLED = """async (frames) => {
    const scroller = document.querySelector('[data-scroller]')
    let most = 0
    for (let frame = 0; frame < frames; frame += 1) {
        scroller.scrollBy({ top: -120, behavior: 'instant' })
        await new Promise(requestAnimationFrame)
        most = Math.max(most, document.querySelectorAll('[data-item]').length)
    }
    return most
}"""


def loading() -> Found:
    """What the first load fetches, and how soon one can type."""
    with served() as client, chromium() as browser:
        client.ready()
        client.settle()
        taken, weights = zip(*(first_load(browser, client) for _ in range(LOADS)), strict=True)
    return {
        "page: scripts and styles of the first load, gzipped": Figure(weights[-1] / 1024, "KB", most=350),
        "page: from navigation to ready to type": milliseconds(median(taken), most=0.5),
    }


def first_load(browser: Browser, client: Client) -> tuple[float, int]:
    """Seconds until the focus is in the field that one types into, and bytes of code fetched until then."""
    page = entered(browser, client)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    began = time.perf_counter()
    page.goto(f"{client.origin}/app/", wait_until="commit")
    page.locator("textarea:focus").wait_for()
    ready = time.perf_counter() - began
    code = [answer.body() for answer in list(answers) if re.search(r"\.(js|css)$", answer.url)]
    page.context.close()
    return ready, sum(len(gzip.compress(body, 6)) for body in code)


def typing() -> Found:
    """Keys pressed while a reply of prose, tables and code streams at a hundred tokens a second."""
    with told(a_second=100) as (_, page):
        page.evaluate(KEYS_ARE_TIMED)
        send(page, "Tell me.")
        field = page.get_by_role("textbox", name="Message", exact=True)
        for number in range(KEYS):
            field.press("abcde "[number % 6], delay=10)
            page.wait_for_timeout(40)
        taken = np.array(page.evaluate("taken")) / 1000
    return {"page: a key while a reply streams, p95": milliseconds(float(np.percentile(taken, 95)), most=0.016)}


def streaming() -> Found:
    """Tasks that hold up the page while a reply of 4,000 tokens with code streams."""
    with told(a_second=200) as (client, page):
        page.evaluate(LONG_TASKS)
        send(page, "Tell me.")
        client.wait("run.ended")
        page.wait_for_timeout(1000)
        tasks: list[float] = page.evaluate("tasks")
    return {
        "page: longest task while 4,000 tokens stream": milliseconds(max(tasks, default=0.0) / 1000, most=0.1),
        "page: tasks of more than 50 ms meanwhile": Figure(len(tasks), ""),
    }


def long_thread() -> Found:
    """A thread of a thousand messages: opened from the list, and scrolled through."""
    with tempfile.TemporaryDirectory() as home:
        write(Path(home), [LONG, SHORT])
        with served(Path(home)) as client, chromium() as browser:
            client.ready()
            client.settle()
            page = entered(browser, client)
            page.goto(f"{client.origin}/app/")
            page.get_by_role("link", name=SHORT.title).wait_for()
            opened = []
            for _ in range(OPENINGS):
                page.evaluate(OPENED, [SHORT.title, "The short answer."])
                opened.append(page.evaluate(OPENED, [LONG.title, "Answer 499"]) / 1000)
            frames = 200
            meter = page.context.new_cdp_session(page)
            before = script(meter)
            most = page.evaluate(SCROLLED, frames)
            each = (script(meter) - before) / frames
    return {
        "page: a thread of 1,000 messages opens, first time": milliseconds(opened[0], most=0.2),
        "page: a thread of 1,000 messages opens, again": milliseconds(median(opened[1:]), most=0.2),
        "page: rows mounted at most while it is scrolled": Figure(most, "rows", most=60),
        "page: script for each frame of scrolling": milliseconds(each, most=0.008),
    }


def script(meter: CDPSession) -> float:
    """Seconds of script so far."""
    meter.send("Performance.enable")
    found = {one["name"]: one["value"] for one in meter.send("Performance.getMetrics")["metrics"]}
    return float(found["ScriptDuration"])


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def entered(browser: Browser, client: Client) -> Page:
    """A page that is let in, with nothing cached."""
    name, _, value = client.cookie.partition("=")
    context = browser.new_context(viewport=SIZE, color_scheme="dark", locale="en-GB")
    cookie: Any = {"name": name, "value": value, "url": client.origin}
    context.add_cookies([cookie])
    return context.new_page()


@contextmanager
def told(a_second: float) -> Iterator[tuple[Client, Page]]:
    """A page whose model tells 4,000 tokens at that pace, ready to be typed into."""
    tokens = (re.findall(r"\s*\S+|\s+$", MARKDOWN) * 100)[:4000]
    with telling(tokens, a_second) as address, served() as client, chromium() as browser:
        model = client.ask("POST", "/servers/models", {"address": address, "name": NAME})
        client.ask("POST", f"/models/{model['id']}/load")
        client.wait("model.state")
        client.settle()
        page = entered(browser, client)
        page.goto(f"{client.origin}/app/")
        page.get_by_role("textbox", name="Message", exact=True).wait_for()
        yield client, page


def send(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Message", exact=True)
    field.fill(text)
    field.press("Enter")
    page.locator("main table").first.wait_for()
