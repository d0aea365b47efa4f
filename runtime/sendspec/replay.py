"""Events of a log to the statuses and KPIs of each mode, as at one time.

Messages do not touch each other, so each (message, recipient) is replayed alone. Neither the order in which records
come nor their repeats matter: see `histories`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sendspec.histories import Grouped
from sendspec.kpi import Measures
from sendspec.numbers import ModeNumbers, Numbers, Unexpected, numbers_of
from sendspec.table import Table
from sendspec.walks import History, Machine, Record, Walk, Walked

SAMPLES = 5
"""How many unexpected events are remembered."""


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
    """The cause given by the last event that moved it."""


@dataclass(frozen=True, slots=True)
class ModeResult(Walked, ModeNumbers):
    """What a mode makes of the log."""

    def rows(self) -> Iterator[Row]:
        """The sending logs."""
        for history, walk in zip(self.histories, self.walks, strict=True):
            first = history[0]
            yield Row(
                message=first.message,
                recipient=first.recipient,
                state=walk.state,
                status=self.table.states[walk.state].status,
                since=walk.since(history),
                reason=walk.reason(history),
            )


@dataclass(frozen=True, slots=True)
class Result(Numbers):
    """What the modes make of one log."""

    modes: Mapping[str, ModeResult]
    tracking: Walked | None = None
    """The machine that runs beside every mode."""

    @property
    def walked(self) -> tuple[Walked, ...]:
        """What became of the modes, and of the tracking if there is one."""
        return (*self.modes.values(), *(() if self.tracking is None else (self.tracking,)))


def replay(
    events: Iterable[Record],
    tables: Mapping[str, Table[str, str]],
    measures: Measures,
    *,
    tracking: Table[str, str] | None = None,
    as_of: int | None = None,
) -> Result:
    """Replay a log in each mode; without `as_of` (microseconds since 1970 in UTC), as at its last event."""
    records = events if isinstance(events, list) else list(events)
    until = max((record.time for record in records), default=0) if as_of is None else as_of
    log_events = dict.fromkeys(event for table in tables.values() for event in table.events)
    tracking_events = tracking.events if tracking is not None else ()
    grouped = Grouped(log_events, tracking_events, until)
    grouped.add(records)
    messages, events_of = grouped.histories(grouped.messages)
    tracked, tracking_of = grouped.histories(grouped.tracked)
    flows = Machine(tracking).walk_all(tracked, tracking_of, until) if tracking is not None else []
    samples: list[Unexpected] = []
    refused: set[tuple[int, int]] = set()
    modes = {}
    for name, table in tables.items():
        walks = Machine(table).walk_all(messages, events_of, until)
        modes[name] = _result(table, measures, messages, walks, flows)
        for number, walk in enumerate(walks) if modes[name].unexpected else ():
            for index, state in walk.refused:
                refused.add((number, index))
                record = messages[number][index]
                if len(samples) < SAMPLES:
                    samples.append(Unexpected(name, state, record.event, record.message, record.place))
    return Result(
        as_of=until,
        modes=modes,
        duplicates=grouped.duplicates,
        later=grouped.later,
        unknown=grouped.unknown,
        unexpected=len(refused) + sum(len(walk.refused) for walk in flows),
        samples=samples,
        tracking=None if tracking is None else Walked(tracking, tracked, flows),
    )


def _result(
    table: Table[str, str], measures: Measures, histories: Sequence[History], walks: list[Walk], flows: list[Walk]
) -> ModeResult:
    ways = Counter(walks)
    ends: Counter[str] = Counter()
    effects: Counter[str] = Counter()
    for walk, times in ways.items():
        ends[walk.state] += times
    for walk, times in (*ways.items(), *Counter(flows).items()):
        for counter, amount in walk.effects.items():
            effects[counter] += amount * times
    refused = sum(len(walk.refused) * times for walk, times in ways.items())
    numbers = numbers_of(table, measures, ends, effects, refused)
    return ModeResult(
        statuses=numbers.statuses,
        counters=numbers.counters,
        kpis=numbers.kpis,
        unsettled=numbers.unsettled,
        unexpected=numbers.unexpected,
        table=table,
        histories=histories,
        walks=walks,
    )
