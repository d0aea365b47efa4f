"""The KPI block as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sendspec.kpi import Kpi, show


@dataclass(frozen=True, slots=True)
class Tile:
    """One KPI of the block."""

    name: str
    label: str
    value: float | int | None
    """Messages, or percent from 0 to 100; None for a share of nothing."""
    text: str
    """The value as people read it: `71.4 %`, `483` or `–`."""


def tiles(kpis: tuple[Kpi, ...], values: Mapping[str, float | int | None], locale: str) -> tuple[Tile, ...]:
    """The block in a locale, else in English, else under the KPIs' names."""
    return tuple(
        Tile(
            kpi.name,
            kpi.label.get(locale) or kpi.label.get("en") or kpi.name,
            values[kpi.name],
            show(values[kpi.name], kpi.unit),
        )
        for kpi in kpis
    )
