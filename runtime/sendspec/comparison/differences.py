"""What a change of mode does to each KPI over time, and which steps cause it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sendspec.comparison.effects import Effect, Modes
from sendspec.comparison.joint import JointCounts, JointStep, Sample
from sendspec.comparison.scan import Moment, Peak, moments_at, peaks
from sendspec.comparison.shares import Exact, Totals, parts_of, totals_of, with_effects
from sendspec.kpi import Kpi
from sendspec.series import spread


@dataclass(frozen=True, slots=True)
class Part:
    """What a joint step adds to the difference of a KPI."""

    step: JointStep
    effect: Effect
    times: int
    """How often it was taken up to the end."""
    messages: int
    """How many messages took it up to the end."""
    at_end: Exact
    """In messages, or in points of percent; None where the difference is none."""
    at_greatest: Exact
    """When the difference is greatest; None if it never is a number other than 0."""
    samples: Sequence[Sample]


@dataclass(frozen=True, slots=True)
class KpiDifference:
    """A KPI in two modes: the second less the first. Messages, or points of percent; exact."""

    kpi: Kpi
    totals: Sequence[Totals]
    """At each of the times of the comparison."""
    shares: Sequence[Mapping[JointStep, Fraction] | None]
    """At each of the times, what each step adds to the difference; None where the difference is none."""
    greatest: int | None
    """At which of the times, from 0, the difference is greatest, the first of them; None: it is always 0 or none."""
    is_torn: bool
    """Whether it is ever a share of nothing in one mode alone, so that there is no difference to tell."""
    parts: Sequence[Part]
    """Those that add something at the end or when the difference is greatest, the weightiest first.

    Of a KPI that is torn all others in which the modes do not do the same stand there too."""

    @property
    def values(self) -> tuple[Exact, Exact]:
        """The KPI in each mode at the end."""
        return self.totals[-1].values

    @property
    def at_end(self) -> Exact:
        """The difference at the end."""
        return self.totals[-1].difference

    @property
    def at_greatest(self) -> Exact:
        """The greatest difference."""
        return None if self.greatest is None else self.totals[self.greatest].difference

    @property
    def ends_greatest(self) -> bool:
        """Whether the difference at the end is as great as any."""
        return self.at_end is not None and self.at_end == self.at_greatest

    @property
    def differs(self) -> bool:
        """Whether the modes ever show something else."""
        return self.greatest is not None or self.is_torn

    @property
    def differs_at_end(self) -> bool:
        """Whether the modes show something else at the end."""
        return self.values[0] != self.values[1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two modes on one log."""

    modes: Modes
    times: Sequence[int]
    """Ascending, in microseconds since 1970 in UTC; the last one is the end."""
    kpis: Mapping[str, KpiDifference]

    def differing(self) -> Iterator[KpiDifference]:
        """The KPIs that ever differ, in the order of the spec."""
        return (found for found in self.kpis.values() if found.differs)


def compare_counts(counts: JointCounts, modes: Modes, points: int) -> Comparison:
    """The difference of each KPI at so many times, at those where one is greatest, and at the end."""
    effects = {
        kpi.name: {step: effect for step in counts.messages if (effect := modes.effect(step, kpi)) != Effect()}
        for kpi in modes.measures.kpis
    }
    found = peaks(counts, modes, effects)
    times = _shown(counts.times, [peak.time for peak in found.values() if peak.time is not None], points)
    moments = list(moments_at(counts, times))
    kpis = {
        kpi.name: _difference(kpi, counts, modes, effects[kpi.name], moments, found[kpi.name])
        for kpi in modes.measures.kpis
    }
    return Comparison(modes, times, kpis)


def _shown(known: Sequence[int], greatest: Sequence[int], points: int) -> tuple[int, ...]:
    """The times of a comparison: of those that are counted the last before each of so many, equally spaced."""
    spaced = spread(set(known), points)
    return tuple(sorted({*greatest, *(known[bisect_right(known, time) - 1] for time in spaced)}))


def _difference(
    kpi: Kpi,
    counts: JointCounts,
    modes: Modes,
    effects: Mapping[JointStep, Effect],
    moments: Sequence[Moment],
    peak: Peak,
) -> KpiDifference:
    totals: list[Totals] = []
    shares: list[dict[JointStep, Fraction] | None] = []
    for moment in moments:
        counted = list(with_effects(moment.steps, effects))
        totals.append(totals_of(counted, modes.flow(moment.flows, kpi), is_share=kpi.over is not None))
        shares.append(parts_of(totals[-1], counted))
    greatest = None if peak.time is None else [moment.time for moment in moments].index(peak.time)
    parts = _parts(counts, effects, moments[-1], shares[-1], None if greatest is None else shares[greatest])
    told = [part for part in parts if peak.is_torn or _weight(part)]
    told.sort(key=lambda part: (-_weight(part), modes.rank(part.step)))
    return KpiDifference(kpi, totals, shares, greatest, peak.is_torn, told)


def _parts(
    counts: JointCounts,
    effects: Mapping[JointStep, Effect],
    end: Moment,
    at_end: Mapping[JointStep, Fraction] | None,
    at_greatest: Mapping[JointStep, Fraction] | None,
) -> Iterator[Part]:
    """The steps in which the modes do not do the same."""
    for step, effect in effects.items():
        if effect.differs:
            yield Part(
                step=step,
                effect=effect,
                times=end.steps[step],
                messages=counts.messages[step],
                at_end=None if at_end is None else at_end.get(step, Fraction(0)),
                at_greatest=None if at_greatest is None else at_greatest.get(step, Fraction(0)),
                samples=counts.samples.get(step, ()),
            )


def _weight(part: Part) -> Fraction:
    """The most that a step adds, at the end or when the difference is greatest."""
    return max(abs(share or Fraction(0)) for share in (part.at_end, part.at_greatest))
