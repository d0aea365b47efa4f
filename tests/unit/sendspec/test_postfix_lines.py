"""What the lines of a Postfix log mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from sendspec.sources import postfix
from sendspec.sources.records import BadLogError, Request

from tests.unit.sendspec.postfix_log import MEANINGS, NOW, events, line, queued, read, removed, told

ID = "4A1B2C3D4E5"
OTHER = "4A1B2C3D4E6"


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


def agent_of_another_name(text: str) -> list[str]:
    return [*queued(ID), line("Nov 20 10:00:01", "mylmtp", text), removed(ID)]


def test_an_agent_of_another_name_delivers_too(tmp_path: Path) -> None:
    lines = [*queued(ID), told(ID, "sent", program="mylmtp"), removed(ID)]

    assert events(read(tmp_path, lines)) == [(ID, "u@x.test", "relayed"), (ID, "u@x.test", "delivered")]


@pytest.mark.parametrize("text", [f"{ID}: to=<u@x.test>, status=sent (ok)", f"{ID}: client=x, status=sent"])
def test_a_status_in_words_that_are_not_those_of_an_agent_is_not_understood(tmp_path: Path, text: str) -> None:
    reading = read(tmp_path, agent_of_another_name(text))

    assert [record.place for record in reading.not_understood] == ["maillog:4"]


@pytest.mark.parametrize("text", [f"{ID}: hello", "status=sent", "prepend Received-SPF: pass; to=<u@x.test>, status=x"])
def test_other_lines_of_unknown_programs_are_passed_by(tmp_path: Path, text: str) -> None:
    reading = read(tmp_path, agent_of_another_name(text))

    assert (reading.records["other_program"], reading.records["not_understood"]) == (1, 0)


@pytest.mark.parametrize("recipient", ['"a>, b"@b.test', '"a, b"@b.test', '"<a>"@b.test'])
def test_a_quoted_recipient_is_whole(tmp_path: Path, recipient: str) -> None:
    lines = [*queued(ID), told(ID, "sent", recipient=recipient), removed(ID)]

    assert {name for _, name, _ in events(read(tmp_path, lines))} == {recipient}


def test_a_quoted_recipient_of_an_alias_is_whole(tmp_path: Path) -> None:
    both = '"a>, b"@b.test>, orig_to=<"c>, d"@b.test'
    reading = read(tmp_path, [*queued(ID), told(ID, "sent", recipient=both), removed(ID)])

    assert {name for _, name, _ in events(reading)} == {'"a>, b"@b.test'}


@pytest.mark.parametrize(
    "broken",
    [
        line("Nov 20 10:00:00", "master", "reload").replace("\n", "\r") + told(ID, "sent"),
        told(ID, "sent", reason="x" * 70_000),
    ],
)
def test_several_lines_in_one_are_not_understood(tmp_path: Path, broken: str) -> None:
    reading = read(tmp_path, [*queued(ID), broken])

    assert reading.records == {"queueing": 3, "not_understood": 1}


@pytest.mark.parametrize("end", ["\r", "\\n" * 40])
def test_a_log_whose_lines_do_not_end_is_told(tmp_path: Path, end: str) -> None:
    log = "".join([*queued(ID), told(ID, "sent"), removed(ID)] * 100).replace("\n", end)

    with pytest.raises(BadLogError, match="no line feed ends its lines"):
        read(tmp_path, [log])


def test_a_log_without_a_message_says_so(tmp_path: Path) -> None:
    on_one_line = "".join(queued(ID)).replace("\n", " ")
    nothing = read(tmp_path, [on_one_line])
    something = read(tmp_path, [*queued(ID), told(ID, "sent")])

    assert "maillog: no message was found in it" in nothing.remarks
    assert "maillog: no message was found in it" not in something.remarks


def test_each_of_several_logs_is_judged_alone(tmp_path: Path) -> None:
    others = "Nov 20 10:00:00 out dovecot: imap-login: Login: user=<a>\n"
    paths = (tmp_path / "one", tmp_path / "two")
    paths[0].write_text("".join([*queued(OTHER), told(OTHER, "sent"), removed(OTHER), *[others] * 50]))
    paths[1].write_text("".join([*queued(ID), told(ID, "sent"), removed(ID)]))
    reading = postfix.read(Request(paths, MEANINGS, now=NOW))

    assert {event.message for event in reading.events} == {ID, OTHER}
