"""Folders over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from backend.api.house import TheBus, TheFolders
from backend.domain import Folder, Value
from backend.events import FoldersChanged, ThreadsChanged

router = APIRouter(prefix="/api/v0/folders", tags=["folders"])
Name = Annotated[str, Field(max_length=200)]


class FolderList(Value):
    """All folders, the oldest first."""

    folders: tuple[Folder, ...]


class NewFolder(Value):
    """A folder to be made, within another if that lies in none."""

    name: Name
    parent_id: str | None = None


class FolderChange(Value):
    """What is to be changed of a folder; what is not named stays."""

    name: Name | None = None
    parent_id: str | None = None
    collapsed: bool | None = None


@router.get("")
async def all_folders(folders: TheFolders) -> FolderList:
    """All folders, the oldest first."""
    return FolderList(folders=await folders.all())


@router.post("", status_code=201)
async def create_folder(new: NewFolder, folders: TheFolders, bus: TheBus) -> Folder:
    """A new, empty folder."""
    folder = await folders.create(new.name, new.parent_id)
    bus.publish(FoldersChanged())
    return folder


@router.patch("/{id}")
async def change_folder(id: str, change: FolderChange, folders: TheFolders, bus: TheBus) -> Folder:
    """Rename a folder, move it into another or out of it, or show or hide what lies in it."""
    named = change.model_dump(exclude_unset=True)
    fields = {name: value for name, value in named.items() if value is not None or name == "parent_id"}
    folder = await folders.change(id, fields)
    bus.publish(FoldersChanged())
    return folder


@router.delete("/{id}", status_code=204)
async def remove_folder(id: str, folders: TheFolders, bus: TheBus) -> Response:
    """Take a folder away; what lies in it moves to where the folder was."""
    await folders.remove(id)
    bus.publish(FoldersChanged())
    bus.publish(ThreadsChanged())
    return Response(status_code=204)
