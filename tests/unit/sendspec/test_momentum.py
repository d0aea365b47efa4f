"""Momentum's main log and bounce log; fields in the places that its documents give."""

from __future__ import annotations

from pathlib import Path

import pytest
from sendspec.sources.records import BadLogError, Bounce

from tests.unit.sendspec.reader_logs import Logs, fates, shown

ID = "1A/00-31002-65A41F9A"
BATCH = "1A/00-31001-55A41F9A"
IN = "1A/00-31000-45A41F9A"
NONE = "00/00-00000-00000000"
T0 = 1772438400
"""2026-03-02T08:00:00Z."""


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    return Logs("momentum", tmp_path)


def taken(
    recipient: str = "anna@example.com",
    *,
    of: str = ID,
    time: int = T0,
    sender: str = "bounce@example.org",
    protocol: str = "esmtp",
    size: int = 2048,
) -> str:
    return f"{time}@{of}@{BATCH}@{IN}@R@{recipient}@{sender}@192.0.2.10@{size}@{protocol}@default@default"


def delivered(*, of: str = ID, time: int = T0 + 2, domain: str = "example.com", letter: str = "D") -> str:
    return f"{time}@{of}@{BATCH}@1B/00-31050-45A41F9B@{letter}@{domain}@2048@default@default@1@1.850@192.0.2.25"


def failed(
    letter: str,
    text: str,
    *,
    of: str = ID,
    time: int = T0 + 3,
    connection: str = "1B/00-31051-45A41F9C",
    domain: str = "example.com",
) -> str:
    return f"{time}@{of}@{BATCH}@{connection}@{letter}@{domain}@0@default@default@4@0@2.410@192.0.2.25@{text}"


def bounced(
    text: str,
    bounce_class: int,
    *,
    letter: str = "B",
    stage: int = 5,
    of: str = ID,
    time: int = T0 + 3,
    connection: str = "1B/00-31051-45A41F9C",
    recipient: str = "anna@example.com",
) -> str:
    where = f"{time}@{of}@{BATCH}@{connection}@{letter}@{recipient}@bounce@example.org@default@default"
    return f"{where}@{stage}@{bounce_class}@2048@192.0.2.25@{text}"


def test_what_names_no_recipient_is_joined_by_the_message_id(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            taken(),
            failed("T", "452 4.2.2 <anna@example.com> mailbox full"),
            delivered(time=T0 + 9),
            f"{T0 + 60}@@@@M",
        ])
    )  # fmt: skip

    assert shown(reading) == [
        f"08:00:00 {ID} anna@example.com queued",
        f"08:00:03 {ID} anna@example.com deferred",
        f"08:00:09 {ID} anna@example.com delivered",
    ]
    assert reading.events[1].reason == "452 4.2.2 <anna@example.com> mailbox full"
    assert reading.events[1].bounce == Bounce("deferred", None, "4.2.2")
    assert (reading.records, reading.incomplete) == ({"queueing": 1, "delivery": 2, "heartbeat": 1}, {})
    assert reading.end == (T0 + 60) * 1_000_000


def test_times_in_seconds_and_microseconds_stand_in_one_file(logs: Logs) -> None:
    reading = logs.read(f"{taken().replace(str(T0), str(T0) + '123456', 1)}\n{delivered()}")

    assert [event.time for event in reading.events] == [1772438400123456, 1772438402000000]


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("550 5.1.1 no such user", "bounced"),
        ("552 No such account", "bounced"),
        ("no code at all", "bounced"),
        ("450 4.2.0 try again", "given_up"),
        ("421 no adequate servers", "given_up"),
        ("550 4.4.1 [internal] no answer", "given_up"),
        ("554 5.4.7 [internal] exceeded max time without delivery", "expired"),
        (
            "554 5.4.7 [internal] message timeout (last transfail: 454 4.4.4 [internal] no MX or A for domain)",
            "expired",
        ),
    ],
)
def test_without_a_bounce_log_the_text_classifies_an_end(logs: Logs, text: str, record: str) -> None:
    assert fates(logs.read(f"{taken()}\n{failed('P', text)}"))[1:] == [f"anna@example.com {record}"]


