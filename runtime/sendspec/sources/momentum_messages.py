"""The messages of Momentum's logs: what all lines of one message id tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from sendspec.names import folded
from sendspec.sources.momentum_lines import Attempt, Bounced, Reception
from sendspec.sources.postfix_messages import AROUND

TRANSFERRED = "xfer"
"""The protocol by which another node hands a message over."""
INTERNAL = "internal"
"""The protocol of what Momentum itself wrote."""

Numbered: TypeAlias = "tuple[int, Attempt | Bounced]"
"""The number of a line, counted through all files, and what it tells."""


class Taken(NamedTuple):
    """A reception and the number of its line."""

    line: int
    reception: Reception


class MomentumMessage:
    """All lines of one message id."""

    def __init__(self, message_id: str) -> None:
        self.id = message_id
        self.taken: list[Taken] = []
        self.told: list[Numbered] = []
        self.parent: MomentumMessage | None = None
        """The message that went on as this one, on another node."""
        self.is_ambiguous = False
        """It came from another node, and several messages could be the one."""

    @property
    def is_notification(self) -> bool:
        """No sender sent it."""
        return any(reception.protocol == INTERNAL or not reception.sender for _, reception in self.taken)

    @property
    def root(self) -> MomentumMessage:
        """The message as it was taken in first."""
        message = self
        while message.parent is not None:
            message = message.parent
        return message


def join_transfers(messages: Iterable[MomentumMessage]) -> None:
    """Join what a node took from another one to the message that was handed over, where only that one can be meant.

    No field tells it: recipient, sender and size must be the same, and the times close together.
    """
    by_recipient: dict[tuple[str, str], list[MomentumMessage]] = {}
    arrived: list[MomentumMessage] = []
    for message in messages:
        if not message.taken or message.is_notification:
            continue
        if any(isinstance(told, Attempt) and told.letter == "X" for _, told in message.told):
            for key in _keys(message):
                by_recipient.setdefault(key, []).append(message)
        if all(taken.reception.protocol == TRANSFERRED for taken in message.taken):
            arrived.append(message)
    possible: dict[str, list[MomentumMessage]] = {}
    sources: dict[str, int] = {}
    for message in arrived:
        keys = _keys(message)
        found = by_recipient.get(keys[0], []) if len(keys) == 1 else []
        possible[message.id] = [other for other in found if other is not message and _fits(other, message)]
        for other in possible[message.id]:
            sources[other.id] = sources.get(other.id, 0) + 1
    for message in arrived:
        others = possible[message.id]
        if len(others) == 1 and sources[others[0].id] == 1 and others[0].root is not message:
            message.parent = others[0]
        else:
            message.is_ambiguous = bool(others)


def _keys(message: MomentumMessage) -> list[tuple[str, str]]:
    found = {(folded(taken.recipient), folded(taken.sender)): None for _, taken in message.taken}
    return list(found)


def _fits(first: MomentumMessage, second: MomentumMessage) -> bool:
    """Whether one line of the first hands over what a line of the second takes."""
    return any(
        isinstance(told, Attempt)
        and told.letter == "X"
        and told.size == taken.size
        and abs(told.time - taken.time) <= AROUND
        for _, told in first.told
        for _, taken in second.taken
    )
