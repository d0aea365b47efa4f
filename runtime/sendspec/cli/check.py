"""`sendspec check`."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from pathlib import Path

import click

from sendspec.cli.logs import without_garbage
from sendspec.cli.project import compiler_in, project_option, spec_files

FORMATS = ("text", "json", "github", "sarif")


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    help="How to tell it: text for people, json for programs, github for annotations in GitHub Actions, "
    "sarif for code scanning.  [default: text]",
)
@project_option
def check(form: str, project: Path) -> None:
    """Read, resolve and check the spec, prove its laws, run its scenarios and examples, and look for texts that lack.

    Exit code 0: fine; 1: problems, each shown with its place and the cure; 2: wrong usage.

    Example: sendspec check --project my-project
    """
    # A spec is small, and nearly all that is made of it lives to the end.
    with without_garbage():
        is_sound = _told(form, project)
        # Now all goes with the process, and need not be taken apart; only DuckDB would complain of that.
        if "duckdb" not in sys.modules:
            gc.freeze()
    if not is_sound:
        raise SystemExit(1)


def _told(form: str, project: Path) -> bool:
    """Tell what was found, and whether the spec is sound."""
    from sendspec_gen.pipeline import compile_project

    from sendspec.cli.reports.checked import Checked, folder_from_here
    from sendspec.cli.source_examples import in_pieces

    files = spec_files(project)
    compilation = compile_project(files, compiler_in(project), in_pieces)
    checked = Checked(compilation, files, folder_from_here(project))
    if form == "text":
        from sendspec.cli.reports.text import print_text

        print_text(checked)
    else:
        document = import_module(f"sendspec.cli.reports.{form}").document(checked)
        print(document, end="\n" if document else "")
    return compilation.sound
