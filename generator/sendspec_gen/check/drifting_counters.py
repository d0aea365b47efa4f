"""Stocks have a potential: an effect is the target's number minus the source's, so no counter can drift."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.derive import drifts
from sendspec_gen.model import Model
from sendspec_gen.problems import Note, Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell each move whose effect on a stock differs from what other ways to the same states give."""
    for machine in model.machines.values():
        for drift in drifts(machine, model):
            written = drift.move.effects.get(drift.counter, 0)
            yield Problem(
                "drifting-counter",
                drift.move.place,
                f"`{drift.counter}` changes by {written:+d} from `{drift.state.name}` to `{drift.move.target}`, "
                f"and by {drift.expected:+d} on other ways between them",
                hint=f"write `{drift.counter}: {drift.expected:+d}`"
                if drift.expected
                else f"leave `{drift.counter}` out",
                notes=(
                    Note(machine.states[drift.move.target].place, "a stock is a number of each state: here it ends"),
                ),
            )
