"""Pictures of what was measured: how engines compare, how they grow, what they hold, and where the time goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert
from sendspec.cli.plot.chart import configuration
from sendspec.cli.plot.svg import dressed

Rows = list[dict[str, Any]]
WIDTH, HEIGHT = 560, 260
INK = "currentColor"


@dataclass(frozen=True)
class Picture:
    """A picture in the section of a part."""

    part: str
    name: str
    description: str
    svg: str


def pictures(results: Mapping[str, Any]) -> list[Picture]:
    """All that the results have numbers for."""
    return list(_pictures(results))


def _pictures(results: Mapping[str, Any]) -> Iterator[Picture]:
    growth = [row for row in _rows(results, "growth", "Growth") if "work, s" in row and row["modes"] == 1]
    stages = _rows(results, "growth", "Where the time goes")
    rates = [row for row in _compared(results) if row["a minute"] == "KPIs"]
    drawings: tuple[tuple[str, str, str, Rows, Callable[[Rows], alt.Chart]], ...] = (
        ("columns", "rates", "Millions of events a second by engine, for one mode and for four", rates, _bars),
        ("growth", "growth", "Seconds by the number of events, one mode with KPIs a minute", growth, _seconds),
        ("growth", "memory", "The most memory held, by the number of events, one mode", growth, _memory),
        ("growth", "stages", "Share of the time by stage, all threads together", stages, _stages),
    )
    for part, name, description, rows, draw in drawings:
        if rows:
            whole = draw(rows).properties(width=WIDTH, background="transparent")
            chart = whole.configure(**_looks()).to_dict()
            svg = vl_convert.vegalite_to_svg(chart, allowed_base_urls=[])
            yield Picture(part, name, description, dressed(svg, "en", name.capitalize(), description, name))


def _looks() -> dict[str, Any]:
    """As all charts, with the legend in one line."""
    looks = configuration(INK)
    return {**looks, "legend": {**looks["legend"], "columns": 0, "symbolSize": 120}}


def _rows(results: Mapping[str, Any], part: str, title: str) -> Rows:
    tables = results.get(part, {}).get("tables", [])
    return [row for table in tables if table["title"] == title for row in table["rows"]]


def _compared(results: Mapping[str, Any]) -> Rows:
    """The first table of the part `columns`, whatever the size in its title."""
    tables = results.get("columns", {}).get("tables", [])
    return list(tables[0]["rows"]) if tables else []


def _bars(rows: Rows) -> alt.Chart:
    data = [{"by": row["by"], "modes": _modes(row), "rate": row["M events/s"]} for row in rows]
    engines = list(dict.fromkeys(row["by"] for row in rows))
    return (
        alt.Chart(alt.InlineData(data))
        .mark_bar()
        .encode(
            y=alt.Y("by:N", sort=engines, title=None, axis=alt.Axis(labelLimit=240)),
            x=alt.X("rate:Q", title="M events a second"),
            yOffset=alt.YOffset("modes:N", sort=["1 mode", "4 modes"]),
            color=alt.Color("modes:N", sort=["1 mode", "4 modes"], title=None),
        )
        .properties(height=alt.Step(18))
    )


def _seconds(rows: Rows) -> alt.Chart:
    return _lines(rows, "work, s", "seconds, without the start of the process")


def _memory(rows: Rows) -> alt.Chart:
    return _lines(rows, "peak, MiB", "MiB")


def _lines(rows: Rows, column: str, title: str) -> alt.Chart:
    data = [{"by": row["by"], "events": _events(row), "value": row[column]} for row in rows]
    places = sorted({each["events"] for each in data})
    axis = alt.Axis(values=places, format="~s", grid=False)
    return (
        alt.Chart(alt.InlineData(data))
        .mark_line(point=True)
        .encode(
            x=alt.X("events:Q", scale=alt.Scale(type="log"), title="events", axis=axis),
            y=alt.Y("value:Q", scale=alt.Scale(type="log", nice=True), title=title, axis=alt.Axis(tickCount=6)),
            color=alt.Color("by:N", sort=list(dict.fromkeys(row["by"] for row in rows)), title=None),
        )
        .properties(height=HEIGHT)
    )


def _stages(rows: Rows) -> alt.Chart:
    about = ("by", "events", "modes")
    data = [
        {"log": f"{row['events']}, {_modes(row)}", "stage": name, "seconds": seconds, "place": place}
        for row in rows
        for place, (name, seconds) in enumerate((name, row[name]) for name in row if name not in about)
    ]
    stages = list(dict.fromkeys(each["stage"] for each in data))
    return (
        alt.Chart(alt.InlineData(data))
        .mark_bar()
        .encode(
            y=alt.Y("log:N", sort=list(dict.fromkeys(each["log"] for each in data)), title=None),
            x=alt.X("seconds:Q", stack="normalize", title="share", axis=alt.Axis(format="%")),
            color=alt.Color("stage:N", sort=stages, title=None),
            order=alt.Order("place:Q"),
        )
        .properties(height=alt.Step(24))
    )


def _events(row: Mapping[str, Any]) -> float:
    return float(row["events"].removesuffix(" M")) * 1e6


def _modes(row: Mapping[str, Any]) -> str:
    return f"{row['modes']} mode{'s' if row['modes'] > 1 else ''}"
