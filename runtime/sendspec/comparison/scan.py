"""When the difference of each KPI is greatest, and what was counted at the times that are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sendspec.comparison.effects import Effect, Modes
from sendspec.comparison.joint import JointCounts, JointStep
from sendspec.kpi import Kpi


@dataclass(frozen=True, slots=True)
class Moment:
    """All that was counted up to a time."""

    time: int
    steps: Mapping[JointStep, int]
    flows: Mapping[str, int]


class Peak(NamedTuple):
    """Where the difference of a KPI is greatest, first; and whether it is ever a number in one mode alone."""

    time: int | None
    """None: the modes never differ by a number."""
    is_torn: bool


def moments_at(counts: JointCounts, times: Sequence[int]) -> Iterator[Moment]:
    """What was counted up to each of some ascending times."""
    steps: Counter[JointStep] = Counter()
    flows: Counter[str] = Counter()
    place = 0
    for time in times:
        while place < len(counts.times) and counts.times[place] <= time:
            steps.update(counts.taken[place])
            flows.update(counts.flows[place])
            place += 1
        yield Moment(time, dict(steps), dict(flows))


def peaks(counts: JointCounts, modes: Modes, effects: Mapping[str, Mapping[JointStep, Effect]]) -> dict[str, Peak]:
    """By the name of each KPI, looked for at every time that is counted."""
    runs = {kpi.name: _Run(kpi) for kpi in modes.measures.kpis}
    touching = {
        step: [(runs[name], effect) for name, found in effects.items() if (effect := found.get(step)) is not None]
        for step in counts.messages
    }
    for time, taken, flows in zip(counts.times, counts.taken, counts.flows, strict=True):
        touched: dict[str, _Run] = {}
        for step, times in taken.items():
            for run, effect in touching[step]:
                run.add(effect, times)
                touched[run.kpi.name] = run
        for run in runs.values() if flows else ():
            number, whole = modes.flow(flows, run.kpi)
            if number or whole:
                run.add(Effect((number, number), (whole, whole)), 1)
                touched[run.kpi.name] = run
        for run in touched.values():
            run.look(time)
    return {name: Peak(run.time, run.is_torn) for name, run in runs.items()}


class _Run:
    """The totals of a KPI as time goes on. Shares are compared as fractions of whole numbers, without dividing."""

    def __init__(self, kpi: Kpi) -> None:
        self.kpi = kpi
        self.time: int | None = None
        self.is_torn = False
        self._numbers = [0, 0]
        self._wholes = [0, 0] if kpi.over is not None else [1, 1]
        self._most, self._of = 0, 1

    def add(self, effect: Effect, times: int) -> None:
        """Count a step."""
        for mode in (0, 1):
            self._numbers[mode] += times * effect.numbers[mode]
            self._wholes[mode] += times * effect.wholes[mode]

    def look(self, time: int) -> None:
        """Remember the difference if it is greater than all before."""
        first, second = self._wholes
        if not (first and second):
            self.is_torn |= bool(first or second)
            return
        most, of = abs(self._numbers[1] * first - self._numbers[0] * second), abs(first * second)
        if most * self._of > self._most * of:
            self._most, self._of, self.time = most, of, time
