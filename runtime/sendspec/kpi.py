"""Counters and KPIs: what is shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sendspec.table import Words


@dataclass(frozen=True, slots=True)
class Kpi:
    """A number that people see: a counter or the rows of a status, perhaps as a share of another counter."""

    name: str
    label: Words
    unit: Literal["messages", "percent"]
    counter: str | None = None
    status: str | None = None
    over: str | None = None
    refreshed: int | None = None
    """How often it is brought up to date, in microseconds; None: at once."""
    channels: tuple[str, ...] = ()
    """Shown for these channels only; empty: for all."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What a spec counts and shows: the counters in order, the sums among them, the KPIs."""

    counters: Mapping[str, Words]
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kpis: tuple[Kpi, ...] = ()
    statuses: Mapping[str, Words] = field(default_factory=dict)
    """The statuses of message logs."""

    def with_sums(self, counters: Mapping[str, int]) -> dict[str, int]:
        """All counters in the order of the spec, sums filled in."""
        return {
            name: sum(counters.get(part, 0) for part in self.sums[name]) if name in self.sums else counters.get(name, 0)
            for name in self.counters
        }

    def values(self, counters: Mapping[str, int], rows: Mapping[str, int]) -> dict[str, float | int | None]:
        """Each KPI: messages, or percent from 0 to 100; None where it is a share of nothing.

        `counters` without sums will do; `rows` is the number of rows that show each status.
        """
        full = self.with_sums(counters)
        values: dict[str, float | int | None] = {}
        for kpi in self.kpis:
            shown = full.get(kpi.counter, 0) if kpi.counter is not None else rows.get(kpi.status or "", 0)
            if kpi.over is None:
                values[kpi.name] = shown
            else:
                whole = full.get(kpi.over, 0)
                values[kpi.name] = 100 * shown / whole if whole else None
        return values


def show(value: float | int | None, unit: str) -> str:
    """A KPI as people read it: `71.4 %`, `483`, or `–` for a share of nothing."""
    if value is None:
        return "–"
    return f"{value:.1f} %" if unit == "percent" else f"{value:,}"
