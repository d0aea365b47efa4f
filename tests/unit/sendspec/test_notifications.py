"""Notifications that came back, joined to the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from sendspec.sources.records import Reading

from tests.unit.sendspec.postfix_log import events, iso, line, queued, read, removed, told

ID = "4A1B2C3D4E5"
OTHER = "4A1B2C3D4E6"
OWN = [
    *queued("5A1B2C3D4E5", sender="")[:1],
    line("Nov 20 09:00:00", "cleanup", "5A1B2C3D4E5: message-id=<20261120090000.5A1B2C3D4E5@out.example>"),
    line("Nov 20 09:00:00", "qmgr", "5A1B2C3D4E5: from=<>, size=2000, nrcpt=1 (queue active)"),
    removed("5A1B2C3D4E5"),
]
SENT = [*OWN, *queued(ID), told(ID, "sent"), removed(ID)]


def notification(
    *,
    reporter: str = "mx.x.test",
    queue_id: str = "9F9F9F9F9F9",
    recipient: str = "Final-Recipient: rfc822; u@x.test",
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = f"by out.example (Postfix) with ESMTPS id {ID}",
    message_id: str = f"<{ID}@b.test>",
    received: str = "Fri, 20 Nov 2026 10:03:00 +0000 (UTC)",
) -> str:
    return f"""\
Received: from {reporter} (localhost [127.0.0.1])
\tby out.example (Postfix) with ESMTP id B5FFE254643;
\t{received}
Date: Fri, 20 Nov 2026 10:02:00 +0000
From: Mail Delivery System <MAILER-DAEMON@{reporter}>
To: a@b.test
Message-ID: <1@{reporter}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; {reporter}
X-Postfix-Queue-ID: {queue_id}

{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: message/rfc822

Received: from there (there [10.0.0.2])
\tby {reporter} (Postfix) with ESMTP id {queue_id};
\tFri, 20 Nov 2026 10:00:01 +0000
Received: from here (here [127.0.0.1])
\t{returned}
\tfor <u@x.test>; Fri, 20 Nov 2026 10:00:00 +0000
Message-ID: {message_id}
Subject: hello

hello
--b--
"""


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
