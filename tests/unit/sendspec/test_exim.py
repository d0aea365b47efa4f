"""The main log of Exim; lines in the forms that its source and specification give."""

from __future__ import annotations

import gzip
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sendspec.sources.records import BadLogError

from tests.unit.sendspec.reader_logs import Logs, clock, fates, reason_of, shown

ID = "1vMlQn-00000000Ab1-2cD3"
OLD = "1vMlRm-000Ab2-3c"
NEXT = "1vMlQo-00000000XyZ-9fAb"
D = "2026-11-21"
OUT = "R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.25]"
ARRIVED = f"{D} 09:00:01 {ID} <= news+17@example.com H=app.example.com [192.0.2.10] P=esmtp S=4211 id=17.a@example.com"
ANN_QUEUED = f"09:00:01 {ID} ann@example.org queued"


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    return Logs("exim", tmp_path)


def line(text: str, time: str = "09:00:02", of: str = ID) -> str:
    return f"{D} {time} {of} {text}"


def test_a_message_from_its_arrival_to_its_end(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            f"{ARRIVED} for Ann@example.org bob@example.org",
            line(f'=> Ann@example.org F=<news+17@example.com> {OUT} X=TLS1.3:A:256 CV=yes C="250 2.0.0 OK" QT=1.2s'),
            line(f'-> bob@example.org {OUT} C="250 2.0.0 OK"', "09:00:03"),
            line("Completed QT=1s", "09:00:03"),
        ])
    )  # fmt: skip

    assert shown(reading) == [
        f"09:00:01 {ID} Ann@example.org queued",
        f"09:00:01 {ID} bob@example.org queued",
        f"09:00:02 {ID} Ann@example.org delivered",
        f"09:00:03 {ID} bob@example.org delivered",
    ]
    assert [event.place for event in reading.events] == ["1:1", "1:1", "1:2", "1:3"]
    assert reading.events[2].reason == "250 2.0.0 OK"
    assert (reading.records, reading.incomplete) == ({"queueing": 2, "delivery": 2}, {})


def test_without_a_list_of_recipients_each_is_queued_when_it_is_first_named(logs: Logs) -> None:
    reading = logs.read(f"{ARRIVED}\n" + line(f'=> ann@example.org {OUT} C="250 ok"', "09:00:07"))

    assert shown(reading) == [ANN_QUEUED, f"09:00:07 {ID} ann@example.org delivered"]
    assert reading.incomplete == {"not_removed": 1}


def test_a_subject_may_hold_what_looks_like_recipients(logs: Logs) -> None:
    arrived = f'{ARRIVED} T="a \\"gift\\" for you@example.com id=1" from <news+17@example.com> for ann@example.org'

    assert shown(logs.read(arrived)) == [ANN_QUEUED]
    assert shown(logs.read(f'{ARRIVED} T="a gift for you@example.com"')) == []


