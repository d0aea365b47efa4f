from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sendspec.deployment import Deployment
from sendspec.machine import Refused, Tally, UnknownNameError
from sendspec.table import Deadline, Duration, Standing, Table

from tests.unit.sendspec.tables import DAY, HOUR, MEASURES, Delivery, Event, State, Tracking, message_class

MINUTE = HOUR // 60
PEOPLE = ("ann@example.com", "bob@example.com", "cat@example.com", "dan@example.com")


def deployment(*recipients: Any, message: Any = None, **others: Any) -> Deployment:
    settings = {"channel": "email", "tracking": Tracking, **others}
    new = Deployment(
        message=message or message_class(),
        delivery=Delivery({"start_deliveries": True}),
        measures=MEASURES,
        **settings,
    )
    new.add(*recipients)
    return new


def test_the_kpi_block_follows_the_messages():
    sending = deployment(*PEOPLE)

    sending.record(PEOPLE[0], "delivered")
    sending.record(PEOPLE[1], "soft_bounced")
    sending.record(PEOPLE[0], "opened")

    assert sending.kpis == {
        "to_deliver": 4,
        "sent": 1,
        "delivered_rate": 25.0,
        "bounces_errors_rate": 25.0,
        "open_rate": 100.0,
        "click_through_rate": 0.0,
    }
    assert [tile.text for tile in sending.block()] == ["4", "1", "25.0 %", "25.0 %", "100.0 %", "0.0 %"]
    assert sending.block("fr")[0].label == "À envoyer"
    assert sending.counters["processed"] == 2


def test_a_share_of_nothing_is_shown_as_a_dash():
    tiles = {tile.name: tile for tile in deployment().block()}

    assert tiles["delivered_rate"].value is None
    assert tiles["delivered_rate"].text == "–"


def test_the_progress_counts_messages_by_status():
    sending = deployment(*PEOPLE)
    sending.record(PEOPLE[0], "delivered")
    sending.record(PEOPLE[1], "soft_bounced")
    sending.record(PEOPLE[2], "excluded")

    progress = sending.progress

    assert list(progress.statuses.items()) == [
        ("pending", 1),
        ("sent", 1),
        ("failed", 1),
        ("delivery_canceled", 0),
        ("ignored", 1),
    ]
    assert (progress.messages, progress.unsettled) == (4, 2)
    assert (progress.delivery_state, progress.delivery_status) == ("prepared", "ready")


def test_clicks_are_shown_for_email_only():
    class TextMessage(message_class()):
        pass

    TextMessage.table = replace(TextMessage.table, channels=("email", "sms"))

    assert "click_through_rate" not in deployment(message=TextMessage, channel="sms").kpis
    assert "click_through_rate" in deployment(message=TextMessage, channel="email").kpis


def test_a_channel_that_the_mode_does_not_serve_is_named():
    with pytest.raises(UnknownNameError, match="knows no channel `emial`; did you mean `email`"):
        deployment(channel="emial")


def test_stopping_the_delivery_cancels_what_is_unsettled():
    sending = deployment(*PEOPLE)
    sending.fire("confirm", 0)
    sending.record(PEOPLE[0], "delivered", HOUR)
    sending.record(PEOPLE[1], "hard_bounced", HOUR)
    sending.record(PEOPLE[2], "relayed", HOUR)

    sending.fire("stop", 2 * HOUR)

    assert [sending.history(person)[-1].status for person in PEOPLE] == [
        "sent",
        "failed",
        "delivery_canceled",
        "delivery_canceled",
    ]
    row = sending.history(PEOPLE[3])[-1]
    assert (row.at, row.event, row.reason) == (2 * HOUR, "cancelled", "stop")
    assert sending.unsettled == 0


