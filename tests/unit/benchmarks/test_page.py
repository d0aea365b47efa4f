"""The page of the benchmarks is made from what was measured, and says so where something was not."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.page import page
from benchmarks.plots import pictures
from benchmarks.reach import REACHES, summary
from benchmarks.run import PARTS

MACHINE = [{"what": "processor", "is": "Abacus"}, {"what": "cores", "is": 2}]


def part(**tables: list[dict[str, Any]]) -> dict[str, Any]:
    listed = [{"title": name.replace("_", " "), "rows": rows, "note": ""} for name, rows in tables.items()]
    return {"date": "2026-03-02", "machine": MACHINE, "tables": listed}


def growth(events: str, nanoseconds: float, memory: int) -> dict[str, Any]:
    what = {"by": "sendspec, library", "events": events, "modes": 1}
    return {**what, "work, s": nanoseconds / 1e3, "ns an event": nanoseconds, "peak, MiB": memory}


RESULTS = {
    "growth": part(
        Growth=[growth("10 M", 100.0, 1_000), growth("100 M", 140.0, 5_000)],
        Where_the_time_goes=[{"by": "sendspec, library", "events": "10 M", "modes": 1, "reading": 1.0, "folding": 3.0}],
    ),
    "postfix": part(
        A_Postfix_log_to_KPIs=[
            {"by": "sendspec replay", "process, s": 2.0, "1,000 lines/s": 500.0},
            {"by": "pflogsumm", "process, s": 5.0, "1,000 lines/s": 200.0},
        ]
    ),
}


def test_what_is_reached_and_what_is_not() -> None:
    told = {row["work"]: (row["measured"], row["reached"]) for row in summary(RESULTS)}

    assert told["100 M events, time an event"] == ("1.40 ×", "**no**")
    assert told["100 M events, memory"] == ("5,000 MiB", "yes")
    assert told["Postfix log to KPIs"] == ("2.50 ×", "yes")
    assert told["Spark, local, two cores"] == ("–", "not measured")


def test_every_part_that_is_asked_for_exists() -> None:
    assert {reach.part for reach in REACHES} <= set(PARTS)


def test_page() -> None:
    drawn = pictures(RESULTS)
    written = page(RESULTS, drawn)

    assert [picture.name for picture in drawn] == ["growth", "memory", "stages"]
    assert "| sendspec, library | 10 M | 1 | 0.10 | 100 | 1,000 |" in written
    assert "| Postfix log to KPIs | ≥ 2 × pflogsumm | 2.50 × | yes |" in written
    assert "| growth | 2026-03-02 |\n| postfix | 2026-03-02 |" in written
    assert "growth, postfix:\n\n| what | is |\n| --- | --- |\n| processor | Abacus |\n| cores | 2 |" in written
    assert "](benchmarks/stages.svg)" in written
    assert "\n\n\n" not in written


def test_pictures_are_the_same_each_time() -> None:
    assert pictures(RESULTS) == pictures(RESULTS)


@pytest.mark.parametrize("word", ["NaN", "undefined"])
def test_pictures_show_numbers(word: str) -> None:
    assert [picture.name for picture in pictures(RESULTS) if word in picture.svg] == []
