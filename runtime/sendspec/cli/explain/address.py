"""`sendspec explain address`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.addresses import check_told, followed
from sendspec.cli.logs import (
    read_log,
    reader_of,
    reading_options,
    source_named,
    time_given,
    without_garbage,
    zone_named,
)
from sendspec.cli.privacy import note, show_addresses_option
from sendspec.cli.project import compiled_model, compiled_of, project_option

if TYPE_CHECKING:
    from sendspec_gen.model import Model

    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.sources.records import Request


@click.command(no_args_is_help=True, short_help="what an address heard, and where it stands")
@click.argument("address", metavar="ADDRESS")
@reading_options
@click.option(
    "--as-of", metavar="TIME", help="As at this time, as 2026-11-21T01:58:36Z.  [default: the end of the log]"
)
@show_addresses_option
@project_option
def address(
    address: str,
    log: tuple[Path, ...],
    source: str,
    as_of: str | None,
    year: int | None,
    timezone: str | None,
    as_json: bool,
    project: Path,
) -> None:
    """The history of one ADDRESS: each event of the LOG, what kind of failure it is and why, and where that leads.

    Give the LOG, and beside it the folder of notifications that came back.

    Exit code 0: fine; 1: the log or the spec is bad; 2: wrong usage, or no such address.

    Example: sendspec explain address full@mx.test samples/postfix/maillog --source postfix
    """
    from sendspec.sources.records import Request

    zone = zone_named(timezone)
    until = time_given(as_of, zone)
    model = compiled_model(project)
    spec = compiled_of(model)
    check_told(spec, "address")
    config = source_named(spec, source)
    request = Request(log, config.events, zone, year)
    with without_garbage():
        _answer(spec, model, config, request, until, address, as_json=as_json)


def _answer(
    spec: Compiled,
    model: Model,
    config: SourceConfig,
    request: Request,
    until: int | None,
    wanted: str,
    *,
    as_json: bool,
) -> None:
    """Read, keep what is asked for, follow it and show it."""
    from sendspec.cli.explain import address_report, finding

    reading = read_log(reader_of(config), request)
    remarks = tuple(reading.remarks)
    records = finding.about(finding.records_to(reading.events, wanted))
    end = (reading.end or 0) if until is None else until
    del reading
    history = address_report.history_of(followed(spec, config, records, end), wanted, model, end)
    texts = finding.texts_of(request.paths, records)
    if as_json:
        click.echo(address_report.as_json(history, texts))
    else:
        for line in address_report.lines_of(history, model, texts):
            click.echo(line)
    for remark in remarks:
        note(remark, err=as_json)
