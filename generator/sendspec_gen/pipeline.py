"""The order of the stages: read, resolve, check, emit. Text goes in, text comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from sendspec_gen.beside import beside
from sendspec_gen.check import check, structure
from sendspec_gen.ignores import pass_over
from sendspec_gen.laws import Verdict, prove_and_refute
from sendspec_gen.model import Model
from sendspec_gen.problems import Problem, Problems, in_order
from sendspec_gen.read import read
from sendspec_gen.resolve import resolve
from sendspec_gen.source import SourceFile

Files = dict[str, str]
Beside = Callable[[Callable[[], Files]], AbstractContextManager[Callable[[], Files]]]
"""Who does a piece of work beside the rest: given the work, a function that waits for its result."""


@dataclass(frozen=True, slots=True)
class Compilation:
    """What became of a spec: its model unless a stage refused it, and every problem of the stage that came last."""

    model: Model | None
    problems: tuple[Problem, ...]
    verdicts: tuple[Verdict, ...] = ()
    """What became of each law; none if there is no model."""
    refuted: tuple[Verdict, ...] = ()
    """What became of each `not_law`: it should not be proved."""

    @property
    def sound(self) -> bool:
        """Whether output may be made of it."""
        return self.model is not None and all(
            problem.severity == "warning" or problem.ignored is not None for problem in self.problems
        )


def compile_spec(files: Iterable[SourceFile]) -> Compilation:
    """Text to a checked model."""
    problems = Problems()
    written = read(files, problems)
    if written is None:
        return Compilation(None, in_order(problems.found))
    meant = resolve(written, problems)
    if meant is None:
        return Compilation(None, in_order(problems.found))
    proved, refuted = prove_and_refute(meant)
    found = pass_over(check(meant, proved, refuted), written.ignores)
    return Compilation(meant, in_order(found), (*structure(meant), *proved), refuted)


def emit_files(model: Model, beside: Beside = beside) -> dict[str, str]:
    """A sound model to every emitted file: path relative to the project to text; some of it is made beside the rest."""
    from sendspec_gen.emit import pages, pictures, words

    with beside(partial(pictures, model)) as drawn:
        return words(model) | pages(model) | drawn()
