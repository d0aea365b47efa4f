"""A comparison as charts of Vega-Lite: both curves of a KPI, and its difference stacked by steps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from sendspec.cli.compare.picture import Picture, Row
from sendspec.cli.plot.chart import (
    AXIS_WIDTH,
    COLORS,
    DASHES,
    DAY,
    GAP,
    GREY,
    LARGE,
    MINUTE,
    PANEL_HEIGHT,
    PANEL_WIDTH,
    WIDTHS,
    configuration,
)

STEP_COLORS = ("#7b61c4", "#a9702c", "#2a8f9c", "#c24f7d", "#6d8a1f", "#5577b3", "#808080")
"""Of steps, the last one for all others; no mode has one of them. All are seen on white and on nearly black."""
LEGEND_WIDTH = 680
BETWEEN = 0.25
"""How opaque the area between two curves is."""


def chart(picture: Picture, ink: str, ground: str) -> dict[str, Any]:
    """All rows as Vega-Lite's JSON, with the colours of words and of what lies behind them."""
    rows = [
        alt.hconcat(
            _curves(picture, row, last=row is picture.rows[-1], named=True),
            _stack(picture, row, ink, first=row is picture.rows[0], last=row is picture.rows[-1], named=True),
            bounds="flush",
            spacing=GAP,
        )
        for row in picture.rows
    ]
    whole = alt.vconcat(*rows, spacing=12, background=ground, padding=4)
    return _finished(whole, ink)


def curves(picture: Picture, row: Row, ink: str, ground: str) -> dict[str, Any]:
    """Both curves of one KPI, to stand alone beside a legend."""
    drawn = _curves(picture, row, last=True, named=False)
    return _finished(drawn.properties(background=ground, padding=4), ink)


def stack(picture: Picture, row: Row, ink: str, ground: str) -> dict[str, Any]:
    """The difference of one KPI by steps, to stand alone beside a list of the steps."""
    drawn = _stack(picture, row, ink, first=True, last=True, named=False)
    return _finished(drawn.properties(background=ground, padding=4), ink)


def _finished(drawn: Any, ink: str) -> dict[str, Any]:
    look = configuration(ink)
    words = {"titleColor": ink, "titleFontSize": 12, "titleFontWeight": "normal", "titleLimit": LEGEND_WIDTH}
    look["legend"] = {**look["legend"], **words, "labelLimit": LEGEND_WIDTH}
    found: dict[str, Any] = drawn.configure(**look).to_dict()
    return found


def _curves(picture: Picture, row: Row, *, last: bool, named: bool) -> alt.LayerChart:
    """The curves of both modes, and what lies between them."""
    first_values, second_values = row.values
    between = list(_points(picture, {"y": first_values, "y2": second_values}))
    lines = [
        {**point, "mode": mode}
        for mode, values in zip(("a", "b"), row.values, strict=True)
        for point in _points(picture, {"y": values})
    ]
    x, y = _time(picture, last=last), _amount(row, row.values, share=True)
    area = (
        alt.Chart(alt.InlineData(values=between))
        .mark_area(interpolate="step-after", color=GREY, opacity=BETWEEN)
        .encode(x=x, y=y, y2="y2:Q")
    )
    line = (
        alt.Chart(alt.InlineData(values=lines))
        .mark_line(interpolate="step-after", strokeCap="butt")
        .encode(
            x=x,
            y=y,
            stroke=alt.Stroke(**_by_mode(picture, COLORS, named=named)),
            strokeDash=alt.StrokeDash(**_by_mode(picture, DASHES, named=named)),
            strokeWidth=alt.StrokeWidth(**_by_mode(picture, WIDTHS, named=named)),
        )
    )
    whole = alt.LayerChart(layer=[area, line])
    return whole.properties(width=PANEL_WIDTH, height=PANEL_HEIGHT, title=row.label if named else "")


