"""Stocks have a potential: an effect is the target's number minus the source's, so no counter can drift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sendspec_gen.derive import Numbers, after, stocks_of
from sendspec_gen.graph import Arrow, Graph
from sendspec_gen.laws.culprit import Misfit, culprit
from sendspec_gen.laws.steps import size_of, steps
from sendspec_gen.laws.verdict import Trace, Verdict
from sendspec_gen.model import Counter, Law, Model, Potential


def verdicts(graph: Graph, numbers: Numbers, model: Model) -> Iterator[Verdict]:
    """One verdict for each stock that the machine moves."""
    stocks = stocks_of(graph.machine, model)
    misfits = _misfits(graph, numbers, stocks)
    distances = _distances(graph)
    for stock in stocks:
        law = Law("potential", Potential(stock.name), (graph.machine.name,), (), {}, (), stock.place)
        if found := misfits.get(stock.name):
            yield _broken(law, stock, _drift(graph, stock, found, distances), graph)
        else:
            yield Verdict(law, law.machines, True, size_of(graph), "drifting-counter", stock.place)


@dataclass(frozen=True, slots=True)
class _Drift:
    """An arrow that does not fit the numbers that other ways give."""

    arrow: Arrow
    expected: int
    """What its effect would have to be."""
    one: tuple[Arrow, ...]
    other: tuple[Arrow, ...]
    """Two ways to the same state that disagree."""


def _misfits(graph: Graph, numbers: Numbers, stocks: tuple[Counter, ...]) -> dict[str, list[Misfit]]:
    """For each stock that drifts, the arrows that do not fit the numbers of shortest ways, the nearest first."""
    names = frozenset(stock.name for stock in stocks)
    found: dict[str, list[Misfit]] = {}
    for state, known in numbers.items():
        for arrow in graph.arrows[state]:
            counted, there = after(known, arrow, names), numbers[arrow.target]
            if counted == there:
                continue
            for stock in names:
                if excess := counted.get(stock, 0) - there.get(stock, 0):
                    found.setdefault(stock, []).append(Misfit(arrow, excess))
    return found


def _drift(graph: Graph, stock: Counter, misfits: list[Misfit], distances: Mapping[str, int]) -> _Drift:
    """The two ways that are shortest together, and the arrow to mend."""
    shown = min(misfits, key=lambda misfit: (distances[misfit.arrow.source], distances[misfit.arrow.target]))
    wrong = culprit(graph, misfits, shown)
    return _Drift(
        arrow=wrong.arrow,
        expected=wrong.arrow.effects.get(stock.name, 0) - wrong.excess,
        one=(*graph.path(shown.arrow.source), shown.arrow),
        other=graph.path(shown.arrow.target),
    )


def _distances(graph: Graph) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for state, arrow in graph.last.items():
        found[state] = 0 if arrow is None else found[arrow.source] + 1
    return found


def _broken(law: Law, stock: Counter, drift: _Drift, graph: Graph) -> Verdict:
    arrow, written = drift.arrow, drift.arrow.effects.get(stock.name, 0)
    return Verdict(
        law=law,
        machines=law.machines,
        proved=False,
        explored=size_of(graph),
        code="drifting-counter",
        place=arrow.place,
        finding=f"`{stock.name}` {_changes(written)} from `{arrow.source}` to `{arrow.target}`, and {_instead(drift)}",
        hint=f"write `{stock.name}: {drift.expected:+d}` under `kpi`"
        if drift.expected
        else f"leave `{stock.name}` out of `kpi`",
        traces=_traces(drift, stock, graph),
    )


def _instead(drift: _Drift) -> str:
    if drift.arrow.source == drift.arrow.target:
        return "a stock may not change where the state stays the same"
    return "other ways between them " + (f"change it by {drift.expected:+d}" if drift.expected else "do not change it")


def _changes(effect: int) -> str:
    return f"changes by {effect:+d}" if effect else "does not change"


def _traces(drift: _Drift, stock: Counter, graph: Graph) -> tuple[Trace, ...]:
    one, other = drift.one, drift.other
    if one[: len(other)] == other:
        ends = f"`{stock.name}` changes by {_sum(one[len(other) :], stock):+d} each time round"
        return (Trace("", steps(graph, one), len(other), ends),)
    return tuple(
        Trace(title, steps(graph, way), None, f"`{stock.name}` is {stock.at_start + _sum(way, stock)}")
        for title, way in (("one way", one), ("another way", other))
    )


def _sum(arrows: tuple[Arrow, ...], stock: Counter) -> int:
    return sum(arrow.effects.get(stock.name, 0) for arrow in arrows)