def test_a_delivery_that_is_stopped_by_itself_tells_its_messages_too():
    tally = Tally()
    delivery = Delivery({"start_deliveries": True}, tally)
    sending = Deployment(message_class(), delivery, MEASURES, "email")
    sending.add("ann")
    delivery.fire("confirm")

    delivery.fire("stop")

    assert sending.history("ann")[-1].event == "cancelled"
    assert tally.moved == 2


def test_messages_are_told_though_a_callback_of_the_delivery_raises():
    class Failing(Delivery):
        __slots__ = ()

        def on_enter_stopped(self, _):
            raise RuntimeError("the callback failed")

    sending = Deployment(message_class(), Failing({"start_deliveries": True}), MEASURES, "email")
    sending.add("ann")
    sending.fire("confirm")

    with pytest.raises(RuntimeError):
        sending.fire("stop")

    assert sending.progress.delivery_state == "stopped"
    assert sending.history("ann")[-1].event == "cancelled"


def test_a_refusal_of_the_delivery_is_raised():
    with pytest.raises(Refused, match="not possible in this state"):
        deployment().fire("stop")


def test_an_event_that_contradicts_its_message_is_kept_aside():
    sending = deployment("ann")
    sending.record("ann", "delivered", HOUR)

    assert sending.record("ann", "excluded", 2 * HOUR, reason="control group") is None

    (row,) = sending.unexpected
    assert (row.at, row.recipient, row.event, row.reason) == (2 * HOUR, "ann", "excluded", "control group")
    assert row.refused.refusal == "never_sent"
    assert sending.progress.unexpected == 1
    assert [row.event for row in sending.history("ann")] == [None, "delivered"]
    assert sending.counters["delivered"] == 1


def test_the_history_shows_what_was_heard_in_order():
    sending = deployment("ann", "bob")
    sending.record("ann", "relayed", datetime(2024, 2, 29, 12, tzinfo=UTC))
    sending.record("bob", "relayed", datetime(2024, 2, 29, 12, tzinfo=UTC))
    sending.record("ann", "soft_bounced", datetime(2024, 2, 29, 13, tzinfo=UTC), reason="mailbox full")
    sending.record("ann", "soft_bounced", datetime(2024, 2, 29, 14, tzinfo=UTC), reason="unreachable")
    sending.record("ann", "delivered", datetime(2024, 2, 29, 15, tzinfo=UTC))
    sending.record("ann", "opened", datetime(2024, 2, 29, 16, tzinfo=UTC))

    rows = [(row.time, row.event, row.status, row.reason) for row in sending.history("ann") if row.event]

    assert rows == [
        (datetime(2024, 2, 29, 12, tzinfo=UTC), "relayed", "pending", None),
        (datetime(2024, 2, 29, 13, tzinfo=UTC), "soft_bounced", "failed", "mailbox full"),
        (datetime(2024, 2, 29, 14, tzinfo=UTC), "soft_bounced", "failed", "unreachable"),
        (datetime(2024, 2, 29, 15, tzinfo=UTC), "delivered", "sent", None),
        (datetime(2024, 2, 29, 16, tzinfo=UTC), "opened", None, None),
    ]
    assert [row.event for row in sending.sending_log if row.recipient == "bob"] == [None, "relayed"]
    assert [row.event for row in sending.tracking_log] == ["opened"]


def test_the_history_shows_what_the_clock_raised():
    sending = deployment("ann", "bob")
    sending.record("ann", "soft_bounced", 0, reason="mailbox full")

    sending.record("bob", "relayed", 4 * DAY, reason="queued")

    row = sending.history("ann")[-1]
    assert (row.at, row.event, row.status, row.reason) == (84 * HOUR, "expired", "failed", None)
    assert sending.unsettled == 1


def test_a_bounce_reported_after_the_validity_period_is_expired_at_once():
    sending = deployment("ann", "bob")
    sending.record("ann", "relayed", 0)
    sending.record("bob", "relayed", 5 * DAY)

    sending.record("ann", "soft_bounced", HOUR)

    assert [row.event for row in sending.history("ann")[-2:]] == ["soft_bounced", "expired"]


