"""Each KPI over time, as counted, computed from the walks of one replay.

Between two changes a KPI stays as it is. One that people see refreshed only now and then is given as it was counted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from sendspec.histories import Key, key_of
from sendspec.kpi import Measures
from sendspec.replay import Result
from sendspec.table import Table
from sendspec.walks import Answer, Walked

POINTS = 120
FIRST = -1
"""The age of a message at its first event, before anything else of the same time."""
Value: TypeAlias = float | int | None
"""None: a share of nothing."""
Starts: TypeAlias = Mapping[Key, int]
"""When the log first speaks of a message and a recipient."""


@dataclass(frozen=True, slots=True)
class Series:
    """The value of each KPI at each of some times, in each mode."""

    times: tuple[int, ...]
    """Ascending, in microseconds: since 1970 in UTC, or since the first event of each message."""
    modes: Mapping[str, Mapping[str, tuple[Value, ...]]]
    """By the mode and the KPI, one value for each time."""


def series(result: Result, measures: Measures, *, points: int = POINTS) -> Series:
    """Each KPI at so many equally spaced times from the first event to the end; at each change where these are fewer.

    A value is what `replay` gives as of that time. Raises `ValueError` for less than two points.
    """
    starts = _starts(result)
    found = {change.time for walked in result.walked for change in _changes(walked, starts)}
    times = spread(found | {result.as_of}, points)
    return _at(result, measures, starts, times)


def series_at(result: Result, measures: Measures, times: Sequence[int]) -> Series:
    """Each KPI as `replay` gives it as of each of some ascending times, none of them later than the result's own."""
    return _at(result, measures, _starts(result), times)


def series_every(result: Result, measures: Measures, every: int) -> Series:
    """Each KPI at the end of each step of so many microseconds, aligned to 1970; the last step ends with the log.

    Nothing where no message was heard of. Raises `ValueError` for a step of no length.
    """
    if every < 1:
        raise ValueError(f"a step of {every} microseconds does not go on; give one of 1 or more")
    first = min((history[0].time for walked in result.walked for history in walked.histories), default=None)
    if first is None:
        return Series((), {})
    ends = range(first // every * every + every - 1, result.as_of, every)
    return series_at(result, measures, (*ends, result.as_of))


def series_by_age(result: Result, measures: Measures, *, points: int = POINTS) -> Series:
    """Each KPI as if all messages had begun at once: at so many equally spaced ages, or at each age of a change.

    Before them stands, at the age 0 too, the value after the first event of each message. Raises `ValueError` for less
    than two points.
    """
    starts = _starts(result)
    found = {max(change.age, 0) for walked in result.walked for change in _changes(walked, starts)}
    ages = spread(found | {0}, points)
    return Series((0, *ages), _modes(result, measures, starts, (FIRST, *ages), attrgetter("age")))


class _Change(NamedTuple):
    """An object begins, or is moved by an event or by its clock."""

    time: int
    age: int
    answer: Answer | None
    """None: it begins."""


class _Total(NamedTuple):
    """What the objects of one machine add to the counters up to a time, and how many are in each state."""

    counters: Counter[str]
    states: Counter[str]


def _at(result: Result, measures: Measures, starts: Starts, times: Sequence[int]) -> Series:
    return Series(tuple(times), _modes(result, measures, starts, times, attrgetter("time")))


def _starts(result: Result) -> Starts:
    histories = next((mode.histories for mode in result.modes.values()), ())
    return {key_of(history[0]): history[0].time for history in histories}


def _changes(walked: Walked, starts: Starts) -> Iterator[_Change]:
    """All that happened to the objects of a machine; tracking is as old as the message whose tracking it is."""
    for history, walk in zip(walked.histories, walked.walks, strict=True):
        begun = history[0].time
        start = starts.get(key_of(history[0]), begun) if walked.table.kind != "log" else begun
        first = FIRST if start == begun else max(begun - start, 0)
        yield _Change(begun, first, None)
        for index, answer in enumerate(walk.answers):
            if answer.move is not None:
                time = history[index].time
                yield _Change(time, max(time - start, 0) if index else first, answer)
        for strike in walk.strikes:
            yield _Change(strike.time, max(strike.time - start, 0), strike.answer)


def spread(found: set[int], points: int) -> tuple[int, ...]:
    """What was found, or, where that is too much, so many equally spaced points between its ends."""
    if points < 2:
        raise ValueError(f"a series of {points} points shows no change; ask for 2 or more")
    if len(found) <= points:
        return tuple(sorted(found))
    first, last = min(found), max(found)
    return tuple(first + (last - first) * number // (points - 1) for number in range(points))


def _modes(
    result: Result, measures: Measures, starts: Starts, places: Sequence[int], place: Callable[[_Change], int]
) -> dict[str, dict[str, tuple[Value, ...]]]:
    flows = _totals(result.tracking, starts, places, place)
    return {
        name: _values(measures, mode.table, _totals(mode, starts, places, place), flows)
        for name, mode in result.modes.items()
    }


def _totals(
    walked: Walked | None, starts: Starts, places: Sequence[int], place: Callable[[_Change], int]
) -> list[_Total]:
    """The total at each place, with all changes up to it."""
    # What comes after the last place has a total of its own, which nobody asked for.
    totals = [_Total(Counter(), Counter()) for _ in (*places, None)]
    if walked is None:
        return totals[:-1]
    changed = Counter((bisect_left(places, place(change)), change.answer) for change in _changes(walked, starts))
    for (number, answer), objects in changed.items():
        counters, states = totals[number]
        move = answer.move if answer is not None else None
        effects = walked.table.at_start if move is None else move.effects
        for counter, amount in effects.items():
            counters[counter] += amount * objects
        states[walked.table.initial if move is None else move.target] += objects
        if move is not None:
            states[move.source] -= objects
    return list(accumulate(totals[:-1], lambda total, more: _Total(*map(_sum, total, more))))


def _sum(first: Counter[str], second: Counter[str]) -> Counter[str]:
    """Both together; the `+` of counters would drop what is negative."""
    total = Counter(first)
    total.update(second)
    return total


def _values(
    measures: Measures, table: Table[str, str], totals: Sequence[_Total], flows: Sequence[_Total]
) -> dict[str, tuple[Value, ...]]:
    """Each KPI at each place."""
    values: dict[str, list[Value]] = {kpi.name: [] for kpi in measures.kpis}
    for total, flow in zip(totals, flows, strict=True):
        rows: Counter[str | None] = Counter()
        for state, objects in total.states.items():
            rows[table.states[state].status] += objects
        statuses = {status: rows[status] for status in measures.statuses}
        for name, value in measures.values(_sum(total.counters, flow.counters), statuses).items():
            values[name].append(value)
    return {name: tuple(listed) for name, listed in values.items()}