@pytest.mark.parametrize(
    ("bounce_class", "stage", "text", "record"),
    [
        (10, 5, "550 5.1.1 no such user", "bounced"),
        (30, 5, "550 no", "bounced"),
        (1, 5, "550 not accepted", "bounced"),
        (1, 5, "451 4.3.0 try later", "given_up"),
        (1, 5, "550 no", "bounced"),
        (51, 9, "550 5.7.1 spam", "bounced"),
        (22, 5, "552 5.2.2 full", "given_up"),
        (24, 0, "554 5.4.7 [internal] exceeded max time without delivery", "expired"),
        (24, 21, "554 5.4.7 [internal] exceeded max time without delivery", "expired"),
        (25, 0, "550 5.7.1 [internal] removed", "administrative"),
        (10, 21, "550 5.1.1 User unknown", "out_of_band"),
        (22, 21, "552 5.2.2 full", "out_of_band"),
        (90, 21, "unsubscribe", "unsubscribe"),
        (60, 21, "out of office", None),
        (80, 21, "subscribe", None),
        (100, 21, "please confirm", None),
    ],
)
def test_the_class_decides(logs: Logs, bounce_class: int, stage: int, text: str, record: str | None) -> None:
    reading = logs.read(f"{taken()}\n{bounced(text, bounce_class, stage=stage)}")

    assert fates(reading)[1:] == ([f"anna@example.com {record}"] if record else [])
    assert reading.read == 2
    assert {key for key in reading.incomplete if key.startswith("no_event")} == set()


def test_one_failure_in_both_logs_is_one_event_with_the_class(logs: Logs) -> None:
    main = [taken(), failed("T", "452 4.2.2 full"), failed("P", "552 5.2.2 full", connection="9", time=T0 + 8)]
    beside = [bounced("452 4.2.2 full", 22, letter="T"), bounced("552 5.2.2 full", 22, connection="9", time=T0)]
    reading = logs.read("\n".join(main), "\n".join(beside))

    assert shown(reading)[1:] == [
        f"08:00:03 {ID} anna@example.com deferred",
        f"08:00:08 {ID} anna@example.com given_up",
    ]
    assert [event.bounce for event in reading.events[1:]] == [
        Bounce("deferred", "22", "4.2.2"),
        Bounce("given_up", "22", "5.2.2"),
    ]
    assert reading.records == {"queueing": 1, "delivery": 2, "repeated": 2}
    assert fates(logs.read("\n".join(beside), "\n".join(main))) == fates(reading)


def test_attempts_without_a_connection_are_told_apart_by_time(logs: Logs) -> None:
    internal = "451 4.4.4 [internal] no MX or A for domain"
    main = [failed("T", internal, connection=NONE, time=T0 + second) for second in (10, 20)]
    beside = [bounced(internal, 21, letter="T", connection=NONE, time=T0 + second) for second in (10, 20)]
    reading = logs.read("\n".join([taken(), *main]), "\n".join(beside))

    assert [event.event for event in reading.events] == ["queued", "deferred", "deferred"]
    assert [event.bounce and event.bounce.bounce_class for event in reading.events[1:]] == ["21", "21"]


def test_the_bounce_log_alone_tells_ends_and_attempts(logs: Logs) -> None:
    reading = logs.read("\n".join([bounced("452 4.2.2 full", 22, letter="T"), bounced("550 5.1.1 a@b no", 10)]))

    assert fates(reading) == ["anna@example.com queued", "anna@example.com deferred", "anna@example.com bounced"]
    assert reading.incomplete == {"begun_before_the_log": 1}


def test_of_several_recipients_the_domain_must_leave_one(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            taken("a@one.example"), taken("b@two.example"), taken("c@two.example"),
            delivered(domain="ONE.example"), delivered(domain="two.example"),
            failed("P", "550 no", domain="else.example"),
        ])
    )  # fmt: skip

    assert fates(reading)[3:] == ["a@one.example delivered"]
    assert reading.records["not_joined"] == 2


def test_without_its_reception_a_delivery_is_not_joined(logs: Logs) -> None:
    reading = logs.read(delivered())

    assert (reading.events, reading.records) == ([], {"not_joined": 1})


@pytest.mark.parametrize("recipient", ["stranger@example.com", "anna@example.com"])
def test_a_bounce_out_of_band_about_a_message_that_is_not_there_is_not_joined(logs: Logs, recipient: str) -> None:
    late = bounced("550 5.1.1 User unknown", 10, stage=21, of="3D/00-51007-85A41F9E", recipient=recipient)
    reading = logs.read(f"{taken()}\n{late}")

    assert fates(reading) == ["anna@example.com queued"]
    assert reading.records["not_joined"] == 1


