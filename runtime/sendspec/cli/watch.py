"""`sendspec watch`."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import click

from sendspec.cli.generate import SAID_OF
from sendspec.cli.project import project_option, spec_files
from sendspec.cli.watching import Build, Builder, uninterrupted, versions


@click.command()
@project_option
def watch(project: Path) -> None:
    """Check the spec and write generated/ and diagrams/, now and on each save below spec/, until Ctrl-C.

    While the spec has problems they are shown as `sendspec check` shows them, and the output stays as it was.

    Example: sendspec watch --project my-project
    """
    spec_files(project)  # ends the command where there is no spec
    builder = Builder(project)
    with suppress(KeyboardInterrupt):
        for files in versions(project):
            built = builder.build(files)
            if built.told:
                print(built.told, file=sys.stderr, flush=True)
            print(f"{built.seconds:.2f} s: {_written(project, built)}", flush=True)


def _written(project: Path, built: Build) -> str:
    """Write what a build changed, and say how much that was."""
    from sendspec_gen import disk

    if built.files is None:
        return "the output stays as it was"
    changes = disk.differences(project, built.files)
    kept = [change for change in changes if change.state in disk.KEPT]
    for change in kept:
        print(f"{change.path}: {SAID_OF[change.state]}", file=sys.stderr, flush=True)
    try:
        with uninterrupted():
            disk.write(project, changes)
    except OSError as error:
        print(f"Error: {error.filename} cannot be written: {error.strerror}", file=sys.stderr, flush=True)
        return "not everything is written"
    removed = sum(change.state == "leftover" for change in changes)
    written = len(changes) - len(kept) - removed
    return f"{len(built.files)} files: {written} written, {removed} removed"
