"""Events of a log to the statuses and KPIs of each mode, as at one time.

Messages do not touch each other, so each (message, recipient) is replayed alone: its events in the order of their times,
those of one time as they came. Recipients are compared without regard to case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple, Protocol

from sendspec.kpi import Measures
from sendspec.table import Move, Table, holds

SAMPLES = 5
"""How many unexpected events are remembered."""


class Record(Protocol):
    """What is heard: any reader's event."""

    @property
    def time(self) -> int: ...
    @property
    def message(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def event(self) -> str: ...
    @property
    def id(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def place(self) -> str: ...


class Row(NamedTuple):
    """What the sending logs show of one recipient of one message."""

    message: str
    recipient: str
    """As it is written first."""
    state: str
    status: str | None
    since: int
    """When it came into the state, in microseconds since 1970 in UTC."""
    reason: str | None
    """What the last event that moved it gave as the cause."""


class Unexpected(NamedTuple):
    """An event that a state refuses: counted, and in no KPI."""

    mode: str
    state: str
    event: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class ModeResult:
    """What a mode makes of the log."""

    statuses: Mapping[str, int]
    """Messages that show each status, in the order of the spec."""
    counters: Mapping[str, int]
    """Counted by effects, sums among them, in the order of the spec."""
    kpis: Mapping[str, float | int | None]
    unsettled: int
    """Messages whose fate is open."""
    unexpected: int
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Result:
    """What the modes make of one log."""

    as_of: int
    modes: Mapping[str, ModeResult]
    duplicates: int
    later: int
    """Events after `as_of`: not heard."""
    unknown: int
    """Events that no machine hears."""
    unexpected: int
    """Events that a state of some mode refuses."""
    samples: Sequence[Unexpected]


class _Path(NamedTuple):
    """Where a sequence of events leads when no clock strikes on the way."""

    state: str
    effects: tuple[tuple[str, int], ...]
    came: int | None
    """The event that led into the state; None in the initial state."""
    moved: tuple[int, ...]
    """The events that were answered by a move."""
    started: int | None
    """The first event that was not refused."""
    refused: tuple[tuple[int, str], ...]
    """Refused events, each with the state that refused it."""


class _Walk:
    """One object on its way through a table."""

    def __init__(self, machine: _Machine) -> None:
        self.machine = machine
        self.state = machine.table.initial
        self.started: int | None = None
        self.entered: int | None = None
        self.came: int | None = None
        self.since: int | None = None
        self.moved: list[int] = []
        self.refused: list[tuple[int, str]] = []
        self.effects: Counter[str] = Counter(machine.table.at_start)
"""PLACEHOLDER"""
