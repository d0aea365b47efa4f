"""The curves of KPIs as a chart of Vega-Lite: a row for each KPI, a line for each mode."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from sendspec.cli.plot.picture import Picture, Row
from sendspec.series import Series, Value

FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
GREY = "#888"
COLORS = ("#767676", "#d55e00", "#1f7fc4", "#00906a", "#b8629a", "#94750a")
"""Distinguishable to colour-blind people too, with a contrast of 3 or more on white and on nearly black."""
DASHES: tuple[list[int], ...] = ([], [], [8, 4], [2, 3])
"""Whole lines below, broken ones above, so that lines that agree are all seen."""
WIDTHS = (5.0, 2.5, 2.5, 2.5)
PANEL_WIDTH, PANEL_HEIGHT, GAP = 280, 92, 70
AXIS_WIDTH = 44
LEAD = 0.05
"""How much of the axis of ages lies before 0 and after the last change, to show how messages begin and end."""
LARGE = 10_000
"""Numbers from here on are shown as 20k and 1.5M."""
SECOND = 1_000_000
UNITS = (("d", 86_400 * SECOND), ("h", 3_600 * SECOND), ("min", 60 * SECOND), ("s", SECOND))
DAY, MINUTE = UNITS[0][1], UNITS[2][1]


def chart(picture: Picture, ink: str, ground: str) -> dict[str, Any]:
    """The chart as Vega-Lite's JSON, with the colours of its words and of what lies behind it."""
    rows = [
        alt.hconcat(*_panels(picture, row, last=row is picture.rows[-1]), bounds="flush", spacing=GAP)
        for row in picture.rows
    ]
    whole = alt.vconcat(*rows, spacing=12, background=ground, padding=4)
    found: dict[str, Any] = whole.configure(**configuration(ink)).to_dict()
    return found


def _panels(picture: Picture, row: Row, *, last: bool) -> Iterator[Any]:
    yield _time_panel(picture, row, last=last)
    if picture.by_age is not None:
        yield _age_panel(picture, row, picture.by_age, last=last)


def configuration(ink: str) -> dict[str, Any]:
    """How all charts look, with the colour of their words."""
    lines = {"gridColor": GREY, "gridOpacity": 0.4, "domainColor": GREY, "tickColor": GREY}
    words = {
        "labelColor": ink,
        "titleColor": ink,
        "labelFontSize": 11,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return {
        "font": FONT,
        "axis": {**lines, **words},
        "legend": {
            "labelColor": ink,
            "labelFontSize": 12,
            "labelLimit": 640,
            "orient": "top",
            "columns": 1,
            "rowPadding": -8,
            "symbolSize": 900,
        },
        "title": {"color": ink, "fontSize": 13, "anchor": "start", "offset": 6},
        "view": {"stroke": None},
    }


def _time_panel(picture: Picture, row: Row, *, last: bool) -> alt.Chart:
    times = picture.by_time.times
    length = times[-1] - times[0]
    form = "%Y-%m-%d" if length > 2 * DAY else "%H:%M" if length > 2 * MINUTE else "%H:%M:%S"
    axis = alt.Axis(
        title=picture.time_title if last else None,
        titleAnchor="start",
        format=form,
        labels=last,
        tickCount=5 if form == "%H:%M" else 3,
        labelOverlap="greedy",
    )
    x = alt.X("x:T", axis=axis, scale=alt.Scale(type="utc", domain=[_milliseconds(times[0]), _milliseconds(times[-1])]))
    places = [_milliseconds(time) for time in times]
    return _panel(picture, row, picture.by_time, places, x).properties(title=row.label)


def _age_panel(picture: Picture, row: Row, by_age: Series, *, last: bool) -> alt.Chart:
    ages = by_age.times
    horizon = max(ages[-1], SECOND)
    unit, length = next((one for one in UNITS if horizon >= 2 * one[1]), UNITS[-1])
    end = horizon / length
    axis = alt.Axis(
        title=picture.age_title if last else None,
        # A long title reaches into the gap, not over the edge.
        titleAnchor="end",
        labelExpr=f"datum.value < 0 ? '' : datum.label + ' {unit}'",
        labels=last,
        tickCount=5,
        labelOverlap="greedy",
    )
    x = alt.X("x:Q", axis=axis, scale=alt.Scale(domain=[-LEAD * end, (1 + LEAD) * end], nice=False))
    places = [-LEAD * end, *(age / length for age in ages[1:]), (1 + LEAD) * end]
    return _panel(picture, row, by_age, places, x)


def _panel(picture: Picture, row: Row, series: Series, places: Sequence[float], x: alt.X) -> alt.Chart:
    axis: dict[str, Any] = {"title": None, "tickCount": 3, "minExtent": AXIS_WIDTH, "maxExtent": AXIS_WIDTH}
    highest = 100 if row.is_share else _highest(picture, row)
    if row.is_share:
        axis |= {"values": [0, 50, 100], "labelExpr": "datum.label + ' %'"}
    else:
        axis |= {"tickMinStep": 1, "labelExpr": f"format(datum.value, '{'~s' if highest >= LARGE else ',d'}')"}
    scale = alt.Scale(domain=[0, highest], nice=not row.is_share)
    data = alt.InlineData(values=list(_points(picture, row, series, places)))
    drawn: alt.Chart = (
        alt.Chart(data, width=PANEL_WIDTH, height=PANEL_HEIGHT)
        .mark_line(interpolate="step-after", strokeCap="butt")
        .encode(
            x=x,
            y=alt.Y("y:Q", axis=alt.Axis(**axis), scale=scale),
            color=alt.Color(**_by_mode(picture, COLORS)),
            strokeDash=alt.StrokeDash(**_by_mode(picture, DASHES)),
            strokeWidth=alt.StrokeWidth(**_by_mode(picture, WIDTHS)),
        )
    )
    return drawn


def _by_mode(picture: Picture, looks: Sequence[Any]) -> dict[str, Any]:
    """One of the looks for each mode, told in the legend by the mode's label."""
    labels = json.dumps(dict(picture.modes), ensure_ascii=False)
    chosen = [looks[picture.places[mode] % len(looks)] for mode in picture.modes]
    return {
        "field": "mode",
        "type": "nominal",
        "sort": None,
        "legend": alt.Legend(title=None, labelExpr=f"{labels}[datum.label]"),
        "scale": alt.Scale(type="ordinal", domain=list(picture.modes), range=chosen),
    }


def _highest(picture: Picture, row: Row) -> float:
    """The highest value of a KPI, so that both panels of a row have one scale."""
    both = [series for series in (picture.by_time, picture.by_age) if series is not None]
    drawn = [series.modes[mode][row.name] for series in both for mode in picture.modes]
    return max((value for values in drawn for value in values if value is not None), default=0) or 1


def _points(
    picture: Picture, row: Row, series: Series, places: Sequence[float]
) -> Iterator[dict[str, float | str | None]]:
    for mode in picture.modes:
        values: Sequence[Value] = series.modes[mode][row.name]
        for place, value in zip(places, (*values, values[-1]), strict=False):
            yield {"x": place, "y": value, "mode": mode}


def _milliseconds(time: int) -> float:
    return time / 1_000
