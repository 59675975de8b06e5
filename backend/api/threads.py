"""Threads over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import Field

from backend.api.house import TheBus, TheModels, TheRunner, TheThreads
from backend.domain import Fill, Message, Summary, Thread, Value
from backend.events import ThreadChanged, ThreadRemoved
from backend.runs import Runner

router = APIRouter(prefix="/api/v0/threads", tags=["threads"])


class ThreadList(Value):
    """All threads, the newest first."""

    threads: tuple[Thread, ...]


class ThreadView(Value):
    """A thread with the messages of its branch, the oldest first, and the summaries of how they begin."""

    thread: Thread
    messages: tuple[Message, ...]
    summaries: tuple[Summary, ...] = ()


class NewThread(Value):
    """A thread to be made."""

    title: str = Field(default="", max_length=200)


class ThreadChange(Value):
    """What is to be changed of a thread; what is not named stays."""

    title: str | None = Field(default=None, max_length=200)
    model_id: str | None = None
    voice_id: str | None = None
    speak_replies: bool | None = None


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
    thread = await threads.create(new.title.strip())
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
    """Rename a thread, or give it a model, a voice or a habit of speaking of its own."""
    fields = change.model_dump(exclude_unset=True)
    if fields.get("title") is not None:
        fields |= {"title": fields["title"].strip(), "titled_by_hand": True}
    else:
        fields.pop("title", None)
    thread = await threads.change(id, fields)
    bus.publish(ThreadChanged(thread=thread))
    return thread


@router.delete("/{id}", status_code=204)
async def remove_thread(id: str, threads: TheThreads, runner: TheRunner, models: TheModels, bus: TheBus) -> Response:
    """Send a thread to the trash; what runs in it is stopped."""
    await threads.remove(id)
    await runner.end_thread(id)  # only now: a message sent meanwhile finds no thread
    bus.publish(ThreadRemoved(thread_id=id))
    await models.forget(id)
    return Response(status_code=204)


@router.post("/{id}/restore")
async def restore_thread(id: str, threads: TheThreads, bus: TheBus) -> Thread:
    """Fetch a thread back from the trash."""
    thread = await threads.restore(id)
    bus.publish(ThreadChanged(thread=thread))
    return thread


@router.post("/{id}/head")
async def select_branch(id: str, head: Head, runner: TheRunner, bus: TheBus) -> ThreadView:
    """Show the branch that holds a message."""
    thread = await runner.select(id, head.message_id)
    bus.publish(ThreadChanged(thread=thread))
    return await _view(thread, runner)


async def _view(thread: Thread, runner: Runner) -> ThreadView:
    messages, summaries = await runner.branch(thread.head_id), await runner.summaries(thread.head_id)
    return ThreadView(thread=thread, messages=messages, summaries=summaries)
