"""Some states are entered only after an event."""

from __future__ import annotations

from collections import deque

from sendspec_gen.graph import Arrow, Graph, way_to
from sendspec_gen.guards import can_hold
from sendspec_gen.laws.steps import steps
from sendspec_gen.laws.verdict import Explored, Trace, Verdict
from sendspec_gen.model import Law, OnlyAfter

Standing = tuple[str, bool]
"""A state, and whether the event has been heard that must come first."""


def only_after(law: Law, statement: OnlyAfter, graph: Graph) -> Verdict:
    """Follow each state twice: with the event behind it and without."""
    start: Standing = (graph.machine.initial, False)
    last: dict[Standing, tuple[Standing, Arrow] | None] = {start: None}
    waiting: deque[Standing] = deque([start])
    moves = 0
    machines = (graph.machine.name,)
    while waiting:
        standing = waiting.popleft()
        for arrow in graph.arrows[standing[0]]:
            moves += 1
            allowed = arrow.event in statement.after or (standing[1] and arrow.event not in statement.since)
            if not allowed and _enters(arrow, statement, graph):
                way = (*(arrow for _, arrow in way_to(standing, last, lambda step: step[0])), arrow)
                return _broken(law, statement, way, graph, Explored(len(last), moves))
            target = (arrow.target, allowed)
            if target not in last:
                last[target] = (standing, arrow)
                waiting.append(target)
    return Verdict(law, machines, True, Explored(len(last), moves), "entered-too-early", law.place)


def _enters(arrow: Arrow, statement: OnlyAfter, graph: Graph) -> bool:
    if arrow.target not in statement.reach or arrow.source in statement.reach:
        return False
    return statement.when is None or can_hold((*arrow.guard, statement.when), graph.machine)


def _broken(law: Law, statement: OnlyAfter, way: tuple[Arrow, ...], graph: Graph, explored: Explored) -> Verdict:
    return Verdict(
        law=law,
        machines=(graph.machine.name,),
        proved=False,
        explored=explored,
        code="entered-too-early",
        place=way[-1].place,
        finding=f"in `{graph.machine.name}`, {_said(statement, way)}",
        traces=(Trace("", steps(graph, way)),),
    )


def _said(statement: OnlyAfter, way: tuple[Arrow, ...]) -> str:
    entered = f"`{way[-1].target}` can be entered"
    if statement.when is not None:
        entered += " while the law's `when` holds"
    opened = [arrow.event for arrow in way if arrow.event in statement.after]
    if opened:
        closed = [arrow.event for arrow in way if arrow.event in statement.since]
        return f"{entered}, though `{closed[-1]}` has undone the `{opened[-1]}` that came before"
    return f"{entered}, and no {' or '.join(f'`{event}`' for event in statement.after)} came before"
