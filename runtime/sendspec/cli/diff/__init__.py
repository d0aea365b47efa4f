"""`sendspec diff`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.privacy import complain, hash_addresses_option, show_addresses_option, strict_option
from sendspec.cli.project import compiled_of, project_option, show_problems, spec_files

if TYPE_CHECKING:
    from sendspec_gen.changes.change import Revision
    from sendspec_gen.model import Model
    from sendspec_gen.source import SourceFile

    from sendspec.cli.diff.against import Against
    from sendspec.cli.diff.flow_data import RevisionFlow
    from sendspec.cli.diff.report import Report
    from sendspec.sources.privacy import AddressHashes

FORMATS = ("text", "markdown", "json", "html")
CONCERNS = ("CODE", "DATA", "KPI", "DOCS")
LAWS = "LAWS"
"""What may be refused besides: laws that promise less, or perhaps less."""
LESS = ("weakened", "removed", "cannot tell")


@dataclass(frozen=True, slots=True)
class Log:
    """A log to be replayed with both specs, and how it is read."""

    paths: tuple[Path, ...]
    source: str
    year: int | None
    timezone: str | None
    hashes: AddressHashes | None
    """What is told of addresses instead of them."""


@click.command(no_args_is_help=True)
@click.option("--against", required=True, metavar="git:REV|DIR", help="The old spec: a revision of git, or a folder.")
@project_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How it is told.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it there, and not on the screen.")
@click.option(
    "--fail-on",
    "refused",
    multiple=True,
    type=click.Choice((*CONCERNS, LAWS)),
    help="Exit with 1 if a change concerns them, or weakens LAWS; may be given several times.",
)
@click.option(
    "--log",
    "logs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="LOG",
    help="Replay this log with both specs; may be given several times, as for a folder of notifications.",
)
@click.option("--source", metavar="NAME", help="What wrote the log: a name of spec/sources/.")
@click.option(
    "--year", type=click.IntRange(1970, 9000), help="The year of the log's first line, where lines tell none."
)
@click.option("--timezone", metavar="ZONE", help="Of times without one, as Europe/Paris.  [default: UTC]")
@show_addresses_option
@hash_addresses_option
@strict_option
def diff(
    against: str,
    project: Path,
    form: str,
    out: Path | None,
    refused: tuple[str, ...],
    logs: tuple[Path, ...],
    source: str | None,
    year: int | None,
    timezone: str | None,
    hashes: AddressHashes | None,
    strict: bool,
) -> None:
    """What changed in meaning since an old spec, for whom, and the picture of it.

    CODE: other code calls or matches something else; DATA: rows already written mean or show something else; KPI: a
    number moves; DOCS: words only.

    Exit code 0: fine; 1: a spec or the log is bad, a change concerns somebody named by --fail-on, or --strict finds a
    fault in the log; 2: wrong usage.

    Example: sendspec diff --against git:main --format markdown --fail-on KPI
    """
    from sendspec.cli.diff.against import against_named, old_model

    if bool(logs) != (source is not None):
        missing = "--source NAME" if logs else "--log LOG"
        raise click.UsageError(f"--log and --source go together: add {missing}")
    if not logs and (year is not None or timezone is not None):
        raise click.UsageError("--year and --timezone say how a log is read: add --log LOG and --source NAME")
    if not logs and (hashes is not None or strict):
        raise click.UsageError("--hash-addresses and --strict are about a log: add --log LOG and --source NAME")
    files = spec_files(project)
    before = against_named(against, project)
    if out is not None:
        from sendspec.cli.statuses import check_target

        check_target(out, "--out", (project / "spec", *before.folders, *logs))
    new, is_sound = _new_model(files)
    old = old_model(before)
    report = _report(before, old, new, Log(logs, source, year, timezone, hashes) if source is not None else None)
    _give(_written(report, form, old, new), out)
    if not is_sound:
        complain("the new spec has the problems above; it was compared as it stands")
    found = [f"{words} (--fail-on)" for words in _refused(report.revision, refused)]
    if strict and report.flow is not None and report.flow.faults:
        found.append(f"{report.flow.faults} (--strict)")
    for words in found:
        complain(words)
    if found or not is_sound:
        raise SystemExit(1)


def _refused(revision: Revision, refused: tuple[str, ...]) -> Iterator[str]:
    """What was found of what must not be."""
    concerned = [concern for concern in revision.concerned if concern in refused]
    if concerned:
        yield f"{' and '.join(concerned)} must not be concerned"
    less = [law.name for law in revision.laws if law.strength in LESS and not law.false]
    if less and LAWS in refused:
        yield f"no law may promise less, and {', '.join(f'`{name}`' for name in less)} does, or may"


def _new_model(files: tuple[SourceFile, ...]) -> tuple[Model, bool]:
    """The new spec, and whether it is sound; one that cannot be read ends the command with exit code 1."""
    from sendspec_gen.pipeline import compile_spec

    compilation = compile_spec(files)
    show_problems(compilation.problems, files)
    if compilation.model is None:
        raise SystemExit(1)
    return compilation.model, compilation.sound


def _report(before: Against, old: Model, new: Model, log: Log | None) -> Report:
    from sendspec_gen.changes import compare

    from sendspec.cli.diff.report import Report

    revision = compare(old, new, _tables(old), _tables(new))
    flow = None if log is None else _flow(old, new, revision, log)
    return Report(before.shown, before.prefix, revision, flow, new.project.default_locale)


def _flow(old: Model, new: Model, revision: Revision, log: Log) -> RevisionFlow:
    """The log replayed with both specs, the old one told in the new names."""
    from sendspec_gen.changes.names import new_names, under_new_names

    from sendspec.cli.diff.flow import revision_flow
    from sendspec.cli.diff.private import private

    told = under_new_names(old, new_names(revision.renames))
    flow = revision_flow(
        compiled_of(told), compiled_of(new), log.paths, log.source, year=log.year, timezone=log.timezone
    )
    return private(flow, log.hashes)


def _tables(model: Model) -> dict[str, str]:
    """The emitted test tables by the names of their machines."""
    from sendspec_gen.emit import tables

    return {Path(path).stem: text for path, text in tables.files(model)}


def _written(report: Report, form: str, old: Model, new: Model) -> str:
    match form:
        case "text":
            from sendspec.cli.diff.text import as_text

            return as_text(report)
        case "markdown":
            from sendspec.cli.diff.markdown import as_markdown

            return as_markdown(report)
        case "json":
            from sendspec.cli.diff.json import as_json

            return as_json(report)
        case _:
            from sendspec.cli.diff.page import as_page

            return as_page(report, old, new)


def _give(text: str, out: Path | None) -> None:
    """On the screen, or in a file that is whole or not there."""
    if out is None:
        click.echo(text, nl=False)
        return
    from sendspec_gen.disk import whole_file

    try:
        with whole_file(out) as file:
            file.write(text.encode())
    except OSError as error:
        complain(f"{out}: it cannot be written: {error.strerror}")
        raise SystemExit(1) from None
