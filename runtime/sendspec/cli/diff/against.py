"""The old spec of `sendspec diff`: a revision of git, or a folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.project import show_problems

if TYPE_CHECKING:
    from sendspec_gen.model import Model
    from sendspec_gen.problems import Problem
    from sendspec_gen.source import Place, SourceFile

GIT = "git:"


@dataclass(frozen=True, slots=True)
class Against:
    """The files of the old spec, under the names that they would have in a project."""

    shown: str
    """As people name it: `git:main`, `../old`."""
    prefix: str
    """What people read before the path of one of its files."""
    files: tuple[SourceFile, ...]
    folders: tuple[Path, ...] = ()
    """Where they lie on disk."""


def against_named(given: str, project: Path) -> Against:
    """The old spec; one that is not there ends the command with exit code 2."""
    if not given:
        raise _wrong("it names nothing; give a project, its spec/, or git:REV")
    if not given.startswith(GIT):
        return _folder(Path(given))
    from sendspec.cli.diff import git

    try:
        prefix = git.prefix_of(project)
        files = git.files_of(given.removeprefix(GIT), project)
    except git.RevisionError as error:
        raise _wrong(str(error)) from None
    if not files:
        raise _wrong(f"there is no folder {prefix}spec/ in {given}; name a revision that has one, or a folder")
    return Against(given, f"{given}:{prefix}", files)


def old_model(against: Against) -> Model:
    """The old spec, compiled as today; what cannot be compiled ends the command with exit code 1.

    A spec that only breaks rules which may be younger than it can still be compared.
    """
    from sendspec_gen.pipeline import compile_spec

    compilation = compile_spec(against.files)
    if compilation.model is None:
        show_problems(
            tuple(_with_prefix(problem, against.prefix) for problem in compilation.problems),
            tuple(replace(file, path=f"{against.prefix}{file.path}") for file in against.files),
        )
        click.echo(
            f"error: {against.shown}: this version of sendspec cannot read the old spec; compare with a revision that "
            f"it reads, or mend a copy of that spec and give --against DIR",
            err=True,
        )
        raise SystemExit(1)
    if not compilation.sound:
        count = len(compilation.problems)
        click.echo(
            f"note: {against.shown}: the spec there breaks {count} rule{'s' if count > 1 else ''} of this version of "
            f"sendspec, and is compared as it stands",
            err=True,
        )
    return compilation.model


def _folder(folder: Path) -> Against:
    from sendspec_gen import disk

    if not folder.is_dir():
        raise _wrong(f"there is no folder {folder}; give a project, its spec/, or git:REV")
    if not (folder / "spec").is_dir() and folder.resolve().name == "spec":
        folder = folder / ".." if folder.name != "spec" else folder.parent
    if not (folder / "spec").is_dir():
        raise _wrong(f"there is no folder spec/ in {folder}; give a project, its spec/, or git:REV")
    shown = folder.as_posix()
    return Against(shown, f"{shown}/", disk.read_spec(folder), (folder / "spec",))


def _with_prefix(problem: Problem, prefix: str) -> Problem:
    return replace(
        problem,
        place=_moved(problem.place, prefix),
        notes=tuple(replace(note, place=_moved(note.place, prefix)) for note in problem.notes),
    )


def _moved(place: Place, prefix: str) -> Place:
    return place._replace(file=f"{prefix}{place.file}")


def _wrong(words: str) -> click.BadParameter:
    return click.BadParameter(words, param_hint="--against")
