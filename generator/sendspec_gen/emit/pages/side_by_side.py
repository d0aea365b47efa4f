"""What tables share that lay the modes side by side."""

from __future__ import annotations

from collections.abc import Iterable

from sendspec_gen.emit.pages.parts import Faint, Line, Strong, plain
from sendspec_gen.emit.wording import Wording

DIFFERENT = "≠"


def mode_names(wording: Wording) -> tuple[str, ...]:
    """The labels of the modes, in the order of the spec."""
    return tuple(wording.machine(mode) for mode in wording.model.modes)


def state_names(wording: Wording) -> dict[str, str]:
    """The states of all modes by name and with a label, in the order of the mode that has the most of them."""
    names: dict[str, str] = {}
    for mode in sorted(wording.model.modes, key=lambda mode: -len(mode.states)):
        for state in mode.states.values():
            names.setdefault(state.name, wording.state(state))
    return names


def mark(cells: Iterable[Line]) -> Line:
    """The sign of a row in which not all cells say the same."""
    return (Strong(DIFFERENT),) if len({plain(cell) for cell in cells}) > 1 else ()


def no_such_state(wording: Wording) -> Line:
    """What stands in the cell of a mode that lacks a state."""
    _ = wording.translate
    return (Faint(_("no such state")),)
