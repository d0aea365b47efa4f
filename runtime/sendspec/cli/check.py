"""`sendspec check`."""

from __future__ import annotations

from pathlib import Path

import click

from sendspec.cli.project import project_option, show_problems, spec_files


@click.command()
@project_option
def check(project: Path) -> None:
    """Read, resolve and check the spec, and run its scenarios.

    Exit code 0: fine; 1: problems, each shown with its place and the cure; 2: wrong usage.

    Example: sendspec check --project my-project
    """
    from sendspec_gen.pipeline import compile_spec

    files = spec_files(project)
    compilation = compile_spec(files)
    show_problems(compilation.problems, files)
    model = compilation.model
    if model is None or not compilation.sound:
        raise SystemExit(1)
    runs = sum(len(scenario.machines) for scenario in model.scenarios)
    states = sum(len(machine.states) for machine in model.machines.values())
    moves = sum(len(machine.moves()) for machine in model.machines.values())
    print(
        f"{len(files)} files are fine: {len(model.machines)} machines with {states} states and {moves} moves, "
        f"{len(model.scenarios)} scenarios told in {runs} machines"
    )
