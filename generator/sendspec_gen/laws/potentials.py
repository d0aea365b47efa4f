"""Stocks have a potential: an effect is the target's number minus the source's, so no counter can drift."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sendspec_gen.derive import after, numbers_of, stocks_of
from sendspec_gen.graph import Arrow, Graph
from sendspec_gen.laws.steps import size_of, steps
from sendspec_gen.laws.verdict import Trace, Verdict
from sendspec_gen.model import Counter, Law, Model, Potential


def verdicts(graph: Graph, model: Model) -> Iterator[Verdict]:
    """One verdict for each stock that the machine moves."""
    stocks = stocks_of(graph.machine, model)
    drifting = _drifting(graph, stocks)
    for stock in stocks:
        law = Law("potential", Potential(stock.name), (graph.machine.name,), (), {}, (), stock.place)
        found = drifting.get(stock.name)
        if found is None:
            yield Verdict(law, law.machines, True, size_of(graph), "drifting-counter", stock.place)
        else:
            yield _broken(law, stock, _culprit(graph, stock, found), graph)


@dataclass(frozen=True, slots=True)
class _Drift:
    """An arrow that does not fit the numbers that other ways give."""

    arrow: Arrow
    expected: int
    """What its effect would have to be."""
    one: tuple[Arrow, ...]
    other: tuple[Arrow, ...]
    """Two ways to the same state that disagree."""


def _drifting(graph: Graph, stocks: tuple[Counter, ...]) -> dict[str, _Drift]:
    """For each stock that drifts, the two ways that are shortest together."""
    numbers = numbers_of(graph, stocks)
    names = frozenset(stock.name for stock in stocks)
    found: dict[str, _Drift] = {}
    for state, known in numbers.items():
        for arrow in graph.arrows[state]:
            counted = after(known, arrow, names)
            there = numbers[arrow.target]
            if counted == there:
                continue
            for stock in names:
                if counted.get(stock, 0) != there.get(stock, 0):
                    expected = there.get(stock, 0) - known.get(stock, 0)
                    drift = _Drift(arrow, expected, (*graph.path(state), arrow), graph.path(arrow.target))
                    if stock not in found or _length(drift) < _length(found[stock]):
                        found[stock] = drift
    return found


def _culprit(graph: Graph, stock: Counter, drift: _Drift) -> _Drift:
    """The one arrow without which all others agree, if there is exactly one; else the drift as it was found."""
    suspects = [arrow for arrow in (*drift.one, *drift.other) if (arrow in drift.one) != (arrow in drift.other)]
    guilty = [(arrow, expected) for arrow in suspects if (expected := _without(graph, stock, arrow)) is not None]
    if len(guilty) != 1:
        return drift
    return _Drift(guilty[0][0], guilty[0][1], drift.one, drift.other)


def _without(graph: Graph, stock: Counter, without: Arrow) -> int | None:
    """What an arrow's effect should be if the others alone decide; None if they disagree or do not reach it."""
    numbers = {graph.machine.initial: stock.at_start}
    states = [graph.machine.initial]
    for state in states:
        for arrow in graph.arrows[state]:
            if arrow is without:
                continue
            number = numbers[state] + arrow.effects.get(stock.name, 0)
            if arrow.target not in numbers:
                numbers[arrow.target] = number
                states.append(arrow.target)
            elif numbers[arrow.target] != number:
                return None
    if without.source not in numbers or without.target not in numbers:
        return None
    return numbers[without.target] - numbers[without.source]


def _broken(law: Law, stock: Counter, drift: _Drift, graph: Graph) -> Verdict:
    arrow, written = drift.arrow, drift.arrow.effects.get(stock.name, 0)
    return Verdict(
        law=law,
        machines=law.machines,
        proved=False,
        explored=size_of(graph),
        code="drifting-counter",
        place=arrow.place,
        finding=f"`{stock.name}` changes by {written:+d} from `{arrow.source}` to `{arrow.target}`, {_instead(drift)}",
        hint=f"write `{stock.name}: {drift.expected:+d}`" if drift.expected else f"leave `{stock.name}` out",
        traces=_traces(drift, stock, graph),
    )


def _instead(drift: _Drift) -> str:
    if drift.arrow.source == drift.arrow.target:
        return "and nothing may change where the state stays the same"
    return f"and by {drift.expected:+d} on other ways between them"


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


def _length(drift: _Drift) -> tuple[int, int]:
    return len(drift.one), len(drift.other)
