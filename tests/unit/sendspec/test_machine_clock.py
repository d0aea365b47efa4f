from __future__ import annotations

from typing import ClassVar

import pytest
from sendspec.machine import LiveMachine, Tally
from sendspec.table import Deadline, Duration, Move, Standing, Table

from tests.unit.sendspec.tables import DAY, HOUR, Address, Event, State, address_table, message_class

MINUTE = HOUR // 60


@pytest.fixture(params=["derived", "library"])
def message(request):
    kind = message_class()
    if request.param == "library":
        kind.machine()
    return kind(Tally())


def test_the_clock_ends_the_retries_when_the_validity_period_ends(message):
    message.fire(Event.RELAYED, 0)
    message.fire(Event.SOFT_BOUNCED, 1 * HOUR)
    assert message.due == 84 * HOUR

    message.hear_clock(84 * HOUR - MINUTE)
    assert message.state == State.RETRYING

    message.hear_clock(84 * HOUR)
    assert message.state == State.EXPIRED
    assert message.due is None


def test_an_ignored_event_starts_the_clock(message):
    message.state = State.RELAYED
    message.fire(Event.RELAYED, 5 * HOUR)
    message.fire(Event.SOFT_BOUNCED, 6 * HOUR)

    assert message.due == 89 * HOUR


def test_hearing_the_clock_starts_nothing(message):
    message.hear_clock(0)
    message.fire(Event.SOFT_BOUNCED, 10 * HOUR)

    assert message.due == 94 * HOUR


def test_on_a_tie_the_clock_goes_first(message):
    message.fire(Event.SOFT_BOUNCED, 0)

    outcome = message.fire(Event.SOFT_BOUNCED, 84 * HOUR)

    assert (outcome.source, outcome.moved) == (State.EXPIRED, False)


def test_a_report_overrules_the_clock(message):
    message.fire(Event.SOFT_BOUNCED, 0)

    assert message.fire(Event.DELIVERED, 96 * HOUR).source == State.EXPIRED
    assert message.tally.counters == {"to_deliver": 1, "bounces_errors": 0, "delivered": 1}


def test_without_times_there_is_no_clock(message):
    message.fire(Event.SOFT_BOUNCED)

    assert message.due is None
    message.hear_clock(10**18)
    assert message.state == State.RETRYING


def test_a_duration_of_ones_own_overrules_the_tables():
    message = message_class()(durations={"validity_period": HOUR})

    message.fire(Event.SOFT_BOUNCED, 0)

    assert message.due == HOUR


def test_errors_that_come_too_soon_are_ignored_and_leave_the_clock_alone():
    address = Address()
    address.fire("soft_error", 0)

    outcome = address.fire("soft_error", DAY - 1)

    assert not outcome.moved
    assert (address.state, address.due) == ("erroneous_1", 10 * DAY)
    assert address.fire("soft_error", DAY).target == "erroneous_2"
    assert address.due == 11 * DAY
    assert address.may("soft_error")


def test_without_times_no_error_comes_too_soon():
    address = Address()

    for _ in range(3):
        address.fire("soft_error")

    assert address.state == "quarantined"


def test_quiet_days_forget_the_errors():
    address = Address()
    address.fire("soft_error", 0)
    address.fire("soft_error", 12 * HOUR)

    address.hear_clock(10 * DAY - 1)
    assert address.state == "erroneous_1"

    assert address.fire("hard_error", 11 * DAY).source == "valid"


class Waking(LiveMachine[str, str]):
    """Two deadlines in a row, then one that a move to the same state puts off."""

    __slots__ = ()
    table: ClassVar[Table[str, str]] = Table(
        name="waking",
        kind="log",
        label={},
        initial="first",
        events=("wake", "nudge"),
        states={
            "first": Standing(status="pending", deadline=Deadline("hour", "wake", "start")),
            "second": Standing(status="pending", deadline=Deadline("hour", "wake", "entry")),
            "third": Standing(status="sent", settled=True),
        },
        moves=(
            Move("first", "wake", "second"),
            Move("second", "wake", "third"),
            Move("second", "nudge", "second", {"nudges": +1}),
        ),
        ignored={"first": ("nudge",), "third": ("wake", "nudge")},
        durations={"hour": Duration(HOUR)},
    )


def test_several_deadlines_in_a_row_are_each_raised_at_their_time():
    heard = []

    class Listener(Tally):
        def count(self, outcome, at):
            heard.append((outcome.target, at))

    waking = Waking(Listener())
    waking.fire("nudge", 0)

    waking.hear_clock(10 * HOUR)

    assert heard == [("first", 0), ("second", HOUR), ("third", 2 * HOUR)]


def test_a_move_to_the_same_state_counts_as_entry():
    waking = Waking()
    waking.fire("nudge", 0)
    waking.fire("nudge", HOUR + 30 * MINUTE)

    assert waking.state == "second"
    assert waking.due == 2 * HOUR + 30 * MINUTE


def test_a_deadline_that_changes_nothing_does_not_spin():
    class Stuck(LiveMachine[str, str]):
        __slots__ = ()
        table: ClassVar[Table[str, str]] = Table(
            name="stuck",
            kind="log",
            label={},
            initial="only",
            events=("wake",),
            states={"only": Standing(deadline=Deadline("hour", "wake", "start"))},
            moves=(),
            ignored={"only": ("wake",)},
            durations={"hour": Duration(HOUR)},
        )

    stuck = Stuck()
    stuck.fire("wake", 0)

    stuck.hear_clock(5 * HOUR)

    assert stuck.state == "only"


def test_a_late_report_into_a_state_that_is_overdue_lets_time_not_run_backwards():
    heard = []

    class Listener(Tally):
        def count(self, outcome, at):
            heard.append((outcome.event, at))

    message = message_class()(Listener())
    message.fire(Event.RELAYED, 0)
    message.fire(Event.SOFT_BOUNCED, 100 * HOUR)
    message.hear_clock(100 * HOUR)

    assert heard == [("relayed", 0), ("soft_bounced", 100 * HOUR), ("expired", 100 * HOUR)]


def test_five_errors_a_day_apart_quarantine_an_address():
    class Address(LiveMachine[str, str]):
        __slots__ = ()
        table: ClassVar[Table[str, str]] = address_table(errors=5)

    address = Address()
    states = [address.fire("soft_error", at).target for at in (0, HOUR, DAY, 2 * DAY, 3 * DAY, 4 * DAY)]

    assert states == ["erroneous_1", "erroneous_1", "erroneous_2", "erroneous_3", "erroneous_4", "quarantined"]
