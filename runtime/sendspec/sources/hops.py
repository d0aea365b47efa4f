"""Messages that go on under other ids."""

from __future__ import annotations

from typing import Protocol, Self, TypeVar


class Hop(Protocol):
    """A message under one id."""

    parent: Self | None
    """The message that went on as this one."""
    above: Self | None
    """One on the way to the first, as far as it is known."""


Message = TypeVar("Message", bound=Hop)


def first_of(message: Message) -> Message:
    """The message as it was first; it may have gone on many times, and each of its hops may ask."""
    passed: list[Message] = []
    while (above := message.above or message.parent) is not None:
        passed.append(message)
        message = above
    for one in passed[:-1]:
        one.above = message
    return message


def key_of(queue_id: str, number: int) -> str:
    """What the results call a message: its queue id, when this is used once more `ID#2`, then `ID#3`."""
    return queue_id if number == 1 else f"{queue_id}#{number}"
