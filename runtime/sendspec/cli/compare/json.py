"""What `sendspec compare` prints for programs."""

from __future__ import annotations

from typing import Any

from sendspec.cli.compare.report import Report
from sendspec.cli.privacy import json_text
from sendspec.cli.statuses import clean, iso
from sendspec.comparison import Exact, KpiDifference, Part
from sendspec.sources.privacy import masked


def as_json(report: Report) -> str:
    """The whole answer; all differences are the second mode less the first."""
    result, reading, comparison = report.result, report.reading, report.comparison
    answer = {
        "as_of": iso(result.as_of),
        "modes": report.pair,
        "kpis": {name: _kpi(found, report) for name, found in comparison.kpis.items()},
        "series": {
            "times": [iso(time) for time in comparison.times],
            "kpis": {name: _series(found, report) for name, found in comparison.kpis.items()},
        },
        "records": {
            "read": reading.read,
            "events": reading.told,
            "duplicates": result.duplicates,
            "not_understood": reading.records["not_understood"],
            "unexpected": result.unexpected,
            "later": result.later,
            "unknown": result.unknown,
        },
    }
    return json_text(answer)


def _kpi(found: KpiDifference, report: Report) -> dict[str, Any]:
    greatest = None
    if found.greatest is not None:
        greatest = {
            "time": iso(report.comparison.times[found.greatest]),
            "values": _by_mode(report, found.totals[found.greatest].values, found),
            "difference": _number(found.at_greatest, found),
        }
    return {
        "unit": found.kpi.unit,
        "values": _by_mode(report, found.values, found),
        "difference": _number(found.at_end, found),
        "greatest": greatest,
        "share_of_nothing_in_one_mode": found.is_torn,
        "steps": [_part(part, found, report) for part in found.parts],
    }


def _part(part: Part, found: KpiDifference, report: Report) -> dict[str, Any]:
    step, rules = part.step, report.rules(part.step)
    targets = report.comparison.modes.targets(step)
    return {
        "event": step.event,
        "by_clock": step.by_clock,
        "modes": {
            mode: {
                "from": None if step.event is None else step.states[number],
                "to": targets[number],
                "moves": step.ways[number] is not None,
                "number": part.effect.numbers[number],
                "whole": part.effect.wholes[number],
                "place": None if (rule := rules[number]) is None else str(rule),
            }
            for number, mode in enumerate(report.pair)
        },
        "times": part.times,
        "messages": part.messages,
        "at_end": _number(part.at_end, found),
        "at_greatest": _number(part.at_greatest, found),
        "samples": [
            {"message": masked(clean(sample.message) or ""), "time": iso(sample.time), "place": clean(sample.place)}
            for sample in part.samples
        ],
    }


def _series(found: KpiDifference, report: Report) -> dict[str, list[float | int | None]]:
    columns = {
        mode: [_number(totals.values[number], found) for totals in found.totals]
        for number, mode in enumerate(report.pair)
    }
    return {**columns, "difference": [_number(totals.difference, found) for totals in found.totals]}


def _by_mode(report: Report, values: tuple[Exact, Exact], found: KpiDifference) -> dict[str, float | int | None]:
    return {mode: _number(value, found) for mode, value in zip(report.pair, values, strict=True)}


def _number(number: Exact, found: KpiDifference) -> float | int | None:
    """Messages as whole numbers, points of percent as the nearest that a program can hold."""
    if number is None:
        return None
    return int(number) if found.kpi.unit == "messages" else float(number)
