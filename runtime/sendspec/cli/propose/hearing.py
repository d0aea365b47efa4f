"""A log read once, and heard by the machines of any draft of the spec."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from sendspec_gen.model import Model

from sendspec.cli.logs import EVENTS, read_log, reader_of
from sendspec.cli.project import SourceConfig, compiled_of
from sendspec.cli.propose.answers import Refused
from sendspec.cli.propose.candidates import Cell, written_name
from sendspec.cli.propose.groups import Groups
from sendspec.evidence import Sample, counts_of
from sendspec.replay import walk
from sendspec.sources.records import Reading, Request
from sendspec.walks import Walked


@dataclass(frozen=True, slots=True)
class Heard:
    """What stands in a log."""

    reading: Reading
    groups: Groups
    """Of the records that were not understood."""
    modes: list[str]

    def refused(self, model: Model) -> list[Refused]:
        """What the modes of a model and its tracking refuse, most frequent first."""
        spec = compiled_of(model)
        tables = {name: spec.tables[name] for name in self.modes}
        walked = walk(self.reading.events, tables, spec.tracking, self.reading.end or 0)
        beside = () if walked.tracking is None else (walked.tracking,)
        found = [one for each in (*walked.modes.values(), *beside) for one in _refused(model, each)]
        return sorted(found, key=lambda one: -one.times)


def read(config: SourceConfig, modes: list[str], log: tuple[Path, ...], zone: tzinfo | None, year: int | None) -> Heard:
    """Read a log; one that cannot be used ends the command with exit code 1."""
    groups = Groups(config.declared)
    # Rows of columns are many, and nothing but their columns could tell them apart.
    keep_aside = False if config.reader == EVENTS else groups
    request = Request(log, config.events, zone, year, keep_aside=keep_aside, of_any_kind=True)
    return Heard(read_log(reader_of(config), request), groups, modes)


def _refused(model: Model, walked: Walked) -> list[Refused]:
    """The pairs that a machine refused, those of a row of numbered states as one."""
    machine = model.machines[walked.table.name]
    found: dict[Cell, Refused] = {}
    for (state, event), heard in counts_of(walked).cells.items():
        if heard.refused:
            cell = Cell(machine.name, written_name(machine.states[state]), event)
            before = found.get(cell, Refused(cell, 0, ()))
            samples: tuple[Sample, ...] = (*before.samples, *heard.samples)[:3]
            found[cell] = Refused(cell, before.times + heard.refused, samples)
    return list(found.values())
