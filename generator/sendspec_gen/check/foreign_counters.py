"""An effect is on a counter of the machine's own kind."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.model import Model
from sendspec_gen.problems import Note, Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell each effect on a sum, or on a counter that machines of another kind move."""
    for machine in model.machines.values():
        for _, _, move in machine.moves():
            for name in move.effects:
                counter = model.counters[name]
                if counter.of == machine.kind:
                    continue
                why = "is a sum" if counter.kind == "sum" else f"is moved by machines of the kind `{counter.of}`"
                yield Problem(
                    "foreign-counter",
                    move.place,
                    f"`{name}` {why}, so `{machine.name}` cannot move it",
                    hint="move the counters that it is made of" if counter.kind == "sum" else None,
                    notes=(Note(counter.place, "the counter is defined here"),),
                )
