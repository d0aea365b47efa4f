"""How a picture of the difference tells what became of a thing: by a sign, by shape and dash, and by colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sendspec_gen.emit.palette import FAINT, PALETTE, Colors
from sendspec_gen.emit.revision.union import What


@dataclass(frozen=True, slots=True)
class Fate:
    """How states and arrows of one fate are drawn."""

    sign: str
    """Before a label."""
    shape: str
    margin: str
    """Of states, whose corners make room of their own."""
    rings: bool
    """Whether a second outline can tell that a state is settled; where it cannot, words do."""
    style: str
    """Of the outlines of states."""
    dash: str
    """Of arrows, and of the sample in the legend."""
    width: str
    head: str
    """Of arrows."""
    colors: Colors


FATES: Mapping[What, Fate] = {
    "same": Fate("", "box", "0.17,0.09", True, "rounded", "solid", "0.8", "normal", Colors("#ffffff", FAINT)),
    "added": Fate("+ ", "box", "0.17,0.09", True, "solid", "solid", "3", "normal", PALETTE["green"]),
    "removed": Fate("− ", "octagon", "0.02,0.02", False, "dotted", "dotted", "1.8", "empty", PALETTE["red"]),
    "changed": Fate("~ ", "hexagon", "0,0", False, "dashed", "dashed", "1.8", "vee", PALETTE["orange"]),
    "renamed": Fate("", "box", "0.17,0.09", True, "diagonals", "solid", "1.2", "normal", PALETTE["blue"]),
}
