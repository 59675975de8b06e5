"""The help pages over HTTP."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, BackgroundTasks, Query

from backend.api.house import TheHelp
from backend.domain import Value

router = APIRouter(prefix="/api/v0/help", tags=["help"])


class HelpSection(Value):
    """A section of a page, in Markdown; `anchor` is unique within the page."""

    anchor: str
    title: str
    text: str


class HelpArticle(Value):
    """A help page; `name` is the same in all languages."""

    name: str
    title: str
    intro: str
    sections: tuple[HelpSection, ...]


class HelpList(Value):
    """All help pages in one language."""

    pages: tuple[HelpArticle, ...]


class HelpHit(Value):
    """A section that fits a question; `lead` is its first paragraph in plain words."""

    page: str
    anchor: str
    title: str
    lead: str


class HelpHits(Value):
    """The sections that fit a question best, the best first."""

    hits: tuple[HelpHit, ...]


@router.get("")
async def all_help(help: TheHelp, later: BackgroundTasks, language: str = "en") -> HelpList:
    """All help pages; a language that is not there is English."""
    later.add_task(help.prepare, language)  # who reads may search next
    pages = await asyncio.to_thread(help.pages, language)
    return HelpList(
        pages=tuple(
            HelpArticle(
                name=page.name,
                title=page.title,
                intro=page.intro,
                sections=tuple(
                    HelpSection(anchor=section.anchor, title=section.title, text=section.text)
                    for section in page.sections
                ),
            )
            for page in pages
        )
    )


@router.get("/search")
async def find_help(help: TheHelp, q: str = Query(max_length=1000), language: str = "en") -> HelpHits:
    """The sections that answer a question in a person's own words."""
    found = await asyncio.to_thread(help.find, q, language, 8)
    return HelpHits(
        hits=tuple(
            HelpHit(page=each.page.name, anchor=each.section.anchor, title=each.section.title, lead=each.section.lead)
            for each in found
        )
    )
