"""What a plot of a comparison shows, in words of one locale: curves, and the difference stacked by steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sendspec.cli.compare.report import Report
from sendspec.cli.compare.words import Words, value_of
from sendspec.comparison import Exact, JointStep, KpiDifference
from sendspec.times import EPOCH, MICROSECOND

MOST_STEPS = 6
"""How many steps are told apart by colour; the others are drawn as one."""
OTHERS = MOST_STEPS
"""The number of that one."""


class NothingToDrawError(Exception):
    """No KPI of which the log tells ever differs."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What a step adds to a difference at each time, stacked on other steps of its sign."""

    step: int
    """The number of its colour."""
    low: Sequence[float | None]
    high: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A KPI that differs: its value in both modes at each time, and the difference."""

    name: str
    label: str
    is_share: bool
    values: tuple[Sequence[float | None], Sequence[float | None]]
    difference: Sequence[float | None]
    layers: Sequence[Layer]
    description: str
    """What it says, for those who do not see it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A row of two panels for each KPI that differs."""

    locale: str
    title: str
    times: Sequence[int]
    modes: tuple[str, str]
    places: tuple[int, int]
    """Which of all modes of the spec each one is, so that its line looks the same in every plot."""
    steps: Sequence[JointStep]
    """Those with a colour of their own, in the order of their numbers."""
    legend: Sequence[str]
    """The words for each number that is drawn."""
    legend_title: str
    rows: Sequence[Row]
    time_title: str
    difference_title: str

    @property
    def description(self) -> str:
        """What all rows say."""
        return " ".join(row.description for row in self.rows)


def picture_of(report: Report) -> Picture:
    """What is drawn of a comparison; raises `NothingToDrawError`."""
    words = Words(report)
    _ = words.translate
    if not report.differing:
        raise NothingToDrawError
    # Those that weigh most in some KPI have colours.
    ranked = sorted(
        (place, number, part.step)
        for number, found in enumerate(report.differing)
        for place, part in enumerate(found.parts)
        if part.at_end or part.at_greatest
    )
    known = list(dict.fromkeys(step for *_place, step in ranked))
    steps = known[:MOST_STEPS]
    legend = [words.brief(step) for step in steps]
    rows = [_row(found, steps, words) for found in report.differing]
    if any(layer.step == OTHERS for row in rows for layer in row.layers):
        legend.append(_("All other steps"))
    known_modes = list(report.spec.tables)
    times = report.comparison.times
    return Picture(
        locale=report.locale,
        title=words.title(),
        times=times,
        modes=words.modes,
        places=(known_modes.index(report.pair[0]), known_modes.index(report.pair[1])),
        steps=steps,
        legend=legend,
        legend_title=_("On the event: what {first} does; what {second} does").format(
            first=words.modes[0], second=words.modes[1]
        ),
        rows=rows,
        time_title=_("Time of the log (UTC, {dates})").format(dates=_dates(times)),
        difference_title=_("Difference, by step"),
    )


def _row(found: KpiDifference, steps: Sequence[JointStep], words: Words) -> Row:
    kpi = found.kpi
    ends = [f"{mode} {value_of(value, kpi)}" for mode, value in zip(words.modes, found.values, strict=True)]
    return Row(
        name=kpi.name,
        label=words.kpi(kpi),
        is_share=kpi.unit == "percent",
        values=(
            [_drawn(totals.values[0]) for totals in found.totals],
            [_drawn(totals.values[1]) for totals in found.totals],
        ),
        difference=[_drawn(totals.difference) for totals in found.totals],
        layers=_layers(found, steps),
        description=f"{words.labelled(words.kpi(kpi), words.joined(*ends, words.headline(found)))}.",
    )


def _layers(found: KpiDifference, steps: Sequence[JointStep]) -> list[Layer]:
    """Steps that raise the difference are stacked upwards from 0, those that lower it downwards."""
    numbers = {step: number for number, step in enumerate(steps)}
    lows: dict[int, list[float | None]] = {}
    highs: dict[int, list[float | None]] = {}
    drawn = sorted({numbers.get(step, OTHERS) for shares in found.shares for step in shares or ()})
    for shares in found.shares:
        up = down = 0.0
        for number in drawn:
            low: float | None = None
            high: float | None = None
            if shares is not None:
                part = sum(float(share) for step, share in shares.items() if numbers.get(step, OTHERS) == number)
                low, high = (up, up + part) if part > 0 else (down + part, down)
                up, down = max(up, high), min(down, low)
            lows.setdefault(number, []).append(low)
            highs.setdefault(number, []).append(high)
    return [Layer(number, lows[number], highs[number]) for number in drawn]


def _drawn(number: Exact) -> float | None:
    return None if number is None else float(number)


def _dates(times: Sequence[int]) -> str:
    """The days on which a log begins and ends."""
    days = [(EPOCH + time * MICROSECOND).date().isoformat() for time in (times[0], times[-1])]
    return " – ".join(dict.fromkeys(days))
