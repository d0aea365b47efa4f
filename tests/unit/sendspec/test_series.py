"""KPIs over time: what a replay as of each time gives, and by the age of messages counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec.cli.project import compiled
from sendspec.kpi import Measures
from sendspec.replay import Result, replay
from sendspec.series import Series, series, series_at, series_by_age
from sendspec.sources import postfix
from sendspec.sources.records import Request
from sendspec.table import Standing

from tests.project import ROOT
from tests.unit.sendspec.heard import Heard, log
from tests.unit.sendspec.tables import HOUR, MEASURES, MESSAGE_TABLE, TRACKING_TABLE

SAMPLE = ROOT / "samples/postfix"
TABLES = {"mode": MESSAGE_TABLE}
END = 120


def replayed(*events: Heard, as_of: int | None = None) -> Result:
    return replay(list(events), TABLES, MEASURES, tracking=TRACKING_TABLE, as_of=as_of)


def drawn(*lines: str, as_of: int | None = None, points: int = 120) -> Series:
    return series(replayed(*log(*lines), as_of=as_of), MEASURES, points=points)


def by_age(*lines: str, as_of: int | None = None, points: int = 120) -> Series:
    return series_by_age(replayed(*log(*lines), as_of=as_of), MEASURES, points=points)


def test_a_value_at_each_change() -> None:
    found = drawn("10 a relayed", "20 a delivered", "20 b relayed", "50 b hard_bounced", as_of=60)

    assert found.times == (10, 20, 50, 60)
    assert found.modes["mode"]["to_deliver"] == (1, 2, 2, 2)
    assert found.modes["mode"]["sent"] == (0, 1, 1, 1)
    assert found.modes["mode"]["delivered_rate"] == (0, 50, 50, 50)
    assert found.modes["mode"]["bounces_errors_rate"] == (0, 0, 50, 50)


def test_values_at_given_times() -> None:
    result = replayed(*log("10 a relayed", "20 a delivered", "20 b relayed", "50 b hard_bounced"), as_of=60)
    found = series_at(result, MEASURES, (5, 19, 20, 49))

    assert found.times == (5, 19, 20, 49)
    assert found.modes["mode"]["to_deliver"] == (0, 1, 2, 2)
    assert found.modes["mode"]["sent"] == (0, 0, 1, 1)
    assert found.modes["mode"]["delivered_rate"] == (None, 0, 50, 50)


def test_a_share_of_nothing_is_a_gap() -> None:
    found = drawn("10 a excluded", "20 b relayed", "30 b delivered")

    assert found.modes["mode"]["delivered_rate"] == (None, 0, 100)
    assert found.modes["mode"]["open_rate"] == (None, None, 0)


def test_a_counter_that_falls_is_followed() -> None:
    found = drawn("10 a soft_bounced", "20 a delivered")

    assert found.modes["mode"]["bounces_errors_rate"] == (100, 0)


def test_opens_are_counted_at_once_whenever_they_are_refreshed() -> None:
    found = drawn("10 a delivered", "20 a opened")

    assert found.modes["mode"]["open_rate"] == (0, 100)


def test_more_changes_than_points_are_looked_at_at_equal_distances() -> None:
    found = drawn(*(f"{time} m{time} delivered" for time in range(1, 31)), as_of=41, points=5)

    assert found.times == (1, 11, 21, 31, 41)
    assert found.modes["mode"]["sent"] == (1, 11, 21, 30, 30)


def test_the_clock_strikes_between_events() -> None:
    states = {**MESSAGE_TABLE.states, "expired": Standing(status="sent")}
    tables = {"mode": replace(MESSAGE_TABLE, states=states)}
    events = log("0 a soft_bounced", "0 b relayed", "200 b cancelled", unit=HOUR)
    found = series(replay(events, tables, MEASURES), MEASURES)

    assert found.times == (0, 84 * HOUR, 200 * HOUR)
    assert found.modes["mode"]["sent"] == (0, 1, 1)


@pytest.mark.parametrize("points", [-1, 0, 1])
def test_fewer_than_two_points_are_refused(points: int) -> None:
    with pytest.raises(ValueError, match="2 or more"):
        drawn("1 a delivered", points=points)


def test_of_no_messages_there_is_one_value() -> None:
    found = drawn(as_of=7)

    assert found.times == (7,)
    assert found.modes["mode"]["sent"] == (0,)
    assert found.modes["mode"]["delivered_rate"] == (None,)


# ── what a replay says as of each time ──


def assert_as_replayed(events: list[Heard], measures: Measures, as_of: int, points: int) -> None:
    found = series(replayed(*events, as_of=as_of), measures, points=points)
    for number, time in enumerate(found.times):
        now = replayed(*events, as_of=time).modes["mode"].kpis

        assert {kpi: values[number] for kpi, values in found.modes["mode"].items()} == now


EVENTS = st.builds(
    Heard,
    time=st.integers(0, END).map(lambda hour: hour * HOUR),
    message=st.sampled_from("abc"),
    recipient=st.sampled_from(("u@x.test", "U@x.test", "v@x.test")),
    event=st.sampled_from((*MESSAGE_TABLE.events, *TRACKING_TABLE.events)),
    id=st.sampled_from((None, "1", "2")),
)


@settings(max_examples=150, deadline=None)
@given(events=st.lists(EVENTS, max_size=14), as_of=st.integers(0, 2 * END), points=st.sampled_from((2, 5, 120)))
def test_a_random_log_as_of_each_time(events: list[Heard], as_of: int, points: int) -> None:
    assert_as_replayed(events, MEASURES, as_of * HOUR, points)


@pytest.mark.parametrize("points", [7, 120])
def test_the_sample_as_of_each_time(points: int) -> None:
    spec = compiled(ROOT)
    paths = (SAMPLE / "maillog", SAMPLE / "dsn")
    events = postfix.read(Request(paths, spec.sources["postfix"].events, year=2026)).events
    found = series(replay(events, spec.tables, spec.measures, tracking=spec.tracking), spec.measures, points=points)

    assert 2 < len(found.times) <= points
    for number, time in enumerate(found.times):
        now = replay(events, spec.tables, spec.measures, tracking=spec.tracking, as_of=time)
        values = {mode: {kpi: values[number] for kpi, values in kpis.items()} for mode, kpis in found.modes.items()}

        assert values == {name: mode.kpis for name, mode in now.modes.items()}


# ── by age ──


def test_messages_are_laid_over_each_other() -> None:
    found = by_age("100 a relayed", "110 a delivered", "200 b relayed", "230 b hard_bounced", as_of=900)

    assert found.times == (0, 0, 10, 30)
    assert found.modes["mode"]["to_deliver"] == (2, 2, 2, 2)
    assert found.modes["mode"]["delivered_rate"] == (0, 0, 50, 50)
    assert found.modes["mode"]["bounces_errors_rate"] == (0, 0, 0, 50)


def test_the_first_event_comes_before_others_of_its_time() -> None:
    found = by_age("100 a relayed", "100 a delivered", "200 b delivered")

    assert found.times == (0, 0)
    assert found.modes["mode"]["delivered_rate"] == (50, 100)


def test_an_open_is_as_old_as_its_message() -> None:
    found = by_age("100 a relayed", "101 a delivered", "130 a opened", "500 b opened")

    assert found.times == (0, 0, 1, 30)
    assert found.modes["mode"]["open_rate"] == (None, None, 100, 200)


def test_the_modes_begin_far_apart_and_end_together() -> None:
    spec = compiled(ROOT)
    paths = (SAMPLE / "maillog", SAMPLE / "dsn")
    events = postfix.read(Request(paths, spec.sources["postfix"].events, year=2026)).events
    found = series_by_age(replay(events, spec.tables, spec.measures, tracking=spec.tracking), spec.measures)
    ends = {mode: (kpis["delivered_rate"][0], kpis["delivered_rate"][-1]) for mode, kpis in found.modes.items()}
    sent = 100 * 373 / 483

    assert ends == {
        "native_mta": (0, sent),
        "enhanced_mta": (100, sent),
        "enhanced_mta_efs": (0, sent),
        "enhanced_mta_efs_v8": (0, sent),
    }
    assert set(found.modes["enhanced_mta"]["to_deliver"]) == {483}
