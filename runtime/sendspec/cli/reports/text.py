"""For people: problems on standard error, the summary on standard output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sendspec.cli.project import show_problems
from sendspec.cli.reports.checked import Checked, laws_of

if TYPE_CHECKING:
    from sendspec_gen.model import Model

MOST_PLACES = 5


def print_text(checked: Checked) -> None:
    """Every problem with its line, or what was found to be fine; then what is ignored."""
    compilation = checked.compilation
    show_problems(compilation.problems, checked.files)
    if compilation.sound and compilation.model is not None:
        print(_counted(checked, compilation.model))
    if checked.ignored:
        print(_passed_over(checked), file=sys.stdout if compilation.sound else sys.stderr)


def _counted(checked: Checked, model: Model) -> str:
    runs = sum(len(scenario.machines) for scenario in model.scenarios)
    states = sum(len(machine.states) for machine in model.machines.values())
    moves = sum(len(machine.moves()) for machine in model.machines.values())
    verdicts = checked.compilation.verdicts
    return (
        f"{len(checked.files)} files are fine: {len(model.machines)} machines with {states} states and {moves} moves, "
        f"{len(model.scenarios)} scenarios told in {runs} machines, {laws_of(verdicts)} laws in {len(verdicts)} proofs"
    )


def _passed_over(checked: Checked) -> str:
    ignored = checked.ignored
    places = [f"{problem.place.file}:{problem.place.line} ({problem.code})" for problem in ignored[:MOST_PLACES]]
    if len(ignored) > MOST_PLACES:
        places.append(f"and {len(ignored) - MOST_PLACES} more")
    what = "1 problem is" if len(ignored) == 1 else f"{len(ignored)} problems are"
    return f"{what} ignored with a reason: {', '.join(places)}"
