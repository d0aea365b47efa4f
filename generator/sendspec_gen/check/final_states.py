"""What is final is final."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.model import Model
from sendspec_gen.problems import Note, Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell each move out of a final state, and each clock in one."""
    for machine in model.machines.values():
        for state, _, move in machine.moves():
            if state.final and move.target != state.name:
                yield Problem(
                    "final-moves",
                    move.place,
                    f"`{state.name}` is final, and yet it moves to `{move.target}`",
                    hint="ignore or reject the event, or write `settled: true`, which may still move",
                    notes=(Note(state.place, "the state is defined here"),),
                )
        for state in machine.states.values():
            if state.final and state.deadline is not None:
                yield Problem(
                    "final-moves",
                    state.deadline.place,
                    f"`{state.name}` is final, and yet it has a clock",
                    hint="leave the deadline out, or do not write `final: true`",
                    notes=(Note(state.place, "the state is defined here"),),
                )
