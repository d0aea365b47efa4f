"""`sendspec replay` by the engine `live`: each message by itself, all of its events kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sendspec.cli.logs import read_log, reader_of
from sendspec.sources.records import Request

if TYPE_CHECKING:
    from sendspec.addresses import Addressed
    from sendspec.cli.engines import Asked
    from sendspec.cli.plot.picture import Curves
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.numbers import Numbers
    from sendspec.replay import Result
    from sendspec.series import Series
    from sendspec.sources.privacy import AddressHashes
    from sendspec.sources.records import Reading


def answer(spec: Compiled, config: SourceConfig, asked: Asked) -> Live:
    """Read and replay a log; one that cannot be used ends the command with exit code 1."""
    from sendspec import replay as engine

    tables = {name: spec.tables[name] for name in asked.modes}
    fold = engine.Fold(tables, spec.tracking, asked.as_of) if asked.totals_only else None
    request = Request(asked.paths, config.events, asked.zone, asked.year, keep_aside=asked.keep_aside, fold=fold)
    reading = read_log(reader_of(config), request)
    as_of = reading.end if asked.as_of is None else asked.as_of
    if fold is None:
        result = engine.replay(reading.events, tables, spec.measures, tracking=spec.tracking, as_of=as_of)
        return Live(spec, config, asked, reading, result, result)
    totals = fold(reading.events, as_of or 0)
    for others in reading.folded:
        totals = totals.plus(others)
    return Live(spec, config, asked, reading, totals.numbers(tables, spec.measures, as_of or 0))


@dataclass(frozen=True, slots=True)
class Live:
    """What the engine found."""

    spec: Compiled
    config: SourceConfig
    asked: Asked
    reading: Reading
    numbers: Numbers
    result: Result | None = None
    """None where only totals were asked for."""

    def write_statuses(self, path: Path, hashes: AddressHashes | None = None) -> None:
        """Write the status of each message; raises `OSError`."""
        from sendspec.cli.statuses import write_statuses

        write_statuses(path, self.replayed(), hashes)

    def series(self) -> Series:
        """Each KPI at the end of each step."""
        from sendspec.series import series_every

        return series_every(self.replayed(), self.spec.measures, self.asked.every or 0)

    def curves(self) -> Curves:
        """What a plot shows."""
        from sendspec.cli.plot.picture import curves_of

        return curves_of(self.spec, self.replayed())

    def replayed(self) -> Result:
        """The walk of each message."""
        assert self.result is not None
        return self.result

    def addresses(self) -> Addressed:
        """Where each address stands."""
        from sendspec.cli.addresses import followed

        return followed(self.spec, self.config, self.reading.events, self.numbers.as_of)

    def finish(self) -> None:
        """Nothing was put anywhere."""
