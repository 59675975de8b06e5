"""A thread with everything in it, as it is carried from one store to another."""

from __future__ import annotations

from collections.abc import Container
from typing import TypeVar
from uuid import NAMESPACE_OID, uuid5

from backend.domain.thread import Message, Run, Summary, Thread
from backend.domain.value import Value

Id = TypeVar("Id", str, str | None)


class WholeThread(Value):
    """A thread with all its branches, runs and summaries. `folders` are the names of those it lies in, the outer first.

    `messages` are in the order in which they were written, so a parent comes before what follows it. Their `siblings`
    and `run` are left empty: they follow from `messages` and `runs`.
    """

    thread: Thread
    folders: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    runs: tuple[Run, ...] = ()
    summaries: tuple[Summary, ...] = ()

    def branch(self) -> tuple[Message, ...]:
        """The messages of the branch that is shown, the first one first."""
        by_id = {message.id: message for message in self.messages}
        shown, id = list[Message](), self.thread.head_id
        while id is not None and id in by_id:
            message = by_id.pop(id)  # what leads back to itself ends here
            shown.append(message)
            id = message.parent_id
        return tuple(reversed(shown))

    @property
    def images(self) -> tuple[str, ...]:
        """The ids of the pictures in it, each once."""
        return tuple(dict.fromkeys(image.id for message in self.messages for image in message.images))

    def renamed(self, taken: Container[str]) -> WholeThread:
        """The same with other ids for those messages and runs; always the same ones for this thread."""

        def fresh(id: Id) -> Id:
            return same_id(self.thread.id, id) if id is not None and id in taken else id

        return self.model_copy(
            update={
                "thread": self.thread.model_copy(update={"head_id": fresh(self.thread.head_id)}),
                "messages": tuple(
                    one.model_copy(update={"id": fresh(one.id), "parent_id": fresh(one.parent_id)})
                    for one in self.messages
                ),
                "runs": tuple(
                    one.model_copy(
                        update={
                            "id": fresh(one.id),
                            "message_id": fresh(one.message_id),
                            "folded_id": fresh(one.folded_id),
                        }
                    )
                    for one in self.runs
                ),
                "summaries": tuple(
                    one.model_copy(update={"message_id": fresh(one.message_id)}) for one in self.summaries
                ),
            }
        )


def same_id(*names: str) -> str:
    """An id (32 hex digits) that is the same whenever it is made from the same names."""
    return uuid5(NAMESPACE_OID, "\x1f".join(names)).hex
