"""Joint steps counted from the walks of one replay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from sendspec.comparison.joint import JointCounts, JointStep, Pair, Sample
from sendspec.replay import Result
from sendspec.walks import Answer, History, Strike, Walk, Walked

SAMPLES = 3
"""How many messages stand for those that took a step."""
_Way: TypeAlias = "tuple[_Taken, ...]"


class _Taken(NamedTuple):
    """A joint step on the way of a message."""

    step: JointStep
    event: int
    """The event of the history, by its position; for a strike the last one before it."""
    struck: int | None = None
    """When the clock struck."""

    def time(self, history: History) -> int:
        return history[self.event].time if self.struck is None else self.struck


def count_walks(result: Result, a: str, b: str) -> JointCounts:
    """The joint steps of two modes of a replay, at each time at which something changes, and at the end."""
    first, second = result.modes[a], result.modes[b]
    begins = JointStep(None, by_clock=False, states=(first.table.initial, second.table.initial), ways=(None, None))
    taken: dict[int, dict[JointStep, int]] = {}
    messages: dict[JointStep, int] = {}
    samples: dict[JointStep, list[Sample]] = {}
    ways: dict[tuple[Walk, Walk], _Way] = {}
    for history, *pair in zip(first.histories, first.walks, second.walks, strict=True):
        walks = (pair[0], pair[1])
        if walks not in ways:
            ways[walks] = (_Taken(begins, 0), *_joined(*walks, begins.states))
        known = set()
        for one in ways[walks]:
            step, time = one.step, one.time(history)
            now = taken.setdefault(time, {})
            now[step] = now.get(step, 0) + 1
            if step in known:
                continue
            known.add(step)
            messages[step] = messages.get(step, 0) + 1
            if messages[step] <= SAMPLES:
                record = history[one.event]
                samples.setdefault(step, []).append(Sample(record.message, time, record.place))
    flows = {} if result.tracking is None else _flows(result.tracking)
    times = sorted({*taken, *flows, result.as_of})
    return JointCounts(
        times=times,
        taken=[taken.get(time, {}) for time in times],
        flows=[flows.get(time, {}) for time in times],
        messages=messages,
        samples=samples,
    )


def _joined(a: Walk, b: Walk, initial: Pair) -> Iterator[_Taken]:
    """The steps of one message in which a mode moves, in order; before an event come the strikes that precede it."""
    states = [*initial]
    strikes = [*_together(a.strikes, b.strikes)]
    for event in range(len(a.answers) + 1):
        while strikes and strikes[0].after == event:
            struck = strikes.pop(0)
            yield _Taken(_step(struck.answers, (states[0], states[1])), max(event - 1, 0), struck.time)
            _go(states, struck.answers)
        if event < len(a.answers):
            answers = (a.answers[event], b.answers[event])
            if any(answer.move is not None for answer in answers):
                yield _Taken(_step(answers, (states[0], states[1]), by_clock=False), event)
                _go(states, answers)


class _Struck(NamedTuple):
    """A strike of one clock, or of both at the same time."""

    time: int
    after: int
    answers: tuple[Answer | None, Answer | None]


def _together(a: list[Strike], b: list[Strike]) -> Iterator[_Struck]:
    """The strikes of both modes in order; two of one time that raise the same event are one."""
    first, second = 0, 0
    while first < len(a) or second < len(b):
        one = a[first] if first < len(a) else None
        other = b[second] if second < len(b) else None
        if one is not None and other is not None:
            if _key(one) == _key(other) and one.answer.event == other.answer.event:
                yield _Struck(one.time, one.after, (one.answer, other.answer))
                first, second = first + 1, second + 1
                continue
            if _key(one) <= _key(other):
                other = None
            else:
                one = None
        if one is not None:
            yield _Struck(one.time, one.after, (one.answer, None))
            first += 1
        elif other is not None:
            yield _Struck(other.time, other.after, (None, other.answer))
            second += 1


def _key(strike: Strike) -> tuple[int, int]:
    return strike.after, strike.time


def _step(answers: tuple[Answer | None, Answer | None], states: Pair, *, by_clock: bool = True) -> JointStep:
    event = next(answer.event for answer in answers if answer is not None)
    return JointStep(event, by_clock, states, (_way(answers[0]), _way(answers[1])))


def _way(answer: Answer | None) -> int | None:
    return None if answer is None or answer.move is None else answer.way


def _go(states: list[str], answers: tuple[Answer | None, Answer | None]) -> None:
    for mode, answer in enumerate(answers):
        if answer is not None and answer.move is not None:
            states[mode] = answer.move.target


def _flows(tracking: Walked) -> dict[int, dict[str, int]]:
    """What the objects of tracking add to the counters, by time."""
    flows: dict[int, dict[str, int]] = {}

    def add(time: int, effects: dict[str, int]) -> None:
        now = flows.setdefault(time, {})
        for counter, amount in effects.items():
            now[counter] = now.get(counter, 0) + amount

    for history, walk in zip(tracking.histories, tracking.walks, strict=True):
        add(history[0].time, dict(tracking.table.at_start))
        for record, answer in zip(history, walk.answers, strict=True):
            if answer.move is not None:
                add(record.time, dict(answer.move.effects))
        for strike in walk.strikes:
            if strike.answer.move is not None:
                add(strike.time, dict(strike.answer.move.effects))
    return flows
