"""Events of a log to the statuses and KPIs of each mode, as at one time.

Messages do not touch each other, so each (message, recipient) is replayed alone: its events in the order of their
times, those of one time as they came. Recipients are compared without regard to case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from sendspec.kpi import Measures
from sendspec.table import Table
from sendspec.walks import History, Machine, Names, Record, Walk, Walked

SAMPLES = 5
"""How many unexpected events are remembered."""
BY_TIME = attrgetter("time")


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


class Unexpected(NamedTuple):
    """An event that a state refuses: counted, and in no KPI."""

    mode: str
    state: str
    event: str
    message: str
    place: str


@dataclass(frozen=True, slots=True)
class ModeResult(Walked):
    """What a mode makes of the log."""

    statuses: Mapping[str, int]
    """How many messages show each status, in the order of the spec."""
    counters: Mapping[str, int]
    """As the effects of all moves add up, sums among them, in the order of the spec."""
    kpis: Mapping[str, float | int | None]
    unsettled: int
    """Messages whose fate is open."""
    unexpected: int
    """Events that a state refused."""

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
class Result:
    """What the modes make of one log."""

    as_of: int
    modes: Mapping[str, ModeResult]
    duplicates: int
    """Events that repeat another one."""
    later: int
    """Events after `as_of`, which were not heard."""
    unknown: int
    """Events that no machine hears."""
    unexpected: int
    """Events that a state refused in one mode or more."""
    samples: Sequence[Unexpected]
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
    log_events = {event for table in tables.values() for event in table.events}
    tracking_events = set(tracking.events) if tracking is not None else set()
    grouped = _Grouped(log_events, tracking_events, until)
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


class _Grouped:
    """The events of each recipient of each message."""

    def __init__(self, log_events: set[str], tracking_events: set[str], as_of: int) -> None:
        self.messages: dict[tuple[str, str], list[Record]] = {}
        self.tracked: dict[tuple[str, str], list[Record]] = {}
        self.duplicates = self.later = self.unknown = 0
        self._log_events = log_events
        self._tracking_events = tracking_events
        self._as_of = as_of

    def add(self, records: Iterable[Record]) -> None:
        groups_of = {
            **dict.fromkeys(self._tracking_events, self.tracked),
            **dict.fromkeys(self._log_events, self.messages),
        }
        for record in records:
            groups = groups_of.get(record.event)
            if groups is None:
                self.unknown += 1
            elif record.time > self._as_of:
                self.later += 1
            else:
                key = (record.message, record.recipient.lower())
                if key in groups:
                    groups[key].append(record)
                else:
                    groups[key] = [record]

    def histories(self, groups: Mapping[tuple[str, str], list[Record]]) -> tuple[list[History], list[Names]]:
        """Each group in the order of time, without repeats; and the names of its events."""
        histories: list[History] = []
        events: list[Names] = []
        for group in groups.values():
            if len(group) > 1:
                group.sort(key=BY_TIME)
            names = tuple([record.event for record in group])
            # What repeats another has its name.
            if len(names) > 1 and len(set(names)) < len(names):
                history = self._distinct(group)
                names = tuple([record.event for record in history])
                histories.append(history)
            else:
                histories.append(group)
            events.append(names)
        return histories, events

    def _distinct(self, group: list[Record]) -> History:
        # Two attempts in one second that were refused in the same words are one record to whoever reads their stamps: a
        # log that is given twice is far more likely. No stock depends on it.
        distinct: dict[object, Record] = {}
        for record in group:
            distinct.setdefault((record.event, record.id or (record.time, record.reason)), record)
        self.duplicates += len(group) - len(distinct)
        return list(distinct.values())


def _result(
    table: Table[str, str], measures: Measures, histories: Sequence[History], walks: list[Walk], flows: list[Walk]
) -> ModeResult:
    ways = Counter(walks)
    ends: Counter[str] = Counter()
    counters: Counter[str] = Counter()
    for walk, times in ways.items():
        ends[walk.state] += times
    for walk, times in (*ways.items(), *Counter(flows).items()):
        for counter, amount in walk.effects.items():
            counters[counter] += amount * times
    shown: Counter[str | None] = Counter()
    for state, number in ends.items():
        shown[table.states[state].status] += number
    statuses = {status: shown[status] for status in measures.statuses}
    return ModeResult(
        statuses=statuses,
        counters=measures.with_sums(counters),
        kpis=measures.values(counters, statuses),
        unsettled=sum(number for state, number in ends.items() if not table.states[state].settled),
        unexpected=sum(len(walk.refused) * times for walk, times in ways.items()),
        table=table,
        histories=histories,
        walks=walks,
    )
