"""What a page asks for over the socket: the same as over HTTP."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from backend.api.house import House
from backend.bus import Subscription
from backend.commands import (
    CancelRun,
    Command,
    ContinueMessage,
    Follow,
    Hush,
    RetryMessage,
    Speak,
    StartRun,
)
from backend.domain import Problem
from backend.errors import FiresideError, from_problem
from backend.events import CommandDone, CommandFailed, Following

COMMANDS: TypeAdapter[Command] = TypeAdapter(Command)


async def carry_out(frame: str, house: House, subscription: Subscription) -> CommandDone | CommandFailed:
    """Do what a frame of that subscription's page asks for; a malformed or refused one is answered, never raised."""
    try:
        command = COMMANDS.validate_json(frame)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        message = f"That is no command: {place + ': ' if place else ''}{first['msg']}."
        return CommandFailed(
            error=Problem(type="invalid", message=message, hint="See the schema.", param=place or None)
        )
    try:
        if house.problem:
            raise from_problem(house.problem)
        await _do(command, house, subscription)
    except FiresideError as error:
        return CommandFailed(ref=command.ref, error=error.problem)
    return CommandDone(ref=command.ref)


async def _do(command: Command, house: House, subscription: Subscription) -> None:
    match command:
        case StartRun(thread_id=thread_id, parts=parts, edits=edits, spoken=spoken):
            await house.send(thread_id, parts, edits, spoken)
        case RetryMessage(message_id=message_id, model_id=model_id):
            await house.runner.retry(message_id, model_id)
        case ContinueMessage(message_id=message_id):
            await house.runner.resume(message_id)
        case CancelRun(run_id=run_id):
            await house.runner.cancel(run_id)
        case Speak(message_id=message_id, start=start):
            await house.read_aloud(message_id, start or 0)
        case Hush():
            await house.talk.stop()
        case Follow(thread_ids=thread_ids):
            house.bus.follow(subscription, frozenset(thread_ids))
            runs = tuple(live for live in house.runner.live() if live.run.thread_id in thread_ids)
            subscription.push(Following(runs=runs))
