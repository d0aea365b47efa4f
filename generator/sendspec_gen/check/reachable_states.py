"""Every state can be reached from the initial one."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.graph import graph_of
from sendspec_gen.model import Model
from sendspec_gen.problems import Note, Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell each state that no sequence of events leads to."""
    for machine in model.machines.values():
        reached = graph_of(machine).last
        for state in machine.states.values():
            if state.name not in reached:
                yield Problem(
                    "unreachable-state",
                    state.place,
                    f"no sequence of events leads to `{state.name}`",
                    hint="let a move go to it, or delete it",
                    notes=(Note(machine.states[machine.initial].place, "every sequence starts here"),),
                )
