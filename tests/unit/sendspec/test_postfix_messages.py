"""Messages, recipients and queue ids of a Postfix log."""

from __future__ import annotations

from pathlib import Path

from tests.unit.sendspec.postfix_log import events, kinds, line, queued, read, removed, told

ID = "4A1B2C3D4E5"
OTHER = "4A1B2C3D4E6"
LAST = "host mx said: 452 4.2.2 Mailbox full"


def expired(queue_id: str, status: str = "expired") -> str:
    return line("Nov 20 10:20:00", "qmgr", f"{queue_id}: from=<a@b.test>, status={status}, returned to sender")


def test_an_expiry_is_of_those_who_still_wait(tmp_path: Path) -> None:
    lines = [
        *queued(ID, recipients=4),
        told(ID, "sent", "ok@x.test"),
        told(ID, "bounced", "no@x.test"),
        told(ID, "deferred", "full@x.test", reason=LAST),
        told(ID, "deferred", "grey@x.test"),
        told(ID, "sent", "grey@x.test", time="Nov 20 10:10:00"),
        expired(ID),
        removed(ID, "Nov 20 10:20:00"),
    ]
    reading = read(tmp_path, lines)

    assert [event[:4] for event in reading.events if event.event == "expired"] == [
        (1795170000000000, ID, "full@x.test", "expired")
    ]
    assert reading.events[-1].reason == LAST


def test_an_expiry_by_force_counts_alike(tmp_path: Path) -> None:
    reading = read(tmp_path, [*queued(ID), told(ID, "deferred"), expired(ID, "force-expired"), removed(ID)])

    assert kinds(reading)["expired"] == 1


def test_an_expiry_of_recipients_that_no_line_names_is_counted(tmp_path: Path) -> None:
    reading = read(tmp_path, [*queued(ID), expired(ID), removed(ID)])

    assert reading.records["recipients_unknown"] == 1
    assert reading.incomplete == {"recipients_not_named": 1}


def test_every_recipient_is_relayed_when_its_message_is_queued(tmp_path: Path) -> None:
    lines = [
        *queued(ID, time="Nov 20 10:00:00", recipients=2),
        told(ID, "deferred", "one@x.test", time="Nov 20 10:00:07"),
        told(ID, "sent", "two@x.test", time="Nov 20 11:00:00"),
    ]
    relayed = [event for event in read(tmp_path, lines).events if event.event == "relayed"]

    assert [(event.recipient, event.time) for event in relayed] == [
        ("one@x.test", 1795168800000000),
        ("two@x.test", 1795168800000000),
    ]


def test_recipients_that_differ_in_case_are_one(tmp_path: Path) -> None:
    lines = [*queued(ID), told(ID, "deferred", "Dup@x.test"), told(ID, "sent", "dup@X.test"), removed(ID)]

    assert events(read(tmp_path, lines)) == [
        (ID, "Dup@x.test", "relayed"),
        (ID, "Dup@x.test", "soft_bounced"),
        (ID, "Dup@x.test", "delivered"),
    ]


def test_notifications_are_no_part_of_the_campaign(tmp_path: Path) -> None:
    lines = [
        *queued(ID),
        told(ID, "bounced"),
        *queued(OTHER, sender="", time="Nov 20 10:00:01"),
        line("Nov 20 10:00:01", "bounce", f"{ID}: sender non-delivery notification: {OTHER}"),
        told(OTHER, "sent", "a@b.test"),
        removed(OTHER),
        removed(ID),
    ]
    reading = read(tmp_path, lines)

    assert {event.message for event in reading.events} == {ID}
    assert reading.records["notification"] == 2


def test_messages_that_were_queued_anew_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    first, second, third = (f"4A1B2C3D4E{number}" for number in range(3))
    lines = [
        line("Nov 20 10:00:00", "pickup", f"{first}: uid=0 from=<a@b.test>"),
        line("Nov 20 10:00:01", "pickup", f"{second}: uid=0 from=<a@b.test> orig_id={first}"),
        line("Nov 20 10:00:02", "pickup", f"{third}: uid=0 from=<a@b.test> orig_id={second}"),
        line("Nov 20 10:00:01", "pickup", f"{second}: uid=0 from=<a@b.test> orig_id={third}"),
        told(third, "sent"),
    ]

    assert events(read(tmp_path, lines)) == [(first, "u@x.test", "relayed"), (first, "u@x.test", "delivered")]


def test_a_queue_id_that_is_used_again_is_another_message(tmp_path: Path) -> None:
    lines = [
        *queued(ID),
        told(ID, "bounced"),
        removed(ID),
        *queued(ID, time="Nov 20 11:00:00"),
        told(ID, "sent", time="Nov 20 11:00:01"),
        removed(ID, "Nov 20 11:00:02"),
    ]

    assert events(read(tmp_path, lines)) == [
        (ID, "u@x.test", "relayed"),
        (ID, "u@x.test", "hard_bounced"),
        (f"{ID}#2", "u@x.test", "relayed"),
        (f"{ID}#2", "u@x.test", "delivered"),
    ]


