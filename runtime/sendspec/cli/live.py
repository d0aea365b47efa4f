"""`sendspec replay` by the engine `live`: each message by itself, all of its events kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sendspec.cli.logs import read_log, reader_of
from sendspec.sources.records import Request

if TYPE_CHECKING:
    from sendspec.cli.engines import Asked
    from sendspec.cli.plot.picture import Curves
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.replay import Result
    from sendspec.series import Series
    from sendspec.sources.records import Reading


def answer(spec: Compiled, config: SourceConfig, asked: Asked) -> Live:
    """Read and replay a log; one that cannot be used ends the command with exit code 1."""
    from sendspec import replay as engine

    request = Request(asked.paths, config.events, asked.zone, asked.year, keep_aside=asked.keep_aside)
    reading = read_log(reader_of(config), request)
    result = engine.replay(
        reading.events,
        {name: spec.tables[name] for name in asked.modes},
        spec.measures,
        tracking=spec.tracking,
        as_of=reading.end if asked.as_of is None else asked.as_of,
    )
    return Live(spec, asked, reading, result)


@dataclass(frozen=True, slots=True)
class Live:
    """What the engine found."""

    spec: Compiled
    asked: Asked
    reading: Reading
    numbers: Result

    def write_statuses(self, path: Path) -> None:
        """Write the status of each message; raises `OSError`."""
        from sendspec.cli.statuses import write_statuses

        write_statuses(path, self.numbers)

    def series(self) -> Series:
        """Each KPI at the end of each step."""
        from sendspec.series import series_every

        return series_every(self.numbers, self.spec.measures, self.asked.every or 0)

    def curves(self) -> Curves:
        """What a plot shows."""
        from sendspec.cli.plot.picture import curves_of

        return curves_of(self.spec, self.numbers)

    def replayed(self) -> Result:
        """The walk of each message."""
        return self.numbers

    def finish(self) -> None:
        """Nothing was put anywhere."""
