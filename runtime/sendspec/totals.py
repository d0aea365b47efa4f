"""What messages come to, in numbers to which those of other messages can be added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import NamedTuple, TypeAlias

from sendspec.histories import Grouped
from sendspec.kpi import Measures
from sendspec.numbers import Numbers, Unexpected, numbers_of
from sendspec.table import Table
from sendspec.walks import Walk, Walked

SAMPLES = 5
"""How many unexpected events are remembered."""
Sample: TypeAlias = tuple[int, int, Unexpected]
"""The number of the mode and the time of the event come first: what is remembered does not depend on who counted."""


class ModeTotals(NamedTuple):
    """What messages come to in one mode."""

    ends: Counter[str]
    """How many end in each state."""
    effects: Counter[str]
    """What they and their tracking add to each counter, without sums."""
    refused: int
    """Events that a state refused."""

    def plus(self, other: ModeTotals) -> ModeTotals:
        """Those of both."""
        return ModeTotals(
            _added(self.ends, other.ends), _added(self.effects, other.effects), self.refused + other.refused
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """What messages come to in each mode; events are counted as `Numbers` counts them."""

    modes: Mapping[str, ModeTotals]
    duplicates: int
    later: int
    unknown: int
    unexpected: int
    samples: Sequence[Sample] = field(default_factory=list)

    def plus(self, other: Totals) -> Totals:
        """Those of both; no message may be in both."""
        return Totals(
            {name: mode.plus(other.modes[name]) for name, mode in self.modes.items()},
            self.duplicates + other.duplicates,
            self.later + other.later,
            self.unknown + other.unknown,
            self.unexpected + other.unexpected,
            nsmallest(SAMPLES, [*self.samples, *other.samples]),
        )

    def numbers(self, tables: Mapping[str, Table[str, str]], measures: Measures, as_of: int) -> Numbers:
        """What is shown of them."""
        return Numbers(
            as_of=as_of,
            modes={
                name: numbers_of(tables[name], measures, mode.ends, mode.effects, mode.refused)
                for name, mode in self.modes.items()
            },
            duplicates=self.duplicates,
            later=self.later,
            unknown=self.unknown,
            unexpected=self.unexpected,
            samples=[unexpected for _, _, unexpected in self.samples],
        )


def totals_of(grouped: Grouped, modes: Mapping[str, Walked], tracking: Walked | None) -> Totals:
    """What walks come to."""
    flows = tracking.walks if tracking is not None else ()
    beside: Counter[str] = Counter()
    for walk, times in Counter(flows).items():
        _add(beside, walk, times)
    refused: set[tuple[int, int]] = set()
    samples: list[Sample] = []
    totals = {}
    for mode, (name, walked) in enumerate(modes.items()):
        totals[name] = _mode_totals(walked.walks, beside)
        if totals[name].refused:
            found = _refusals(mode, name, walked, refused)
            samples = nsmallest(SAMPLES, [*samples, *found])
    return Totals(
        totals,
        grouped.duplicates,
        grouped.later,
        grouped.unknown,
        len(refused) + sum(len(walk.refused) for walk in flows),
        samples,
    )


def _mode_totals(walks: Sequence[Walk], beside: Mapping[str, int]) -> ModeTotals:
    ends: Counter[str] = Counter()
    effects = Counter(beside)
    refused = 0
    for walk, times in Counter(walks).items():
        ends[walk.state] += times
        _add(effects, walk, times)
        refused += len(walk.refused) * times
    return ModeTotals(ends, effects, refused)


def _add(effects: Counter[str], walk: Walk, times: int) -> None:
    for counter, amount in walk.effects.items():
        effects[counter] += amount * times


def _refusals(mode: int, name: str, walked: Walked, refused: set[tuple[int, int]]) -> list[Sample]:
    """The first events that a mode refused; each is noted by its message and its position."""
    samples: list[Sample] = []
    for number, (history, walk) in enumerate(zip(walked.histories, walked.walks, strict=True)):
        for index, state in walk.refused:
            refused.add((number, index))
            record = history[index]
            samples.append((mode, record.time, Unexpected(name, state, record.event, record.message, record.place)))
    return nsmallest(SAMPLES, samples)


def _added(one: Counter[str], other: Counter[str]) -> Counter[str]:
    # Counters' own sum leaves out what is not above zero.
    both = Counter(one)
    both.update(other)
    return both
