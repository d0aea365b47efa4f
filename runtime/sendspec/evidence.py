"""What a log did to a machine: visits of each state, what was heard in each, what was never heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from sendspec.table import Table
from sendspec.walks import Answer, Walk, Walked

SAMPLES = 3
"""How many events of each refused pair are remembered."""
Pair: TypeAlias = tuple[str, str]
"""A state, and an event."""


class Sample(NamedTuple):
    """An event that a state refused."""

    message: str
    place: str


@dataclass(frozen=True, slots=True)
class Heard:
    """How often a state heard an event, from the log or from its own clock, and what came of it."""

    times: int = 0
    ways: Mapping[int, int] = field(default_factory=dict)
    """How often each way was taken, by its number from 0."""
    by_clock: int = 0
    """How many of the moves the clock made."""
    ignored: int = 0
    refused: int = 0
    samples: tuple[Sample, ...] = ()
    """The first that were refused."""


NOTHING = Heard()


@dataclass(frozen=True, slots=True)
class Counts:
    """What a log did to the objects of one machine, all names in the order of the spec."""

    objects: int
    visits: Mapping[str, int]
    """How many objects were ever in each state."""
    ends: Mapping[str, int]
    """How many objects are in each state at the end."""
    cells: Mapping[Pair, Heard]
    """Every state by every event."""


def counts_of(walked: Walked) -> Counts:
    """Count what a replay did to a machine; equal histories, which share a walk, are counted at once."""
    visits: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    answers: Counter[Answer] = Counter()
    struck: Counter[Pair] = Counter()
    for walk, times in Counter(walked.walks).items():
        ends[walk.state] += times
        for state in states_of(walk, walked.table):
            visits[state] += times
        for answer in walk.answers:
            answers[answer] += times
        for strike in walk.strikes:
            answers[strike.answer] += times
            struck[strike.answer.state, strike.answer.event] += times
    return Counts(
        objects=len(walked.walks),
        visits={state: visits[state] for state in walked.table.states},
        ends={state: ends[state] for state in walked.table.states},
        cells=_cells(walked.table, answers, struck, _samples(walked)),
    )


def states_of(walk: Walk, table: Table[str, str]) -> frozenset[str]:
    """The states that an object was ever in."""
    answers = (*walk.answers, *(strike.answer for strike in walk.strikes))
    return frozenset((table.initial, *(answer.move.target for answer in answers if answer.move is not None)))


def _cells(
    table: Table[str, str],
    answers: Mapping[Answer, int],
    struck: Mapping[Pair, int],
    samples: Mapping[Pair, list[Sample]],
) -> dict[Pair, Heard]:
    found: dict[Pair, list[tuple[Answer, int]]] = {}
    for answer, times in answers.items():
        found.setdefault((answer.state, answer.event), []).append((answer, times))
    pairs = ((state, event) for state in table.states for event in table.events)
    return {
        pair: Heard(
            times=sum(times for _, times in found[pair]),
            ways={answer.way: times for answer, times in found[pair] if answer.kind == "moved"},
            by_clock=struck.get(pair, 0),
            ignored=sum(times for answer, times in found[pair] if answer.kind == "ignored"),
            refused=sum(times for answer, times in found[pair] if answer.kind == "refused"),
            samples=tuple(samples.get(pair, ())),
        )
        if pair in found
        else NOTHING
        for pair in pairs
    }


def _samples(walked: Walked) -> dict[Pair, list[Sample]]:
    """The first few refusals of each pair, in the order of the log's messages."""
    refusing = {walk for walk in walked.walks if walk.refused}
    samples: dict[Pair, list[Sample]] = {}
    for history, walk in zip(walked.histories, walked.walks, strict=True) if refusing else ():
        if walk in refusing:
            for index, state in walk.refused:
                record = history[index]
                kept = samples.setdefault((state, record.event), [])
                if len(kept) < SAMPLES:
                    kept.append(Sample(record.message, record.place))
    return samples
