"""Mails that came back, without a log: what they report, and about whom."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import pytest
from sendspec.sources.dsn_addresses import ReturnPath, envelope_id, of_type, recipient_of, return_path
from sendspec.sources.records import BadLogError, Bounce, Reading

from tests.project import ROOT
from tests.unit.sendspec.reader_logs import Logs, fates, reason_of, shown

SAMPLE = ROOT / "samples/postfix"
OUT, ELSEWHERE = "out.example.com", "mx.example.org"
FIELDS = """\
Original-Recipient: rfc822; Ann@example.org
Final-Recipient: rfc822; ann@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown"""
RETURNED = f"""\
Return-Path: <news+17@example.com>
Received: from {OUT} by {ELSEWHERE} (Postfix) id 77AA; Sat, 21 Nov 2026 09:00:03 +0100
Received: from app by {OUT} (Postfix) with ESMTP id 4F0A1; Sat, 21 Nov 2026 09:00:01 +0100
Message-ID: <17.a@example.com>
"""


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    return Logs("dsn", tmp_path)


def report(
    fields: str = FIELDS,
    *,
    reporter: str = OUT,
    more: str = "",
    returned: str = RETURNED,
    kind: str = "message/delivery-status",
    encoding: str = "",
    message_id: str = "Message-ID: <dsn1@mx.example.org>\n",
    to: str = "news+17@example.com",
) -> str:
    told = f"Reporting-MTA: dns; {reporter}\n{more}\n{fields}\n"
    if encoding:
        told = base64.b64encode(told.encode()).decode()
    returned = f"--b\nContent-Type: text/rfc822-headers\n\n{returned}\n" if returned else ""
    return f"""\
