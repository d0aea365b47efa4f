"""Notifications that came back, joined to the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from sendspec.sources.records import Reading

from tests.unit.sendspec.notifying import ID, notification, without_what_came_back
from tests.unit.sendspec.postfix_log import events, iso, line, queued, read, removed, told

OTHER = "4A1B2C3D4E6"
OWN = [
    *queued("5A1B2C3D4E5", sender="")[:1],
    line("Nov 20 09:00:00", "cleanup", "5A1B2C3D4E5: message-id=<20261120090000.5A1B2C3D4E5@out.example>"),
    line("Nov 20 09:00:00", "qmgr", "5A1B2C3D4E5: from=<>, size=2000, nrcpt=1 (queue active)"),
    removed("5A1B2C3D4E5"),
]
SENT = [*OWN, *queued(ID), told(ID, "sent"), removed(ID)]


def read_beside(tmp_path: Path, log: list[str], *mails: str) -> Reading:
    folder = tmp_path / "dsn"
    folder.mkdir()
    for number, mail in enumerate(mails):
        (folder / f"{number}.eml").write_text(mail)
    return read(tmp_path, log, folder)


def test_a_bounce_out_of_band_is_an_event_when_it_arrives(tmp_path: Path) -> None:
    reading = read_beside(tmp_path, SENT, notification())
    bounce = reading.events[-1]

    assert (bounce.message, bounce.recipient, bounce.event) == (ID, "u@x.test", "hard_bounced")
    assert iso(bounce) == "2026-11-20T10:03:00Z"
    assert bounce.reason == "550 5.1.1 User unknown"
    assert bounce.place.endswith("dsn/0.eml")
    assert reading.reports == {"out_of_band": 1}


def test_the_action_decides_and_not_the_status(tmp_path: Path) -> None:
    reading = read_beside(tmp_path, SENT, notification(status="4.2.2"))

    assert reading.events[-1].event == "hard_bounced"


@pytest.mark.parametrize(
    ("mail", "kind"),
    [
        (notification(action="delayed"), "delay_notice"),
        (notification(action="delivered"), "success_report"),
        (notification(action="relayed"), "success_report"),
        (notification(reporter="out.example", queue_id=ID), "own_report"),
        (notification(returned="by elsewhere.test with ESMTP id 1", message_id="<other@b.test>"), "not_joined"),
        (notification(recipient="Final-Recipient: rfc822; stranger@x.test"), "not_joined"),
    ],
)
def test_other_reports_are_counted_and_no_events(tmp_path: Path, mail: str, kind: str) -> None:
    reading = read_beside(tmp_path, SENT, mail)

    assert [event for _, _, event in events(reading)] == ["relayed", "delivered"]
    assert reading.reports == {kind: 1}
    assert reading.records[kind] == 1


def test_a_report_about_a_message_that_was_not_delivered_is_no_event(tmp_path: Path) -> None:
    reading = read_beside(tmp_path, [*OWN, *queued(ID), told(ID, "deferred")], notification())

    assert [event for _, _, event in events(reading)] == ["relayed", "soft_bounced"]
    assert reading.reports == {"not_delivered": 1}


def test_the_original_recipient_goes_before_the_final_one(tmp_path: Path) -> None:
    both = "Original-Recipient: rfc822;u@x.test\nFinal-Recipient: rfc822; forwarded@elsewhere.test"
    reading = read_beside(tmp_path, SENT, notification(recipient=both))

    assert reading.events[-1].recipient == "u@x.test"


def test_without_a_queue_id_the_message_id_joins_if_nobody_shares_it(tmp_path: Path) -> None:
    reading = read_beside(tmp_path, SENT, notification(returned="by elsewhere.test with ESMTP id 1"))

    assert reading.reports == {"out_of_band": 1}


def test_a_message_id_that_two_messages_share_is_no_key(tmp_path: Path) -> None:
    second = queued(OTHER)
    second[1] = second[1].replace(f"<{OTHER}@", f"<{ID}@")
    log = [*SENT, *second, told(OTHER, "sent"), removed(OTHER)]
    reading = read_beside(tmp_path, log, notification(returned="by elsewhere.test with ESMTP id 1"))

    assert reading.reports == {"not_joined": 1}


def test_of_two_messages_with_one_queue_id_the_one_with_the_returned_message_id(tmp_path: Path) -> None:
    again = queued(ID, time="Nov 20 10:01:00")
    again[1] = again[1].replace(f"<{ID}@", "<second@")
    log = [*SENT, *again, told(ID, "sent", time="Nov 20 10:01:01")]

    assert read_beside(tmp_path, log, notification()).events[-1].message == ID


def test_an_address_in_xtext_is_read(tmp_path: Path) -> None:
    log = [*OWN, *queued(ID), told(ID, "sent", recipient="u+tag@x.test"), removed(ID)]
    reading = read_beside(tmp_path, log, notification(recipient="Original-Recipient: rfc822;u+2Btag@x.test"))

    assert reading.events[-1].recipient == "u+tag@x.test"


def test_a_notification_that_came_twice_has_one_id(tmp_path: Path) -> None:
    reading = read_beside(tmp_path, SENT, notification(), notification())

    assert reading.events[-1].id == reading.events[-2].id == "<1@mx.x.test> u@x.test"


@pytest.mark.parametrize(
    "mail",
    [
        "",
        "\0\1\2",
        "From: a@b.test\n\nhello\n",
        notification().partition("Final-Recipient")[0],
        "Content-Type: message/delivery-status\n\n",
    ],
)
def test_broken_mail_is_counted_with_its_file(tmp_path: Path, mail: str) -> None:
    reading = read_beside(tmp_path, SENT, mail)

    assert reading.records["not_understood"] == 1
    assert reading.not_understood[0].place.endswith("dsn/0.eml")
    assert [event for _, _, event in events(reading)] == ["relayed", "delivered"]


def test_one_notification_may_be_given_as_a_file(tmp_path: Path) -> None:
    mail = tmp_path / "bounce.eml"
    mail.write_text(notification())

    assert read(tmp_path, SENT, mail).reports == {"out_of_band": 1}


def test_what_is_no_notification_is_told_once(tmp_path: Path) -> None:
    record = read_beside(tmp_path, SENT, "garbage").not_understood[0]

    assert record.why == "it is no delivery status notification, or it breaks off before the report"
    assert (record.text, record.sample) == ("", "")


@pytest.mark.parametrize("received", ["Mon, 1 Jan 99999999999999999999 00:00:00 +0000", "Mon, 99999999999 Jan 2026"])
def test_an_arrival_that_no_calendar_holds_is_looked_for_elsewhere(tmp_path: Path, received: str) -> None:
    assert iso(read_beside(tmp_path, SENT, notification(received=received)).events[-1]) == "2026-11-20T10:02:00Z"


def test_an_mbox_beside_the_log_is_read_mail_by_mail(tmp_path: Path) -> None:
    box = "".join(f"From MAILER-DAEMON Fri Nov 20 10:03:00 2026\n{mail}\n" for mail in (notification(), "Subject: x\n"))
    reading = read_beside(tmp_path, SENT, box)

    assert reading.reports == {"out_of_band": 1}
    assert reading.events[-1].place.endswith("dsn/0.eml:1")
    assert reading.not_understood[0].place.endswith(f"dsn/0.eml:{notification().count(chr(10)) + 3}")


def joined(tmp_path: Path, log: list[str], mail: str) -> list[tuple[str, str]]:
    """The message and the recipient of each bounce out of band."""
    reading = read_beside(tmp_path, log, mail)
    return [(event.message, event.recipient) for event in reading.events if event.place.endswith(".eml")]


def sent(queue_id: str, sender: str, *, took_as: str = "1A") -> list[str]:
    reason = f"250 2.0.0 Ok: queued as {took_as}"
    return [*queued(queue_id, sender=sender), told(queue_id, "sent", reason=reason), removed(queue_id)]


def test_the_queue_id_at_which_the_reporter_took_it_joins(tmp_path: Path) -> None:
    mail = without_what_came_back(notification(queue_id="9F9F9F9F9F9"))
    log = [*OWN, *sent(ID, "a@b.test", took_as="9F9F9F9F9F9"), *sent(OTHER, "a@b.test")]

    assert joined(tmp_path, log, mail) == [(ID, "u@x.test")]


def test_a_queue_id_that_was_told_of_two_messages_joins_neither(tmp_path: Path) -> None:
    mail = without_what_came_back(notification(queue_id="9F9F9F9F9F9"))
    log = [*OWN, *sent(ID, "a@b.test", took_as="9F9F9F9F9F9"), *sent(OTHER, "a@b.test", took_as="9F9F9F9F9F9")]

    assert joined(tmp_path, log, mail) == []


def test_a_return_path_of_its_own_joins(tmp_path: Path) -> None:
    mail = without_what_came_back(notification(to="Bounces+17@b.test"))
    log = [*OWN, *sent(ID, "bounces+17@b.test"), *sent(OTHER, "bounces+18@b.test")]

    assert joined(tmp_path, log, mail) == [(ID, "u@x.test")]


def test_a_return_path_that_several_messages_have_joins_none(tmp_path: Path) -> None:
    mail = without_what_came_back(notification(to="bounces+17@b.test"))
    log = [*OWN, *sent(ID, "bounces+17@b.test"), *sent(OTHER, "bounces+17@b.test")]

    assert joined(tmp_path, log, mail) == []


def test_a_return_path_goes_not_against_the_message_id(tmp_path: Path) -> None:
    mail = notification(to="bounces+17@b.test", returned="by elsewhere.test with ESMTP id 1", message_id="<no@b.test>")

    assert joined(tmp_path, [*OWN, *sent(ID, "bounces+17@b.test")], mail) == []


def test_a_return_path_tells_the_recipient_who_forwarded(tmp_path: Path) -> None:
    mail = notification(to="bounces+u=x.test@b.test", recipient="Final-Recipient: rfc822; forwarded@elsewhere.test")

    assert joined(tmp_path, SENT, mail) == [(ID, "u@x.test")]
