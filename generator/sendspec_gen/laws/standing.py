"""What holds in each state: what an object there contributes to the stocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sendspec_gen.derive import Numbers
from sendspec_gen.graph import Graph
from sendspec_gen.laws.steps import size_of, steps
from sendspec_gen.laws.verdict import Trace, Verdict
from sendspec_gen.model import AtMostOneOf, CounterIsStatus, Law, Model, State

Finding = Callable[[State, Mapping[str, int]], str | None]
"""What is wrong in a state, given its contributions; None if nothing is."""


def at_most_one_of(law: Law, statement: AtMostOneOf, graph: Graph, numbers: Numbers, model: Model) -> Verdict:
    """One object is in at most one of the counters."""

    def finding(state: State, counted: Mapping[str, int]) -> str | None:
        names = [name for name in statement.counters if total(name, counted, model)]
        if len(names) < 2:
            return None
        return f"`{state.name}` counts in {' and in '.join(f'`{name}`' for name in names)}"

    return _verdict(law, "counted-twice", finding, statement.counters, graph, numbers, model)


def counter_is_status(law: Law, statement: CounterIsStatus, graph: Graph, numbers: Numbers, model: Model) -> Verdict:
    """A settled object is counted where its status says."""

    def finding(state: State, counted: Mapping[str, int]) -> str | None:
        if not state.settled:
            return None
        for counter, status in statement.statuses.items():
            wanted, number = int(state.status == status), total(counter, counted, model)
            if number != wanted:
                shown = f"`{state.name}` is settled and shows `{state.status}`"
                return f"{shown}, so it should count {wanted} in `{counter}`, and counts {number}"
        return None

    return _verdict(law, "counter-against-status", finding, tuple(statement.statuses), graph, numbers, model)


def total(name: str, counted: Mapping[str, int], model: Model) -> int:
    """What a state contributes to a stock or a sum of stocks."""
    return sum(counted.get(part, 0) for part in model.counters[name].moved)


def _verdict(
    law: Law,
    code: str,
    finding: Finding,
    counters: tuple[str, ...],
    graph: Graph,
    numbers: Numbers,
    model: Model,
) -> Verdict:
    machines = (graph.machine.name,)
    for name in graph.last:
        state = graph.machine.states[name]
        found = finding(state, numbers[name])
        if found is None:
            continue
        path = graph.path(name)
        ends = ", ".join(f"`{counter}` is {total(counter, numbers[name], model)}" for counter in counters)
        return Verdict(
            law=law,
            machines=machines,
            proved=False,
            explored=size_of(graph),
            code=code,
            place=path[-1].place if path else state.place,
            finding=f"in `{graph.machine.name}`, {found}",
            traces=(Trace("", steps(graph, path), None, ends),),
        )
    return Verdict(law, machines, True, size_of(graph), code, law.place)
