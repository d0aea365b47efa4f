"""What pages tell of a real log: plain data, filled by whoever has replayed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sendspec_gen.model import Words

Pair = tuple[str, str]
"""A state, and an event."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An event that a state refused: of which message, and where in the log it stands; never an address."""

    message: str
    place: str


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """How often a state heard an event, from the log or from its own clock, and what came of it."""

    heard: int
    ways: Mapping[int, int]
    """How often each way of the answer was taken, by its number from 0; ways that nobody took are left out."""
    by_clock: int
    """How many of the moves the clock made."""
    ignored: int
    refused: int
    samples: tuple[Sample, ...]
    """The first that were refused, three at most."""


@dataclass(frozen=True, slots=True)
class MachineEvidence:
    """What the log did to the objects of one machine, all names in the order of the spec."""

    objects: int
    visits: Mapping[str, int]
    """How many objects were ever in each state."""
    ends: Mapping[str, int]
    """How many objects are in each state at the end."""
    cells: Mapping[Pair, CellEvidence]
    """Every state by every event."""
    statuses: Mapping[str, int] = field(default_factory=dict)
    """Of a mode: how many messages show each status at the end."""
    kpis: Mapping[str, float | int | None] = field(default_factory=dict)
    """Of a mode: messages, or percent from 0 to 100; None: a share of nothing."""
    unsettled: int = 0
    """Of a mode: messages whose fate is open."""

    @property
    def unexpected(self) -> Mapping[Pair, CellEvidence]:
        """The cells in which events were refused."""
        return {pair: cell for pair, cell in self.cells.items() if cell.refused}


@dataclass(frozen=True, slots=True)
class Totals:
    """What was read; every record of the log is an event, something known that is none, or not understood."""

    records: int
    events: int
    messages: int
    """Recipients of messages, each counted once."""
    duplicates: int
    later: int
    """Events after the time of which the evidence speaks, which were not heard."""
    unheard: int
    """Events that no machine hears."""
    not_understood: int
    unexpected: int
    """Events that a state refused in one mode or more."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one log says of a spec."""

    source: str
    """The name of the source."""
    label: Words
    """What the source is called."""
    since: int
    """The first event, in microseconds since 1970 in UTC."""
    until: int
    """As of when it speaks, in microseconds since 1970 in UTC."""
    totals: Totals
    machines: Mapping[str, MachineEvidence]
    """The modes, and the tracking if there is one, by name."""
    plots: Mapping[str, str]
    """How the KPIs moved, as SVG by locale; empty where nothing draws or nothing moved."""
