"""What is known of many messages, in numbers that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sendspec.machine import Tally


@dataclass(frozen=True, slots=True)
class Counts:
    """What messages add up to, or how far two such counts are apart."""

    counters: Mapping[str, int] = field(default_factory=dict)
    """Without sums."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many messages show each status."""
    unsettled: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(
            sum_of([self.counters, other.counters]), sum_of([self.rows, other.rows]), self.unsettled + other.unsettled
        )

    def minus(self, other: Counts) -> Counts:
        counters = {name: -number for name, number in other.counters.items()}
        rows = {status: -number for status, number in other.rows.items()}
        return self.plus(Counts(counters, rows, -other.unsettled))


def counted(sent: Tally, *tracked: Tally) -> Counts:
    """What was counted as it happened: the rows are those of the sending logs."""
    return Counts(sum_of(tally.counters for tally in (sent, *tracked)), sent.rows, sent.unsettled)


def sum_of(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The numbers of several counts together, without those that are nought."""
    together: dict[str, int] = {}
    for part in parts:
        for name, number in part.items():
            together[name] = together.get(name, 0) + number
    return {name: number for name, number in together.items() if number}