def test_a_notification_does_not_number_the_message_that_has_its_id_later(tmp_path: Path) -> None:
    lines = [
        *queued(ID, sender=""),
        told(ID, "sent"),
        removed(ID),
        *queued(ID, time="Nov 20 11:00:00"),
        told(ID, "sent", time="Nov 20 11:00:01"),
    ]

    assert {event.message for event in read(tmp_path, lines).events} == {ID}


def test_a_queue_id_of_two_hosts_is_two_messages(tmp_path: Path) -> None:
    there = [one.replace(" out ", " in ") for one in (*queued(ID), told(ID, "bounced"), removed(ID))]
    reading = read(tmp_path, [*queued(ID), *there, told(ID, "sent"), removed(ID)])

    assert [(event.message, event.event) for event in reading.events if event.event != "relayed"] == [
        (ID, "delivered"),
        (f"{ID}#2", "hard_bounced"),
    ]


def test_a_content_filter_is_a_relay_and_its_second_hop_the_same_message(tmp_path: Path) -> None:
    second = queued(OTHER, time="Nov 20 10:00:01")
    second[1] = second[1].replace(f"<{OTHER}@", f"<{ID}@")
    lines = [
        *queued(ID),
        *second,
        told(ID, "sent", reason=f"250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as {OTHER}"),
        removed(ID),
        told(OTHER, "sent", time="Nov 20 10:00:03"),
        removed(OTHER),
    ]

    assert events(read(tmp_path, lines)) == [
        (ID, "u@x.test", "relayed"),
        (ID, "u@x.test", "relayed"),
        (ID, "u@x.test", "delivered"),
    ]


def test_the_id_of_the_receivers_queue_may_look_like_one_of_ours(tmp_path: Path) -> None:
    lines = [
        *queued(OTHER),
        *queued(ID),
        told(ID, "sent", reason=f"250 2.0.0 Ok: queued as {OTHER}"),
        removed(ID),
        told(OTHER, "deferred"),
    ]

    assert (ID, "u@x.test", "delivered") in events(read(tmp_path, lines))


def test_a_message_that_is_queued_anew_is_the_same_message(tmp_path: Path) -> None:
    lines = [
        *queued(ID),
        told(ID, "deferred"),
        line("Nov 20 10:30:00", "pickup", f"{OTHER}: uid=0 from=<a@b.test> orig_id={ID}"),
        *queued(OTHER, time="Nov 20 10:30:00")[1:],
        told(OTHER, "sent", time="Nov 20 10:30:01"),
        removed(OTHER),
    ]

    assert events(read(tmp_path, lines)) == [
        (ID, "u@x.test", "relayed"),
        (ID, "u@x.test", "soft_bounced"),
        (ID, "u@x.test", "delivered"),
    ]


def test_a_log_without_its_head_tells_what_it_can(tmp_path: Path) -> None:
    lines = [told(ID, "sent"), removed(ID)]
    reading = read(tmp_path, lines)

    assert events(reading) == [(ID, "u@x.test", "relayed"), (ID, "u@x.test", "delivered")]
    assert reading.incomplete == {"begun_before_the_log": 1}


def test_a_log_without_its_tail_tells_what_it_can(tmp_path: Path) -> None:
    lines = [*queued(ID, recipients=2), told(ID, "deferred"), told(OTHER, "sent")[:60]]
    reading = read(tmp_path, lines)

    assert events(reading) == [(ID, "u@x.test", "relayed"), (ID, "u@x.test", "soft_bounced")]
    assert reading.incomplete == {"not_removed": 1, "recipients_not_named": 1}
    assert reading.records["not_understood"] == 1


def test_a_message_that_never_came_into_the_queue_is_counted(tmp_path: Path) -> None:
    reading = read(tmp_path, queued(ID)[:2])

    assert events(reading) == []
    assert reading.incomplete == {"never_queued": 1}


def test_a_log_that_is_given_twice_repeats_its_events(tmp_path: Path) -> None:
    lines = [
        *queued(ID),
        told(ID, "bounced"),
        removed(ID),
        *queued(ID, time="Nov 20 11:00:00"),
        told(ID, "sent", time="Nov 20 11:00:01"),
        removed(ID, "Nov 20 11:00:02"),
    ]
    once = read(tmp_path, lines)
    twice = read(tmp_path, lines * 2)

    assert {event[:4] for event in twice.events} == {event[:4] for event in once.events}
    assert twice.incomplete.total() == 0
