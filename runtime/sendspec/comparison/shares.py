"""The difference of a KPI between two modes, and its parts by steps, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from sendspec.comparison.effects import Effect
from sendspec.comparison.joint import JointStep

Exact: TypeAlias = Fraction | None
"""None: a share of nothing."""


class Totals(NamedTuple):
    """What a KPI counts in each mode, and the whole of which it is a share; no wholes if it is none."""

    numbers: tuple[int, int]
    wholes: tuple[int, int] | None

    @property
    def values(self) -> tuple[Exact, Exact]:
        """The KPI in each mode."""
        if self.wholes is None:
            return Fraction(self.numbers[0]), Fraction(self.numbers[1])
        return _share(self.numbers[0], self.wholes[0]), _share(self.numbers[1], self.wholes[1])

    @property
    def difference(self) -> Exact:
        """The second mode less the first; None where one of them is a share of nothing."""
        first, second = self.values
        return None if first is None or second is None else second - first


def parts_of(totals: Totals, counted: Iterable[tuple[JointStep, int, Effect]]) -> dict[JointStep, Fraction] | None:
    """What each step, taken so many times with an effect, adds to the difference; steps that add nothing left out.

    The parts sum to the difference exactly. None where the difference is none.
    """
    if totals.difference is None:
        return None
    weighed = ((step, times * _weight(totals, effect)) for step, times, effect in counted)
    return {step: part for step, part in weighed if part}


def _share(number: int, whole: int) -> Exact:
    return Fraction(100 * number, whole) if whole else None


def _weight(totals: Totals, effect: Effect) -> Fraction:
    """What a step adds once: in messages, or in points of percent.

    With N for numbers and W for wholes, N₂/W₂ − N₁/W₁ = ((N₂ − N₁) − N₁/W₁ × (W₂ − W₁)) / W₂. A step that does the same
    to both wholes adds what it does to the number, over W₂.
    """
    if totals.wholes is None:
        return Fraction(effect.number)
    first, second = totals.wholes
    return Fraction(100 * (effect.number * first - totals.numbers[0] * effect.whole), first * second)


def totals_of(counted: Iterable[tuple[JointStep, int, Effect]], flow: tuple[int, int], *, is_share: bool) -> Totals:
    """What a KPI counts after so many steps, and after what is the same in both modes."""
    numbers, wholes = [flow[0], flow[0]], [flow[1], flow[1]]
    for _, times, effect in counted:
        for mode in (0, 1):
            numbers[mode] += times * effect.numbers[mode]
            wholes[mode] += times * effect.wholes[mode]
    return Totals((numbers[0], numbers[1]), (wholes[0], wholes[1]) if is_share else None)


def with_effects(
    counts: Mapping[JointStep, int], effects: Mapping[JointStep, Effect]
) -> Iterator[tuple[JointStep, int, Effect]]:
    """Each step that touches a KPI, how often it was taken, and what it does."""
    return ((step, times, effects[step]) for step, times in counts.items() if step in effects)
