"""Two modes compared by the columnar engine, for a log of events of any number of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendspec.cli import columns, logs
from sendspec.cli.privacy import complain

if TYPE_CHECKING:
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.comparison import Comparison
    from sendspec.numbers import Numbers
    from sendspec.sources.records import Reading, Request


def compared(
    spec: Compiled, config: SourceConfig, request: Request, pair: tuple[str, str], until: int | None
) -> tuple[Reading, Numbers, Comparison]:
    """The account of the log, what it comes to, and how the modes differ; ends the command for a bad log."""
    logs.check_columns("--source", "the engine `columns`", columns.NEEDED)
    from sendspec.batch.account import reading_of, without_unnamed
    from sendspec.batch.logs import open_log
    from sendspec.batch.pairs import compare_log
    from sendspec.batch.plan import plan_of
    from sendspec.batch.result import result_of
    from sendspec.comparison import Modes, compare_counts
    from sendspec.series import POINTS
    from sendspec.sources.records import BadLogError

    tables = (spec.tables[pair[0]], spec.tables[pair[1]])
    try:
        log = open_log(request.paths, zone=request.zone)
        with columns.progress() as say:
            folded, counts = compare_log(
                log, plan_of(tables, spec.tracking), *pair, as_of=until, meanings=config.events, progress=say
            )
        reading = reading_of(folded.account, log, config.events)
        result = without_unnamed(result_of(folded, spec.measures, log), reading)
    except (BadLogError, ValueError) as error:
        complain(error)
        raise SystemExit(1) from None
    return reading, result, compare_counts(counts, Modes(tables, spec.measures), POINTS)
