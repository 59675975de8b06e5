"""Whether the files are here that come with Fireside."""

from __future__ import annotations

import json
import re

from backend.library.entries import read_entries
from backend.licences import licences
from backend.paths import BUNDLE, catalogue, page
from backend.probes import Finding
from backend.store.database import migrations

LANGUAGES = ("en", "de")
FEWEST = 20
"""Licences; Fireside stands on more parts than that, whatever the platform."""
LINKED = re.compile(r'(?:src|href)="/app/([^"]+)"')


def the_page() -> Finding:
    """The built page, and all that it loads at once."""
    index = (page() / "index.html").read_text("utf-8")
    missing = [name for name in LINKED.findall(index) if not (page() / name).is_file()]
    if missing or not LINKED.search(index):
        raise FileNotFoundError(f"the page lacks {', '.join(missing) or 'its script'}")
    parts = sum(1 for file in page().rglob("*") if file.is_file())
    return Finding(name="page", status="ok", words=f"built, {parts} files", facts={"files": parts})


def help_pages() -> Finding:
    """The help in every language, and what finds the right page."""
    counts = {language: len(list((catalogue() / "help" / language).glob("*.md"))) for language in LANGUAGES}
    if len(set(counts.values())) != 1 or not all(counts.values()):
        raise FileNotFoundError(f"the help has {counts} pages")
    for language in LANGUAGES:
        if not (catalogue() / "help" / language / "sorter.bin").is_file():
            raise FileNotFoundError(f"the help in {language} lacks what finds its pages")
    words = f"{counts['en']} pages in {len(LANGUAGES)} languages"
    return Finding(name="help", status="ok", words=words, facts=dict(counts))


def catalogues() -> Finding:
    """What models and voices there are to be had, and the steps by which a database is made."""
    entries, steps = read_entries(catalogue()), migrations()
    missing = [name for name in ("voices.toml", "personas.toml", "starter.toml") if not (catalogue() / name).is_file()]
    if missing or not steps:
        raise FileNotFoundError(f"{', '.join(missing) or 'the description of the database'} is missing")
    words = f"{len(entries)} models, {len(steps)} steps of the database"
    return Finding(name="catalogue", status="ok", words=words, facts={"models": len(entries), "migrations": len(steps)})


def licence_texts() -> Finding:
    """The words under which Fireside and its parts may be used: whoever passes them on has to pass those on, too."""
    for name in ("LICENSE", "NOTICE"):
        if not (BUNDLE / name).is_file():
            raise FileNotFoundError(f"{name} is missing")
    parts = licences()
    of_page = len(json.loads((page() / "licences.json").read_text("utf-8")))
    told = sum(part.text for part in parts)
    if told < FEWEST:
        raise FileNotFoundError(f"of {len(parts)} parts only {told} have the text of their licence here")
    facts = {"parts": len(parts), "texts": told, "page": of_page}
    words = f"{len(parts)} parts, {told} with their text; {of_page} of the page"
    return Finding(name="licences", status="ok", words=words, facts=facts)