def test_what_momentum_wrote_itself_is_no_part_of_the_campaign(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            taken(protocol="internal", sender="@"), delivered(),
            taken(of="2", sender="@"), failed("P", "550 no", of="2"),
        ])
    )  # fmt: skip

    assert (reading.events, reading.records) == ([], {"notification": 4})


OTHER = "2C/00-41005-75A41F9D"


def test_a_transfer_to_another_node_is_one_message(logs: Logs) -> None:
    first = [taken("carl@example.net"), delivered(letter="X", domain="example.net")]
    second = [taken("carl@example.net", of=OTHER, time=T0 + 2, protocol="xfer"), delivered(of=OTHER, time=T0 + 5)]
    reading = logs.read("\n".join(first), "\n".join(second))

    assert shown(reading) == [
        f"08:00:00 {ID} carl@example.net queued",
        f"08:00:02 {ID} carl@example.net transferred",
        f"08:00:05 {ID} carl@example.net delivered",
    ]


def test_a_transfer_that_keeps_its_id_is_one_message(logs: Logs) -> None:
    lines = [taken(), delivered(letter="X"), taken(time=T0 + 2, protocol="xfer"), delivered(time=T0 + 5)]

    assert [event.event for event in logs.read("\n".join(lines)).events] == ["queued", "transferred", "delivered"]


def test_where_two_messages_may_have_been_handed_over_neither_is_meant(logs: Logs) -> None:
    twice = [taken(of="1"), taken(of="2"), delivered(of="1", letter="X"), delivered(of="2", letter="X")]
    reading = logs.read("\n".join([*twice, taken(of=OTHER, time=T0 + 2, protocol="xfer"), delivered(of=OTHER)]))

    assert [event.event for event in reading.events] == ["queued", "transferred", "queued", "transferred"]
    assert reading.records["not_joined"] == 2


def test_a_message_from_a_node_whose_log_is_missing_begins_here(logs: Logs) -> None:
    reading = logs.read(f"{taken(protocol='xfer')}\n{delivered()}")

    assert [event.event for event in reading.events] == ["queued", "delivered"]
    assert reading.incomplete == {"begun_before_the_log": 1}


def test_logs_that_are_given_twice_tell_the_same(logs: Logs) -> None:
    text = "\n".join([taken(), failed("T", "452 4.2.2 full"), delivered(time=T0 + 9)])
    reading = logs.read(text, text)

    assert shown(reading) == shown(logs.read(text))
    assert reading.records == {"queueing": 1, "delivery": 2, "repeated": 3}


def test_the_last_refusal_is_the_cause_of_an_expiry(logs: Logs) -> None:
    expiry = failed("P", "554 5.4.7 [internal] exceeded max time without delivery", connection=NONE, time=T0 + 99)
    reading = logs.read("\n".join([taken(), expiry, failed("T", "452 4.2.2 full")]))

    assert [(event.event, event.reason) for event in reading.events[1:]] == [
        ("deferred", "452 4.2.2 full"),
        ("expired", "452 4.2.2 full"),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "it has too few fields for a line of Momentum"),
        ("garbage", "it has too few fields for a line of Momentum"),
        (f"17724384@{ID}@@@D@", "it does not begin with a time"),
        (f"²77243840{0}@{ID}@@@D@", "it does not begin with a time"),
        (delivered(letter="Q"), "it is not known what Momentum means by it"),
        (delivered()[:-40], "it was cut, or a field of it holds an @"),
        (taken("a@b@example.com"), "it was cut, or a field of it holds an @"),
        (taken("@example.com"), "it names no recipient"),
        (taken(of=""), "it names no message"),
        (failed("T", "x")[:90], "its fields are not those of a failure"),
        (failed("B", "x"), "its fields are not those of a bounce"),
        (f"{T0}@{ID}@a@b@P@" + "@" * 70_000, "it is more than one line, or cut from one"),
    ],
)
def test_what_is_not_understood_is_put_aside(logs: Logs, line: str, why: str) -> None:
    reading = logs.read(f"{taken()}\n{line}\n".encode(), keep_aside=True)

    assert [(record.place, record.text, record.why) for record in reading.not_understood] == [("1:2", f"{line}\n", why)]
    assert reading.read == 2


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"2026-11-21 09:00:00 1vMlQn-000Ab2-3c Completed\n"])
def test_what_is_no_log_of_momentum_is_refused(logs: Logs, content: bytes) -> None:
    with pytest.raises(
        BadLogError, match=r"/1:1: no line of it was written by Momentum; give its mainlog or bouncelog"
    ):
        logs.read(content, ends=False)
