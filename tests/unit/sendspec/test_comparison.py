"""Two modes on one log: small logs reckoned by hand, and parts that sum to differences that replays give."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec.cli.project import Compiled, compiled
from sendspec.comparison import Comparison, JointStep, KpiDifference, Modes, compare, compare_counts, count_walks
from sendspec.replay import Result, replay
from sendspec.sources import postfix
from sendspec.sources.records import Request
from sendspec.table import Standing, Table

from tests.project import ROOT
from tests.unit.sendspec.heard import Heard, log
from tests.unit.sendspec.tables import HOUR, MEASURES, MESSAGE_TABLE

SAMPLE = ROOT / "samples/postfix"
MODES = ("native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8")


@cache
def spec() -> Compiled:
    return compiled(ROOT)


def replayed(events: list[Heard], *, as_of: int | None = None) -> Result:
    return replay(events, spec().tables, spec().measures, tracking=spec().tracking, as_of=as_of)


def compared(a: str, b: str, *lines: str, as_of: int | None = None, points: int = 120) -> Comparison:
    """The log in hours."""
    until = None if as_of is None else as_of * HOUR
    return compare(replayed(log(*lines, unit=HOUR), as_of=until), a, b, spec().measures, points=points)


def parts(found: KpiDifference) -> dict[tuple[str | None, str, str], tuple[object, object]]:
    """By the event and the states before it, what it adds at the end and when the difference is greatest."""
    return {(part.step.event, *part.step.states): (part.at_end, part.at_greatest) for part in found.parts}


# ── by hand ──


def test_a_soft_bounce_is_a_failure_in_one_mode() -> None:
    lines = ("0 a relayed", "0 b relayed", "1 a delivered", "1 b soft_bounced")
    found = compared("native_mta", "enhanced_mta", *lines).kpis["bounces_errors_rate"]

    assert found.values == (50, 0)
    assert (found.at_end, found.at_greatest) == (-50, -50)
    assert parts(found) == {("soft_bounced", "pending", "relayed"): (-50, -50)}
    [part] = found.parts
    assert (part.times, part.messages) == (1, 1)
    assert part.effect.numbers == (1, 0)
    assert part.samples == [("b", 1 * HOUR, "log:4")]


def test_what_agrees_at_the_end_differed_on_the_way() -> None:
    lines = ("0 a relayed", "0 b relayed", "0 c relayed", "5 a delivered", "6 b delivered", "9 c hard_bounced")
    comparison = compared("native_mta", "enhanced_mta", *lines)
    found = comparison.kpis["sent"]

    assert found.values == (2, 2)
    assert found.at_end == 0
    assert found.differs
    assert not found.differs_at_end
    assert found.at_greatest == 3
    assert found.greatest is not None
    assert comparison.times[found.greatest] == 0
    assert parts(found) == {
        ("relayed", "pending", "pending"): (3, 3),
        ("delivered", "pending", "relayed"): (-2, 0),
        ("hard_bounced", "pending", "relayed"): (-1, 0),
    }
    assert [part.times for part in found.parts] == [3, 2, 1]


def test_the_order_of_the_modes_is_the_sign() -> None:
    lines = ("0 a relayed", "0 b relayed", "1 b soft_bounced")
    there = compared("native_mta", "enhanced_mta", *lines).kpis["delivered_rate"]
    back = compared("enhanced_mta", "native_mta", *lines).kpis["delivered_rate"]

    assert (there.at_end, back.at_end) == (100, -100)


def test_a_clock_that_strikes_in_one_mode_only() -> None:
    comparison = compared("enhanced_mta", "enhanced_mta_efs_v8", "0 a soft_bounced", "0 b relayed", as_of=100)
    found = comparison.kpis["bounces_errors_rate"]

    assert comparison.times == (0, 84 * HOUR, 100 * HOUR)
    assert [totals.difference for totals in found.totals] == [0, 50, 50]
    [part] = found.parts
    assert part.step == JointStep("expired", by_clock=True, states=("retrying", "retrying"), ways=(None, 0))
    assert part.samples == [("a", 84 * HOUR, "log:1")]


def test_clocks_that_strike_together_are_one_step() -> None:
    events = log("0 a soft_bounced", unit=HOUR)
    counts = count_walks(replayed(events, as_of=100 * HOUR), "native_mta", "enhanced_mta_efs_v8")

    assert counts.times == [0, 84 * HOUR, 100 * HOUR]
    assert counts.taken[1] == {JointStep("expired", by_clock=True, states=("retrying", "retrying"), ways=(0, 0)): 1}


def test_a_delivery_that_is_reported_late() -> None:
    lines = ("0 a soft_bounced", "90 a delivered")
    comparison = compared("enhanced_mta", "enhanced_mta_efs_v8", *lines)
    delivered, bounces = (comparison.kpis[name] for name in ("delivered_rate", "bounces_errors_rate"))

    assert [totals.difference for totals in delivered.totals] == [-100, -100, 0]
    assert parts(delivered) == {
        ("soft_bounced", "pending", "pending"): (-100, -100),
        ("delivered", "retrying", "expired"): (100, 0),
    }
    assert [totals.difference for totals in bounces.totals] == [0, 100, 0]
    assert parts(bounces) == {
        ("expired", "retrying", "retrying"): (100, 100),
        ("delivered", "retrying", "expired"): (-100, 0),
    }


def test_wholes_that_differ_have_their_part_in_each_step() -> None:
    # Native MTA: 1 delivered of 2 processed. Enhanced MTA: 3 of 3. A step that adds n to the number and w to the whole
    # of the second mode more than to those of the first adds (n − w / 2) / 3.
    lines = ("0 a relayed", "0 b relayed", "0 c relayed", "1 a delivered", "1 b soft_bounced")
    found = compared("native_mta", "enhanced_mta", *lines).kpis["report_delivered_rate"]

    assert found.values == (50, 100)
    assert found.totals[-1].wholes == (2, 3)
    assert {step: end for step, (end, _) in parts(found).items()} == {
        ("relayed", "pending", "pending"): 3 * Fraction(50, 3),
        ("delivered", "pending", "relayed"): Fraction(-50, 3),
        ("soft_bounced", "pending", "relayed"): Fraction(50, 3),
    }


def test_a_share_of_nothing_in_one_mode_has_no_difference() -> None:
    found = compared("native_mta", "enhanced_mta", "0 a relayed").kpis["report_delivered_rate"]

    assert found.values == (None, 100)
    assert (found.at_end, found.at_greatest, found.greatest) == (None, None, None)
    assert found.is_torn
    assert found.differs
    assert found.differs_at_end
    assert parts(found) == {("relayed", "pending", "pending"): (None, None)}


def test_shares_of_nothing_in_both_modes_agree() -> None:
    found = compared("native_mta", "enhanced_mta_efs", "0 a relayed").kpis["report_delivered_rate"]

    assert found.values == (None, None)
    assert not found.differs
    assert parts(found) == {}


def test_opens_are_shares_of_other_wholes() -> None:
    lines = ("0 a relayed", "0 b relayed", "1 a delivered", "2 a opened")
    found = compared("native_mta", "enhanced_mta", *lines).kpis["open_rate"]

    assert found.values == (100, 50)
    assert {step: end for step, (end, _) in parts(found).items()} == {
        ("relayed", "pending", "pending"): -100,
        ("delivered", "pending", "relayed"): 50,
    }


def test_a_message_that_takes_a_step_twice_is_one_message() -> None:
    moves = tuple(
        replace(move, target="pending") if move.source == "delivered" else move for move in MESSAGE_TABLE.moves
    )
    states = {**MESSAGE_TABLE.states, "delivered": Standing(status="failed")}
    tables: dict[str, Table[str, str]] = {
        "a": replace(MESSAGE_TABLE, moves=moves),
        "b": replace(MESSAGE_TABLE, moves=moves, states=states),
    }
    lines = ("0 a delivered", "1 a hard_bounced", "0 b delivered", "2 a delivered", "3 b hard_bounced")
    found = compare(replay(log(*lines), tables, MEASURES), "a", "b", MEASURES).kpis["sent"]

    assert {(part.step.event, part.times, part.messages, part.at_end) for part in found.parts} == {
        ("delivered", 3, 2, -3),
        ("hard_bounced", 2, 2, 2),
    }


def test_modes_may_begin_apart() -> None:
    states = {**MESSAGE_TABLE.states, "taken": Standing(status="sent")}
    other: Table[str, str] = replace(
        MESSAGE_TABLE, states=states, initial="taken", at_start={"to_deliver": 1, "delivered": 1}
    )
    tables: dict[str, Table[str, str]] = {"a": MESSAGE_TABLE, "b": other}
    comparison = compare(replay(log("3 x relayed", "4 y relayed"), tables, MEASURES), "a", "b", MEASURES)

    assert parts(comparison.kpis["sent"]) == {(None, "pending", "taken"): (2, 2)}
    assert parts(comparison.kpis["delivered_rate"]) == {(None, "pending", "taken"): (100, 100)}
    assert comparison.kpis["sent"].parts[0].samples == [("x", 3, "log:1"), ("y", 4, "log:2")]


def test_three_messages_stand_for_all() -> None:
    lines = [f"{9 - number} m{number} soft_bounced" for number in range(5)]
    found = compared("native_mta", "enhanced_mta", *lines).kpis["bounces_errors_rate"]

    assert [sample.message for sample in found.parts[0].samples] == ["m0", "m1", "m2"]


def test_of_no_messages_nothing_differs() -> None:
    comparison = compared("native_mta", "enhanced_mta", as_of=7)

    assert comparison.times == (7 * HOUR,)
    assert not [*comparison.differing()]


def test_the_greatest_difference_is_found_between_the_points() -> None:
    lines = [f"{number} m{number} delivered" for number in range(40)]
    comparison = compared("native_mta", "enhanced_mta", *lines, "17 x relayed", "18 x delivered", points=3)
    found = comparison.kpis["sent"]

    assert comparison.times == (0, 17 * HOUR, 19 * HOUR, 39 * HOUR)
    assert [totals.difference for totals in found.totals] == [0, 1, 0, 0]


@pytest.mark.parametrize("points", [0, 1])
def test_fewer_than_two_points_are_refused(points: int) -> None:
    with pytest.raises(ValueError, match="2 or more"):
        compared("native_mta", "enhanced_mta", "0 a relayed", points=points)


# ── what replays say ──

EVENTS = st.builds(
    Heard,
    time=st.integers(0, 100).map(lambda hour: hour * HOUR),
    message=st.sampled_from("abcd"),
    recipient=st.sampled_from(("u@x.test", "v@x.test")),
    event=st.sampled_from((*MESSAGE_TABLE.events, "opened", "clicked")),
    id=st.sampled_from((None, "1", "2")),
)
PAIRS = st.lists(st.sampled_from(MODES), min_size=2, max_size=2, unique=True)


@settings(max_examples=120, deadline=None)
@given(events=st.lists(EVENTS, max_size=16), as_of=st.integers(0, 200), pair=PAIRS)
def test_parts_sum_to_the_difference_at_every_time(events: list[Heard], as_of: int, pair: list[str]) -> None:
    a, b = pair
    comparison = compare(replayed(events, as_of=as_of * HOUR), a, b, spec().measures)
    greatest: dict[str, Fraction] = {}
    for number, time in enumerate(comparison.times):
        now = replayed(events, as_of=time).modes
        for name, found in comparison.kpis.items():
            values, shares = found.totals[number].values, found.shares[number]

            assert [value if value is None else float(value) for value in values] == [
                now[mode].kpis[name] for mode in (a, b)
            ]
            if None in values:
                assert shares is None
                continue
            assert shares is not None
            difference = Fraction(values[1] or 0) - Fraction(values[0] or 0)
            assert sum(shares.values()) == difference
            greatest[name] = max(greatest.get(name, Fraction(0)), abs(difference))
    for name, found in comparison.kpis.items():
        assert abs(found.at_greatest or 0) == greatest.get(name, 0)


@settings(max_examples=120, deadline=None)
@given(events=st.lists(EVENTS, max_size=16), as_of=st.integers(0, 200), pair=PAIRS)
def test_steps_lead_to_the_states_of_both_modes(events: list[Heard], as_of: int, pair: list[str]) -> None:
    a, b = pair
    result = replayed(events, as_of=as_of * HOUR)
    modes = Modes((result.modes[a].table, result.modes[b].table), spec().measures)
    counts = count_walks(result, a, b)
    inside: Counter[tuple[str, str]] = Counter()
    for time, taken in zip(counts.times, counts.taken, strict=True):
        for step, times in taken.items():
            inside[modes.targets(step)] += times
            if step.event is not None:
                inside[step.states] -= times
        now = replayed(events, as_of=time).modes
        expected = Counter((one.state, other.state) for one, other in zip(now[a].walks, now[b].walks, strict=True))

        assert +inside == expected
        assert min(inside.values(), default=0) >= 0


def test_the_sample_in_every_pair_of_modes() -> None:
    events = postfix.read(
        Request((SAMPLE / "maillog", SAMPLE / "dsn"), spec().sources["postfix"].events, year=2026)
    ).events
    result = replay(events, spec().tables, spec().measures, tracking=spec().tracking)
    for a in MODES:
        for b in MODES:
            for found in compare(result, a, b, spec().measures).kpis.values():
                assert found.differs is False or a != b
                assert found.at_end == 0
                for totals, shares in zip(found.totals, found.shares, strict=True):
                    assert sum((shares or {}).values()) == (totals.difference or 0)


def test_the_counts_of_any_engine_will_do() -> None:
    result = replayed(log("0 a relayed", "0 b relayed", "1 b soft_bounced", unit=HOUR))
    counts = count_walks(result, "native_mta", "enhanced_mta")
    a_bucket = replace(
        counts,
        times=[HOUR],
        taken=[{step: times for taken in counts.taken for step, times in taken.items()}],
        flows=[{}],
    )
    modes = Modes((spec().tables["native_mta"], spec().tables["enhanced_mta"]), spec().measures)
    found = compare_counts(a_bucket, modes, 120).kpis["bounces_errors_rate"]

    assert parts(found) == {("soft_bounced", "pending", "relayed"): (-50, -50)}
