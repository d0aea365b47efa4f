"""`sendspec generate`."""

from __future__ import annotations

import difflib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.project import compiled_model, project_option

if TYPE_CHECKING:
    from sendspec_gen.disk import Difference

PICTURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
SAID_OF = {
    "missing": "is missing",
    "empty": "is empty",
    "stale": "is not what the spec says",
    "unreadable": "cannot be read",
    "leftover": "was generated from something that is no more",
    "foreign": "was not generated, and does not belong here: move it away",
    "blocked": "belongs here, and something else stands in its place: move that away",
}


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; name each file that is not as it should be.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change, line by line.")
@project_option
def generate(only_check: bool, show_diff: bool, project: Path) -> None:
    """Write generated/ and diagrams/ from spec/: only the files that change, each whole or not at all.

    Exit code 0: fine; 1: the spec has problems, or with --check or --diff something is not up to date; 2: wrong usage.

    Example: sendspec generate --diff
    """
    from sendspec_gen import disk
    from sendspec_gen.emit.errors import EmitError
    from sendspec_gen.pipeline import emit_files

    model = compiled_model(project, for_output=True)
    try:
        files = emit_files(model)
    except EmitError as error:
        raise click.ClickException(str(error)) from error
    changes = disk.differences(project, files)
    kept = tuple(change for change in changes if change.state in disk.KEPT)
    if only_check or show_diff:
        for change in changes:
            if only_check or change in kept:
                _tell(change)
            if show_diff and change not in kept:
                _show_diff(change)
        if len(changes) > len(kept):
            print("`sendspec generate` writes them anew", file=sys.stderr)
        elif not changes:
            print(f"{len(files)} files are up to date")
        raise SystemExit(1 if changes else 0)
    try:
        disk.write(project, changes)
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}") from error
    for change in kept:
        _tell(change)
    removed = sum(change.state == "leftover" for change in changes)
    written = len(changes) - len(kept) - removed
    print(f"{len(files)} files: {written} written, {removed} removed, {len(files) - written} as they were")
    raise SystemExit(1 if kept else 0)


def _tell(change: Difference) -> None:
    print(f"{change.path}: {SAID_OF[change.state]}", file=sys.stderr)


def _show_diff(change: Difference) -> None:
    if change.path.endswith(".svg") and change.state in ("stale", "leftover"):
        # Where a word is longer every coordinate moves; what changed in meaning stands in the .dot file.
        print(f"{change.path}: {'drawn anew' if change.state == 'stale' else 'removed'}")
        return
    before = "/dev/null" if change.state == "missing" else f"a/{change.path}"
    after = "/dev/null" if change.state == "leftover" else f"b/{change.path}"
    old, new = _lines(change.path, change.old), _lines(change.path, change.new)
    lines = difflib.unified_diff(old, new, before, after, n=1, lineterm="")
    for line in lines:
        print(line)
    if old == new:
        print(f"{change.path}: drawn anew")


def _lines(path: str, text: str) -> list[str]:
    """The lines of a file; of a page without its pictures, of which every coordinate changes."""
    return (PICTURE.sub("<svg></svg>", text) if path.endswith(".html") else text).splitlines()