def test_rates_of_opens_wait_for_their_hour():
    sending = deployment(*PEOPLE)
    sending.record(PEOPLE[0], "delivered", 0)
    assert sending.kpis["open_rate"] is None

    sending.record(PEOPLE[0], "opened", 30 * MINUTE)
    sending.record(PEOPLE[1], "delivered", 59 * MINUTE)
    assert sending.kpis["open_rate"] is None
    assert sending.kpis["delivered_rate"] == 50.0

    sending.record(PEOPLE[1], "opened", HOUR)
    assert sending.kpis["open_rate"] == 50.0

    sending.hear_clock(2 * HOUR - 1)
    assert sending.kpis["open_rate"] == 50.0

    sending.hear_clock(2 * HOUR)
    assert sending.kpis["open_rate"] == 100.0


def test_a_refresh_long_overdue_shows_what_the_last_hour_knew():
    sending = deployment("ann", "bob")
    sending.record("ann", "delivered", 0)
    sending.record("ann", "opened", MINUTE)
    sending.record("bob", "delivered", 10 * HOUR + MINUTE)

    assert sending.kpis["open_rate"] == 100.0


def test_compute_stats_refreshes_at_once():
    sending = deployment("ann")
    sending.record("ann", "delivered", 0)
    sending.record("ann", "opened", MINUTE)

    recount = sending.compute_stats()

    assert sending.kpis["open_rate"] == 100.0
    assert recount.counters == {
        "to_deliver": 1,
        "delivered": 1,
        "bounces_errors": 0,
        "processed": 1,
        "opens": 1,
        "unique_opens": 1,
        "clicks": 0,
        "unique_clicks": 0,
    }
    assert (recount.rows, recount.unsettled, recount.differences) == ({"sent": 1}, 0, {})


def test_compute_stats_says_where_counting_and_logs_differ():
    sending = deployment("ann")
    sending.record("ann", "delivered")
    sending._tallies[0].begin(message_class())
    assert sending.kpis["delivered_rate"] == 50.0

    assert sending.compute_stats().differences == {"to_deliver": -1}
    assert sending.compute_stats().differences == {}


def test_after_compute_stats_everything_rests_on_the_logs():
    sending = deployment("ann", "bob")
    sending.record("ann", "delivered")
    sending._tallies[0].begin(message_class())

    sending.compute_stats()

    assert sending.counters["to_deliver"] == 2
    assert sending.kpis["delivered_rate"] == 50.0
    assert [tile.text for tile in sending.block()][:3] == ["2", "1", "50.0 %"]
    assert (sending.progress.statuses["pending"], sending.progress.unsettled, sending.unsettled) == (1, 1, 1)

    sending.record("bob", "soft_bounced")

    assert sending.kpis["bounces_errors_rate"] == 50.0
    assert sending.compute_stats().differences == {}


def test_compute_stats_follows_what_was_added_to_the_machine_by_hand():
    kind = message_class()
    kind.machine().add_states("parked")
    kind.machine().add_transition("resend", State.FAILED, State.PENDING)
    kind.machine().add_transition("park", State.DELIVERED, "parked")
    sending = deployment("ann", "bob", message=kind)
    for person, event in (("ann", "hard_bounced"), ("bob", "delivered")):
        sending.record(person, event)
    for machines, event in zip(sending._machines.values(), ("resend", "park"), strict=True):
        machines[0].fire(event)
    sending.record("ann", "delivered")

    recount = sending.compute_stats()

    assert recount.differences == {}
    assert (recount.counters["to_deliver"], recount.counters["delivered"], recount.rows) == (1, 1, {"sent": 1})


EVENTS = [*Event, "opened", "clicked"]


