"""What a log comes to in each mode, in plain numbers: the same whichever engine counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sendspec.kpi import Measures
from sendspec.table import Table


class Unexpected(NamedTuple):
    """An event that a state refuses: counted, and in no KPI."""

    mode: str
    state: str
    event: str
    message: str
    place: str


# Without slots, so that results can be walks and numbers at once.
@dataclass(frozen=True)
class ModeNumbers:
    """What a log comes to in one mode."""

    statuses: Mapping[str, int]
    """How many messages show each status, in the order of the spec."""
    counters: Mapping[str, int]
    """As the effects of all moves add up, sums among them, in the order of the spec."""
    kpis: Mapping[str, float | int | None]
    unsettled: int
    """Messages whose fate is open."""
    unexpected: int
    """Events that a state refused."""


@dataclass(frozen=True)
class Numbers:
    """What a log comes to in each mode."""

    as_of: int
    """In microseconds since 1970 in UTC."""
    modes: Mapping[str, ModeNumbers]
    duplicates: int
    """Events that repeat another one."""
    later: int
    """Events after `as_of`, which were not heard."""
    unknown: int
    """Events that no machine hears."""
    unexpected: int
    """Events that a state refused in one mode or more."""
    samples: Sequence[Unexpected]
    """The first few of them."""


def numbers_of(
    table: Table[str, str],
    measures: Measures,
    ends: Mapping[str, int],
    effects: Mapping[str, int],
    unexpected: int,
) -> ModeNumbers:
    """The numbers of a mode whose messages end in these states.

    `effects` is what messages and their tracking add to each counter, from their start on and without sums;
    `unexpected` is how many events a state refused.
    """
    shown: Counter[str | None] = Counter()
    for state, number in ends.items():
        shown[table.states[state].status] += number
    statuses = {status: shown[status] for status in measures.statuses}
    return ModeNumbers(
        statuses=statuses,
        counters=measures.with_sums(effects),
        kpis=measures.values(effects, statuses),
        unsettled=sum(number for state, number in ends.items() if not table.states[state].settled),
        unexpected=unexpected,
    )
