"""Events to statuses and KPIs, on tables written by hand."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import NamedTuple

import pytest
from sendspec.replay import Result, replay
from sendspec.table import Deadline, Duration, Move, Standing, Table

from tests.unit.sendspec.tables import DAY, HOUR, MEASURES, TRACKING_TABLE, address_table

OPEN = ("pending", "retrying")
LENGTH = 3 * DAY + 12 * HOUR


class Heard(NamedTuple):
    time: int
    message: str
    recipient: str
    event: str
    id: str | None = None
    reason: str | None = None
    place: str = "log:1"


def table() -> Table[str, str]:
    failing = {"to_deliver": 1, "bounces_errors": 1}
    return Table(
        name="mode",
        kind="log",
        label={"en": "Mode"},
        initial="pending",
        events=("relayed", "soft_bounced", "expired", "delivered", "hard_bounced"),
        states={
            "pending": Standing(status="pending", contributes={"to_deliver": 1}),
            "retrying": Standing(
                status="failed", deadline=Deadline("validity_period", "expired", "start"), contributes=failing
            ),
            "expired": Standing(status="failed", settled=True, contributes=failing),
            "delivered": Standing(status="sent", settled=True, contributes={"to_deliver": 1, "delivered": 1}),
            "failed": Standing(status="failed", settled=True, contributes=failing),
        },
        moves=(
            Move("pending", "soft_bounced", "retrying", {"bounces_errors": 1}),
            Move("retrying", "soft_bounced", "retrying"),
            Move("retrying", "expired", "expired"),
            *(Move(state, "delivered", "delivered", {"delivered": 1}) for state in ("pending",)),
            Move("retrying", "delivered", "delivered", {"delivered": 1, "bounces_errors": -1}),
            Move("expired", "delivered", "delivered", {"delivered": 1, "bounces_errors": -1}),
            Move("pending", "hard_bounced", "failed", {"bounces_errors": 1}),
            Move("retrying", "hard_bounced", "failed"),
            Move("delivered", "hard_bounced", "failed", {"delivered": -1, "bounces_errors": 1}),
        ),
        ignored={
            "pending": ("relayed",),
            "retrying": ("relayed",),
            "expired": ("relayed", "soft_bounced", "expired", "hard_bounced"),
            "delivered": ("relayed", "soft_bounced", "delivered"),
            "failed": ("relayed", "soft_bounced", "expired", "delivered", "hard_bounced"),
        },
        rejected={"pending": {"expired": "no"}, "delivered": {"expired": "no"}},
        at_start={"to_deliver": 1},
        durations={"validity_period": Duration(LENGTH)},
    )


def told(*events: tuple[int, str], message: str = "m", recipient: str = "u@x.test") -> list[Heard]:
    return [Heard(time, message, recipient, event, reason=f"{event} at {time}") for time, event in events]


def run(events: list[Heard], as_of: int | None = None) -> Result:
    result = replay(events, {"mode": table()}, MEASURES, tracking=TRACKING_TABLE, as_of=as_of)
    assert_states_add_up(result)
    return result


def assert_states_add_up(result: Result) -> None:
    """What the effects counted is what the states contribute."""
    found = result.modes["mode"]
    contributed: Counter[str] = Counter()
    for row in found.rows():
        contributed.update(found.table.states[row.state].contributes)
    stocks = ("to_deliver", "delivered", "bounces_errors")

    assert {name: found.counters[name] for name in stocks} == {name: contributed[name] for name in stocks}
    assert sum(found.statuses.values()) == len(found.walks)


def states(result: Result) -> list[tuple[str, int]]:
    return [(row.state, row.since) for row in result.modes["mode"].rows()]


def test_events_are_heard_in_the_order_of_their_times() -> None:
    result = run(told((30, "delivered"), (10, "relayed"), (20, "soft_bounced")))

    assert states(result) == [("delivered", 30)]
    assert result.modes["mode"].counters["delivered"] == 1
    assert result.modes["mode"].kpis["delivered_rate"] == 100


def test_events_of_one_time_are_heard_in_the_order_of_the_spec() -> None:
    events = told((10, "delivered"), (10, "hard_bounced"))

    assert states(run(events)) == states(run(events[::-1])) == [("failed", 10)]


def reason(*events: Heard) -> str | None:
    """The reason that is shown, in whatever order the events come."""
    found = {next(run(list(order)).modes["mode"].rows()).reason for order in permutations(events)}
    assert len(found) == 1
    return found.pop()


def test_equal_events_of_one_time_are_heard_by_their_reasons() -> None:
    busy, none, empty, accent = (
        Heard(10, "m", "u@x.test", "soft_bounced", reason=words) for words in ("busy", None, "", "\xe9tat")
    )

    assert reason(none, busy) == "busy"
    assert reason(none, empty) == ""
    assert reason(empty, busy) == "busy"
    assert reason(busy, accent) == "\xe9tat"


def test_the_recipient_is_shown_as_the_first_event_writes_it() -> None:
    events = [Heard(10, "m", name, "soft_bounced", reason="busy") for name in ("u@x.test", "U@x.test", "u@X.test")]
    rows = [next(run(list(order)).modes["mode"].rows()) for order in permutations(events)]

    assert {row.recipient for row in rows} == {"U@x.test"}


def test_recipients_differ_by_case_beyond_ascii() -> None:
    names = (
        "\xc9va@x.test",
        "\xe9va@x.test",
        "\xc9VA@X.TEST",
        "\u0130@x.test",
        "i\u0307@x.test",
        "K@x.test",
        "\u212a@x.test",
    )
    rows = run([Heard(10, "m", name, "delivered") for name in names]).modes["mode"].rows()

    assert [row.recipient for row in rows] == [
        "\xc9VA@X.TEST",
        "\xe9va@x.test",
        "\u0130@x.test",
        "i\u0307@x.test",
        "K@x.test",
        "\u212a@x.test",
    ]


def test_an_empty_id_is_none() -> None:
    first, second = (Heard(10, "m", "u@x.test", "delivered", id=name) for name in ("", None))
    later = Heard(20, "m", "u@x.test", "delivered", id="")

    assert run([first, second]).duplicates == 1
    assert run([first, later]).duplicates == 0


def test_a_message_is_as_it_was_at_that_time() -> None:
    events = told((10, "relayed"), (20, "soft_bounced"), (30, "delivered"))

    assert states(run(events, as_of=5)) == []
    assert states(run(events, as_of=19)) == [("pending", 10)]
    assert states(run(events, as_of=20)) == [("retrying", 20)]
    assert run(events, as_of=20).later == 1
    assert run(events, as_of=20).modes["mode"].unsettled == 1
    assert run(events, as_of=30).modes["mode"].unsettled == 0


def test_a_deadline_counts_from_the_first_event_even_if_that_changed_nothing() -> None:
    events = told((10, "relayed"), (2 * DAY, "soft_bounced"))

    assert states(run(events, as_of=10 + LENGTH - 1)) == [("retrying", 2 * DAY)]
    assert states(run(events, as_of=10 + LENGTH)) == [("expired", 10 + LENGTH)]


def test_a_walk_tells_what_came_of_each_event() -> None:
    events = told((0, "relayed"), (10, "soft_bounced"), (LENGTH + 5, "soft_bounced"), (LENGTH + 9, "delivered"))
    (walk,) = run(events).modes["mode"].walks
    answers = [(answer.state, answer.event, answer.kind) for answer in walk.answers]

    assert answers == [
        ("pending", "relayed", "ignored"),
        ("pending", "soft_bounced", "moved"),
        ("expired", "soft_bounced", "ignored"),
        ("expired", "delivered", "moved"),
    ]
    assert [(strike.time, strike.after, strike.answer.event) for strike in walk.strikes] == [(LENGTH, 2, "expired")]


def test_all_walks_share_their_answers() -> None:
    events = [*told((0, "delivered")), *told((5, "relayed"), (9, "delivered"), message="n")]
    first, second = run(events).modes["mode"].walks

    assert first.answers[0] is second.answers[1]


def test_on_a_tie_the_clock_goes_first() -> None:
    result = run(told((0, "soft_bounced"), (LENGTH, "hard_bounced")))

    assert states(result) == [("expired", LENGTH)]


def test_an_event_after_its_deadline_finds_it_applied() -> None:
    result = run(told((0, "soft_bounced"), (LENGTH + 5, "delivered")))

    assert states(result) == [("delivered", LENGTH + 5)]
    assert result.modes["mode"].counters["bounces_errors"] == 0


def test_a_deadline_that_has_passed_on_entry_is_raised_then() -> None:
    result = run(told((0, "relayed"), (LENGTH + 5, "soft_bounced")))

    assert states(result) == [("expired", LENGTH + 5)]


def test_only_messages_in_a_state_with_a_deadline_have_one() -> None:
    assert states(run(told((0, "relayed")), as_of=100 * DAY)) == [("pending", 0)]
    assert states(run(told((0, "delivered")), as_of=100 * DAY)) == [("delivered", 0)]


def test_the_reason_is_that_of_the_last_move_that_told_one() -> None:
    events = [*told((10, "soft_bounced"), (20, "soft_bounced")), Heard(30, "m", "u@x.test", "expired")]
    (row,) = run(events).modes["mode"].rows()

    assert (row.state, row.since, row.reason) == ("expired", 30, "soft_bounced at 20")


def test_a_refused_event_is_counted_and_changes_nothing() -> None:
    result = run(told((10, "delivered"), (20, "expired")))

    assert states(result) == [("delivered", 10)]
    assert result.unexpected == result.modes["mode"].unexpected == 1
    assert result.samples[0][:4] == ("mode", "delivered", "expired", "m")


def test_recipients_are_compared_without_regard_to_case() -> None:
    events = [*told((10, "relayed"), recipient="U@x.test"), *told((20, "delivered"), recipient="u@X.TEST")]
    (row,) = run(events).modes["mode"].rows()

    assert (row.recipient, row.state) == ("U@x.test", "delivered")


def test_a_record_with_the_same_id_is_a_repeat() -> None:
    first = Heard(10, "m", "u@x.test", "soft_bounced", id="1")
    result = run([first, first._replace(time=20), first._replace(event="delivered", time=30)])

    assert result.duplicates == 1
    assert states(result) == [("delivered", 30)]


def test_without_ids_the_same_content_is_a_repeat() -> None:
    soft = Heard(10, "m", "u@x.test", "soft_bounced", reason="full", place="log:1")

    assert run([soft, soft._replace(place="log:2")]).duplicates == 1
    assert run([soft, soft._replace(reason="busy")]).duplicates == 0
    assert run([soft, soft._replace(time=11)]).duplicates == 0


def test_events_that_no_machine_hears_are_counted() -> None:
    result = run([*told((10, "delivered")), Heard(11, "m", "u@x.test", "teleported")])

    assert result.unknown == 1


def test_tracking_runs_beside_the_log() -> None:
    events = told((10, "delivered"), (20, "opened"), (30, "opened"))
    result = run(events)

    assert states(result) == [("delivered", 10)]
    assert result.modes["mode"].counters["opens"] == 2
    assert result.modes["mode"].counters["unique_opens"] == 1
    assert result.modes["mode"].kpis["open_rate"] == 100


def test_an_empty_log_shows_a_share_of_nothing() -> None:
    result = run([])

    assert result.modes["mode"].kpis["delivered_rate"] is None
    assert result.modes["mode"].statuses == dict.fromkeys(MEASURES.statuses, 0)


@pytest.mark.parametrize(("second", "state"), [(DAY - 1, "erroneous_1"), (DAY, "erroneous_2")])
def test_a_way_that_is_closed_at_first_changes_nothing(second: int, state: str) -> None:
    events = [Heard(time, "m", "u@x.test", "soft_error") for time in (0, second)]
    result = replay(events, {"quarantine": address_table()}, MEASURES, as_of=second)

    assert [row.state for row in result.modes["quarantine"].rows()] == [state]


def test_a_deadline_may_count_from_the_entry() -> None:
    events = [Heard(time, "m", "u@x.test", "soft_error") for time in (0, 2 * DAY)]
    tables = {"quarantine": address_table()}
    early = replay(events, tables, MEASURES, as_of=12 * DAY - 1).modes["quarantine"].rows()
    late = replay(events, tables, MEASURES, as_of=12 * DAY).modes["quarantine"].rows()

    assert [row.state for row in early] == ["erroneous_2"]
    assert [(row.state, row.since) for row in late] == [("valid", 12 * DAY)]
