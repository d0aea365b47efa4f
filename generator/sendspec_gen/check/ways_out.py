"""No state is a dead end unless it is settled or final."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.model import Machine, Model, Moves, State
from sendspec_gen.problems import Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell each state that cannot be left though its story is not over.

    Machines in which nothing is ever settled or final have no end to reach (an open may always follow an open).
    """
    for machine in model.machines.values():
        if not _has_ends(machine):
            continue
        for state in machine.states.values():
            if not (state.settled or state.final or _can_be_left(state)):
                yield Problem(
                    "dead-end",
                    state.place,
                    f"`{state.name}` can never be left, and it is neither settled nor final",
                    hint="let an event move it, or write `settled: true` or `final: true`",
                )


def _has_ends(machine: Machine) -> bool:
    return any(state.settled or state.final for state in machine.states.values())


def _can_be_left(state: State) -> bool:
    return any(
        way.target != state.name
        for answer in state.answers.values()
        if isinstance(answer, Moves)
        for way in answer.ways
    )
