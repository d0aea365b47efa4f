"""The colours of pictures, on a light ground and on a dark one.

Every text on its ground, and every line on the ground of the page, has a contrast of 4.5 or more.
"""

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


DARK_GROUND = "#15181b"
"""The ground of a page that `dark_rules` are made for, or a darker one."""
DARK_PALETTE = {
    "grey": Colors("#2b3338", "#b0bec5"),
    "blue": Colors("#132b45", "#90c4ff"),
    "green": Colors("#15301a", "#8ed494"),
    "red": Colors("#401b1f", "#ff9e9e"),
    "yellow": Colors("#38300f", "#e6cb62"),
    "orange": Colors("#3d2610", "#ffb374"),
    "violet": Colors("#331f3b", "#dba6ea"),
}
"""What the colours of the same name become."""
DARK = {PLAIN.fill: "#1e2226", INK: "#eceff1", QUIET: "#c3cbd0", FAINT: "#95a5ae"}
"""What the other colours become."""


def dark_rules(scope: str = "") -> str:
    """Style rules that turn pictures in a page into such for a dark ground; `scope` stands before each."""
    fills = {PALETTE[name].fill: DARK_PALETTE[name].fill for name in PALETTE} | {PLAIN.fill: DARK[PLAIN.fill]}
    inks = {PALETTE[name].line: DARK_PALETTE[name].line for name in PALETTE}
    inks |= {light: dark for light, dark in DARK.items() if light != PLAIN.fill}
    start = f"{scope} svg.diagram".strip()
    rules = [f'{start} [fill="{light}"]{{fill:{dark}}}' for light, dark in (fills | inks).items()]
    rules += [f'{start} [stroke="{light}"]{{stroke:{dark}}}' for light, dark in inks.items()]
    return "\n".join(rules) + "\n"


def colors_of(machine: Machine, state: State, model: Model) -> Colors:
    """The colours of a state: those of its status, if it shows one."""
    if state.status is None:
        return PLAIN
    return PALETTE[model.statuses[machine.kind][state.status].color]
