"""A machine as a graph: what may happen in each state, and the shortest ways from the start."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sendspec_gen.guards import can_hold, guard
from sendspec_gen.model import Condition, Machine, Move, Moves, State
from sendspec_gen.source import Place

Node = TypeVar("Node")
Step = TypeVar("Step")

NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way of answering an event: a move that some facts allow, or staying."""

    event: str
    source: str
    target: str
    effects: Mapping[str, int]
    moves: bool
    guard: tuple[Condition, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Graph:
    """A machine, its arrows by state, and for each state that can be reached the last arrow of a shortest way there."""

    machine: Machine
    arrows: Mapping[str, tuple[Arrow, ...]]
    """The moves of each state; those whose guard cannot hold are left out."""
    plain: Mapping[str, Mapping[str, Arrow]]
    """What each event does in each state where nothing depends on facts or on time."""
    last: Mapping[str, Arrow | None]
    """Nearest first; None for the start."""

    def clock(self, state: str) -> Arrow | None:
        """What the clock of a state does, if it has one."""
        deadline = self.machine.states[state].deadline
        return self.plain[state][deadline.raises] if deadline else None

    def path(self, state: str) -> tuple[Arrow, ...]:
        """A shortest way to a state from the start."""
        return way_to(state, self.last, lambda arrow: arrow.source)


def way_to(node: Node, last: Mapping[Node, Step | None], source: Callable[[Step], Node]) -> tuple[Step, ...]:
    """The steps that lead somewhere, given the last step to each; None where it starts."""
    found: list[Step] = []
    while (step := last[node]) is not None:
        found.append(step)
        node = source(step)
    return tuple(reversed(found))


def graph_of(machine: Machine) -> Graph:
    """Explore a machine from its start."""
    plain = {state.name: _plain_answers(state) for state in machine.states.values()}
    arrows = {state.name: _moves(state, plain[state.name], machine) for state in machine.states.values()}
    last: dict[str, Arrow | None] = {machine.initial: None}
    waiting = deque([machine.initial])
    while waiting:
        for arrow in arrows[waiting.popleft()]:
            if arrow.target not in last:
                last[arrow.target] = arrow
                waiting.append(arrow.target)
    return Graph(machine, arrows, plain, last)


def _plain_answers(state: State) -> dict[str, Arrow]:
    return {
        event: _arrow(state, event, answer.ways[0])
        if isinstance(answer, Moves)
        else Arrow(event, state.name, state.name, NOTHING, False, (), answer.place)
        for event, answer in state.answers.items()
    }


def _moves(state: State, plain: Mapping[str, Arrow], machine: Machine) -> tuple[Arrow, ...]:
    found = []
    for answer in state.answers.values():
        if not isinstance(answer, Moves):
            continue
        for way in answer.ways:
            conditions = guard(answer, way)
            if not conditions:
                found.append(plain[answer.event])
            elif can_hold(conditions, machine):
                found.append(_arrow(state, answer.event, way, conditions))
    return tuple(found)


def _arrow(state: State, event: str, way: Move, conditions: tuple[Condition, ...] = ()) -> Arrow:
    return Arrow(event, state.name, way.target, way.effects, True, conditions, way.place)
