"""What only the desktop can do, for the page: native dialogs, the file manager, the window itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fastapi import APIRouter, Header, Response
from pydantic import Field

from backend.api.house import AnyHouse, SoundHouse, TheShell
from backend.api.shell import Shell
from backend.domain import Value
from backend.errors import Invalid, NotFound

router = APIRouter(tags=["dialogs"])


class Chosen(Value):
    """The path that was chosen; None when the person changed their mind."""

    path: str | None


class Place(Value):
    """A file or folder below the data folder."""

    path: str


class Asked(Value):
    """Links and files that are to be opened; `ask` is for the small window, not the large one."""

    wanted: tuple[str, ...] = Field(default=(), max_length=100)
    ask: bool = False


class Raised(Value):
    """Whether a window was raised, and an address that lets a browser in."""

    raised: bool
    url: str


@router.post("/api/v0/dialogs/model")
async def choose_model_file(shell: TheShell) -> Chosen:
    """Let the person choose a model file."""
    return Chosen(path=await asyncio.to_thread(shell.open_file))


@router.post("/api/v0/dialogs/folder")
async def choose_model_folder(shell: TheShell) -> Chosen:
    """Let the person choose the folder of a model."""
    return Chosen(path=await asyncio.to_thread(shell.open_folder))


@router.post("/api/v0/dialogs/reveal", status_code=204)
async def reveal(place: Place, house: AnyHouse, shell: TheShell) -> Response:
    """Show something of the data folder in the file manager."""
    path = await asyncio.to_thread(Path(place.path).resolve)
    if not path.is_relative_to(house.paths.home):
        raise Invalid("Only the data folder can be shown.", "Choose a file inside it.", param="path")
    await asyncio.to_thread(shell.reveal, path)
    return Response(status_code=204)


class Elsewhere(Value):
    """A thread that is to be shown in the large window."""

    thread_id: str = Field(pattern=r"^[0-9a-f]{32}$")


@router.post("/api/v0/dialogs/ask/open", status_code=204)
async def open_in_window(there: Elsewhere, house: SoundHouse, shell: TheShell) -> Response:
    """From the small window to the large one, at that thread."""
    await house.openings.ask(f"fireside://thread/{there.thread_id}")
    await asyncio.to_thread(shell.raise_window)
    return await end_asking(shell)


@router.post("/api/v0/dialogs/ask/end", status_code=204)
async def end_asking(shell: TheShell) -> Response:
    """Put the small window away; what is asked in it is kept."""
    await asyncio.to_thread(shell.end_ask)
    return Response(status_code=204)


@router.post("/__raise", include_in_schema=False)
async def raise_window(house: AnyHouse, asked: Asked = Asked(), x_fireside_key: str = Header("")) -> Raised:
    """What a second start asks for, instead of starting."""
    if not house.access.is_key(x_fireside_key):
        raise NotFound("There is nothing here.")
    for text in asked.wanted:
        await house.openings.ask(text)
    raised = await asyncio.to_thread(_shown, house.shell, asked.ask) if house.shell else False
    return Raised(raised=raised, url=house.access.enter_url())


def _shown(shell: Shell, ask: bool) -> bool:
    """The small window when it was asked for and there is one, else the large one."""
    return (ask and shell.ask()) or shell.raise_window()