@pytest.mark.parametrize(
    ("told", "fate", "reason"),
    [
        (f'=> ann@example.org {OUT} C="250 \\"ok\\" \\\\o/"', "delivered", '250 "ok" \\o/'),
        (f'>> ann@example.org {OUT} C="250 ok"', "delivered", "250 ok"),
        ("=> ann <ann@example.org> R=local_user T=local_delivery", "delivered_locally", None),
        ("=> |/usr/bin/in a R=b (l@example.org) <ann@example.org> R=al T=address_pipe", "delivered_locally", None),
        ("=> /var/mail/x <ann@example.org> R=al T=address_file", "delivered_locally", None),
        ("=> save inbox <ann@example.org> R=al T=address_file", "delivered_locally", None),
        ("=> :blackhole: <ann@example.org> R=system_aliases", "discarded", None),
        ("=> discarded <ann@example.org> R=userforward", "discarded", None),
        (
            f"== ann@example.org {OUT[:26]} defer (-44) H=mx [192.0.2.25]: SMTP error from remote mail server after "
            "RCPT TO:<ann@example.org>: 452 4.2.2 mailbox is over quota",
            "deferred",
            "SMTP error from remote mail server after RCPT TO:<ann@example.org>: 452 4.2.2 mailbox is over quota",
        ),
        (
            "== ann@example.org R=dnslookup T=remote_smtp defer (111): Connection refused H=mx [192.0.2.25]:25 DT=1s",
            "deferred",
            "Connection refused",
        ),
        ("== ann@example.org R=dnslookup defer (-36): host lookup did not complete", "deferred",
         "host lookup did not complete"),
        (
            f"** ann@example.org {OUT}: SMTP error from remote mail server after pipelined RCPT TO:<ann@example.org>: "
            "550-5.1.1 no such user\\n550 5.1.1 see our pages DT=0.2s",
            "bounced",
            "SMTP error from remote mail server after pipelined RCPT TO:<ann@example.org>: "
            "550-5.1.1 no such user\\n550 5.1.1 see our pages",
        ),
        (f'** ann@example.org {OUT} X=TLS1.3:A:256 DN="/O=a: b": 450 4.2.0 later', "bounced", "450 4.2.0 later"),
        ("** ann@example.org: Unrouteable address", "bounced", "Unrouteable address"),
        ("** ann@example.org R=system_aliases: Unrouteable address", "bounced", "Unrouteable address"),
        ("** ann@example.org: retry timeout exceeded", "expired", "retry timeout exceeded"),
        (f"** ann@example.org {OUT}: 451 later: retry timeout exceeded", "expired", "451 later"),
        (
            "** ann@example.org R=dnslookup T=remote_smtp: all hosts for 'example.org' have been failing for a long "
            "time (and retry time not reached)",
            "expired",
            "all hosts for 'example.org' have been failing for a long time (and retry time not reached)",
        ),
        (
            "** ann@example.org R=dnslookup T=remote_smtp: retry time not reached for any host after a "
            "long failure period",
            "expired",
            "retry time not reached for any host after a long failure period",
        ),
        ("address <ann@example.org> marked delivered by root", "cancelled",
         "address <ann@example.org> marked delivered by root"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_recipient(logs: Logs, told: str, fate: str, reason: str | None) -> None:
    reading = logs.read(f"{ARRIVED}\n" + line(told))

    assert fates(reading) == ["ann@example.org queued", f"ann@example.org {fate}"]
    assert reading.events[1].reason == reason
    assert reading.read == 2


@pytest.mark.parametrize(
    ("deferral", "is_attempt"),
    [
        ("(-1): domain queued by -odqs", False),
        ("(0): SMTP delivery explicitly queued", False),
        ("(-23): domain is held", False),
        ("(-52): Retry time not yet reached", False),
        ("(-54): retry time not reached for any host for 'example.org'", False),
        ("(-57): transport concurrency limit", False),
        ("(-1): unknown error", True),
        ("(-18) H=mx [192.0.2.25]: Remote host closed connection", True),
        ("(-51): no", True),
        ("(-58): no", True),
        ("(110): Connection timed out", True),
    ],
)
def test_a_deferral_is_an_attempt_or_none(logs: Logs, deferral: str, is_attempt: bool) -> None:
    reading = logs.read(f"{ARRIVED}\n" + line(f"== ann@example.org R=dnslookup T=remote_smtp defer {deferral}"))

    assert fates(reading)[1:] == (["ann@example.org deferred"] if is_attempt else [])
    assert reading.records["suspended"] == (not is_attempt)


def test_the_cause_of_an_expiry_is_the_last_refusal(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            ARRIVED,
            line("== ann@example.org R=dnslookup T=remote_smtp defer (111): Connection refused"),
            line("== ann@example.org R=dnslookup T=remote_smtp defer (-54): retry time not reached", "09:16:00"),
            line("** ann@example.org: retry timeout exceeded", "10:00:00"),
        ])
    )  # fmt: skip

    assert fates(reading) == ["ann@example.org queued", "ann@example.org deferred", "ann@example.org expired"]
    assert reason_of(reading, "expired") == "Connection refused"


def test_recipients_are_those_that_were_sent_to(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            f"{ARRIVED} for Team@example.com ANN@example.org",
            line(f'=> carol@example.org (mid@example.com) <team@example.com> {OUT} C="250 ok"'),
            line(f'-> ann@example.org <ANN@example.org> {OUT} C="250 ok"'),
        ])
    )  # fmt: skip

    assert fates(reading)[2:] == ["Team@example.com delivered", "ANN@example.org delivered"]


