"""What a plot of the KPIs shows, in words of one locale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sendspec_gen.emit.catalogue import translator

from sendspec.kpi import Kpi, show
from sendspec.series import Series, series, series_by_age
from sendspec.times import EPOCH, MICROSECOND

if TYPE_CHECKING:
    from sendspec.cli.project import Compiled
    from sendspec.replay import Result
    from sendspec.table import Words


class NothingToPlotError(Exception):
    """No KPI changes in the log, or it tells of no message."""


@dataclass(frozen=True, slots=True)
class Row:
    """A KPI that is drawn."""

    name: str
    label: str
    is_share: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A row of two panels for each KPI, and a line for each mode."""

    locale: str
    rows: Sequence[Row]
    modes: Mapping[str, str]
    """The label of each mode that is drawn, by its name."""
    places: Mapping[str, int]
    """Which of all modes of the spec each one is, so that its line looks the same in every plot."""
    by_time: Series
    by_age: Series | None
    """None: no ages are known."""
    title: str
    description: str
    """What it says, for those who do not see it."""
    time_title: str
    age_title: str


@dataclass(frozen=True, slots=True)
class Curves:
    """What can be drawn of a replay."""

    by_time: Series
    by_age: Series | None
    """None: the engine does not know how old messages are."""
    hidden: frozenset[str]
    """The counters of which the log cannot tell."""

    @property
    def drawn(self) -> tuple[Series, ...]:
        """Those that there are."""
        return (self.by_time,) if self.by_age is None else (self.by_time, self.by_age)


def curves_of(spec: Compiled, result: Result) -> Curves:
    """The curves of a replay that kept each message's way."""
    tracked = result.tracking is None or bool(result.tracking.histories)
    measures = spec.measures
    return Curves(series(result, measures), series_by_age(result, measures), _hidden(spec, tracked=tracked))


def curves_over_time(spec: Compiled, by_time: Series, *, tracked: bool) -> Curves:
    """The curves of an engine that counts by time alone; `tracked`: the log tells of opens and clicks."""
    return Curves(by_time, None, _hidden(spec, tracked=tracked))


def picture_of(spec: Compiled, curves: Curves, locale: str) -> Picture:
    """What is drawn of a replay, in a locale; raises `NothingToPlotError`."""
    _ = translator(locale)

    def said(words: Words, name: str) -> str:
        return next((words[known] for known in (locale, spec.default_locale) if words.get(known)), name)

    kpis = list(_telling(spec.measures.kpis, curves.drawn, curves.hidden)) if curves.by_time.times else []
    if not kpis:
        raise NothingToPlotError
    modes = {name: said(spec.tables[name].label, name) for name in curves.by_time.modes}
    told = (f"{said(kpi.label, kpi.name)}: {'; '.join(_ends(kpi, modes, curves.drawn[-1]))}." for kpi in kpis)
    if curves.by_age is None:
        scope = _("Each KPI in each mode, over the time of the log.")
    else:
        scope = _("Each KPI in each mode, from the first event of each message to the end.")
    return Picture(
        locale=locale,
        rows=[Row(kpi.name, said(kpi.label, kpi.name), is_share=kpi.unit == "percent") for kpi in kpis],
        modes=modes,
        places={name: place for place, name in enumerate(spec.tables)},
        by_time=curves.by_time,
        by_age=curves.by_age,
        title=_("How the KPIs moved"),
        description=" ".join((scope, *told)),
        time_title=_("Time of the log (UTC, {dates})").format(dates=_dates(curves.by_time)),
        age_title=_("Time since the first event of each message"),
    )


def _hidden(spec: Compiled, *, tracked: bool) -> frozenset[str]:
    """The counters of tracking, where the log tells of none."""
    if tracked or spec.tracking is None:
        return frozenset()
    moved = {counter for move in spec.tracking.moves for counter in move.effects}
    return frozenset(moved | {name for name, parts in spec.measures.sums.items() if moved.issuperset(parts)})


def _telling(kpis: Iterable[Kpi], drawn: Sequence[Series], hidden: frozenset[str]) -> Iterator[Kpi]:
    """The KPIs in which the modes differ at some time; where they never do, those that change."""
    seen = [kpi for kpi in kpis if kpi.counter not in hidden]
    differing = [kpi for kpi in seen if any(_differs(one, kpi.name) for one in drawn)]
    yield from differing or [kpi for kpi in seen if any(_changes(one, kpi.name) for one in drawn)]


def _differs(drawn: Series, kpi: str) -> bool:
    at_each_time = zip(*(values[kpi] for values in drawn.modes.values()), strict=True)
    return any(len({value for value in values if value is not None}) > 1 for values in at_each_time)


def _changes(drawn: Series, kpi: str) -> bool:
    return any(len(set(values[kpi])) > 1 for values in drawn.modes.values())


def _dates(drawn: Series) -> str:
    """The days on which a log begins and ends."""
    days = [(EPOCH + time * MICROSECOND).date().isoformat() for time in (drawn.times[0], drawn.times[-1])]
    return " – ".join(dict.fromkeys(days))


def _ends(kpi: Kpi, modes: Mapping[str, str], drawn: Series) -> Iterator[str]:
    """Where a KPI begins and ends in each mode."""
    for mode, label in modes.items():
        values = drawn.modes[mode][kpi.name]
        yield f"{label} {show(values[0], kpi.unit)} → {show(values[-1], kpi.unit)}"
