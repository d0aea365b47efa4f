"""A real log as evidence for the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sendspec_gen.emit.evidence import CellEvidence, Evidence, MachineEvidence, Sample, Totals

from sendspec.cli.logs import read_log, reader_of, without_garbage
from sendspec.cli.plot import can_plot, svgs_of
from sendspec.cli.statuses import clean
from sendspec.evidence import Heard, counts_of
from sendspec.replay import ModeResult, Result, replay
from sendspec.sources.records import ADDRESS, Reading, Request
from sendspec.walks import Walked

if TYPE_CHECKING:
    from sendspec.cli.project import Compiled, SourceConfig


def evidence_from(
    spec: Compiled,
    config: SourceConfig,
    request: Request,
    *,
    modes: Sequence[str] | None = None,
    until: int | None = None,
) -> Evidence:
    """What a log says, in the modes of these names or in all; without `until`, as at its end.

    A log that cannot be read ends the command with exit code 1.
    """
    with without_garbage():
        reading = read_log(reader_of(config), request)
        result = replay(
            reading.events,
            {name: table for name, table in spec.tables.items() if modes is None or name in modes},
            spec.measures,
            tracking=spec.tracking,
            as_of=reading.end if until is None else until,
        )
        return evidence_of(spec, config, reading, result)


def evidence_of(spec: Compiled, config: SourceConfig, reading: Reading, result: Result) -> Evidence:
    """What a reading and its replay say, without addresses."""
    machines = {name: _mode(found) for name, found in result.modes.items()}
    if result.tracking is not None:
        machines[result.tracking.table.name] = _machine(result.tracking)
    return Evidence(
        source=config.name,
        label=config.label,
        since=min((history[0].time for walked in result.walked for history in walked.histories), default=result.as_of),
        until=result.as_of,
        totals=Totals(
            records=reading.read,
            events=len(reading.events),
            messages=max((len(mode.histories) for mode in result.modes.values()), default=0),
            duplicates=result.duplicates,
            later=result.later,
            unheard=result.unknown,
            not_understood=reading.records["not_understood"],
            unexpected=result.unexpected,
        ),
        machines=machines,
        plots=svgs_of(spec, result) if can_plot() else {},
    )


def _mode(found: ModeResult) -> MachineEvidence:
    return replace(_machine(found), statuses=found.statuses, kpis=found.kpis, unsettled=found.unsettled)


def _machine(walked: Walked) -> MachineEvidence:
    counts = counts_of(walked)
    return MachineEvidence(
        objects=counts.objects,
        visits=counts.visits,
        ends=counts.ends,
        cells={pair: _cell(heard) for pair, heard in counts.cells.items()},
    )


def _cell(heard: Heard) -> CellEvidence:
    return CellEvidence(
        heard=heard.times,
        ways=heard.ways,
        by_clock=heard.by_clock,
        ignored=heard.ignored,
        refused=heard.refused,
        samples=tuple(Sample(_told(sample.message), _told(sample.place)) for sample in heard.samples),
    )


def _told(text: str) -> str:
    """A text of the log that can be shown to anybody."""
    return ADDRESS.sub("…@…", clean(text) or "")
