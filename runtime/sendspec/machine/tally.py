"""Counting what many messages do, as they do it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from sendspec.machine.outcome import Outcome
from sendspec.table import Standing

if TYPE_CHECKING:
    from sendspec.machine.live import LiveMachine


class Listener(Protocol):
    """Who is told of each object when it begins, and of each outcome as soon as the object's state is set."""

    def begin(self, kind: type[LiveMachine[Any, Any]]) -> None:
        """An object of this class begins in its initial state."""

    def count(self, outcome: Outcome[Any, Any], at: int | None) -> None:
        """An object answered an event; it is already in the outcome's target."""


class Tally:
    """The counters and rows of many messages together.

    It counts outcomes and multiplies by their effects when it is read, so that counting costs the same however many
    counters there are. Not safe to share between threads: give each its own, or a lock.
    """

    __slots__ = ("_begun", "_heard")

    def __init__(self) -> None:
        self._begun: defaultdict[type[LiveMachine[Any, Any]], int] = defaultdict(int)
        self._heard: defaultdict[Outcome[Any, Any], int] = defaultdict(int)

    def begin(self, kind: type[LiveMachine[Any, Any]]) -> None:
        self._begun[kind] += 1

    def count(self, outcome: Outcome[Any, Any], at: int | None) -> None:  # noqa: ARG002
        self._heard[outcome] += 1

    @property
    def counters(self) -> dict[str, int]:
        """Every counter that was moved, without sums."""
        counters: defaultdict[str, int] = defaultdict(int)
        for kind, number in self._begun.items():
            for counter, amount in kind.table.at_start.items():
                counters[counter] += number * amount
        for outcome, number in self._heard.items():
            for counter, amount in outcome.effects.items():
                counters[counter] += number * amount
        return dict(counters)

    @property
    def rows(self) -> dict[str, int]:
        """How many objects show each status; statuses that none shows are left out."""
        rows: defaultdict[str, int] = defaultdict(int)
        for number, standing in self._stands():
            if standing.status is not None:
                rows[standing.status] += number
        return {status: number for status, number in rows.items() if number}

    @property
    def objects(self) -> int:
        """How many objects there are."""
        return sum(self._begun.values())

    @property
    def unsettled(self) -> int:
        """How many objects stand in a state that is not settled."""
        return sum(number for number, standing in self._stands() if not standing.settled)

    @property
    def moved(self) -> int:
        """How many events moved an object."""
        return self._answers(lambda outcome: outcome.moved)

    @property
    def ignored(self) -> int:
        """How many events were ignored."""
        return self._answers(lambda outcome: not outcome.moved)

    def _answers(self, wanted: Callable[[Outcome[Any, Any]], bool]) -> int:
        return sum(number for outcome, number in self._heard.items() if wanted(outcome))

    def _stands(self) -> list[tuple[int, Standing[Any]]]:
        """Numbers of objects that came to (or, negative, left) a standing."""
        begun = [(number, kind.table.states[kind.table.initial]) for kind, number in self._begun.items()]
        came = [(number, outcome.after) for outcome, number in self._heard.items()]
        left = [(-number, outcome.before) for outcome, number in self._heard.items()]
        return begun + came + left
