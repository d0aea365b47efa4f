"""What a report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sendspec_gen.laws import Verdict
    from sendspec_gen.pipeline import Compilation
    from sendspec_gen.problems import Problem
    from sendspec_gen.source import SourceFile


UNWRITTEN = ("structure", "potential")
"""What holds without a place in `laws.yaml`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A spec that was checked."""

    compilation: Compilation
    files: tuple[SourceFile, ...]
    folder: PurePosixPath
    """The project, seen from where the command was called; annotations of a whole repository need it."""

    @property
    def told(self) -> tuple[Problem, ...]:
        """The problems that no comment ignores."""
        return tuple(problem for problem in self.compilation.problems if problem.ignored is None)

    @property
    def ignored(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.compilation.problems if problem.ignored is not None)

    def path(self, file: str) -> str:
        """A file of the spec, seen from where the command was called."""
        return (self.folder / file).as_posix()


def folder_from_here(project: Path) -> PurePosixPath:
    """The project below the working directory; nothing if it lies elsewhere, since no absolute path may be told."""
    try:
        return PurePosixPath(project.resolve().relative_to(Path.cwd().resolve()).as_posix())
    except ValueError:
        return PurePosixPath()


def laws_of(verdicts: tuple[Verdict, ...]) -> int:
    """How many laws were judged; one may have a verdict for each machine."""
    laws = [verdict.law for verdict in verdicts]
    unwritten = {str(law.statement) for law in laws if law.name in UNWRITTEN}
    return len(unwritten) + len({law.place for law in laws if law.name not in UNWRITTEN})
