"""`sendspec propose`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli import logs
from sendspec.cli.privacy import end_strictly, note, show_addresses_option, strict_option
from sendspec.cli.project import compiled_of, compiler_in, project_option, show_problems, spec_files

if TYPE_CHECKING:
    from sendspec_gen.source import SourceFile

    from sendspec.cli.propose.draft import Draft
    from sendspec.cli.propose.hearing import Heard
    from sendspec.cli.propose.report import Report


@click.command(no_args_is_help=True)
@logs.reading_options
@logs.mode_option
@click.option("--apply", "is_applied", is_flag=True, help="Write the edits into the files of spec/.")
@show_addresses_option
@strict_option
@project_option
def propose(
    log: tuple[Path, ...],
    source: str,
    year: int | None,
    timezone: str | None,
    as_json: bool,
    modes: tuple[str, ...],
    is_applied: bool,
    strict: bool,
    project: Path,
) -> None:
    """What a log shows and the spec does not expect, as edits of the YAML that would answer it.

    An event that a state refuses becomes an answer with which all laws and scenarios hold; records that no rule of the
    source knows become a rule. What only people can decide is told, and never guessed. Give the LOG as for
    `sendspec replay`.

    Exit code 0: fine, also with proposals; 1: the log or the spec is bad, or --strict finds a fault; 2: wrong usage.

    Example: sendspec propose samples/postfix/maillog --source postfix --mode enhanced_mta
    """
    from sendspec.cli.propose.hearing import read

    zone = logs.zone_named(timezone)
    files, compiler = spec_files(project), compiler_in(project)
    before = _sound(files)
    spec = compiled_of(before.model)
    config = logs.source_named(spec, source)
    chosen = logs.modes_named(spec.tables, modes)
    with logs.without_garbage():
        heard = read(config, chosen, log, zone, year)
        report = _report(before, heard, config.name, compiler)
    if is_applied:
        report.draft.write(project, before)
    if as_json:
        from sendspec.cli.propose.json import as_json as shown

        for remark in report.remarks:
            note(remark)
        click.echo(shown(report, is_applied=is_applied))
    else:
        from sendspec.cli.propose.text import as_text

        click.echo(as_text(report, is_applied=is_applied), nl=False)
    end_strictly(heard.reading, is_strict=strict)


def _sound(files: tuple[SourceFile, ...]) -> Draft:
    """The spec as it is; problems are shown and end the command with exit code 1."""
    from sendspec_gen.pipeline import compile_spec

    from sendspec.cli.propose.draft import Draft, passed_of

    compilation = compile_spec(files)
    if compilation.model is None or not compilation.sound:
        show_problems(compilation.problems, files)
        raise SystemExit(1)
    return Draft(files, compilation.model, passed_of(compilation.problems))


def _report(before: Draft, heard: Heard, name: str, compiler: str) -> Report:
    from sendspec.cli.propose.answers import answered
    from sendspec.cli.propose.draft import BrokenError, fault_of
    from sendspec.cli.propose.report import report_of
    from sendspec.cli.propose.rules import ruled

    source = before.model.sources[name]
    # An example that fails anyhow speaks against no edit.
    known = frozenset(map(fault_of, before.problems(compiler)))
    answers = answered(before, heard.refused)
    rules = ruled(before, source, heard.groups, lambda draft: draft.check_all(compiler, known))
    report = report_of(before, answers, rules, source, heard)
    if report.proposals:
        try:
            report.draft.check_all(compiler, known)
        except BrokenError as error:
            # Each edit holds, and all together do not: catalogues of the project's own may name what goes.
            show_problems(error.problems, report.draft.files)
            raise SystemExit(1) from None
    return report
