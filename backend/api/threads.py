"""Threads over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field
from starlette.background import BackgroundTask

from backend.api.house import TheBus, TheModels, TheRunner, TheThreads
from backend.domain import Fill, Message, Sampling, Summary, SystemPrompt, Thread, Value
from backend.events import ThreadChanged, ThreadRemoved, ThreadsChanged
from backend.models import Models
from backend.runs import Runner
from backend.store.threads import Fields

router = APIRouter(prefix="/api/v0/threads", tags=["threads"])


class ThreadList(Value):
    """All threads, the newest first."""

    threads: tuple[Thread, ...]


class ThreadView(Value):
    """A thread with the messages of its branch, the oldest first, and the summaries of how they begin."""

    thread: Thread
    messages: tuple[Message, ...]
    summaries: tuple[Summary, ...] = ()


class OwnChoices(Value):
    """What a thread may have of its own; None is what the settings say."""

    model_id: str | None = None
    voice_id: str | None = None
    speak_replies: bool | None = None
    system_prompt: SystemPrompt | None = None
    sampling: Sampling | None = None
    folder_id: str | None = None


class NewThread(OwnChoices):
    """A thread to be made."""

    title: str = Field(default="", max_length=200)


class ThreadChange(OwnChoices):
    """What is to be changed of a thread; what is not named stays."""

    title: str | None = Field(default=None, max_length=200)
    pinned: bool | None = None
    archived: bool | None = None

    @property
    def fields(self) -> Fields:
        """What is named, as the store takes it."""
        named = {name: getattr(self, name) for name in self.model_fields_set}
        fields = {name: value for name, value in named.items() if value is not None or name not in _NEVER_NULL}
        return fields | ({"title": fields["title"].strip(), "titled_by_hand": True} if "title" in fields else {})


_NEVER_NULL = frozenset({"title", "pinned", "archived"})


Ids = Annotated[tuple[str, ...], Field(min_length=1, max_length=100_000)]


class Chosen(Value):
    """Threads that were chosen."""

    ids: Ids


class ManyChange(Value):
    """What is to be changed of all threads that were chosen."""

    ids: Ids
    change: ThreadChange


class Head(Value):
    """The message whose branch is to be shown."""

    message_id: str


@router.get("")
async def all_threads(threads: TheThreads) -> ThreadList:
    """All threads, the newest first."""
    return ThreadList(threads=await threads.all())


@router.post("", status_code=201)
async def create_thread(new: NewThread, threads: TheThreads, bus: TheBus) -> Thread:
    """A new, empty thread."""
    thread = await threads.create(new.title.strip(), {name: getattr(new, name) for name in OwnChoices.model_fields})
    bus.publish(ThreadChanged(thread=thread))
    return thread


@router.get("/{id}")
async def one_thread(id: str, threads: TheThreads, runner: TheRunner) -> ThreadView:
    """A thread and its messages, as they are shown at this moment."""
    return await _view(await threads.get(id), runner)


@router.get("/{id}/context")
async def context_fill(id: str, runner: TheRunner) -> Fill | None:
    """What the thread takes of its model's context; null while that is not loaded, which this does not do."""
    return await runner.fill(id)


@router.patch("/{id}")
async def change_thread(id: str, change: ThreadChange, threads: TheThreads, bus: TheBus) -> Thread:
    """Rename, move, pin or archive a thread, or give it a model, a voice or a habit of speaking of its own."""
    thread = await threads.change(id, change.fields)
    bus.publish(ThreadChanged(thread=thread))
    return thread


@router.post("/change")
async def change_threads(many: ManyChange, threads: TheThreads, bus: TheBus) -> ThreadList:
    """Change many threads at once; those that are gone are left out. Answers how they are now."""
    changed = await threads.change_all(many.ids, many.change.fields)
    bus.publish(ThreadsChanged())
    return ThreadList(threads=changed)


@router.post("/remove", status_code=204)
async def remove_threads(
    chosen: Chosen, threads: TheThreads, runner: TheRunner, models: TheModels, bus: TheBus
) -> Response:
    """Send many threads to the trash; what runs in them is stopped."""
    removed = await threads.remove(*chosen.ids)
    for id in removed:
        await runner.end_thread(id)
    bus.publish(ThreadsChanged())
    return Response(status_code=204, background=BackgroundTask(_forget, models, removed))


@router.delete("/{id}", status_code=204)
async def remove_thread(id: str, threads: TheThreads, runner: TheRunner, models: TheModels, bus: TheBus) -> Response:
    """Send a thread to the trash; what runs in it is stopped."""
    await threads.remove(id)
    await runner.end_thread(id)  # only now: a message sent meanwhile finds no thread
    bus.publish(ThreadRemoved(thread_id=id))
    await models.forget(id)
    return Response(status_code=204)


@router.post("/{id}/head")
async def select_branch(id: str, head: Head, runner: TheRunner, bus: TheBus) -> ThreadView:
    """Show the branch that holds a message."""
    thread = await runner.select(id, head.message_id)
    bus.publish(ThreadChanged(thread=thread))
    return await _view(thread, runner)


async def _view(thread: Thread, runner: Runner) -> ThreadView:
    messages, summaries = await runner.branch(thread.head_id), await runner.summaries(thread.head_id)
    return ThreadView(thread=thread, messages=messages, summaries=summaries)


async def _forget(models: Models, ids: tuple[str, ...]) -> None:
    for id in ids:
        await models.forget(id)
