"""Find models: one of the catalogue is judged, fetched, paused and gone on with, and stands in the menu."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter
from tests.e2e.served import ROOT, Fireside
from tests.e2e.test_hub import finder
from tests.e2e.test_places import violations
from tests.gguf_files import write_model
from tests.library.fake_hub import REVISION, FakeHub, serving

MODEL = "publisher/Small-GGUF"
ENTRY = f"""
[[entry]]
id = "small"
name = "Small"
publisher = "A publisher"
repository = "{MODEL}"
revision = "{REVISION}"
source = "https://example.org/{MODEL}/tree/{REVISION}"
good_for = "Short questions on almost any computer."
good_for_de = "Kurze Fragen auf fast jedem Computer."
files = [ {{ path = "small-Q4_K_M.gguf", quantisation = "Q4_K_M", size = SIZE, sha256 = "SHA256" }} ]
"""


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeHub]:
    """A hub with one model, larger than what is held back of it."""
    with serving() as fake:
        data = write_model(tmp_path / "small.gguf", words=30_000).read_bytes()
        fake.repositories[MODEL] = {"small-Q4_K_M.gguf": data}
        yield fake


@pytest.fixture
def offering(tmp_path: Path, fake: FakeHub) -> Iterator[Fireside]:
    """A Fireside whose catalogue offers that model alone."""
    catalogue = tmp_path / "bundle" / "backend" / "catalog"
    catalogue.mkdir(parents=True)
    for entry in (ROOT / "backend" / "catalog").iterdir():
        if entry.name != "models.toml":
            (catalogue / entry.name).symlink_to(entry)
    data = fake.repositories[MODEL]["small-Q4_K_M.gguf"]
    told = ENTRY.replace("SIZE", str(len(data))).replace("SHA256", hashlib.sha256(data).hexdigest())
    (catalogue / "models.toml").write_text(told)
    (tmp_path / "bundle" / "ui").symlink_to(ROOT / "ui")
    home = tmp_path / "home"
    home.mkdir()
    served = Fireside(
        home, bundle=tmp_path / "bundle", variables={"FIRESIDE_HOME": str(home), "HF_ENDPOINT": fake.endpoint}
    )
    served.start()
    yield served
    served.stop()


def small(page: Page) -> Locator:
    """What is told of that model."""
    dialog = finder(page)
    dialog.get_by_role("button", name=re.compile("^Small .*Short questions")).click()
    return dialog.get_by_role("region", name="Small")


def test_a_model_is_judged_fetched_and_stands_in_the_menu(offering: Fireside, fake: FakeHub, enter: Enter) -> None:
    page = enter(offering, bypass_csp=True)
    here = small(page)
    here.get_by_role("button", name="Does it fit this computer? Small Q4_K_M").click()
    expect(here.get_by_text("It fits").first).to_be_visible()
    assert violations(page) == []
    fake.held_after = 2_000_000
    fake.go.clear()
    here.get_by_role("button", name="Get the model Small Q4_K_M").click()
    progress = here.get_by_role("progressbar")
    expect(progress).to_be_visible()
    here.get_by_role("button", name="Pause").click()
    expect(here.get_by_text("paused")).to_be_visible()
    assert violations(page) == []
    fake.held_after = 1 << 40
    fake.go.set()
    page.reload()  # it is the server's matter, not the page's
    here = small(page)
    expect(here.get_by_text("paused")).to_be_visible()
    here.get_by_role("button", name="Go on").click()
    expect(here.get_by_text("On this computer")).to_be_visible()
    expect(progress).to_have_count(0)
    names = page.evaluate("async () => (await (await fetch('/api/v0/models')).json()).models.map((one) => one.name)")
    assert "Random" in names


def test_what_cannot_be_fetched_says_why_and_goes_on(offering: Fireside, fake: FakeHub, enter: Enter) -> None:
    page = enter(offering)
    fake.gated.add(MODEL)
    here = small(page)
    here.get_by_role("button", name="Get the model Small Q4_K_M").click()
    expect(here.get_by_role("alert")).to_contain_text("accepted its licence")
    fake.gated.clear()
    here.get_by_role("button", name="Go on").click()
    expect(here.get_by_text("On this computer")).to_be_visible()