@given(
    word=st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(EVENTS), st.none() | st.integers(0, 8 * 24)), max_size=40
    ),
    stop=st.none() | st.integers(0, 40),
)
def test_recounting_the_logs_gives_what_counting_gave(word, stop):
    sending = deployment(*PEOPLE)
    sending.fire("confirm")
    for number, (person, event, hour) in enumerate(word):
        if number == stop:
            sending.fire("stop")
        sending.record(person, event, None if hour is None else hour * HOUR)

    recount = sending.compute_stats()

    assert recount.counters == sending.counters
    assert recount.rows == {status: rows for status, rows in sending.progress.statuses.items() if rows}
    assert recount.unsettled == sending.unsettled
    assert recount.differences == {}
    heard = sum(row.event is not None for person in PEOPLE for row in sending.history(person))
    raised = sum(row.event == "expired" for row in sending.sending_log) - sum(
        event == "expired" for _, event, _ in word
    )
    told = sum(row.reason == "stop" for row in sending.sending_log)
    assert heard + len(sending.unexpected) == len(word) + raised + told


@pytest.mark.parametrize("callback", ["before", "on_enter", "after"])
def test_rows_and_counts_agree_when_a_callback_raises(callback):
    kind = message_class()
    machine = kind.machine()
    (transition,) = machine.get_transitions("delivered", "pending")
    lists = {"before": transition.before, "on_enter": machine.states["delivered"].on_enter, "after": transition.after}
    lists[callback].append(lambda _: 1 / 0)
    sending = deployment("ann", message=kind)

    with pytest.raises(ZeroDivisionError):
        sending.record("ann", "delivered")

    moved = callback != "before"
    assert (sending.counters["delivered"], sending.progress.statuses["sent"]) == (moved, moved)
    assert [row.event for row in sending.sending_log] == [None, "delivered"][: 1 + moved]
    assert sending.compute_stats().differences == {}


