"""A counter keeps within its bounds, whatever happens and however often.

A bound holds if the room that is left (the counter minus the low bound, the high bound minus the counter) never falls
below zero. Each move changes the room by a fixed number, so this is a question of cheapest ways: they are brought up
to date round after round, ways of one more event in each, until nothing changes or more rounds than states have passed;
then the way goes round in a loop that loses room for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

from sendspec_gen.graph import Arrow, Graph
from sendspec_gen.laws.steps import size_of, steps
from sendspec_gen.laws.verdict import Explored, Trace, Verdict
from sendspec_gen.model import Between, Law, Model

Weights = Mapping[str, int]
"""By how much the room changes when a counter rises by one."""


def verdicts(law: Law, statement: Between, graphs: Mapping[str, Graph], model: Model) -> Iterator[Verdict]:
    """One verdict for each machine, with each tracking beside a mode if the statement names its counters."""
    named = [name for name in (statement.counter, statement.low, statement.high) if isinstance(name, str)]
    kinds = {model.counters[part].of for name in named for part in model.counters[name].moved}
    tracking = [name for name, graph in graphs.items() if graph.machine.kind == "tracking"]
    for name in law.machines:
        beside = tracking if "tracking" in kinds and graphs[name].machine.kind == "log" else []
        yield _verdict(law, statement, tuple(graphs[each] for each in (name, *beside)), model)


@dataclass(frozen=True, slots=True)
class _Bound:
    """One of the two bounds: the room it leaves at the start, and by how much each counter changes it."""

    side: Literal["below", "above"]
    limit: int | str
    start: int
    weights: Weights


@dataclass(frozen=True, slots=True)
class _Cheapest:
    """The least room on ways to a state with at most so many events, and the last arrow of such a way."""

    events: int
    room: int
    arrow: Arrow | None


@dataclass(frozen=True, slots=True)
class _Loss:
    """A way on which there is too little room."""

    bound: _Bound
    ways: tuple[tuple[Arrow, ...], ...]
    """One for each machine."""
    loop_from: int | None
    """Where a loop starts that loses room for ever, if it takes one."""
    room: int
    """What is left in the end, or what is lost each time round."""

    @property
    def length(self) -> int:
        return sum(len(way) for way in self.ways)


def _verdict(law: Law, statement: Between, graphs: tuple[Graph, ...], model: Model) -> Verdict:
    bounds = (
        _bound("below", statement.low, statement.counter, graphs, model),
        _bound("above", statement.high, statement.counter, graphs, model),
    )
    losses = [loss for bound in bounds if (loss := _loss(bound, graphs)) is not None]
    explored = Explored(sum(size_of(graph).states for graph in graphs), sum(size_of(graph).moves for graph in graphs))
    machines = tuple(graph.machine.name for graph in graphs)
    if not losses:
        return Verdict(law, machines, True, explored, "counter-out-of-bounds", law.place)
    loss = min(losses, key=lambda each: each.length)
    trace = _trace(loss, statement, graphs, model)
    return Verdict(
        law=law,
        machines=machines,
        proved=False,
        explored=explored,
        code="counter-out-of-bounds",
        place=trace.steps[-1].place if trace.steps else law.place,
        finding=_finding(loss, statement, machines[0]),
        hint=None if trace.steps else "change the bound, or `at_start` of the counter",
        traces=(trace,),
    )


def _bound(
    side: Literal["below", "above"], limit: int | str, counter: str, graphs: tuple[Graph, ...], model: Model
) -> _Bound:
    """The room as a sum of counters: `counter - low` or `high - counter`."""
    sign = 1 if side == "below" else -1
    weights: dict[str, int] = dict.fromkeys(model.counters[counter].moved, sign)
    if isinstance(limit, str):
        for part in model.counters[limit].moved:
            weights[part] = weights.get(part, 0) - sign
    start = sum(weight * _at_start(part, graphs, model) for part, weight in weights.items())
    return _Bound(side, limit, start - sign * limit if isinstance(limit, int) else start, weights)


def _loss(bound: _Bound, graphs: tuple[Graph, ...]) -> _Loss | None:
    """The shortest way on which the room falls below zero."""
    rounds = [_rounds(graph, bound.weights) for graph in graphs]
    broken = [
        (chosen, room)
        for chosen in product(*(_least(found) for found in rounds))
        if (room := bound.start + sum(each.room for _, each in chosen)) < 0
    ]
    if broken:
        chosen, room = min(broken, key=lambda each: sum(cheapest.events for _, cheapest in each[0]))
        ways = (_way(found, state, each.events) for found, (state, each) in zip(rounds, chosen, strict=True))
        return _Loss(bound, tuple(ways), None, room)
    for index, (graph, found) in enumerate(zip(graphs, rounds, strict=True)):
        loop = _loop(graph, found, bound.weights)
        if loop is not None:
            way, begins, lost = loop
            return _Loss(bound, tuple(way if each == index else () for each in range(len(graphs))), begins, lost)
    return None


def _rounds(graph: Graph, weights: Weights) -> Mapping[str, list[_Cheapest]]:
    """For each state, each time that a way with more events left less room than before."""
    found = {graph.machine.initial: [_Cheapest(0, 0, None)]}
    changed = [graph.machine.initial]
    for events in range(1, len(graph.last) + 1):
        better: dict[str, _Cheapest] = {}
        for state in changed:
            room = found[state][-1].room
            for arrow in graph.arrows[state]:
                after = room + sum(weights.get(name, 0) * effect for name, effect in arrow.effects.items())
                known = better.get(arrow.target) or (found[arrow.target][-1] if arrow.target in found else None)
                if known is None or after < known.room:
                    better[arrow.target] = _Cheapest(events, after, arrow)
        if not better:
            break
        for state, cheapest in better.items():
            found.setdefault(state, []).append(cheapest)
        changed = list(better)
    return found


def _least(found: Mapping[str, list[_Cheapest]]) -> list[tuple[str, _Cheapest]]:
    """The least room of all states, each time that one more event made it less."""
    least: list[tuple[str, _Cheapest]] = []
    everything = ((state, each) for state, history in found.items() for each in history)
    for state, each in sorted(everything, key=lambda entry: (entry[1].events, entry[1].room)):
        if not least or each.room < least[-1][1].room:
            least.append((state, each))
    return least


def _way(found: Mapping[str, list[_Cheapest]], state: str, events: int) -> tuple[Arrow, ...]:
    """The way that led to a state's cheapest with at most so many events."""
    way: list[Arrow] = []
    while True:
        cheapest = next(each for each in reversed(found[state]) if each.events <= events)
        if cheapest.arrow is None:
            return tuple(reversed(way))
        way.append(cheapest.arrow)
        state, events = cheapest.arrow.source, cheapest.events - 1