def _stack(picture: Picture, row: Row, ink: str, *, first: bool, last: bool, named: bool) -> alt.LayerChart:
    """What each step adds, upwards and downwards from 0, and their sum as a line."""
    layers = [
        {**point, "step": layer.step}
        for layer in row.layers
        for point in _points(picture, {"y": layer.low, "y2": layer.high})
    ]
    x = _time(picture, last=last)
    y = _amount(row, [values for layer in row.layers for values in (layer.low, layer.high)], share=False)
    numbers = list(range(len(picture.legend)))
    labels = json.dumps(list(picture.legend), ensure_ascii=False)
    legend = alt.Legend(
        title=picture.legend_title,
        orient="bottom",
        columns=1,
        labelExpr=f"{labels}[datum.value]",
        symbolType="square",
        symbolSize=120,
        rowPadding=2,
    )
    area = (
        alt.Chart(alt.InlineData(values=layers))
        .mark_area(interpolate="step-after")
        .encode(
            x=x,
            y=y,
            y2="y2:Q",
            fill=alt.Fill(
                "step:O",
                legend=legend if named else None,
                scale=alt.Scale(domain=numbers, range=list(STEP_COLORS[: len(numbers)])),
            ),
        )
    )
    line = (
        alt.Chart(alt.InlineData(values=list(_points(picture, {"y": row.difference}))))
        .mark_line(interpolate="step-after", strokeCap="butt", strokeWidth=2, color=ink)
        .encode(x=x, y=y)
    )
    whole = alt.LayerChart(layer=[area, line])
    return whole.properties(width=PANEL_WIDTH, height=PANEL_HEIGHT, title=picture.difference_title if first else "")


def _time(picture: Picture, *, last: bool) -> alt.X:
    start, end = picture.times[0], picture.times[-1]
    length = end - start
    form = "%Y-%m-%d" if length > 2 * DAY else "%H:%M" if length > 2 * MINUTE else "%H:%M:%S"
    axis = alt.Axis(
        title=picture.time_title if last else None,
        titleAnchor="start",
        format=form,
        labels=last,
        tickCount=5 if form == "%H:%M" else 3,
        labelOverlap="greedy",
    )
    return alt.X("x:T", axis=axis, scale=alt.Scale(type="utc", domain=[start / 1_000, max(end, start + 1_000) / 1_000]))


def _amount(row: Row, drawn: Sequence[Sequence[float | None]], *, share: bool) -> alt.Y:
    """The axis of values from 0, or of differences around it."""
    known = [value for values in drawn for value in values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    axis: dict[str, Any] = {"title": None, "tickCount": 3, "minExtent": AXIS_WIDTH, "maxExtent": AXIS_WIDTH}
    if row.is_share and share:
        low, high = min(low, 0), max(high, 100)
        axis |= {"values": [0, 50, 100], "labelExpr": "datum.label + ' %'"}
    elif row.is_share:
        axis |= {"labelExpr": "datum.value ? format(datum.value, '+~f') : '0'"}
    else:
        form = ("" if share else "+") + ("~s" if max(-low, high) >= LARGE else ",d")
        axis |= {"tickMinStep": 1, "labelExpr": f"datum.value ? format(datum.value, '{form}') : '0'"}
    scale = alt.Scale(domain=[low, high if high > low else low + 1], nice=not (row.is_share and share))
    return alt.Y("y:Q", axis=alt.Axis(**axis), scale=scale)


def _by_mode(picture: Picture, looks: Sequence[Any], *, named: bool) -> dict[str, Any]:
    """One of the looks for each mode, told in the legend by the mode's label."""
    labels = json.dumps(dict(zip(("a", "b"), picture.modes, strict=True)), ensure_ascii=False)
    chosen = [looks[place % len(looks)] for place in picture.places]
    return {
        "field": "mode",
        "type": "nominal",
        "sort": None,
        "legend": alt.Legend(title=None, labelExpr=f"{labels}[datum.label]") if named else None,
        "scale": alt.Scale(type="ordinal", domain=["a", "b"], range=chosen),
    }


def _points(picture: Picture, columns: dict[str, Sequence[float | None]]) -> Iterator[dict[str, float | None]]:
    """The values of each time, held until the next one."""
    for number, time in enumerate(picture.times):
        yield {"x": time / 1_000, **{name: values[number] for name, values in columns.items()}}
