"""What hangs on where a machine goes: whether rows show something else then or later, and whether numbers differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sendspec_gen.changes.change import Concern
from sendspec_gen.changes.futures import Futures, futures
from sendspec_gen.derive import contributions
from sendspec_gen.model import Machine, Model, Move


@dataclass(frozen=True)
class Pair:
    """A machine as it was, told in the new names, and as it is."""

    before: Machine
    after: Machine
    old: Model
    new: Model

    def stakes(self, one: str, other: str) -> tuple[Concern, ...]:
        """Who sees a difference between being in one state and in another, now or after any events."""
        if one == other:
            return ()
        for machine, ahead in ((self.after, self._ahead), (self.before, self._ahead_before)):
            if one in machine.states and other in machine.states:
                return _concerned(
                    rows=ahead.shown[one] != ahead.shown[other], numbers=ahead.counted[one] != ahead.counted[other]
                )
        return self._by_look(one, other)

    def concerns(self, ways: Iterable[Move], stays: str | None = None) -> tuple[Concern, ...]:
        """Who sees a difference between taking one of these ways and another, or staying in the state given."""
        ways = tuple(ways)
        first, *others = (*(way.target for way in ways), *([stays] if stays else []))
        seen = {concern for other in others for concern in self.stakes(first, other)}
        counted = {tuple(sorted(self.common(way).items())) for way in ways} | ({()} if stays else set())
        return _concerned(rows="DATA" in seen, numbers="KPI" in seen or len(counted) > 1)

    def common(self, way: Move) -> Mapping[str, int]:
        """The effects of a move on counters that both specs have; one that comes or goes is told by itself."""
        both = self.old.counters.keys() & self.new.counters.keys()
        return {counter: number for counter, number in way.effects.items() if number and counter in both}

    def counts_status(self, *statuses: str | None) -> bool:
        """Whether a KPI counts the rows that show one of these."""
        kpis = (*self.old.kpis.values(), *self.new.kpis.values())
        return self.after.kind == "log" and any(kpi.status in statuses for kpi in kpis if kpi.status)

    def _by_look(self, one: str, other: str) -> tuple[Concern, ...]:
        """Of a state that is gone and one that came: what is seen of either, for no machine knows both."""
        gone, come = (one, other) if one in self.before.states else (other, one)
        was, is_now = self.before.states[gone], self.after.states[come]
        settled = self.after.kind == "log" and was.settled != is_now.settled
        held = contributions(self.before, self.old)[gone] != contributions(self.after, self.new)[come]
        shown = was.status != is_now.status
        return _concerned(
            rows=shown, numbers=settled or held or (shown and self.counts_status(was.status, is_now.status))
        )

    @cached_property
    def _ahead(self) -> Futures:
        return futures(self.after, self.new)

    @cached_property
    def _ahead_before(self) -> Futures:
        return futures(self.before, self.old)


def _concerned(*, rows: bool, numbers: bool) -> tuple[Concern, ...]:
    return (*(("DATA",) if rows else ()), *(("KPI",) if numbers else ()))