def _loop(
    graph: Graph, found: Mapping[str, list[_Cheapest]], weights: Weights
) -> tuple[tuple[Arrow, ...], int, int] | None:
    """A way that ends in a loop that loses room, where the loop begins, and how much it loses."""
    last = len(graph.last)
    for state, history in found.items():
        if history[-1].events < last:
            continue
        way = _way(found, state, last)
        visited = [graph.machine.initial, *(arrow.target for arrow in way)]
        for end, name in enumerate(visited):
            begins = visited.index(name)
            lost = sum(
                weights.get(counter, 0) * effect
                for arrow in way[begins:end]
                for counter, effect in arrow.effects.items()
            )
            if begins < end and lost < 0:
                return way[:end], begins, lost
    return None


def _trace(loss: _Loss, statement: Between, graphs: tuple[Graph, ...], model: Model) -> Trace:
    taken = tuple(step for graph, way in zip(graphs, loss.ways, strict=True) for step in steps(graph, way))
    if loss.loop_from is not None:
        return Trace("", taken, loss.loop_from, f"it goes {-loss.room} further each time round")
    named = (name for name in (statement.counter, statement.low, statement.high) if isinstance(name, str))
    ends = (f"`{name}` is {_count(name, loss, graphs, model)}" for name in dict.fromkeys(named))
    return Trace("", taken, None, ", ".join(ends))


def _count(name: str, loss: _Loss, graphs: tuple[Graph, ...], model: Model) -> int:
    return sum(
        _at_start(part, graphs, model) + sum(arrow.effects.get(part, 0) for way in loss.ways for arrow in way)
        for part in model.counters[name].moved
    )


def _at_start(counter: str, graphs: tuple[Graph, ...], model: Model) -> int:
    counted = any(graph.machine.kind == model.counters[counter].of for graph in graphs)
    return model.counters[counter].at_start if counted else 0


def _finding(loss: _Loss, statement: Between, machine: str) -> str:
    limit = loss.bound.limit
    bound = f"`{limit}`" if isinstance(limit, str) else str(limit)
    if not any(loss.ways):
        return f"in `{machine}`, `{statement.counter}` is {loss.bound.side} {bound} from the start"
    ever = ", and further each time round a loop" if loss.loop_from is not None else ""
    return f"in `{machine}`, `{statement.counter}` goes {loss.bound.side} {bound}{ever}"
