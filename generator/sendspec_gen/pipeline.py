"""The order of the stages: read, resolve, check, emit. Text goes in, text comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from sendspec_gen.beside import Kept, beside, shared
from sendspec_gen.ignores import pass_over
from sendspec_gen.model import Model
from sendspec_gen.problems import Problem, Problems, in_order
from sendspec_gen.read import read
from sendspec_gen.resolve import resolve
from sendspec_gen.source import SourceFile

if TYPE_CHECKING:
    from sendspec_gen.emit.faults import ShippedFaults
    from sendspec_gen.laws import Verdict

Files = dict[str, str]
Beside = Callable[[Callable[[], Files]], AbstractContextManager[Callable[[], Files]]]
"""Who does a piece of work beside the rest: given the work, a function that waits for its result."""

Also = Callable[[Model], Sequence[Callable[[], list[Problem]]]]
"""Who looks for more problems in a model that is resolved, beside the checks: pieces of work that take a while."""


def _shipped_faults() -> ShippedFaults:
    from sendspec_gen.emit.faults import shipped_faults

    return shipped_faults()


SHIPPED_FAULTS = Kept(_shipped_faults)
"""Catalogues and templates do not change while a process runs, and reading them takes as long as half a spec."""


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


def compile_spec(files: Iterable[SourceFile], also: Also | None = None) -> Compilation:
    """Text to a checked model."""
    problems = Problems()
    written = read(files, problems)
    if written is None:
        return Compilation(None, in_order(problems.found))
    meant = resolve(written, problems)
    if meant is None:
        return Compilation(None, in_order(problems.found))
    with shared(also(meant) if also else ()) as others:
        # Loaded while others are at work already.
        from sendspec_gen.check import check, structure
        from sendspec_gen.laws import prove_and_refute

        proved, refuted = prove_and_refute(meant)
        found = [*pass_over(check(meant, proved, refuted), written.ignores)]
        found += chain.from_iterable(others())
        return Compilation(meant, in_order(found), (*structure(meant), *proved), refuted)


def compile_project(
    files: Iterable[SourceFile], compiler: str = "sendspec_gen", also: Also | None = None
) -> Compilation:
    """Text to a checked model, with what is wrong with the catalogues and templates that its output is made of.

    `compiler` is where the project sees the compiler's own files.
    """
    with SHIPPED_FAULTS.beside() as shipped:
        compilation = compile_spec(files, also)
        faults = shipped()
    if compilation.model is None:
        return compilation
    from sendspec_gen.emit.faults import told

    found = [_seen_from(compiler, problem) for problem in told(compilation.model, faults)]
    return replace(compilation, problems=in_order((*compilation.problems, *found)))


def emit_files(model: Model, beside: Beside = beside) -> Files:
    """A sound model to every file: path relative to the project to text; some locales are made beside the rest."""
    from sendspec_gen.emit import common_files, locale_files

    locales = model.project.locales
    middle = len(locales) // 2
    with beside(partial(locale_files, model, locales[middle:])) as made:
        return common_files(model) | locale_files(model, locales[:middle]) | made()


def _seen_from(compiler: str, problem: Problem) -> Problem:
    """A problem, its place in the compiler's own files as the project sees them."""
    package, slash, path = problem.place.file.partition("/")
    if package != "sendspec_gen":
        return problem
    return replace(problem, place=problem.place._replace(file=f"{compiler}{slash}{path}"))