def test_an_expiry_shows_the_immediate_parent_and_means_the_recipient(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            f"{ARRIVED} for team@example.com",
            line("== dan@example.net <team@example.com> R=dnslookup T=remote_smtp defer (111): Connection refused"),
            line("** dan@example.net <inner@example.com>: retry timeout exceeded", "10:00:00"),
        ])
    )  # fmt: skip

    assert fates(reading) == ["team@example.com queued", "team@example.com deferred", "team@example.com expired"]


def test_notifications_are_no_part_of_the_campaign(logs: Logs) -> None:
    report = "1vMlSp-000Ac4-1b"
    reading = logs.read(
        "\n".join([
            line("<= <> R=1vMlRm-000Ab2-3c U=exim P=local S=2710", of=report),
            line(f'=> news+17@example.com {OUT} C="250 ok"', of=report),
            line("Completed", of=report),
            line("<= <> H=mx.example.org [192.0.2.25] P=esmtp S=99", of=OLD),
            line("** x@example.org: Unrouteable address", of=OLD),
            line("Frozen (delivery error message)", of=OLD),
        ])
    )  # fmt: skip

    assert (reading.events, reading.records, reading.incomplete) == ([], {"notification": 6}, {})


def test_what_is_cancelled_concerns_all_without_an_end(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            f"{ARRIVED} for a@example.org b@example.org c@example.org",
            line(f'=> a@example.org {OUT} C="250 ok"'),
            line("== b@example.org R=dnslookup T=remote_smtp defer (111): Connection refused"),
            line("cancelled by admin", "09:03:00"),
            line("** b@example.org: delivery cancelled by administrator", "09:03:00"),
            line("Completed", "09:03:00"),
        ])
    )  # fmt: skip

    assert fates(reading)[3:] == [
        "a@example.org delivered", "b@example.org deferred", "b@example.org cancelled", "c@example.org cancelled"
    ]  # fmt: skip
    assert reading.incomplete == {}


def test_a_removal_without_known_recipients_is_counted(logs: Logs) -> None:
    reading = logs.read("\n".join([ARRIVED, line("removed by admin"), line("Completed")]))

    assert reading.events == []
    assert (reading.records, reading.incomplete) == (
        {"queueing": 2, "recipients_unknown": 1},
        {"recipients_not_named": 1},
    )


def test_what_a_system_filter_ends_before_any_attempt_was_never_sent(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            f"{ARRIVED} for a@example.org b@example.org",
            line("== b@example.org R=dnslookup T=remote_smtp defer (111): Connection refused"),
            line("cancelled by system filter: no"),
        ])
    )  # fmt: skip

    assert fates(reading)[3:] == ["a@example.org discarded", "b@example.org cancelled"]


def test_a_second_hop_in_the_same_log_is_no_second_delivery(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            f"{ARRIVED} for team@example.com",
            f"{D} 09:00:02 {NEXT} <= news+17@example.com H=out [192.0.2.11] P=esmtp S=4300 id=17.a@example.com",
            line(f'=> carol@example.org <team@example.com> {OUT} C="250 OK id={NEXT}"'),
            line("Completed"),
            line(f"** carol@example.org {OUT}: 550 5.1.1 no", "09:00:04", of=NEXT),
            line("Completed", "09:00:04", of=NEXT),
        ])
    )  # fmt: skip

    assert shown(reading) == [
        f"09:00:01 {ID} team@example.com queued",
        f"09:00:02 {ID} team@example.com transferred",
        f"09:00:04 {ID} team@example.com bounced",
    ]
    assert reading.incomplete == {}


@pytest.mark.parametrize(
    "second",
    [
        f"{D} 09:00:02 {NEXT} <= news+17@example.com P=esmtp id=another@example.com",
        f"{D} 11:00:02 {NEXT} <= news+17@example.com P=esmtp id=17.a@example.com",
    ],
)
def test_an_id_of_another_message_is_a_delivery(logs: Logs, second: str) -> None:
    reading = logs.read("\n".join([ARRIVED, second, line(f'=> ann@example.org {OUT} C="250 OK id={NEXT}"')]))

    assert fates(reading) == ["ann@example.org queued", "ann@example.org delivered"]


