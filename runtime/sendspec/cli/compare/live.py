"""Two modes compared message by message, all events of the log kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendspec.cli import logs

if TYPE_CHECKING:
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.comparison import Comparison
    from sendspec.numbers import Numbers
    from sendspec.sources.records import Reading, Request


def compared(
    spec: Compiled, config: SourceConfig, request: Request, pair: tuple[str, str], until: int | None
) -> tuple[Reading, Numbers, Comparison]:
    """The account of the log, what it comes to, and how the modes differ; ends the command for a bad log."""
    from sendspec import comparison
    from sendspec import replay as engine

    reading = logs.read_log(logs.reader_of(config), request)
    result = engine.replay(
        reading.events,
        {name: spec.tables[name] for name in pair},
        spec.measures,
        tracking=spec.tracking,
        as_of=reading.end if until is None else until,
    )
    return reading, result, comparison.compare(result, *pair, spec.measures)
