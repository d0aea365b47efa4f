from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from sendspec.machine import (
    GuardedMachine,
    LiveMachine,
    Refused,
    Tally,
    UnknownNameError,
    microseconds,
    within_limits,
)
from sendspec.table import Deadline, Duration, Fact, FactIs, Move, Requirement, Standing, Table

from tests.unit.sendspec.tables import (
    DAY,
    HOUR,
    MESSAGE_TABLE,
    TRACKING_TABLE,
    Address,
    Event,
    State,
    address_table,
    message_class,
)

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


@pytest.mark.parametrize("at", [datetime(2024, 2, 29, tzinfo=UTC), 1.5, "0", True])
@pytest.mark.parametrize("first", [None, 0])
def test_what_is_no_time_is_refused_when_it_is_given(message, first, at):
    message.fire(Event.SOFT_BOUNCED, first)

    with pytest.raises(TypeError, match=r"is no time for Message; .*`sendspec\.machine\.microseconds`"):
        message.fire(Event.DELIVERED, at)
    with pytest.raises(TypeError, match="is no time for Message"):
        message.hear_clock(at)

    assert (message.state, message.due) == (State.RETRYING, None if first is None else 84 * HOUR)


def test_microseconds_of_a_datetime_are_a_time(message):
    message.fire(Event.SOFT_BOUNCED, microseconds(datetime(1970, 1, 2, tzinfo=UTC)))

    assert message.due == DAY + 84 * HOUR


def test_a_duration_of_ones_own_is_cut_to_its_limit():
    message = message_class()(durations={"validity_period": 10**15})

    message.fire(Event.SOFT_BOUNCED, 0)

    assert message.due == 84 * HOUR


def test_a_duration_may_be_a_timedelta():
    message = message_class()(durations={"validity_period": timedelta(hours=2)})

    message.fire(Event.SOFT_BOUNCED, 0)

    assert message.due == 2 * HOUR


@pytest.mark.parametrize(
    ("durations", "error", "words"),
    [
        ({"validity": 1}, UnknownNameError, "did you mean `validity_period`"),
        ({"validity_period": -1}, ValueError, "`validity_period` is negative"),
        ({"validity_period": "2h"}, TypeError, "`validity_period` cannot be '2h'; give a timedelta"),
        ({"validity_period": 1.5}, TypeError, "`validity_period` cannot be 1.5; give a timedelta"),
    ],
)
def test_durations_that_make_no_sense_are_refused(durations, error, words):
    with pytest.raises(error, match=words):
        message_class()(durations=durations)


def test_what_becomes_of_the_mapping_later_changes_no_duration():
    durations = {"validity_period": HOUR}
    message = message_class()(durations=durations)
    durations["validity_period"] = 10**15

    message.fire(Event.SOFT_BOUNCED, 0)

    assert message.due == HOUR


def test_durations_are_held_against_the_limits_once():
    lengths = within_limits({"validity_period": 10**15}, TRACKING_TABLE, MESSAGE_TABLE)

    assert within_limits(lengths, MESSAGE_TABLE) is lengths
    assert lengths.microseconds == {"validity_period": 84 * HOUR}


def test_limits_of_another_table_are_not_taken_for_those_of_this_one():
    lengths = within_limits({"error_gap": 0}, address_table())

    with pytest.raises(UnknownNameError, match="knows no duration `error_gap`"):
        message_class()(durations=lengths)


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


class Waiting(GuardedMachine[str, str]):
    """A send that starts by itself once somebody approved it, and can be stopped."""

    __slots__ = ()
    table: ClassVar[Table[str, str]] = Table(
        name="waiting",
        kind="delivery",
        label={},
        initial="planned",
        events=("start", "stop"),
        states={
            "planned": Standing(deadline=Deadline("hour", "start", "entry")),
            "started": Standing(),
            "stopped": Standing(),
        },
        moves=(
            Move("planned", "start", "started", requires=(Requirement(FactIs("approved"), "not_approved"),)),
            Move("planned", "stop", "stopped"),
        ),
        ignored={"started": ("start", "stop"), "stopped": ("start", "stop")},
        facts={"approved": Fact()},
        durations={"hour": Duration(HOUR)},
    )


def test_a_deadline_that_is_refused_stays_due_and_stops_nothing_else():
    waiting = Waiting()
    waiting._entered = 0

    waiting.hear_clock(2 * HOUR)
    assert (waiting.state, waiting.due) == ("planned", HOUR)

    assert waiting.fire("stop", 3 * HOUR).target == "stopped"


def test_a_deadline_that_was_refused_is_raised_once_it_may():
    waiting = Waiting()
    waiting._entered = 0
    waiting.hear_clock(2 * HOUR)

    waiting.say({"approved": True})
    waiting.hear_clock(3 * HOUR)

    assert waiting.state == "started"


def test_a_refusal_of_what_a_callback_fires_is_raised():
    class Hasty(Waiting):
        __slots__ = ()

        def on_enter_started(self, _):
            raise Refused("other", "state", "event", "refusal", {})

    hasty = Hasty({"approved": True})
    hasty._entered = 0

    with pytest.raises(Refused, match="other refuses"):
        hasty.hear_clock(2 * HOUR)

    assert hasty.state == "started"
