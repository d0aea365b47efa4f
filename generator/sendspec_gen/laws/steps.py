"""Arrows of a graph as the steps of a counterexample."""

from __future__ import annotations

from collections.abc import Iterable

from sendspec_gen.graph import Arrow, Graph
from sendspec_gen.laws.verdict import Answered, Explored, Step
from sendspec_gen.model import Ignored


def steps(graph: Graph, arrows: Iterable[Arrow]) -> tuple[Step, ...]:
    """What happens along some arrows."""
    return tuple(step(graph, arrow) for arrow in arrows)


def step(graph: Graph, arrow: Arrow, *, clock: bool = False) -> Step:
    """What happens along an arrow; `clock` says that nobody reported it."""
    answer = graph.machine.states[arrow.source].answers[arrow.event]
    stays: Answered = "ignored" if isinstance(answer, Ignored) else "rejected"
    return Step(
        machine=graph.machine.name,
        event=arrow.event,
        source=arrow.source,
        target=arrow.target,
        answer="clock" if clock else "moves" if arrow.moves else stays,
        effects=arrow.effects,
        place=arrow.place,
    )


def size_of(graph: Graph) -> Explored:
    """How much there is to go through in one machine."""
    return Explored(len(graph.last), sum(len(graph.arrows[name]) for name in graph.last))
