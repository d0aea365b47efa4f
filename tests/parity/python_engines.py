"""The engines in Python that take one record after the other: the replay, and the live classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import Any

import pyarrow as pa
import sendlogs
from sendspec.evidence import counts_of
from sendspec.histories import Grouped
from sendspec.machine import LiveMachine, Outcome, Refused, Tally
from sendspec.replay import replay
from sendspec.series import series_at
from sendspec.table import Table
from sendspec.walks import Walked

from tests.engines import ROWS, Answer, Event, ModeAnswer, Spec, changing, done_of, events_of, rows_of

EMITTED = [kind for kind in map(sendlogs.__dict__.get, sendlogs.__all__) if isinstance(kind, type)]


def by_replay(log: pa.Table, spec: Spec, as_of: int | None, every: int) -> Answer:
    """`replay`, with `series_at` and `counts_of` on what it gives."""
    events, not_understood = events_of(log)
    result = replay(events, spec.tables, spec.measures, tracking=spec.tracking, as_of=as_of)
    buckets = sorted({time // every for walked in result.walked for time in _times(walked)})
    ends = [min(bucket * every + every - 1, result.as_of) for bucket in buckets]
    series = series_at(result, spec.measures, ends).modes
    modes = {
        name: ModeAnswer(
            dict(found.statuses),
            dict(found.counters),
            dict(found.kpis),
            found.unsettled,
            found.unexpected,
            changing(
                spec.measures,
                (
                    (bucket, {kpi: values[at] for kpi, values in series[name].items()})
                    for at, bucket in enumerate(buckets)
                ),
            ),
        )
        for name, found in result.modes.items()
    }
    rows = [
        (row.message, row.recipient, name, row.state, row.status, row.since, row.reason)
        for name, found in result.modes.items()
        for row in found.rows()
    ]
    moves, visits = done_of({walked.table.name: counts_of(walked) for walked in result.walked})
    return Answer(
        result.as_of, result.duplicates, result.later, result.unknown, result.unexpected, not_understood, modes,
        rows_of(_columns(rows)), moves, visits,
    )  # fmt: skip


def by_live_classes(log: pa.Table, spec: Spec, as_of: int | None, every: int) -> Answer:
    """An object for each message, and a tally for each mode, which is read at the end of every bucket."""
    events, not_understood = events_of(log)
    until = max((event.time for event in events), default=0) if as_of is None else as_of
    grouped = Grouped(
        dict.fromkeys(event for table in spec.tables.values() for event in table.events),
        () if spec.tracking is None else spec.tracking.events,
        until,
    )
    grouped.add(events)
    messages: Any = grouped.histories(grouped.messages)[0]
    tracked: Any = grouped.histories(grouped.tracked)[0]
    modes = {name: _Crowd(table, messages, every) for name, table in spec.tables.items()}
    beside = None if spec.tracking is None else _Crowd(spec.tracking, tracked, every)
    crowds = [*modes.values(), *([] if beside is None else [beside])]
    for crowd in crowds:
        crowd.live(until)
    answers = {}
    for name, crowd in modes.items():
        both = [crowd] if beside is None else [crowd, beside]
        buckets = sorted({bucket for each in both for bucket in each.seen})
        answers[name] = ModeAnswer(
            {status: crowd.tally.rows.get(status, 0) for status in spec.measures.statuses},
            spec.measures.with_sums(_added(each.tally.counters for each in both)),
            spec.measures.values(_added(each.tally.counters for each in both), crowd.tally.rows),
            crowd.tally.unsettled,
            len(crowd.refused),
            changing(spec.measures, _values(spec, crowd, beside, buckets)),
        )
    rows = [
        (one.history[0].message, one.history[0].recipient, name, one.live.state, one.live.status, one.since, one.reason)
        for name, crowd in modes.items()
        for one in crowd.objects
    ]
    refused = {each for crowd in modes.values() for each in crowd.refused}
    return Answer(
        until, grouped.duplicates, grouped.later, grouped.unknown,
        len(refused) + (0 if beside is None else len(beside.refused)), not_understood, answers,
        rows_of(_columns(rows)),
        {(crowd.table.name, *pair): times for crowd in crowds for pair, times in crowd.moves.items()},
        {(crowd.table.name, state): times for crowd in crowds for state, times in crowd.visits().items()},
    )  # fmt: skip


class _Object:
    """A live object, what it hears, and what it does: as much as `sending logs` show of it."""

    def __init__(self, kind: type[LiveMachine[Any, Any]], history: Sequence[Event], crowd: _Crowd) -> None:
        self.history = history
        self.since = history[0].time
        self.reason: str | None = None
        self._crowd = crowd
        self._done: list[tuple[Outcome[Any, Any], int]] = []
        self.live = kind(tally=self)
        self.been = {str(self.live.state)}

    def begin(self, kind: type[LiveMachine[Any, Any]]) -> None:
        # It is there for all to see from its first event on.
        pass

    def count(self, outcome: Outcome[Any, Any], at: int | None) -> None:
        self._done.append((outcome, at or 0))

    def pass_to(self, time: int) -> None:
        """Let its clock strike; a deadline that moves nothing is nothing that happened."""
        self.live.hear_clock(time)
        for outcome, at in self._done:
            if outcome.moved:
                self._note(outcome, at, "by_clock")
        self._done.clear()

    def hear(self, event: Event) -> None:
        """Hear an event; raises `Refused`."""
        self.pass_to(event.time)
        try:
            self.live.fire(event.event, event.time)
            # A deadline that is still due was raised once more before.
            outcome, at = self._done[-1]
            self._note(outcome, at, None if outcome.moved else "ignored")
            if outcome.moved and event.reason is not None:
                self.reason = event.reason
        finally:
            self._done.clear()

    def _note(self, outcome: Outcome[Any, Any], at: int, kind: str | None) -> None:
        self._crowd.tally.count(outcome, at)
        if outcome.moved:
            self._crowd.moves[outcome.source, outcome.event, "moved"] += 1
            self.been.add(str(outcome.target))
        if kind is not None:
            self._crowd.moves[outcome.source, outcome.event, kind] += 1
        if outcome.source != outcome.target:
            self.since = at


class _Crowd:
    """All objects of one machine, through time."""

    def __init__(self, table: Table[str, str], histories: Sequence[Sequence[Event]], every: int) -> None:
        self.table = table
        self.tally = Tally()
        self.moves: Counter[tuple[str, str, str]] = Counter()
        self.refused: list[tuple[int, int]] = []
        """Of which history which event, from 0."""
        self.seen: dict[int, tuple[dict[str, int], dict[str, int]]] = {}
        """The counters and rows at the end of each bucket in which something was heard."""
        self.objects: list[_Object] = []
        self._histories = histories
        self._every = every
        self._kind = next((kind for kind in EMITTED if kind.table is table), None) or type(
            "Live", (LiveMachine,), {"__slots__": (), "table": table}
        )
        self._alarms: list[tuple[int, int]] = []

    def live(self, until: int) -> None:
        self.objects = [_Object(self._kind, history, self) for history in self._histories]
        heard = sorted(
            (event.time, number, index)
            for number, history in enumerate(self._histories)
            for index, event in enumerate(history)
        )
        bucket: int | None = None
        for time, number, index in heard:
            if bucket is not None and time // self._every != bucket:
                self._pass_to(time // self._every * self._every - 1)
            bucket = time // self._every
            self._tell(number, index)
            self.seen[bucket] = ({}, {})
            self._watch(number)
        self._pass_to(until)

    def visits(self) -> Counter[str]:
        return Counter(state for one in self.objects for state in one.been)

    def _tell(self, number: int, index: int) -> None:
        one = self.objects[number]
        event = one.history[index]
        if index == 0:
            self.tally.begin(self._kind)
        try:
            one.hear(event)
        except Refused as refused:
            self.moves[str(refused.state), event.event, "refused"] += 1
            self.refused.append((number, index))

    def _pass_to(self, end: int) -> None:
        """Let the clocks strike bucket by bucket, and look at the tally at the end of each."""
        if self.seen:
            self._look(max(self.seen), end)
        while self._alarms and self._alarms[0][0] <= end:
            self._look(self._alarms[0][0] // self._every, end)

    def _look(self, bucket: int, end: int) -> None:
        last = min(bucket * self._every + self._every - 1, end)
        while self._alarms and self._alarms[0][0] <= last:
            _, number = heappop(self._alarms)
            self.objects[number].pass_to(last)
            self._watch(number, later_than=last)
        self.seen[bucket] = (self.tally.counters, self.tally.rows)

    def _watch(self, number: int, later_than: int | None = None) -> None:
        due = self.objects[number].live.due
        if due is not None and (later_than is None or due > later_than):
            heappush(self._alarms, (due, number))


def _values(spec: Spec, crowd: _Crowd, beside: _Crowd | None, buckets: Sequence[int]) -> Iterable[tuple[int, Any]]:
    own: tuple[dict[str, int], dict[str, int]] = ({}, {})
    flows: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for bucket in buckets:
        own = crowd.seen.get(bucket, own)
        flows = flows if beside is None else beside.seen.get(bucket, flows)
        yield bucket, spec.measures.values(_added((own[0], flows[0])), own[1])


def _added(counters: Iterable[dict[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counters:
        total.update(each)
    return total


def _times(walked: Walked) -> Iterable[int]:
    for history, walk in zip(walked.histories, walked.walks, strict=True):
        yield from (record.time for record in history)
        yield from (strike.time for strike in walk.strikes)


def _columns(rows: Sequence[tuple[Any, ...]]) -> dict[str, Sequence[Any]]:
    columns = list(zip(*rows, strict=True)) or [()] * len(ROWS)
    return {
        name: [None if value is None else str(value) if name != "since" else value for value in column]
        for name, column in zip(ROWS.names, columns, strict=True)
    }
