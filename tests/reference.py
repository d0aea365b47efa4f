"""What a log comes to, written a second time from the decisions alone: plain dicts and loops, nothing of the engines.

Read beside docs/adr/0023-one-order-for-every-engine.md and 0009-time-and-clocks.md. It takes the messages of a log in
turns, those of each turn one after the other, and adds up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc
from sendspec.kpi import Measures
from sendspec.table import AllOf, AnyOf, Condition, FactIs, NotThat, Table

from tests.engines import ROWS, Answer, Event, ModeAnswer, Spec, Value, changing, events_of, rows_of

BIG = 1_000_000
"""Logs of more rows than this are taken in turns of about so many."""
SMALL_LETTERS = dict(zip(map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "abcdefghijklmnopqrstuvwxyz", strict=True))


class Way(NamedTuple):
    """What a state makes of an event when every fact has its default."""

    kind: str
    target: str = ""
    effects: Mapping[str, int] = {}
    gap: int | None = None
    """Sooner than so many microseconds after the entry, the event is ignored."""


class Clock(NamedTuple):
    length: int
    event: str
    since: str


class Machine(NamedTuple):
    name: str
    initial: str
    states: int
    at_start: Mapping[str, int]
    ways: dict[tuple[str, str], Way]
    """Pairs that are not in here are ignored."""
    clocks: dict[str, Clock]
    status: dict[str, str | None]
    settled: dict[str, bool]


class Fate(NamedTuple):
    """What became of one object."""

    state: str
    since: int
    reason: str | None
    answers: list[tuple[str, str, str]]
    """State, event and kind, of the events in turn."""
    strikes: list[tuple[str, str]]
    """State and event of each move by the clock."""
    steps: list[tuple[int, str, str | None]]
    """Time, source and event of every move in turn."""


IGNORED = Way("ignored")


def reference(log: pa.Table, spec: Spec, as_of: int | None, every: int) -> Answer:
    """The whole answer; series with buckets of `every` microseconds."""
    total = _Total(spec, every)
    until = _last_time(log) if as_of is None else as_of
    for part in _parts(log):
        events, not_understood = events_of(part)
        total.not_understood += not_understood
        total.add(events, until)
    return total.answer(until)


def machine_of(table: Table[str, str]) -> Machine:
    ways: dict[tuple[str, str], Way] = {}
    for state in table.states:
        for event in table.events:
            if event in table.rejected.get(state, {}):
                ways[state, event] = Way("refused")
                continue
            open_moves = [
                move
                for move in table.moves
                if (move.source, move.event) == (state, event) and (move.when is None or is_so(move.when, table))
            ]
            if open_moves:
                move = open_moves[0]
                allowed = all(is_so(need.condition, table) for need in move.requires)
                gap = None if move.not_before is None else table.durations[move.not_before].value
                ways[state, event] = Way("moved", move.target, move.effects, gap) if allowed else Way("refused")
    clocks = {
        name: Clock(table.durations[state.deadline.after].value, state.deadline.raises, state.deadline.since)
        for name, state in table.states.items()
        if state.deadline is not None
    }
    return Machine(
        table.name,
        table.initial,
        len(table.states),
        table.at_start,
        ways,
        clocks,
        {name: state.status for name, state in table.states.items()},
        {name: state.settled for name, state in table.states.items()},
    )


def is_so(condition: Condition, table: Table[str, str]) -> bool:
    if isinstance(condition, FactIs):
        fact = table.facts.get(condition.fact)
        if fact is None:
            return False
        return fact.default if fact.condition is None else is_so(fact.condition, table)
    if isinstance(condition, NotThat):
        return not is_so(condition.condition, table)
    found = [is_so(part, table) for part in condition.conditions]
    assert isinstance(condition, AnyOf | AllOf)
    return any(found) if isinstance(condition, AnyOf) else all(found)


def histories(events: Iterable[Event], ranks: Mapping[str, int]) -> tuple[dict[tuple[str, str], list[Event]], int]:
    """The events of each object in their order, each once; and how many repeats there were."""
    groups: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        groups[event.message, event.recipient.translate(SMALL_LETTERS)].append(event)
    repeats = 0
    for group in groups.values():
        if len(group) == 1:
            continue
        group.sort(key=lambda one: (
            one.time, ranks[one.event], (one.reason is not None, one.reason or ""), one.recipient, one.id or ""
        ))  # fmt: skip
        known = set()
        kept = []
        for one in group:
            content = (one.event, one.id) if one.id else (one.event, one.time, one.reason)
            if content in known:
                repeats += 1
            else:
                known.add(content)
                kept.append(one)
        group[:] = kept
    return groups, repeats


def fate(machine: Machine, history: list[Event], until: int) -> Fate:
    state, since, reason = machine.initial, history[0].time, None
    started: int | None = None
    entered: int | None = None
    answers: list[tuple[str, str, str]] = []
    strikes: list[tuple[str, str]] = []
    steps: list[tuple[int, str, str | None]] = []
    for event in (*history, None):
        # The clock goes first.
        now = until if event is None else event.time
        for _ in range(machine.states):
            clock = machine.clocks.get(state)
            if clock is None or started is None:
                break
            due = clock.length + (started if clock.since == "start" or entered is None else entered)
            way = machine.ways.get((state, clock.event), IGNORED)
            if due > now or way.kind != "moved" or way.target == state:
                break
            since = entered = due if entered is None else max(due, entered)
            strikes.append((state, clock.event))
            steps.append((since, state, clock.event))
            state = way.target
        if event is None:
            break
        way = machine.ways.get((state, event.event), IGNORED)
        if way.gap is not None and entered is not None and now < entered + way.gap:
            way = IGNORED
        answers.append((state, event.event, way.kind))
        if way.kind != "refused" and started is None:
            started = now
        if way.kind == "moved":
            entered = now
            steps.append((now, state, event.event))
            if event.reason is not None:
                reason = event.reason
            if way.target != state:
                state, since = way.target, now
    return Fate(state, since, reason, answers, strikes, steps)


def kpis_of(measures: Measures, counters: Mapping[str, int], statuses: Mapping[str, int]) -> dict[str, Value]:
    """`counters` with sums."""
    found: dict[str, Value] = {}
    for kpi in measures.kpis:
        shown = statuses.get(kpi.status or "", 0) if kpi.counter is None else counters.get(kpi.counter, 0)
        whole = None if kpi.over is None else counters.get(kpi.over, 0)
        found[kpi.name] = shown if whole is None else None if whole == 0 else 100 * shown / whole
    return found


class _Total:
    """What is known of the messages so far."""

    def __init__(self, spec: Spec, every: int) -> None:
        self.not_understood = self._later = self._unknown = self._duplicates = self._unexpected = 0
        self._spec, self._every = spec, every
        self._modes = {name: machine_of(table) for name, table in spec.tables.items()}
        self._tracking = None if spec.tracking is None else machine_of(spec.tracking)
        heard = [event for table in spec.tables.values() for event in table.events]
        self._log_ranks = {event: heard.index(event) for event in heard}
        followed = [] if spec.tracking is None else list(spec.tracking.events)
        self._tracking_ranks = {event: followed.index(event) for event in followed if event not in self._log_ranks}
        self._rows: list[pa.Table] = []
        self._moves: Counter[tuple[str, str, str, str]] = Counter()
        self._visits: Counter[tuple[str, str]] = Counter()
        self._refused: Counter[str] = Counter()
        self._ends: dict[str, Counter[str]] = {name: Counter() for name in self._modes}
        # By the machine: how often each step was made in each bucket; a step from nowhere is a beginning.
        self._steps: defaultdict[str, Counter[tuple[int, str, str | None]]] = defaultdict(Counter)

    def add(self, events: list[Event], until: int) -> None:
        """Replay some whole messages."""
        logged: list[Event] = []
        followed: list[Event] = []
        for event in events:
            kind = logged if event.event in self._log_ranks else followed
            if kind is followed and event.event not in self._tracking_ranks:
                self._unknown += 1
            elif event.time > until:
                self._later += 1
            else:
                kind.append(event)
        messages, repeats = histories(logged, self._log_ranks)
        self._duplicates += repeats
        refused = set()
        for mode, machine in self._modes.items():
            rows: list[tuple[object, ...]] = []
            for (message, name), history in messages.items():
                end = fate(machine, history, until)
                status = machine.status[end.state]
                rows.append((message, history[0].recipient, mode, end.state, status, end.since, end.reason))
                self._ends[mode][end.state] += 1
                self._count(machine, history, end)
                for number, (_, _, kind) in enumerate(end.answers):
                    if kind == "refused":
                        refused.add((message, name, number))
                        self._refused[mode] += 1
            columns = list(zip(*rows, strict=True)) or [()] * len(ROWS)
            self._rows.append(
                pa.table([pa.array(column, each.type) for column, each in zip(columns, ROWS, strict=True)], schema=ROWS)
            )
        self._unexpected += len(refused)
        if self._tracking is not None:
            tracked, repeats = histories(followed, self._tracking_ranks)
            self._duplicates += repeats
            for history in tracked.values():
                end = fate(self._tracking, history, until)
                self._count(self._tracking, history, end)
                self._unexpected += sum(kind == "refused" for _, _, kind in end.answers)

    def answer(self, until: int) -> Answer:
        series = {mode: list(self._values(machine)) for mode, machine in self._modes.items()}
        modes = {}
        for mode, machine in self._modes.items():
            counters, statuses = self._counted(machine)
            shown: Counter[str | None] = Counter()
            for state, number in self._ends[mode].items():
                shown[machine.status[state]] += number
            assert statuses == {status: shown[status] for status in statuses}, "steps and ends do not agree"
            modes[mode] = ModeAnswer(
                statuses,
                counters,
                kpis_of(self._spec.measures, counters, statuses),
                sum(number for state, number in self._ends[mode].items() if not machine.settled[state]),
                self._refused[mode],
                changing(self._spec.measures, series[mode]),
            )
        return Answer(
            until,
            self._duplicates,
            self._later,
            self._unknown,
            self._unexpected,
            self.not_understood,
            modes,
            rows_of(pa.concat_tables([ROWS.empty_table(), *self._rows])),
            dict(self._moves),
            dict(self._visits),
        )

    def _count(self, machine: Machine, history: list[Event], end: Fate) -> None:
        name = machine.name
        for state, event, kind in end.answers:
            self._moves[name, state, event, kind] += 1
        for state, event in end.strikes:
            self._moves[name, state, event, "moved"] += 1
            self._moves[name, state, event, "by_clock"] += 1
        steps = self._steps[name]
        steps[history[0].time // self._every, "", None] += 1
        been = {machine.initial}
        for time, source, event in end.steps:
            steps[time // self._every, source, event] += 1
            been.add(machine.ways[source, event or ""].target)
        for state in been:
            self._visits[name, state] += 1

    def _changes(self, machine: Machine) -> dict[int, list[tuple[Mapping[str, int], str, str, int]]]:
        """By the bucket: effects, the state that is left and the one that is come to, and how often."""
        found: defaultdict[int, list[tuple[Mapping[str, int], str, str, int]]] = defaultdict(list)
        for (bucket, source, event), times in self._steps[machine.name].items():
            if event is None:
                found[bucket].append((machine.at_start, "", machine.initial, times))
            else:
                way = machine.ways[source, event]
                found[bucket].append((way.effects, source, way.target, times))
        return found

    def _values(self, machine: Machine) -> Iterator[tuple[int, dict[str, Value]]]:
        """Each KPI at the end of each bucket in which something happens."""
        own = self._changes(machine)
        beside = {} if self._tracking is None else self._changes(self._tracking)
        counters: Counter[str] = Counter()
        states: Counter[str] = Counter()
        for bucket in sorted({*own, *beside}):
            for effects, source, target, times in own.get(bucket, ()):
                states[source] -= times
                states[target] += times
                for counter, amount in effects.items():
                    counters[counter] += amount * times
            for effects, _, _, times in beside.get(bucket, ()):
                for counter, amount in effects.items():
                    counters[counter] += amount * times
            full, statuses = self._named(machine, counters, states)
            yield bucket, kpis_of(self._spec.measures, full, statuses)

    def _counted(self, machine: Machine) -> tuple[dict[str, int], dict[str, int]]:
        """Counters and statuses at the end."""
        counters: Counter[str] = Counter()
        states: Counter[str] = Counter()
        for one in (machine, self._tracking):
            for changes in self._changes(one).values() if one is not None else ():
                for effects, source, target, times in changes:
                    if one is machine:
                        states[source] -= times
                        states[target] += times
                    for counter, amount in effects.items():
                        counters[counter] += amount * times
        return self._named(machine, counters, states)

    def _named(
        self, machine: Machine, counters: Mapping[str, int], states: Mapping[str, int]
    ) -> tuple[dict[str, int], dict[str, int]]:
        measures = self._spec.measures
        full = {
            name: sum(counters.get(part, 0) for part in measures.sums.get(name, (name,))) for name in measures.counters
        }
        statuses = dict.fromkeys(measures.statuses, 0)
        for state, number in states.items():
            status = machine.status[state] if state else None
            if status in statuses:
                statuses[status] += number
        return full, statuses


def _last_time(log: pa.Table) -> int:
    """The greatest time of all rows that are understood."""
    keys = [name for name in ("message", "recipient", "time", "event") if name in log.column_names]
    last = pc.max(log.select(keys).drop_null().column("time").cast(pa.int64())).as_py()
    return 0 if last is None else last


def _parts(log: pa.Table) -> Iterator[pa.Table]:
    """The log, or a large one in parts of whole messages; rows without a message are in the first."""
    if log.num_rows <= BIG:
        yield log
        return
    many = -(-log.num_rows // BIG)
    messages = log.column("message").combine_chunks().dictionary_encode()
    part_of = pa.array([crc32(message.encode()) % many for message in messages.dictionary.to_pylist()], pa.int32())
    parts = part_of.take(messages.indices).fill_null(0)
    for part in range(many):
        yield log.filter(pc.equal(parts, part))
