"""What a delivery tells its messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sendspec.machine import GuardedMachine, Listener, LiveMachine, MessageLog, Outcome, UnknownNameError

HEARERS: Mapping[str, Callable[[LiveMachine[Any, Any]], bool]] = {
    "unsettled_messages": lambda message: not message.settled,
}
"""Whom a delivery can tell, by the names that specs use."""


class Teller:
    """Listens to a delivery in place of its own listener, who is told first."""

    __slots__ = ("_hear", "_own")

    def __init__(self, hear: Callable[[Outcome[Any, Any], int | None], None], own: Listener | None) -> None:
        self._hear = hear
        self._own = own

    def begin(self, kind: type[LiveMachine[Any, Any]]) -> None:
        if self._own is not None:
            self._own.begin(kind)

    def count(self, outcome: Outcome[Any, Any], at: int | None) -> None:
        if self._own is not None:
            self._own.count(outcome, at)
        self._hear(outcome, at)


def check_told(delivery: GuardedMachine[Any, Any], message: type[MessageLog[Any, Any]]) -> None:
    """Raise `UnknownNameError` unless those whom the delivery tells exist, and know what they are told."""
    for move in delivery.table.moves:
        for hearers, event in move.tell.items():
            if hearers not in HEARERS:
                raise UnknownNameError("a deployment", "hearer", hearers, HEARERS)
            if event not in message.table.events:
                raise UnknownNameError(message.table.name, "event", event, message.table.events)