def test_an_ignored_event_has_its_row_though_a_callback_raises_after_it():
    kind = message_class()
    machine = kind.machine()
    sending = deployment("ann", message=kind)
    sending.record("ann", "delivered")
    machine.after_state_change.append(lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        sending.record("ann", "relayed", reason="reported late")

    row = sending.history("ann")[-1]
    assert (row.event, row.moved, row.reason) == ("relayed", False, "reported late")


class Closing(Delivery):
    """A delivery that is stopped by the clock an hour after its confirmation."""

    __slots__ = ()
    table: ClassVar[Table[str, str]] = replace(
        Delivery.table,
        states={
            **Delivery.table.states,
            "in_progress": Standing(status="in_progress", deadline=Deadline("open_time", "stop", "entry")),
        },
        durations={"open_time": Duration(HOUR)},
    )


def closing(*recipients: str) -> Deployment:
    sending = Deployment(message_class(), Closing({"start_deliveries": True}), MEASURES, "email")
    sending.add(*recipients)
    return sending


def test_the_delivery_hears_the_clock_and_tells_its_messages():
    sending = closing("ann", "bob")
    sending.fire("confirm", 0)
    sending.record("ann", "delivered", MINUTE)

    sending.hear_clock(HOUR - 1)
    assert sending.progress.delivery_state == "in_progress"

    sending.hear_clock(2 * HOUR)
    assert sending.progress.delivery_state == "stopped"
    assert [row.event for row in sending.history("ann")] == [None, "delivered"]
    row = sending.history("bob")[-1]
    assert (row.at, row.event, row.reason) == (HOUR, "cancelled", "stop")


def test_the_delivery_hears_the_clock_before_a_later_report():
    sending = closing("ann")
    sending.fire("confirm", 0)

    sending.record("ann", "delivered", 2 * HOUR)

    assert [(row.at, row.event) for row in sending.history("ann")[1:]] == [(HOUR, "cancelled"), (2 * HOUR, "delivered")]


@pytest.mark.parametrize(
    ("validity", "ends"),
    [(HOUR - 1, [(HOUR - 1, "expired")]), (HOUR, [(HOUR, "expired")]), (HOUR + 1, [(HOUR, "cancelled")])],
)
def test_deadlines_of_delivery_and_messages_are_raised_in_the_order_of_their_times(validity, ends):
    sending = Deployment(
        message_class(), Closing({"start_deliveries": True}), MEASURES, "email", durations={"validity_period": validity}
    )
    sending.add("ann")
    sending.fire("confirm", 0)
    sending.record("ann", "soft_bounced", 0)

    sending.hear_clock(DAY)

    assert ends == [(row.at, row.event) for row in sending.history("ann")[2:]]


def test_a_delivery_that_is_confirmed_late_in_the_records_is_closed_at_once():
    sending = closing("ann", "bob")
    sending.record("ann", "relayed", 3 * HOUR)

    sending.fire("confirm", HOUR)

    assert sending.progress.delivery_state == "stopped"
    assert [row.event for row in sending.history("bob")] == [None, "cancelled"]


def test_a_duration_is_cut_to_its_limit():
    assert deployment(durations={"validity_period": timedelta(days=9)}).durations == {"validity_period": 84 * HOUR}

    sending = deployment("ann", durations={"validity_period": timedelta(hours=2)})
    sending.record("ann", "soft_bounced", 0)
    sending.hear_clock(2 * HOUR)

    assert sending.history("ann")[-1].event == "expired"


@pytest.mark.parametrize(
    ("durations", "words"),
    [({"validity": 1}, "did you mean `validity_period`"), ({"validity_period": -1}, "is negative")],
)
def test_durations_that_make_no_sense_are_refused(durations, words):
    with pytest.raises(ValueError, match=words):
        deployment(durations=durations)


def test_times_have_a_zone():
    sending = deployment("ann")

    with pytest.raises(ValueError, match="2024-02-29T12:00:00 has no time zone"):
        sending.record("ann", "relayed", datetime(2024, 2, 29, 12))
    with pytest.raises(ValueError, match="is no time"):
        sending.record("ann", "relayed", 1.5)  # type: ignore[arg-type]

    assert len(sending.sending_log) == 1


def test_times_of_any_zone_are_kept_to_the_microsecond():
    sending = deployment("ann")
    paris = timezone(timedelta(hours=1))

    sending.record("ann", "relayed", datetime(1970, 1, 1, 1, 0, 0, 7, tzinfo=paris))

    assert sending.history("ann")[-1].at == 7


def test_unknown_recipients_and_events_are_named():
    sending = deployment("ann")

    with pytest.raises(ValueError, match="'bob' has no message in this delivery; add it first"):
        sending.record("bob", "delivered")
    with pytest.raises(ValueError, match="'bob' has no message"):
        sending.history("bob")
    with pytest.raises(UnknownNameError, match="enhanced_mta_efs and tracking knows no event `openned`; did you mean"):
        sending.record("ann", "openned")


def test_a_recipient_has_one_message_unless_named_by_a_pair():
    sending = deployment("ann", ("second", "ann"))

    with pytest.raises(ValueError, match="'ann' has a message in this delivery"):
        sending.add("ann")

    assert sending.progress.messages == 2


@pytest.mark.parametrize("recipients", [("bob", "ann"), ("bob", "bob")])
def test_when_one_recipient_cannot_be_added_none_is(recipients):
    sending = deployment("ann")

    with pytest.raises(ValueError, match="has a message in this delivery"):
        sending.add(*recipients)

    assert sending.progress.messages == 1
    sending.add("bob")
    assert sending.kpis["to_deliver"] == 2


def test_a_delivery_cannot_tell_what_its_messages_do_not_know():
    class Message(message_class()):
        pass

    Message.table = replace(Message.table, events=("delivered",))

    with pytest.raises(UnknownNameError, match="knows no event `cancelled`"):
        deployment(message=Message)
