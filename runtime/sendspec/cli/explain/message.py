"""`sendspec explain message`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.logs import (
    log_options,
    modes_named,
    read_log,
    reader_of,
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


@click.command(no_args_is_help=True, short_help="the path of one message through each mode")
@click.argument("wanted", metavar="ID")
@log_options
@click.option("--recipient", metavar="ADDRESS", help="The recipient, where the message has several.")
@show_addresses_option
@project_option
def message(
    wanted: str,
    log: tuple[Path, ...],
    source: str,
    modes: tuple[str, ...],
    as_of: str | None,
    year: int | None,
    timezone: str | None,
    as_json: bool,
    recipient: str | None,
    project: Path,
) -> None:
    """The path of one message: each event with its line of the LOG, what each mode answers, and the rule for it.

    ID is the message, its recipient, or both as message/recipient, as `sendspec replay --statuses` writes them.
    Give the LOG, and beside it the folder of notifications that came back.

    Exit code 0: fine; 1: the log or the spec is bad; 2: wrong usage, or no such message.

    Example: sendspec explain message 9E37C25463F/full@mx.test samples/postfix/maillog --source postfix
    """
    from sendspec.sources.records import Request

    zone = zone_named(timezone)
    until = time_given(as_of, zone)
    model = compiled_model(project)
    spec = compiled_of(model)
    config = source_named(spec, source)
    chosen = modes_named(spec.tables, modes)
    request = Request(log, config.events, zone, year, keep_aside=True)
    with without_garbage():
        _answer(spec, model, config, request, chosen, until, wanted, recipient, as_json=as_json)


def _answer(
    spec: Compiled,
    model: Model,
    config: SourceConfig,
    request: Request,
    modes: list[str],
    until: int | None,
    wanted: str,
    recipient: str | None,
    *,
    as_json: bool,
) -> None:
    """Read, keep what is asked for, follow it and show it."""
    from sendspec.cli.explain import finding, message_report
    from sendspec.cli.explain.failures import judge_of
    from sendspec.cli.explain.follow import actors_of, story_of

    reading = read_log(reader_of(config), request)
    remarks = tuple(reading.remarks)
    try:
        records = finding.about(finding.records_of(reading.events, wanted, recipient))
    except click.UsageError:
        # What is missing may stand where a log broke off.
        for remark in remarks:
            note(remark)
        raise
    end = (reading.end or 0) if until is None else until
    odd = finding.belonging(reading.not_understood, records[0].message, records[0].recipient)
    # From here on there is this one message only.
    del reading
    story = story_of(records, actors_of(spec, model, modes), model, spec.measures, end)
    texts = finding.texts_of(request.paths, records)
    judge = judge_of(spec, config.name)
    failure_of = message_report.no_failure if judge is None else judge.failure_of
    if as_json:
        click.echo(message_report.as_json(story, model, texts, odd, failure_of))
        for remark in remarks:
            note(remark)
        return
    for line in message_report.lines_of(story, model, texts, odd, failure_of):
        click.echo(line)
    for remark in remarks:
        note(remark, err=False)