Received: from x by {OUT} id B5FFE; Sat, 21 Nov 2026 10:03:00 +0100
Date: Sat, 21 Nov 2026 08:02:00 +0000
From: Mail Delivery System <MAILER-DAEMON@{reporter}>
To: {to}
Auto-Submitted: auto-replied
{message_id}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: {kind}
{encoding}
{told}
{returned}--b--
"""


def plain(headers: str, body: str = "hello\n") -> str:
    return f"Received: by {OUT}; Sat, 21 Nov 2026 10:03:00 +0100\nMessage-ID: <p1@x>\n{headers}\n\n{body}"


def test_a_failure_is_an_event_of_its_message_and_recipient(logs: Logs) -> None:
    reading = logs.read(report())
    (event,) = reading.events

    assert shown(reading) == ["09:03:00 17.a@example.com Ann@example.org bounced"]
    assert (event.id, event.reason) == ("<dsn1@mx.example.org> ann@example.org", "550 5.1.1 User unknown")
    assert event.bounce == Bounce("bounced", None, "5.1.1")
    assert event.place == str(logs.folder / "1")
    assert (reading.records, reading.reports, reading.end) == ({"bounced": 1}, {"bounced": 1}, event.time)


@pytest.mark.parametrize(
    ("reporter", "status", "returned", "record"),
    [
        (OUT, "5.1.1", RETURNED, "bounced"),
        (OUT.upper(), "5.1.1", RETURNED, "bounced"),
        (OUT, "4.4.1", RETURNED, "expired"),
        (OUT, "5.4.7 (delivery time expired)", RETURNED, "expired"),
        (ELSEWHERE, "5.1.1", RETURNED, "out_of_band"),
        (ELSEWHERE, "4.2.2", RETURNED, "out_of_band"),
        (ELSEWHERE, "5.1.1", "Message-ID: <17.a@example.com>\n", "bounced"),
        (ELSEWHERE, "4.2.2", "Message-ID: <17.a@example.com>\n", "expired"),
    ],
)
def test_who_reports_a_failure_decides(logs: Logs, reporter: str, status: str, returned: str, record: str) -> None:
    fields = FIELDS.replace("Status: 5.1.1", f"Status: {status}")

    assert fates(logs.read(report(fields, reporter=reporter, returned=returned))) == [f"Ann@example.org {record}"]


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("delayed", "delay_notice"),
        ("DELIVERED", "delivered"),
        ("relayed", "relayed"),
        ("expanded", "expanded"),
        ("bounced", "unknown_action"),
    ],
)
def test_the_action_decides(logs: Logs, action: str, kind: str) -> None:
    reading = logs.read(report(FIELDS.replace("failed", action)))
    events = [] if kind in ("delay_notice", "unknown_action") else [f"Ann@example.org {kind}"]

    assert fates(reading) == events
    assert reading.records == reading.reports == {kind: 1}


def test_several_recipients_in_one_mail(logs: Logs) -> None:
    second = FIELDS.replace("Ann@", "bob@").replace("ann@", "bob@").replace("failed", "delayed")
    reading = logs.read(report(f"{FIELDS}\n\n{second}"))

    assert fates(reading) == ["Ann@example.org bounced"]
    assert (reading.records, reading.reports) == ({"bounced": 1}, {"bounced": 1, "delay_notice": 1})


@pytest.mark.parametrize(
    ("more", "returned", "to", "message"),
    [
        ("Original-Envelope-Id: e17+42\n", RETURNED, "news@example.com", "e17+42"),
        ("Original-Envelope-ID: e17+2B42\n", RETURNED, "news@example.com", "e17+42"),
        ("", RETURNED, "news+18@example.com", "17.a@example.com"),
        ("", "Subject: x\n", "News+18@example.com", "news+18@example.com"),
        ("", "", "<news+18@example.com>", "news+18@example.com"),
        ("", "", "news+token@example.com", None),
        ("", "", "no-reply@example.com", None),
        ("", "", "news+ann=example.org@example.com", None),
    ],
)
def test_which_message_it_is(logs: Logs, more: str, returned: str, to: str, message: str | None) -> None:
    reading = logs.read(report(more=more, returned=returned, to=to))

    assert [event.message for event in reading.events] == ([message] if message else [])
    assert reading.reports == {"bounced" if message else "not_joined": 1}


@pytest.mark.parametrize(
    ("fields", "recipient"),
    [
        (
            "Original-Recipient: rfc822; Ann+x@example.org\nFinal-Recipient: rfc822; old@example.net",
            "Ann+x@example.org",
        ),
        ("Final-Recipient: rfc822; <Ann@example.org> (disabled)", "Ann@example.org"),
        ("Original-Recipient: rfc822;a+2Bt@x.test\nFinal-Recipient: rfc822;a+t@x.test", "a+t@x.test"),
        ("Original-Recipient: rfc822;a+2B24@x.test\nFinal-Recipient: rfc822;a+2B24@x.test", "a+2B24@x.test"),
        ("Original-Recipient: rfc822;a+2B24@x.test\nFinal-Recipient: rfc822;b@y.test", "a+2B24@x.test"),
        ("Final-Recipient: utf-8; jos\\x{E9}@example.org", "josé@example.org"),
        ("Final-Recipient: utf-8; josé@example.org", "josé@example.org"),
        ("X-Nothing: 1", "ann@example.org"),
    ],
)
def test_who_it_is_about(logs: Logs, fields: str, recipient: str) -> None:
    told = f"{fields}\nAction: failed\nStatus: 5.0.0"

    assert fates(logs.read(report(told, to="news+ann=example.org@example.com"))) == [f"{recipient} bounced"]


def test_a_report_without_any_recipient_is_not_joined(logs: Logs) -> None:
    assert logs.read(report("Action: failed\nStatus: 5.0.0")).reports == {"not_joined": 1}


def test_an_own_report_tells_when_it_was_tried_last_and_another_server_does_not(logs: Logs) -> None:
    tried = f"{FIELDS}\nLast-Attempt-Date: Sat, 21 Nov 2026 08:59:59 -0000"

    assert shown(logs.read(report(tried)))[0].startswith("08:59:59 ")
    assert shown(logs.read(report(tried, reporter=ELSEWHERE)))[0].startswith("09:03:00 ")


def test_without_any_time_it_is_not_joined(logs: Logs) -> None:
    timeless = "\n".join(report().splitlines()[2:])

    assert logs.read(timeless).reports == {"not_joined": 1}


@pytest.mark.parametrize(
    "mail",
    [
        report(kind="message/global-delivery-status"),
        report(kind="MESSAGE/DELIVERY-STATUS", encoding="Content-Transfer-Encoding: base64\n"),
        report(kind="message/global-delivery-status", encoding="Content-Transfer-Encoding: base64\n"),
        report().replace("\n", "\r\n"),
        "Subject: Fwd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=c\n\n--c\n"
        f"Content-Type: message/rfc822\n\n{report()}\n--c--\n",
        report().replace("Diagnostic-Code: smtp; 550 5.1.1 User", "Diagnostic-Code: smtp; 550\n   5.1.1\n\tUser"),
        report().partition("--b\nContent-Type: text/rfc822-headers")[0].replace("news+17@", "17.a@"),
    ],
    ids=["global", "base64", "global-base64", "crlf", "forwarded", "folded", "cut"],
)
def test_forms_of_the_report(logs: Logs, mail: str) -> None:
    reading = logs.read(mail.replace("To: 17.a@example.com", "To: news+17@example.com"))

    assert [event.recipient for event in reading.events] == ["Ann@example.org"]
    assert reading.events[0].reason == "550 5.1.1 User unknown"


@pytest.mark.parametrize(
    "returned",
    [
        "Return-Path: <>\nMessage-ID: <dsn0@mx.example.org>\n",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\nMessage-ID: <dsn0@mx>\n",
    ],
)
def test_a_report_about_a_report_is_no_event(logs: Logs, returned: str) -> None:
    assert logs.read(report(returned=returned)).reports == {"about_a_report": 1}


QMAIL = """\
From: MAILER-DAEMON@mail.example.org
To: news-ann=example.org@example.com
Subject: failure notice"""
QMAIL_BODY = """\
Hi. This is the mail program at mail.example.org.
(our own words here)

