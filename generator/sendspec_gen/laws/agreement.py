"""Modes that hear the same: both machines side by side, in every combination of their states that can come about."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from sendspec_gen.derive import Numbers
from sendspec_gen.graph import Arrow, Graph, way_to
from sendspec_gen.laws.standing import total
from sendspec_gen.laws.steps import step
from sendspec_gen.laws.verdict import Explored, Step, Trace, Verdict
from sendspec_gen.model import Law, Model, SameWhenSettled, State

Pair = tuple[str, str]
Disagreement = Callable[[State, State], str | None]
"""What is wrong with two states, one of each mode; None if nothing is."""


def same_when_settled(
    law: Law,
    statement: SameWhenSettled,
    graphs: Mapping[str, Graph],
    numbers: Mapping[str, Numbers],
    model: Model,
) -> Iterator[Verdict]:
    """For each two modes: where both are settled, they agree; a clock may strike in one and not in the other."""
    return _placed(_same_when_settled(law, statement, graphs, numbers, model))


def settled_together(law: Law, graphs: Mapping[str, Graph]) -> Iterator[Verdict]:
    """For each two modes: of the same events both are settled or none is."""
    return _placed(_settled_together(law, graphs))


def _same_when_settled(
    law: Law,
    statement: SameWhenSettled,
    graphs: Mapping[str, Graph],
    numbers: Mapping[str, Numbers],
    model: Model,
) -> Iterator[Verdict]:
    for one, other in combinations(law.machines, 2):

        def disagreement(first: State, second: State, one: str = one, other: str = other) -> str | None:
            if not (first.settled and second.settled):
                return None
            for counter in statement.counters:
                counted = (
                    total(counter, numbers[one][first.name], model),
                    total(counter, numbers[other][second.name], model),
                )
                if counted[0] != counted[1]:
                    return f"`{counter}` is {counted[0]} in `{one}` and {counted[1]} in `{other}`"
            if statement.status and first.status != second.status:
                return f"the status is `{first.status}` in `{one}` and `{second.status}` in `{other}`"
            return None

        pair = (graphs[one], graphs[other])
        yield _verdict(law, "modes-disagree", "where both are settled, ", disagreement, pair, clocks=True)


def _settled_together(law: Law, graphs: Mapping[str, Graph]) -> Iterator[Verdict]:
    for one, other in combinations(law.machines, 2):

        def disagreement(first: State, second: State, one: str = one, other: str = other) -> str | None:
            if first.settled == second.settled:
                return None
            settled, open_ = (one, other) if first.settled else (other, one)
            return f"`{settled}` is settled and `{open_}` is not"

        yield _verdict(
            law, "settled-apart", "after the same events ", disagreement, (graphs[one], graphs[other]), clocks=False
        )


def _placed(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Where one of two modes disagrees with more of the others, the place to mend is in that one."""
    verdicts = tuple(verdicts)
    apart = Counter(name for verdict in verdicts if not verdict.proved for name in verdict.machines)
    for verdict in verdicts:
        # Of two that disagree with as many the second is taken, as long as it makes a step.
        traces = sorted(verdict.traces, key=lambda trace: (bool(trace.steps), apart[trace.title]))
        steps = traces[-1].steps if traces else ()
        yield replace(verdict, place=steps[-1].place) if steps else verdict


@dataclass(frozen=True, slots=True)
class _Joint:
    """One event heard by both machines, or a clock that strikes in one of them."""

    source: Pair
    target: Pair
    arrows: tuple[Arrow | None, Arrow | None]
    clock: bool


def _verdict(
    law: Law, code: str, prefix: str, disagreement: Disagreement, graphs: tuple[Graph, Graph], *, clocks: bool
) -> Verdict:
    machines = (graphs[0].machine.name, graphs[1].machine.name)
    last, moves, broken = _explore(graphs, disagreement, clocks=clocks)
    explored = Explored(len(last), moves)
    if broken is None:
        return Verdict(law, machines, True, explored, code, law.place)
    pair, finding = broken
    joints = way_to(pair, last, lambda joint: joint.source)
    traces = tuple(
        Trace(machines[side], _steps(graphs[side], side, joints), None, _stands(graphs[side], pair[side]))
        for side in (0, 1)
    )
    return Verdict(
        law=law,
        machines=machines,
        proved=False,
        explored=explored,
        code=code,
        place=law.place,
        finding=prefix + finding,
        traces=traces,
    )


def _explore(
    graphs: tuple[Graph, Graph], disagreement: Disagreement, *, clocks: bool
) -> tuple[dict[Pair, _Joint | None], int, tuple[Pair, str] | None]:
    """Every pair of states with the last step of a shortest way there, until one disagrees."""
    states = [graph.machine.states for graph in graphs]
    start = (graphs[0].machine.initial, graphs[1].machine.initial)
    last: dict[Pair, _Joint | None] = {start: None}
    waiting, moves = deque([start]), 0
    while waiting:
        pair = waiting.popleft()
        finding = disagreement(states[0][pair[0]], states[1][pair[1]])
        if finding is not None:
            return last, moves, (pair, finding)
        for joint in _joints(pair, graphs, clocks=clocks):
            moves += 1
            if joint.target not in last:
                last[joint.target] = joint
                waiting.append(joint.target)
    return last, moves, None


def _joints(pair: Pair, graphs: tuple[Graph, Graph], *, clocks: bool) -> Iterator[_Joint]:
    seconds = graphs[1].plain[pair[1]]
    for event, first in graphs[0].plain[pair[0]].items():
        second = seconds[event]
        yield _Joint(pair, (first.target, second.target), (first, second), False)
    if not clocks:
        return
    struck = graphs[0].clock(pair[0])
    if struck is not None:
        yield _Joint(pair, (struck.target, pair[1]), (struck, None), True)
    struck = graphs[1].clock(pair[1])
    if struck is not None:
        yield _Joint(pair, (pair[0], struck.target), (None, struck), True)


def _steps(graph: Graph, side: int, joints: tuple[_Joint, ...]) -> tuple[Step, ...]:
    return tuple(step(graph, arrow, clock=joint.clock) for joint in joints if (arrow := joint.arrows[side]) is not None)


def _stands(graph: Graph, name: str) -> str:
    state = graph.machine.states[name]
    return f"it is in `{name}`, {'settled' if state.settled else 'not settled'}, showing `{state.status}`"