def test_an_id_that_comes_again_is_another_message(logs: Logs) -> None:
    again = ARRIVED.replace("09:00:01", "12:00:01")
    told = line(f'=> ann@example.org {OUT} C="250 ok"')
    reading = logs.read("\n".join([ARRIVED, told, line("Completed"), again, told.replace("09:", "12:")]))

    assert [event.message for event in reading.events] == [ID, ID, f"{ID}#2", f"{ID}#2"]


def test_a_log_that_is_given_twice_tells_the_same(logs: Logs) -> None:
    text = "\n".join(
        [f"{ARRIVED} for ann@example.org", line(f'=> ann@example.org {OUT} C="250 ok"'), line("Completed")]
    )
    reading = logs.read(text, text)

    assert set(shown(reading)) == {ANN_QUEUED, f"09:00:02 {ID} ann@example.org delivered"}
    assert {event.message for event in reading.events} == {ID}


def test_rotated_files_may_come_in_any_order(logs: Logs) -> None:
    newer = "\n".join([line(f'=> ann@example.org {OUT} C="250 ok"', "10:00:00"), line("Completed", "10:00:00")])
    reading = logs.read(newer, ARRIVED)

    assert shown(reading) == [ANN_QUEUED, f"10:00:00 {ID} ann@example.org delivered"]
    assert [event.place for event in reading.events] == ["1:1", "1:1"]
    assert reading.incomplete == {}


def test_a_head_that_is_missing_is_counted(logs: Logs) -> None:
    reading = logs.read("\n".join([line(f'=> ann@example.org {OUT} C="250 ok"', of=OLD), line("Completed", of=OLD)]))

    assert fates(reading) == ["ann@example.org queued", "ann@example.org delivered"]
    assert reading.incomplete == {"begun_before_the_log": 1}


def test_a_report_whose_head_is_missing_is_known_by_its_sender(logs: Logs) -> None:
    reading = logs.read(line(f'=> news@example.com F=<> {OUT} C="250 ok"', of=OLD))

    assert (reading.events, reading.records) == ([], {"notification": 1})


@pytest.mark.parametrize(
    ("stamp", "zone", "iso"),
    [
        (f"{D} 09:00:02", None, 1795251602000000),
        (f"{D} 09:00:02", "Europe/Paris", 1795248002000000),
        (f"{D} 09:00:02.318 +0100", "America/New_York", 1795248002318000),
        (f"{D} 09:00:02.318 -0530 [4711]", None, 1795271402318000),
        (f"{D} 09:00:02 [4711]", None, 1795251602000000),
    ],
)
def test_times(logs: Logs, stamp: str, zone: str | None, iso: int) -> None:
    reading = logs.read(f"{stamp} {ID} <= a@example.com for b@example.org", zone=ZoneInfo(zone) if zone else None)

    assert [event.time for event in reading.events] == [iso]
    assert reading.remarks == (
        ["no time zone in the log: UTC was taken (--timezone)"] if zone is None and "0530" not in stamp else []
    )


def test_the_hour_that_comes_twice(logs: Logs) -> None:
    stamps = ["02:30:00", "02:59:59", "02:00:00", "02:30:00", "03:00:00"]
    text = "\n".join(f"2026-10-25 {stamp} {ID} == a@example.org R=r T=t defer (111): no" for stamp in stamps)
    reading = logs.read(text, zone=ZoneInfo("Europe/Paris"))

    assert [clock(event) for event in reading.events[1:]] == [
        "00:30:00",
        "00:59:59",
        "01:00:00",
        "01:30:00",
        "02:00:00",
    ]


def test_ids_of_both_lengths_stand_in_one_log(logs: Logs) -> None:
    old = line(f'=> a@b {OUT} C="250 ok"', of=OLD)
    reading = logs.read("\n".join([ARRIVED, old, line("Completed"), line("Completed", of=OLD), f"{old} "]))

    assert fates(reading) == ["a@b queued", "a@b delivered", "a@b delivered"]
    assert reading.records == {"queueing": 3, "delivery": 2}


