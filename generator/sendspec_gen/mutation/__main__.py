"""`python -m sendspec_gen.mutation`: the mutation score of a project's own checks, written to a page.

Exit code 0: fine; 1: the spec has problems, a survivor has no reason, or the score is too low; 2: wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from sendspec_gen.disk import read_spec, write_atomically
from sendspec_gen.model import Model
from sendspec_gen.mutation.operators import mutants
from sendspec_gen.mutation.parallel import examine_all
from sendspec_gen.mutation.reasons import Reason, read_reasons, reason_for, unneeded
from sendspec_gen.mutation.report import Report, page, survivors
from sendspec_gen.mutation.score import Noticed
from sendspec_gen.pipeline import compile_spec
from sendspec_gen.problems import Problem, Problems, show
from sendspec_gen.source import SourceFile

REASONS = "docs/mutation-reasons.yaml"


def main(arguments: list[str] | None = None) -> int:
    """Examine every mutant, write the page, and tell what is missing."""
    chosen = _parser().parse_args(arguments)
    files = read_spec(chosen.project)
    compilation = compile_spec(files)
    if compilation.model is None or not compilation.sound:
        _tell(compilation.problems, files)
        return 1
    problems = Problems()
    source = _reasons_of(chosen.project)
    reasons = read_reasons(source, problems)
    if problems:
        _tell(problems.found, (source,))
        return 1
    noticed = tuple(_shown(examine_all(compilation.model, chosen.processes), compilation.model))
    report = Report(noticed, {mutant.id: reason_for(mutant.id, reasons) for mutant in survivors(noticed)})
    try:
        write_atomically(chosen.out, page(report).encode())
    except OSError as error:
        print(f"{chosen.out}: {error.strerror}", file=sys.stderr)
        return 1
    return _conclusion(report, reasons, chosen.at_least)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sendspec_gen.mutation", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--project", type=Path, default=Path(), help="the folder that holds spec/")
    parser.add_argument("--out", type=Path, required=True, help="the page to write, as docs/mutation.md")
    parser.add_argument("--at-least", type=float, default=95, metavar="PERCENT", help="the least score that is fine")
    parser.add_argument("--processes", type=int, default=None, help="how many at once; else as many as processors")
    return parser


def _reasons_of(project: Path) -> SourceFile:
    try:
        return SourceFile(REASONS, (project / REASONS).read_bytes())
    except FileNotFoundError:
        return SourceFile(REASONS)
    except OSError as error:
        return SourceFile(REASONS, unreadable=error.strerror or "unknown reason")


def _shown(noticed: Iterable[Noticed], model: Model) -> Iterator[Noticed]:
    """The same, with progress on a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    number = sum(1 for _ in mutants(model))
    yield from track(
        noticed, "examining mutants", total=number, console=console, transient=True, disable=not console.is_terminal
    )


def _conclusion(report: Report, reasons: tuple[Reason, ...], at_least: float) -> int:
    for reason in unneeded(reasons, report.reasons):
        print(f"{reason.place}: no survivor fits `{reason.pattern}`: delete the reason", file=sys.stderr)
    for mutant in report.unexplained:
        print(f"{mutant.place}: nothing notices that {mutant.what} (`{mutant.id}`)", file=sys.stderr)
    if report.unexplained:
        print(f"tell a scenario, add a law, or say in {REASONS} why it may be so", file=sys.stderr)
    is_low = report.percent < at_least
    if is_low:
        print(f"the score should be {at_least:g} % at least", file=sys.stderr)
    print(f"{report.percent:.1f} %: {report.noticed:,} of {len(report.different):,} mutants are noticed")
    return 1 if report.unexplained or is_low else 0


def _tell(problems: Iterable[Problem], files: Iterable[SourceFile]) -> None:
    lines_of = {file.path: file.content.decode("utf-8", "replace").splitlines() for file in files}
    for problem in problems:
        print(show(problem, lines_of), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
