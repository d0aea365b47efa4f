"""Events of a log to the statuses and KPIs of each mode, as at one time.

Messages do not touch each other, so each (message, recipient) is replayed alone: its events in the order of their
times, those of one time as they came. Recipients are compared without regard to case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple, Protocol, TypeAlias

from sendspec.kpi import Measures
from sendspec.table import Move, Table, holds

SAMPLES = 5
"""How many unexpected events are remembered."""
BY_TIME = attrgetter("time")


class Record(Protocol):
    """What is heard: an event of any reader, its time in microseconds since 1970 in UTC."""

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


History: TypeAlias = Sequence[Record]
"""The events of one recipient of one message, in order."""
Names: TypeAlias = tuple[str, ...]
"""The names of a history's events."""


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
class ModeResult:
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
    table: Table[str, str]
    histories: Sequence[History]
    walks: Sequence[Walk]
    """Where each history led."""

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


class Walk:
    """The way of one object through a table; histories of the same events share one where no clock strikes."""

    __slots__ = ("came", "effects", "entered", "moved", "refused", "started", "state", "struck")

    def __init__(self, table: Table[str, str]) -> None:
        self.state = table.initial
        self.effects = dict(table.at_start)
        self.moved: list[int] = []
        """The events that moved it, by their position."""
        self.refused: list[tuple[int, str]] = []
        """The events that were refused, each with the state that did."""
        self.came: int | None = None
        """The event that led into the state; None if it is the initial one or the clock led there."""
        self.struck: int | None = None
        """When the clock led into the state."""
        self.started: int | None = None
        self.entered: int | None = None

    def since(self, history: History) -> int:
        """When it came into its state."""
        if self.struck is not None:
            return self.struck
        return history[self.came or 0].time

    def reason(self, history: History) -> str | None:
        """The last cause that was given for a move."""
        return next((reason for index in reversed(self.moved) if (reason := history[index].reason) is not None), None)


class Machine:
    """A table, prepared for many histories. Nobody states facts here, so that each event has one answer in a state."""

    def __init__(self, table: Table[str, str]) -> None:
        self.table = table
        self._moves: dict[tuple[str, str], Move[str, str]] = {}
        self._refused = {(state, event) for state, events in table.rejected.items() for event in events}
        for move in table.moves:
            self._add(move)
        self._deadlines = {name: state.deadline for name, state in table.states.items() if state.deadline is not None}
        self._gaps = any(move.not_before is not None for move in table.moves)
        self._soonest = min((self._length(deadline.after) for deadline in self._deadlines.values()), default=None)

    def walk_all(self, histories: Sequence[History], events: Sequence[Names], as_of: int) -> list[Walk]:
        """Where many histories lead, each given with the names of its events, with all deadlines up to `as_of`."""
        paths = {names: self._path(names) for names in dict.fromkeys(events)}
        first = min((history[0].time for history in histories), default=as_of)
        if not self._gaps and (self._soonest is None or as_of < first + self._soonest):
            return [paths[names] for names in events]
        return [
            path if self._is_timeless(path, history, as_of) else self._timed(history, as_of)
            for history, path in zip(histories, [paths[names] for names in events], strict=True)
        ]

    def _add(self, move: Move[str, str]) -> None:
        pair = (move.source, move.event)
        if pair in self._moves or pair in self._refused:
            return
        if move.when is not None and not holds(move.when, {}, self.table.facts):
            return
        if all(holds(requirement.condition, {}, self.table.facts) for requirement in move.requires):
            self._moves[pair] = move
        else:
            self._refused.add(pair)

    def _length(self, duration: str) -> int:
        return self.table.durations[duration].value

    def _is_timeless(self, path: Walk, history: History, as_of: int) -> bool:
        """Whether the events alone decide: no deadline can come due between them, nor after the last."""
        if self._gaps:
            return False
        if self._soonest is None:
            return True
        due = history[0].time + self._soonest
        return as_of < due or (path.state not in self._deadlines and history[-1].time < due)

    def _path(self, events: Names) -> Walk:
        """Where events lead if no clock strikes."""
        walk = Walk(self.table)
        for index, event in enumerate(events):
            self._hear(walk, index, event, 0)
        return walk

    def _timed(self, history: History, as_of: int) -> Walk:
        walk = Walk(self.table)
        for index, record in enumerate(history):
            self._strike(walk, record.time)
            self._hear(walk, index, record.event, record.time)
        self._strike(walk, as_of)
        return walk

    def _hear(self, walk: Walk, index: int, event: str, time: int) -> None:
        pair = (walk.state, event)
        if pair in self._refused:
            walk.refused.append((index, walk.state))
            return
        if walk.started is None:
            walk.started = time
        move = self._moves.get(pair)
        if move is None:
            return
        if self._comes_early(move, walk, time):
            return
        walk.moved.append(index)
        if move.target != walk.state:
            walk.came, walk.struck = index, None
        self._go(walk, move, time)

    def _comes_early(self, move: Move[str, str], walk: Walk, time: int) -> bool:
        if move.not_before is None or walk.entered is None:
            return False
        return time < walk.entered + self._length(move.not_before)

    def _strike(self, walk: Walk, until: int) -> None:
        """Raise each deadline that is due by then; on a tie of times the clock goes first."""
        for _ in self.table.states:
            deadline = self._deadlines.get(walk.state)
            from_start = deadline is None or deadline.since == "start" or walk.entered is None
            counted_from = walk.started if from_start else walk.entered
            if deadline is None or counted_from is None or counted_from + self._length(deadline.after) > until:
                return
            # A late report may have led here after the deadline: time does not run backwards.
            time = max(counted_from + self._length(deadline.after), walk.entered or counted_from)
            move = self._moves.get((walk.state, deadline.raises))
            if move is None or move.target == walk.state:
                return
            walk.came, walk.struck = None, time
            self._go(walk, move, time)

    def _go(self, walk: Walk, move: Move[str, str], time: int) -> None:
        walk.state = move.target
        walk.entered = time
        for counter, amount in move.effects.items():
            walk.effects[counter] = walk.effects.get(counter, 0) + amount


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