<ann@example.org>:
No such mailbox
here. (#5.1.1)

<Bob@example.org>:
192.0.2.9 failed after I sent the message.
Remote host said: 552 5.2.2 full

--- Below this line is a copy of the message.

Return-Path: <news-ann=example.org@example.com>
Received: (qmail 1 invoked); 21 Nov 2026 08:00:00 -0000
Received: from app by out.example.com; 21 Nov 2026 07:59:59 -0000
Message-ID: <17.a@example.com>

<carol@example.org>:
not a bounce
"""


def test_a_bounce_of_qmail(logs: Logs) -> None:
    reading = logs.read(plain(QMAIL, QMAIL_BODY))

    assert shown(reading) == [
        "09:03:00 17.a@example.com ann@example.org out_of_band",
        "09:03:00 17.a@example.com Bob@example.org out_of_band",
    ]
    assert [(event.reason, event.bounce and event.bounce.status) for event in reading.events] == [
        ("No such mailbox here. 5.1.1", "5.1.1"),
        ("192.0.2.9 failed after I sent the message. Remote host said: 552 5.2.2 full", "5.2.2"),
    ]


EXIM = """\
From: Mail Delivery System <Mailer-Daemon@out.example.com>
X-Failed-Recipients: ann@example.org,
  bob@example.org
X-Failed-Recipients: late@example.net
Subject: Mail delivery failed: returning message to sender"""
EXIM_BODY = """\
This message was created automatically by mail delivery software.

  ann@example.org
    host mx.example.org [192.0.2.25]
    SMTP error from remote mail server after RCPT TO:<ann@example.org>:
    550 5.1.1 no such user
  bob@example.org
    Unrouteable address
  late@example.net
    retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

Received: from app by out.example.com with esmtp (Exim 4.96) id 1vMlRm-000Ab2-3c
Message-ID: <17.a@example.com>
"""


def test_a_bounce_of_exim_in_words(logs: Logs) -> None:
    reading = logs.read(plain(EXIM, EXIM_BODY))

    assert fates(reading) == ["ann@example.org bounced", "bob@example.org bounced", "late@example.net expired"]
    assert [event.reason for event in reading.events] == [
        "host mx.example.org [192.0.2.25] SMTP error from remote mail server after RCPT TO:<ann@example.org>: "
        "550 5.1.1 no such user",
        "Unrouteable address",
        "retry timeout exceeded",
    ]


def test_a_delay_that_exim_tells_in_words(logs: Logs) -> None:
    warning = EXIM.replace(
        "Mail delivery failed: returning message to sender", "Warning: message 1vMl delayed 24 hours"
    )

    assert logs.read(plain(warning, EXIM_BODY)).reports == {"delay_notice": 3}


def test_where_exim_reports_no_more_than_a_failure_its_words_say_why(logs: Logs) -> None:
    mail = report(FIELDS.replace("5.1.1", "5.0.0").partition("\nDiag")[0]).replace(
        "Sorry.\n", "  Ann@example.org\n    retry timeout exceeded\n"
    )
    reading = logs.read(mail.replace("Auto-Submitted:", "X-Failed-Recipients: Ann@example.org\nAuto-Submitted:", 1))

    assert fates(reading) == ["Ann@example.org expired"]
    assert reason_of(reading, "expired") == "retry timeout exceeded"


def test_an_expiry_of_exim_whose_last_host_closed_the_connection(logs: Logs) -> None:
    body = EXIM_BODY.replace("    retry timeout", "    host 192.0.2.9 [192.0.2.9]\n    retry timeout")

    assert fates(logs.read(plain(EXIM, body)))[2] == "late@example.net expired"


FEEDBACK = """\
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: ExampleFBL/2.0
Version: 1
{recipients}
--b
Content-Type: message/rfc822

Message-ID: <17.a@example.com>

hello
--b--
"""


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("abuse", "complaint"),
        ("Fraud", "complaint"),
        ("something-new", "complaint"),
        ("opt-out", "opt_out"),
        ("not-spam", "no_complaint"),
        ("auth-failure", "no_complaint"),
    ],
)
def test_a_feedback_report(logs: Logs, kind: str, record: str) -> None:
    recipients = "Original-Rcpt-To: <ann@example.org>\nOriginal-Rcpt-To: bob@example.org\n"
    headers, _, body = FEEDBACK.format(kind=kind, recipients=recipients).partition("\n\n")
    reading = logs.read(plain(headers, body))
    told = [f"{name}@example.org {record}" for name in ("ann", "bob")]

    assert fates(reading) == ([] if record == "no_complaint" else told)
    assert (reading.records, reading.reports) == ({record: 1}, {record: 2})


def test_a_complaint_whose_recipient_is_withheld_is_not_joined(logs: Logs) -> None:
    headers, _, body = FEEDBACK.format(kind="abuse", recipients="").partition("\n\n")

    assert logs.read(plain(headers, body)).reports == {"not_joined": 1}


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Auto-Submitted: auto-replied (vacation)\nSubject: Auto: away", "auto_reply"),
        ("Auto-Submitted: auto-generated; owner-email=x", "auto_reply"),
        ("X-Autoreply: yes", "auto_reply"),
        ("Precedence: auto_reply", "auto_reply"),
        ("Precedence: bulk\nIn-Reply-To: <17.a@example.com>", "auto_reply"),
        ("Subject: Out of Office", "auto_reply"),
        ("Subject: Automatic reply: away", "auto_reply"),
        ("Auto-Submitted: no", "no_notification"),
        ("Precedence: bulk", "no_notification"),
        ("X-Auto-Response-Suppress: All", "no_notification"),
        ("Subject: automobile club", "no_notification"),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", "read_receipt"),
    ],
)
def test_what_is_no_notification_is_counted_as_what_it_is(logs: Logs, headers: str, kind: str) -> None:
    body = "--b\nContent-Type: message/disposition-notification\n\nDisposition: x\n\n--b--\n"
    reading = logs.read(plain(headers, body))

    assert (reading.events, reading.records) == ([], {kind: 1})


def test_the_same_report_twice_has_one_id(logs: Logs) -> None:
    one, other = logs.read(report(), report()).events
    nameless = [event.id for event in logs.read(report(message_id=""), report(message_id="")).events]

    assert one.id == other.id
    assert nameless[0] == nameless[1] != one.id


def test_an_mbox_is_read_mail_by_mail(logs: Logs) -> None:
    said = report().replace("Sorry.", "From now on it is gone.\nFrom me: Sat 21 Nov\n\nFrom a b\n")
    box = "".join(
        f"From {sender} Sat Nov 21 10:03:0{number} 2026\n{mail}\n"
        for number, (sender, mail) in enumerate([("MAILER-DAEMON", said), ("-", plain("Subject: x")), ("a@b.c", said)])
    )
    reading = logs.read(box)
    lines = box.splitlines()
    path = logs.folder / "1"

    assert [event.place for event in reading.events] == [
        f"{path}:1",
        f"{path}:{lines.index('From a@b.c Sat Nov 21 10:03:02 2026') + 1}",
    ]
    assert reading.records == {"bounced": 2, "no_notification": 1}
    assert logs.read(gzip.compress(box.encode()), ends=False).records == reading.records


def test_a_maildir_is_read_without_what_stands_beside_its_mails(tmp_path: Path) -> None:
    box = tmp_path / "box"
    for name in ("cur", "new", "tmp", ".Old/cur", ".Old/new", ".Old/tmp"):
        (box / name).mkdir(parents=True)
        (box / name / "17.host:2,S").write_text(report())
    (box / "dovecot-uidlist").write_text("3 V1\n")
    reading = Logs("dsn", tmp_path).read_paths(box)

    assert reading.records == {"bounced": 4}


def test_what_cannot_be_read_in_a_folder_is_told_and_all_else_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(report())
    (tmp_path / "b").write_bytes(b"\xfd7zXZ\0rest")
    (tmp_path / "c").write_bytes(gzip.compress(report().encode())[:100])
    (tmp_path / "d").write_bytes(b"\0\1\2" * 100)
    reading = Logs("dsn", tmp_path).read_paths(tmp_path, keep_aside=True)

    assert reading.records == {"bounced": 1, "not_understood": 3}
    assert [(Path(record.place).name, record.why.partition(":")[0]) for record in reading.not_understood] == [
        ("b", "it is compressed by xz"),
        ("c", "it cannot be read"),
        ("d", "it does not begin as a mail does"),
    ]


def bombs() -> dict[str, str]:
    head = "From: a@b.test\nMIME-Version: 1.0\n"
    status = f"{head}Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
    return {
        "headers": "A: b\n" * 2_000_000,
        "long header": f"{head}Content-Type: multipart/report; boundary={'x' * 5_000_000}\n\nhello",
        "parameters": f'{head}Content-Type: text/plain; x="{";" * 200_000}\n\nhello',
        "nested": head + "".join(f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(5_000)),
        "attached": head + "Content-Type: message/rfc822\n\n" * 100_000,
        "recipients": status + "Action: failed\n\n" * 300_000,
        "fields": status + "Action: failed\n" * 500_000,
        "line": f"{head}\n{'x' * 10_000_000}",
        "blank lines": f"{status}{chr(10) * 3_000_000}x",
        "nuls": f"{status}Action: failed\0\nFinal-Recipient: rfc822; \0\n\0",
        "charset": f"{head}Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: no-such\n\nhello",
        "base64": f"{head}Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n====\n!!\n",
        "uuencode": f"{head}Content-Type: message/delivery-status\nContent-Transfer-Encoding: uuencode\n\nbegin\n!!\n",
        "boundary": f"{head}Content-Type: multipart/mixed; boundary*0*=utf-16''%FF; boundary*1=\"\n\n--\n",
        "dates": plain("Date: Mon, 99999999999 Jan 99999 99:99:99 +9999"),
        "qmail": plain("Subject: x", "Hi. This is the\n\n" + "<a@b>:\n\n" * 100_000),
        "failed": plain("X-Failed-Recipients: " + "a@b," * 4_000, "  a@b\n" * 100_000),
    }


@pytest.mark.parametrize("name", list(bombs()))
def test_hostile_mail_is_counted_and_no_more(tmp_path: Path, name: str) -> None:
    (tmp_path / "bomb").write_text(bombs()[name])
    (tmp_path / "mail").write_text(report())
    reading = Logs("dsn", tmp_path).read_paths(tmp_path)

    assert reading.read == 2
    assert "Ann@example.org bounced" in fates(reading)


@pytest.mark.parametrize("name", list(bombs()))
def test_hostile_mail_in_an_mbox_leaves_its_neighbours_alone(logs: Logs, name: str) -> None:
    stamp = "Sat Nov 21 10:03:00 2026"
    reading = logs.read("".join(f"From a {stamp}\n{mail}\n\n" for mail in (report(), bombs()[name], report())))

    assert reading.read == 3
    assert fates(reading).count("Ann@example.org bounced") == 2


@pytest.mark.parametrize("content", [b"", b"Nov 21 09:00:00 out postfix/qmgr[1]: 4A1B2: removed\n"])
def test_where_there_is_no_mail_it_is_told(logs: Logs, content: bytes) -> None:
    with pytest.raises(BadLogError, match="/1: no mail was found in it; give mails, a folder of them, or an mbox"):
        logs.read(content, ends=False)


def of_the_sample() -> Reading:
    return Logs("dsn", SAMPLE).read_paths(SAMPLE / "dsn")


def test_the_mails_of_the_sample_are_read_without_one_left_over() -> None:
    reading = of_the_sample()

    assert reading.read == 153
    # 106 mails of failures, of which three are another server's, and 47 of delays; in them 110 and 48 recipients.
    assert reading.records == {"bounced": 56, "expired": 47, "out_of_band": 3, "delay_notice": 47}
    assert reading.reports == {"bounced": 59, "expired": 48, "out_of_band": 3, "delay_notice": 48}
    assert reading.not_understood == []


def test_the_mails_of_the_sample_tell_what_became_of_its_recipients() -> None:
    rows = [json.loads(line) for line in (SAMPLE / "expected.jsonl").read_text().splitlines()]
    became = {"bounced": "bounced", "expired": "expired", "sent_then_oob_bounce": "out_of_band"}
    wanted = {
        (row["message_id"].strip("<>"), row["recipient"]): became[row["expected_terminal"]]
        for row in rows
        if row["expected_terminal"] in became
    }
    events = of_the_sample().events

    assert {(event.message, event.recipient): event.event for event in events} == wanted
    assert len(events) == len(wanted) == 110


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("rfc822; a@b.test", "a@b.test"),
        ("RFC822;<a@b.test>", "a@b.test"),
        ("a@b.test", "a@b.test"),
        ("utf-8; \\x{110000}\\x{D800}\\x{41}@b", "\\x{110000}\\x{D800}A@b"),
        ("", ""),
        (";", ""),
    ],
)
def test_an_address_with_its_type(written: str, read: str) -> None:
    assert of_type(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("a+2Bb", "a+b"), ("a+41", "a+41"), ("a+b", "a+b"), ("a+2Bb+c", "a+2Bb+c"), ("a=+2B", "a=+2B"), ("a", "a")],
)
def test_an_envelope_id(written: str, read: str) -> None:
    assert envelope_id(written) == read


def test_the_final_recipient_shows_what_is_xtext() -> None:
    assert recipient_of("a+2B1@x.test", "A+1@x.test") == "a+1@x.test"
    assert recipient_of("", "b@x.test") == "b@x.test"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("list+user=host.test@example.com", ReturnPath(None, "user@host.test")),
        ("list+us=er+x=host.test@example.com", ReturnPath(None, "us=er+x@host.test")),
        ("<Campaign+24@sender.test>", ReturnPath("campaign+24@sender.test", None)),
        ("list-user=host.test@example.com", ReturnPath(None, None)),
        ("list+=host.test@example.com", ReturnPath(None, None)),
        ("list+@example.com", ReturnPath(None, None)),
        ("+", ReturnPath(None, None)),
        ("", ReturnPath(None, None)),
    ],
)
def test_a_return_path(address: str, path: ReturnPath) -> None:
    assert return_path(address) == path
