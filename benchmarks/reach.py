"""What is to be reached, and what of it is: each row reads its number from the tables of a part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Reach:
    """One thing asked for. `found` gives None where it was not measured."""

    part: str
    work: str
    asked: str
    shown: str
    """How the number reads."""
    found: Callable[[Mapping[str, Rows]], float | None]
    """From the tables of the part, by their place."""
    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


def pick(rows: Rows, column: str, **wanted: Any) -> float | None:
    """The value of the one row that is as wanted; columns with other letters are told as in `by`."""
    for row in rows:
        if all(row.get(name.replace("_", " ")) == value for name, value in wanted.items()):
            value = row.get(column)
            return None if value is None else float(value)
    return None


def least(rows: Rows, column: str) -> float | None:
    """The least value of a column."""
    return min((float(row[column]) for row in rows), default=None)


def ratio(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else above / below


OURS = "sendspec, library"
WITH_FILE = f"{OURS}, status file"
LIMITED = "sendspec replay --json --memory 2GiB"
LARGE, LARGER = "10 M", "100 M"

REACHES = (
    Reach(
        "live_messages",
        "One live message, KPIs counted",
        "≥ 10 × transitions",
        "{:.1f} ×",
        lambda t: pick(t["One live message"], "× transitions", by="sendspec, KPIs counted"),
        at_least=10,
    ),
    Reach(
        "live_messages",
        "One more live message, time",
        "≤ 1 µs",
        "{:.2f} µs",
        lambda t: pick(t["One more live message"], "µs", by="sendspec, 100,000 messages"),
        at_most=1,
    ),
    Reach(
        "live_messages",
        "One more live message, memory",
        "≤ 200 bytes",
        "{:.0f} bytes",
        lambda t: pick(t["One more live message"], "bytes", by="sendspec, 100,000 messages"),
        at_most=200,
    ),
    Reach(
        "columns",
        "10 M events to totals and a KPI value a minute",
        "≥ 10 M/s",
        "{:.1f} M/s",
        lambda t: pick(t["10 M events"], "M events/s", by=OURS, modes=1, a_minute="KPIs"),
        at_least=10,
    ),
    Reach(
        "columns",
        "The same with the status file",
        "≥ 7 M/s",
        "{:.1f} M/s",
        lambda t: pick(t["10 M events, more asked"], "M events/s", by=WITH_FILE),
        at_least=7,
    ),
    Reach(
        "columns",
        "The same, memory",
        "≤ 1.5 GiB",
        "{:,.0f} MiB",
        lambda t: pick(t["10 M events, more asked"], "peak, MiB", by=WITH_FILE),
        at_most=1536,
    ),
    Reach(
        "growth",
        "100 M events, time an event",
        "≤ 1.3 × that at 10 M",
        "{:.2f} ×",
        lambda t: ratio(
            pick(t["Growth"], "ns an event", by=OURS, events=LARGER, modes=1),
            pick(t["Growth"], "ns an event", by=OURS, events=LARGE, modes=1),
        ),
        at_most=1.3,
    ),
    Reach(
        "growth",
        "100 M events, memory",
        "≤ 6 GiB",
        "{:,.0f} MiB",
        lambda t: pick(t["Growth"], "peak, MiB", by=OURS, events=LARGER, modes=1),
        at_most=6144,
    ),
    Reach(
        "growth",
        "100 M events, told to keep to 2 GiB",
        "≤ 2 GiB",
        "{:,.0f} MiB",
        lambda t: pick(t["Growth"], "peak, MiB", by=LIMITED, events=LARGER),
        at_most=2048,
    ),
    Reach(
        "spark",
        "Spark, local, two cores",
        "≥ 0.8 × shuffle and sort",
        "{:.2f} ×",
        lambda t: ratio(
            pick(t["Spark"], "M events/s", by="sendspec on Spark"),
            pick(t["Spark"], "M events/s", by="shuffle and sort"),
        ),
        at_least=0.8,
    ),
    Reach(
        "postfix",
        "Postfix log to KPIs",
        "≥ 2 × pflogsumm",
        "{:.2f} ×",
        lambda t: ratio(
            pick(t["A Postfix log to KPIs"], "1,000 lines/s", by="sendspec replay"),
            pick(t["A Postfix log to KPIs"], "1,000 lines/s", by="pflogsumm"),
        ),
        at_least=2,
    ),
    Reach(
        "postfix",
        "The same on one core",
        "≥ 300,000 lines/s",
        "{:,.0f},000 lines/s",
        lambda t: pick(t["A Postfix log to KPIs"], "1,000 lines/s", by="sendspec replay, one core"),
        at_least=300,
    ),
    Reach(
        "json_sources",
        "Records of the slowest declared source to events, one core",
        "≥ 200,000 events/s",
        "{:,.0f},000 events/s",
        lambda t: least(t["Records of senders to events, one core"], "1,000 events/s"),
        at_least=200,
    ),
    Reach(
        "start_up",
        "`check`, cold",
        "≤ 500 ms",
        "{:.0f} ms",
        lambda t: pick(t["Whole commands, cold"], "median, ms", command="sendspec check"),
        at_most=500,
    ),
    Reach(
        "start_up",
        "`generate --check`, cold, with the site and its views",
        "≤ 3,000 ms",
        "{:,.0f} ms",
        lambda t: pick(t["Whole commands, cold"], "median, ms", command="sendspec generate --check"),
        at_most=3000,
    ),
    Reach(
        "laws",
        "All laws of a large spec",
        "≤ 2,000 ms",
        "{:,.0f} ms",
        lambda t: pick(t["The laws of a large spec"], "ms", law="all together"),
        at_most=2000,
    ),
)


def summary(results: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Each thing asked for, what was measured, and whether that is enough."""
    for reach in REACHES:
        tables = _Tables({table["title"]: table["rows"] for table in results.get(reach.part, {}).get("tables", [])})
        value = reach.found(tables)
        yield {
            "work": reach.work,
            "asked": reach.asked,
            "measured": "–" if value is None else reach.shown.format(value),
            "reached": "not measured" if value is None else "yes" if reach.holds(value) else "**no**",
        }


class _Tables(dict[str, Rows]):
    """Tables by their title; one that is missing has no rows."""

    def __missing__(self, title: str) -> Rows:
        return []
