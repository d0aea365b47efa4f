"""What the lines of a Postfix log mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.sendspec.postfix_log import events, line, queued, read, removed, told

ID = "4A1B2C3D4E5"


@pytest.mark.parametrize(
    ("status", "program", "event"),
    [
        ("sent", "smtp", "delivered"),
        ("sent", "lmtp", "delivered"),
        ("sent", "local", "delivered"),
        ("sent", "virtual", "delivered"),
        ("sent", "pipe", "delivered"),
        ("deferred", "smtp", "soft_bounced"),
        ("deferred", "error", "soft_bounced"),
        ("bounced", "smtp", "hard_bounced"),
        ("bounced", "error", "hard_bounced"),
        ("expired", "smtp", "expired"),
        ("force-expired", "smtp", "expired"),
        ("sent", "discard", "excluded"),
    ],
)
def test_each_status_means_an_event(tmp_path: Path, status: str, program: str, event: str) -> None:
    reading = read(tmp_path, [*queued(ID), told(ID, status, program=program), removed(ID)])

    assert events(reading) == [(ID, "u@x.test", "relayed"), (ID, "u@x.test", event)]


@pytest.mark.parametrize("status", ["deliverable", "undeliverable", "undeliverable-but-not-cached"])
def test_probes_of_addresses_are_counted_and_no_events(tmp_path: Path, status: str) -> None:
    reading = read(tmp_path, [*queued(ID, sender="double-bounce@b.test"), told(ID, status), removed(ID)])

    assert events(reading) == []
    assert reading.records["probe"] == 1
    assert reading.incomplete.total() == 0


def test_a_status_that_nobody_knows_is_not_understood(tmp_path: Path) -> None:
    reading = read(tmp_path, [*queued(ID), told(ID, "teleported", recipient="someone@x.test")])

    assert reading.records["not_understood"] == 1
    assert reading.not_understood[0].place == "maillog:4"
    assert "someone@x.test" not in reading.not_understood[0].sample
    assert "status=teleported" in reading.not_understood[0].sample


@pytest.mark.parametrize("prefix", ["postfix/smtp", "postfix-out/smtp", "postfix/submission/smtp", "mx/relay/smtp"])
def test_any_name_that_syslog_gives_will_do(tmp_path: Path, prefix: str) -> None:
    lines = [*queued(ID), told(ID, "sent").replace("postfix/smtp[", f"{prefix}["), removed(ID)]

    assert [event for _, _, event in events(read(tmp_path, lines))] == ["relayed", "delivered"]


def test_long_queue_ids(tmp_path: Path) -> None:
    long = "4bQyXz1Rt2z9vHk"
    reading = read(tmp_path, [*queued(long), told(long, "sent"), removed(long)])

    assert events(reading) == [(long, "u@x.test", "relayed"), (long, "u@x.test", "delivered")]


def test_lines_of_service_and_other_programs_are_no_events(tmp_path: Path) -> None:
    others = [
        line("Nov 20 10:00:00", "smtpd", "connect from localhost[127.0.0.1]"),
        line("Nov 20 10:00:00", "smtpd", "NOQUEUE: reject: RCPT from x[1.2.3.4]: 550 5.1.2 <a@b.test>: no"),
        line("Nov 20 10:00:00", "smtp", "connect to mx.x.test[10.0.0.1]:25: Connection refused"),
        line("Nov 20 10:00:00", "smtp", f"{ID}: host mx.x.test[10.0.0.1] said: 450 4.2.0 try again later"),
        line("Nov 20 10:00:00", "bounce", "warning: [built-in]: zero result in delay template conversion"),
        line("Nov 20 10:00:00", "master", "reload"),
        "Nov 20 10:00:00 out dovecot: imap-login: Login: user=<a>\n",
    ]
    reading = read(tmp_path, [*queued(ID), *others, told(ID, "sent"), removed(ID)])

    assert reading.records == {
        "queueing": 4,
        "delivery": 1,
        "service": 5,
        "refused_on_receipt": 1,
        "other_program": 1,
    }


def test_reasons_and_places_stand_beside_the_events(tmp_path: Path) -> None:
    reason = "host mx said: 452 4.2.2 Mailbox full (in reply to RCPT TO command)"
    reading = read(tmp_path, [*queued(ID), told(ID, "deferred", reason=reason)])

    assert reading.events[1].reason == reason
    assert reading.events[1].place == "maillog:4"


def test_broken_lines_are_counted_and_shown_without_harm(tmp_path: Path) -> None:
    broken = [
        "\n",
        "\0\0\0\0\n",
        "Nov\n",
        "Nov 20 10:00:00\n",
        "Nov 20 10:00:00 out\n",
        "Nov 40 10:00:00 out postfix/smtp[1]: x\n",
        "caf\udce9 au lait\n",
        "x" * 1_000_000 + "\n",
    ]
    reading = read(tmp_path, [*queued(ID), *broken, told(ID, "sent"), removed(ID)], keep_aside=True)

    assert [record.text for record in reading.not_understood] == broken
    assert all(len(record.sample) <= 200 for record in reading.not_understood)
    assert [event for _, _, event in events(reading)] == ["relayed", "delivered"]


def test_without_being_asked_only_a_few_broken_lines_are_remembered(tmp_path: Path) -> None:
    reading = read(tmp_path, [*queued(ID), *["garbage\n"] * 1000])

    assert reading.records["not_understood"] == 1000
    assert len(reading.not_understood) == 5


def test_carriage_returns_do_no_harm(tmp_path: Path) -> None:
    lines = [one.replace("\n", "\r\n") for one in [*queued(ID), told(ID, "sent"), removed(ID)]]
    reading = read(tmp_path, lines)

    assert reading.events[1].reason == "250 2.0.0 Ok"
    assert reading.incomplete.total() == 0


def test_a_message_taken_out_by_an_operator_is_cancelled(tmp_path: Path) -> None:
    lines = [*queued(ID), told(ID, "deferred"), line("Nov 20 10:05:00", "postsuper", f"{ID}: removed")]

    assert [event for _, _, event in events(read(tmp_path, lines))] == ["relayed", "soft_bounced", "cancelled"]
