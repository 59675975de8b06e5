"""Where the loaded model lies, and what it takes of that, can be seen beside its name."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside


def test_the_word_ready_tells_where_the_model_lies(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    message_field(page).fill("Hello")
    message_field(page).press("Enter")
    ready = page.get_by_text("ready", exact=True)
    expect(ready).to_be_visible()
    told = re.compile(r"^(On the processor|All \d+ layers on .*), \d+-token context, [\d.]+ of [\d.]+ GB\.$")
    expect(ready).to_have_attribute("title", told)
