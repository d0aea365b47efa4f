"""Two modes on one log: what a change of mode does to each KPI, which step causes it, which messages took it."""

from __future__ import annotations

from sendspec.comparison.differences import Comparison, KpiDifference, Part, compare_counts
from sendspec.comparison.effects import Effect, Modes
from sendspec.comparison.joint import JointCounts, JointStep, Sample
from sendspec.comparison.shares import Exact, Totals
from sendspec.comparison.walked import count_walks
from sendspec.kpi import Measures
from sendspec.replay import Result
from sendspec.series import POINTS

__all__ = [
    "Comparison",
    "Effect",
    "Exact",
    "JointCounts",
    "JointStep",
    "KpiDifference",
    "Modes",
    "Part",
    "Sample",
    "Totals",
    "compare",
    "compare_counts",
    "count_walks",
]


def compare(result: Result, a: str, b: str, measures: Measures, *, points: int = POINTS) -> Comparison:
    """The second mode less the first, both of one replay; KPIs over time are told at so many points, and where needed.

    Raises `KeyError` for a mode that was not replayed, `ValueError` for less than two points.
    """
    modes = Modes((result.modes[a].table, result.modes[b].table), measures)
    return compare_counts(count_walks(result, a, b), modes, points)
