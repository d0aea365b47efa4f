"""The colours of pictures: every text on its ground, and every line on white, has a contrast of 4.5 or more."""

from __future__ import annotations

from dataclasses import dataclass

from sendspec_gen.model import Machine, Model, State

INK = "#1b1b1b"
"""States, and whatever has no colour of its own."""
QUIET = "#424242"
"""What explains a line above it."""
FAINT = "#607078"
"""Late reports."""


@dataclass(frozen=True, slots=True)
class Colors:
    """A pale ground, and a dark colour for lines and words on it or on white."""

    fill: str
    line: str


PALETTE = {
    "grey": Colors("#eceff1", "#455a64"),
    "blue": Colors("#e3f2fd", "#1258b0"),
    "green": Colors("#e8f5e9", "#236b28"),
    "red": Colors("#ffebee", "#b71c1c"),
    "yellow": Colors("#fff8d6", "#7a5f00"),
    "orange": Colors("#fff0e0", "#a84300"),
    "violet": Colors("#f3e5f5", "#6a1b9a"),
}
"""By the colour that a status names."""
PLAIN = Colors("#ffffff", INK)


def colors_of(machine: Machine, state: State, model: Model) -> Colors:
    """The colours of a state: those of its status, if it shows one."""
    if state.status is None:
        return PLAIN
    return PALETTE[model.statuses[machine.kind][state.status].color]