def test_lines_beside_deliveries_are_known(logs: Logs) -> None:
    reading = logs.read(
        "\n".join([
            ARRIVED,
            line("H=mx.example.org [192.0.2.25] Connection refused"),
            line("Message is frozen"),
            line("=> >ann@example.org <bob@example.org> R=userforward T=address_reply"),
            line(f"*> ann@example.org {OUT}"),
            line("** |/usr/bin/in R=filter T=address_pipe: Child process returned 1"),
            line("gone@example.org: error ignored"),
            f"{D} 09:00:00 Warning: purging the environment.",
            " Suggested action: use keep_environment.",
            f"{D} 09:00:00 Start queue run: pid=1",
            f"{D} 09:00:00 H=x [192.0.2.9] F=<a@b.test> rejected RCPT <c@d.test>: relay not permitted",
        ])
    )  # fmt: skip

    assert reading.events == []
    assert reading.records == {
        "queueing": 1, "remark": 3, "autoreply": 1, "test_run": 1, "without_recipient": 1, "service": 4
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("garbage", "it does not begin with a time"),
        (f"{D} 25:00:00 {ID} Completed", "it does not begin with a time"),
        (f"{D} 09:00:61 {ID} Completed", "it does not begin with a time"),
        (f"0000-00-00 09:00:00 {ID} Completed", "it does not begin with a time"),
        (line("<? x@example.org"), "it is not known what Exim means by it"),
        (line("=>"), "it is not known what Exim means by it"),
        (line("=> ann@exam"), "it is not known what Exim means by it"),
        (line("== ann@example.org R=dnslookup"), "it is not known what Exim means by it"),
        (line("** ann@example.org"), "it is not known what Exim means by it"),
        (line("<= "), "it is not known what Exim means by it"),
        (f"{D} 09:00:00 1vMlQn-0000", "it is not known what Exim means by it"),
        (f"{D} 09:00:00 \0\0\0", "it is not known what Exim means by it"),
        (line("=> " + "x" * 70_000), "it is more than one line, or cut from one"),
        (line("Completed\rx"), "it is more than one line, or cut from one"),
    ],
)
def test_what_is_not_understood_is_put_aside(logs: Logs, text: str, why: str) -> None:
    reading = logs.read(f"{ARRIVED}\n{text}", keep_aside=True)

    assert [(record.place, record.text, record.why) for record in reading.not_understood] == [("1:2", f"{text}\n", why)]
    assert reading.read == 2


def test_lines_may_end_as_on_windows_and_hold_bytes_that_are_no_text(logs: Logs) -> None:
    reading = logs.read(f"{ARRIVED}\r\n".encode() + line(f'=> \xe9@example.org {OUT} C="250 ok"\r\n').encode("latin-1"))

    assert fates(reading) == ["\udce9@example.org queued", "\udce9@example.org delivered"]
    assert reading.events[1].reason == "250 ok"


def test_a_quoted_local_part_may_hold_blanks(logs: Logs) -> None:
    reading = logs.read(f"{ARRIVED}\n" + line(f'=> "a b: c"@example.org {OUT} C="250 ok"'))

    assert fates(reading)[1:] == ['"a b: c"@example.org delivered']


def test_a_compressed_log_that_breaks_off_keeps_what_was_read(tmp_path: Path) -> None:
    text = "".join(f"{D} 09:00:01 1vMlQn-{number:06d}-00 <= a@b.test for c@d.test\n" for number in range(5000))
    path = tmp_path / "mainlog.gz"
    whole = gzip.compress(text.encode())
    path.write_bytes(whole[: len(whole) // 2])
    reading = Logs("exim", tmp_path).read_paths(path)

    assert 0 < len(reading.events) < 5000
    assert reading.incomplete["broken_off"] == 1


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"Nov 21 09:00:00 out postfix/qmgr[1]: 4A1B2: removed\n"])
def test_what_is_no_log_of_exim_is_refused(logs: Logs, content: bytes) -> None:
    with pytest.raises(BadLogError, match=r"/1:1: no line of it tells of a message of Exim; give its main log"):
        logs.read(content, ends=False)


def test_a_line_of_ten_megabytes_is_put_aside(logs: Logs) -> None:
    reading = logs.read(f"{ARRIVED}\n" + line("== " + "a" * 10_000_000))

    assert reading.records == {"queueing": 1, "not_understood": 1}
