"""Times that a sender writes in more than one way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sendspec.sources.declared.meaning import Time, Way

from tests.unit.sendspec.sources_declared.declaring import declared, rule, told, value

NINE = 1_772_442_000_000_000
"""2026-03-02T09:00:00Z in microseconds."""
TIMES = (
    Time((Way("epoch", r"^\d{12,}$"),), "milliseconds"),
    Time(value("epoch"), "seconds"),
    Time(value("at"), "iso8601", "Europe/Paris"),
)


@pytest.mark.parametrize(
    ("record", "time"),
    [
        ('"epoch": 1772442000250', NINE + 250_000),
        ('"epoch": 1772442000', NINE),
        ('"epoch": "1772442000", "at": "2026-03-02T11:00:00Z"', NINE),
        ('"epoch": "soon", "at": "2026-03-02T10:00:00"', NINE),
        ('"at": "2026-03-02T09:00:00Z"', NINE),
        ('"epoch": "soon", "at": "late"', None),
        ('"other": 1772442000', None),
    ],
)
def test_the_first_that_is_there_and_can_be_read_counts(record: str, time: int | None, tmp_path: Path) -> None:
    source = declared(rule("d", event="delivered", time=TIMES))
    reading = told(tmp_path, f'{{"id": "m", "to": "a@x.test", {record}}}\n', source)

    assert [event.time for event in reading.events] == ([] if time is None else [time])
    assert [one.why for one in reading.not_understood] == ([] if time else ["no time can be read at `epoch`"])


def test_each_element_may_have_another_way(tmp_path: Path) -> None:
    times = (Time(value("each.at"), "seconds"), Time(value("each.at"), "iso8601"), Time(value("at"), "iso8601"))
    source = declared(rule("d", event="delivered", each="all", recipient=value("each.to"), time=times))
    elements: list[dict[str, Any]] = [
        {"to": "a", "at": 1772442001},
        {"to": "b", "at": "2026-03-02T09:00:02Z"},
        {"to": "c"},
    ]
    text = f'{{"id": "m", "at": "2026-03-02T09:00:03Z", "all": {elements}}}'.replace("'", '"')
    reading = told(tmp_path, text, source)

    assert [(event.recipient, event.time) for event in reading.events] == [
        ("a", NINE + 1_000_000),
        ("b", NINE + 2_000_000),
        ("c", NINE + 3_000_000),
    ]
