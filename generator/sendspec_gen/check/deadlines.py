"""A clock moves its state, and never for ever."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.model import Machine, Model, Moves, State
from sendspec_gen.problems import Note, Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell each deadline whose event does not move its state, and each circle of deadlines."""
    for machine in model.machines.values():
        for state in machine.states.values():
            if state.deadline is None:
                continue
            answer = state.answers.get(state.deadline.raises)
            if not isinstance(answer, Moves):
                yield Problem(
                    "deadline-without-move",
                    state.deadline.place,
                    f"the clock raises `{state.deadline.raises}`, which does not move `{state.name}`",
                    hint="let the event move the state, or leave the deadline out",
                    notes=(Note(answer.place, "the event is answered here"),) if answer else (),
                )
            elif closed := next((way for way in answer.ways if way.not_before is not None), None):
                yield Problem(
                    "deadline-without-move",
                    state.deadline.place,
                    f"the clock raises `{state.deadline.raises}`, which may not move `{state.name}` yet "
                    "when it strikes",
                    hint="say when the clock strikes under `deadline` alone",
                    notes=(Note(closed.place, f"this move waits for `{closed.not_before}`"),),
                )
            elif state.name in _raised_from(machine, state):
                yield Problem(
                    "deadline-in-a-circle",
                    state.deadline.place,
                    f"the clock leads from `{state.name}` back to it, so it would strike for ever",
                    hint="let one of the deadlines lead to a state without a clock",
                )


def _raised_from(machine: Machine, start: State) -> set[str]:
    """The states that clocks alone lead to from a state on."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        state = waiting.pop()
        answer = state.answers.get(state.deadline.raises) if state.deadline else None
        for way in answer.ways if isinstance(answer, Moves) else ():
            if way.target not in reached:
                reached.add(way.target)
                waiting.append(machine.states[way.target])
    return reached
