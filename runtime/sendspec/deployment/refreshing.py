"""KPIs that are brought up to date once a period rather than at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from sendspec.kpi import Kpi

Value: TypeAlias = float | int | None


class Refreshing:
    """The values that such KPIs had at their last refresh: each period from the first time that was heard."""

    def __init__(self, kpis: Iterable[Kpi]) -> None:
        self._periods = {kpi.name: kpi.refreshed for kpi in kpis if kpi.refreshed}
        self._start: int | None = None
        self._taken: dict[int, int] = {}
        self._values: dict[str, Value] = {}

    def due(self, at: int) -> Sequence[tuple[int, int]]:
        """The last refresh of each period that is due by `at` and was not taken: when it is due and the period."""
        if self._start is None:
            self._start = at
        ends = {period: at - (at - self._start) % period for period in self._periods.values()}
        return sorted((end, period) for period, end in ends.items() if end > self._taken.get(period, end - 1))

    def take(self, end: int, period: int, values: Mapping[str, Value]) -> None:
        """Refresh the KPIs of a period."""
        self._taken[period] = end
        self._values.update({name: values[name] for name, length in self._periods.items() if length == period})

    def take_all(self, values: Mapping[str, Value]) -> None:
        """Refresh all of them now; the periods run on."""
        self._values = {name: values[name] for name in self._periods}

    def shown(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Current values, those of the last refresh where there was one."""
        return {**values, **self._values}
