"""A comparison of two modes on a log, and where the rules stand that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sendspec.comparison import Comparison, JointStep, KpiDifference

if TYPE_CHECKING:
    from sendspec_gen.model import Model
    from sendspec_gen.source import Place

    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.numbers import Numbers
    from sendspec.sources.records import Reading


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told of two modes and a log."""

    spec: Compiled
    model: Model
    config: SourceConfig
    reading: Reading
    result: Numbers
    pair: tuple[str, str]
    """The modes: from which, to which."""
    comparison: Comparison
    locale: str

    @property
    def untold(self) -> frozenset[str]:
        """The KPIs that count what is tracked, if the source tells of nothing that is."""
        tracking = self.spec.tracking
        if tracking is None or not set(self.config.events.values()).isdisjoint(tracking.events):
            return frozenset()
        moved = {counter for move in tracking.moves for counter in move.effects}
        return frozenset(kpi.name for kpi in self.spec.measures.kpis if kpi.counter in moved)

    @property
    def kpis(self) -> list[KpiDifference]:
        """The KPIs of which the log tells, in the order of the spec."""
        return [found for name, found in self.comparison.kpis.items() if name not in self.untold]

    @property
    def differing(self) -> list[KpiDifference]:
        """Those that ever differ."""
        return [found for found in self.kpis if found.differs]

    def rules(self, step: JointStep) -> tuple[Place | None, Place | None]:
        """Where the spec states what each mode does; None for the beginning, and for a mode whose clock is silent."""
        found = [self._rule(mode, step, number) for number, mode in enumerate(self.pair)]
        return found[0], found[1]

    def _rule(self, mode: str, step: JointStep, number: int) -> Place | None:
        from sendspec_gen.model import Moves

        state, way = step.states[number], step.ways[number]
        if step.event is None or (step.by_clock and way is None):
            return None
        answer = self.model.machines[mode].states[state].answers[step.event]
        return answer.ways[way].place if isinstance(answer, Moves) and way is not None else answer.place


def lines_of(places: tuple[Place | None, Place | None]) -> Iterator[str]:
    """The files and lines of rules: `spec/modes/native_mta.yaml:23`."""
    return (f"{place.file}:{place.line}" for place in places if place is not None)
