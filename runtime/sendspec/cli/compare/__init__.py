"""`sendspec compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli import logs
from sendspec.cli.privacy import complain, end_strictly, note, show_addresses_option, strict_option
from sendspec.cli.project import Compiled, compiled_model, compiled_of, project_option
from sendspec.names import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sendspec_gen.model import Model

    from sendspec.cli.compare.report import Report
    from sendspec.cli.project import SourceConfig
    from sendspec.sources.records import Request


def _log_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The LOG and how it is read, as for `replay`; the modes are asked for as a pair."""
    for parameter in reversed(logs.PARAMETERS):
        if parameter is not logs.mode_option:
            command = parameter(command)
    return command


@click.command(no_args_is_help=True)
@_log_options
@click.option("--modes", "pair", required=True, metavar="A,B", help="From which way of sending to which.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw both curves of each KPI that differs, and the steps that make the difference, as .svg, .png or .html.",
)
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write all of it as a page that needs nothing else.",
)
@click.option("--locale", metavar="LOCALE", help="The language of the labels.")
@show_addresses_option
@strict_option
@project_option
def compare(
    log: tuple[Path, ...],
    source: str,
    pair: str,
    as_of: str | None,
    year: int | None,
    timezone: str | None,
    as_json: bool,
    plot: Path | None,
    page: Path | None,
    locale: str | None,
    strict: bool,
    project: Path,
) -> None:
    """What a change of mode does to each KPI over time, which move causes it, and which messages.

    Every message goes through both modes at once. Wherever they do not do the same to a KPI, the step is listed, with
    what it adds; all steps together are the difference, B less A. Give the LOG as for `sendspec replay`.

    Exit code 0: fine; 1: the log or the spec is bad, or --strict finds a fault; 2: wrong usage.

    Example: sendspec compare samples/postfix/maillog --source postfix --modes native_mta,enhanced_mta
    """
    from sendspec.cli.statuses import check_target
    from sendspec.sources.records import Request

    zone = logs.zone_named(timezone)
    until = logs.time_given(as_of, zone)
    if plot is not None:
        from sendspec.cli.plot import check_plot

        check_plot(plot)
    if page is not None and page.suffix != ".html":
        raise click.BadParameter(f"{page}: a page is written as .html", param_hint="--page")
    given = [*log]
    for option, path in {"--plot": plot, "--page": page}.items():
        if path is not None:
            check_target(path, option, given)
            given.append(path)
    model = compiled_model(project)
    spec = compiled_of(model)
    config = logs.source_named(spec, source)
    a, b = _pair_named(spec, pair)
    locale = logs.locale_named(spec, locale)
    request = Request(log, config.events, zone, year)
    with logs.without_garbage():
        report = _report(spec, model, config, request, (a, b), until, locale)
        _write(report, plot, page)
        _show(report, as_json=as_json)
    end_strictly(report.reading, is_strict=strict)


def _pair_named(spec: Compiled, written: str) -> tuple[str, str]:
    """Two modes, in the order in which they are written."""
    names = [name.strip() for name in written.split(",")]
    known = ", ".join(spec.tables)
    for name in names:
        if name and name not in spec.tables:
            cure = did_you_mean(name, spec.tables) or f"there are: {known}"
            raise click.BadParameter(f"no mode in spec/modes/ is called `{name}`; {cure}", param_hint="--modes")
    if len(names) != 2 or not all(names):
        raise click.BadParameter(
            f"`{written}` are not two modes; write the one before and the one after as A,B, out of: {known}",
            param_hint="--modes",
        )
    if names[0] == names[1]:
        raise click.BadParameter(
            f"`{names[0]}` does not differ from itself; name another mode beside it, out of: {known}",
            param_hint="--modes",
        )
    return names[0], names[1]


def _report(
    spec: Compiled,
    model: Model,
    config: SourceConfig,
    request: Request,
    pair: tuple[str, str],
    until: int | None,
    locale: str,
) -> Report:
    """Read, replay in both modes, and compare."""
    from sendspec.cli.compare.report import Report

    if config.reader == logs.EVENTS:
        from sendspec.cli.compare.columns import compared
    else:
        from sendspec.cli.compare.live import compared
    reading, numbers, comparison = compared(spec, config, request, pair, until)
    return Report(spec, model, config, reading, numbers, pair, comparison, locale)


def _write(report: Report, plot: Path | None, page: Path | None) -> None:
    if plot is not None:
        from sendspec.cli.compare.plot import write_plot

        write_plot(plot, report)
    if page is not None:
        from sendspec_gen.disk import whole_file

        from sendspec.cli.compare.page import as_page

        content = as_page(report).encode()
        try:
            with whole_file(page.resolve()) as file:
                file.write(content)
        except OSError as error:
            complain(f"{page}: it cannot be written: {error.strerror}")
            raise SystemExit(1) from None


def _show(report: Report, *, as_json: bool) -> None:
    if as_json:
        from sendspec.cli.compare.json import as_json as json_of

        click.echo(json_of(report))
        for remark in report.reading.remarks:
            note(remark)
    else:
        from sendspec.cli.compare.text import print_report

        print_report(report)
