"""What was done to a campaign on purpose comes out of the log and the mails that came back."""

from __future__ import annotations

import csv
import email.utils
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sendspec.cli import main
from sendspec.cli.project import compiled
from sendspec.sources.readers import READERS
from sendspec.sources.records import EventRecord, Reading, Request

from tests.mta.campaign import ACCEPT, EXPIRED, MX, REFUSED, RETURNED, WHY
from tests.mta.conftest import Told
from tests.project import ROOT

REPORTED = {REFUSED: ["hard_bounced"], EXPIRED: ["expired"], RETURNED: ["hard_bounced"]}
"""What the mails tell without a log; of all others they tell nothing."""


def read(source: str, *paths: Path) -> Reading:
    config = compiled(ROOT).sources[source]
    return READERS[source].read(Request(paths, config.events))


def read_log(told: Told) -> Reading:
    """The log, and beside it the mails that came back."""
    return read(told.source, told.log, told.reports)


def by_recipient(events: list[EventRecord]) -> dict[str, list[EventRecord]]:
    """No recipient is in two messages."""
    found: defaultdict[str, list[EventRecord]] = defaultdict(list)
    for event in events:
        found[event.recipient.lower()].append(event)
    return found


def what_is_told(reading: Reading) -> list[tuple[Any, ...]]:
    """The events without their times and places."""
    return sorted((event.message, event.recipient.lower(), event.event, event.reason or "") for event in reading.events)


def replay(told: Told, *options: str) -> dict[str, Any]:
    given = [str(told.log), str(told.reports), "--source", told.source, "--project", str(ROOT), "--json", *options]
    done = CliRunner().invoke(main, ["replay", *given])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_each_recipient_has_its_fate(told: Told) -> None:
    found = {
        who: " ".join(event.event for event in heard) for who, heard in by_recipient(read_log(told).events).items()
    }
    wanted = {recipient: fate.told for (_, recipient), fate in told.fates.items()}

    assert found.keys() == wanted.keys()
    assert {who: heard for who, heard in found.items() if not re.fullmatch(wanted[who], heard)} == {}


def test_each_message_has_its_recipients(told: Told) -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for event in read_log(told).events:
        found[event.message].add(event.recipient.lower())
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for message, recipient in told.fates:
        wanted[message].add(recipient)

    assert sorted(map(sorted, found.values())) == sorted(map(sorted, wanted.values()))


def test_what_the_log_told_already_is_not_told_again_by_the_mails(told: Told) -> None:
    fates = Counter(told.fates.values())
    reports = read_log(told).reports

    assert reports["own_report"] == fates[REFUSED] + fates[EXPIRED]
    assert reports["out_of_band"] == fates[RETURNED]
    assert reports.keys() <= {"own_report", "out_of_band", "delay_notice"}


@pytest.mark.parametrize("told", ["exim"], indirect=True)
def test_where_exim_does_not_log_recipients_on_receipt_all_else_is_the_same(told: Told, tmp_path: Path) -> None:
    by_default = tmp_path / "mainlog"
    by_default.write_text(re.sub(r"( <= .*) for .*", r"\1", told.log.read_text()))

    assert by_default.stat().st_size < told.log.stat().st_size
    assert what_is_told(read("exim", by_default, told.reports)) == what_is_told(read_log(told))


def test_recipients_stay_as_they_were_written(told: Told) -> None:
    written = {event.recipient for event in read_log(told).events}

    assert {f"Mixed.Case@{ACCEPT}", "HUGO.Two@Hard.Test", f"anna+news@{ACCEPT}", f"anna=x+y@{MX}"} <= written


def test_in_every_mode_the_numbers_are_those_of_the_campaign(told: Told) -> None:
    found = replay(told)
    statuses = Counter(fate.status for fate in told.fates.values())

    assert len(found["modes"]) >= 4
    for mode in found["modes"].values():
        assert {name: count for name, count in mode["statuses"].items() if count} == statuses
        assert mode["counters"]["to_deliver"] == len(told.fates)
        assert mode["counters"]["delivered"] == statuses["sent"]
        assert mode["counters"]["bounces_errors"] == statuses["failed"]
        assert mode["unsettled"] == 0


def test_each_row_has_its_status(told: Told, tmp_path: Path) -> None:
    file = tmp_path / "statuses.csv"
    replay(told, "--statuses", str(file), "--mode", "enhanced_mta")
    rows = list(csv.DictReader(file.open()))
    statuses = {recipient: fate.status for (_, recipient), fate in told.fates.items()}

    assert {row["recipient"].lower(): row["status"] for row in rows} == statuses
    assert len(rows) == len(statuses)


def test_no_record_is_lost(told: Told) -> None:
    found = replay(told)
    mails = len(list(told.reports.iterdir()))

    assert found["records"]["read"] == len(told.log.read_bytes().splitlines()) + mails
    assert sum(found["account"]["records"].values()) == found["records"]["read"]
    assert found["records"]["not_understood"] == 0
    assert found["records"]["unexpected"] == 0
    assert found["account"]["incomplete"] == {}


def test_failures_have_their_reason(told: Told) -> None:
    bounces = compiled(ROOT).bounces
    assert bounces is not None
    last = {who: heard[-1] for who, heard in by_recipient(read_log(told).events).items()}
    told_later = {who for who, event in last.items() if event.event == "delivered"}
    found = {
        who: bounces.classify(told.source, event.bounce, event.reason)[:2]
        for who, event in last.items()
        if who not in told_later
    }
    known = {who: WHY.get(who, WHY.get(who.partition("@")[2])) for who in found}
    wanted = {who: why for who, why in known.items() if why is not None}

    assert len(wanted) >= 8
    assert {who: found[who] for who in wanted} == wanted


def test_the_mails_alone_tell_every_failure_once(told: Told) -> None:
    reading = read("dsn", told.reports)
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for event in reading.events:
        found[event.message, event.recipient.lower()].append(event.event)

    assert found == {key: REPORTED[fate] for key, fate in told.fates.items() if fate in REPORTED}
    assert sum(reading.records.values()) == len(list(told.reports.iterdir()))
    assert reading.records["not_understood"] == 0


def test_the_mails_tell_who_was_first_and_what_only_waits(told: Told) -> None:
    fates = Counter(told.fates.values())
    reports = read("dsn", told.reports).reports

    assert reports["out_of_band"] == fates[RETURNED]
    assert reports["bounced"] == fates[REFUSED]
    assert reports["expired"] == fates[EXPIRED]
    # Each that expired has waited so long that its sender was told of it.
    assert reports["delay_notice"] >= fates[EXPIRED]


def test_what_was_taken_is_what_was_delivered(told: Told) -> None:
    """The server that accepts tells whom it took a mail for, which no reader of ours has seen."""
    taken: Counter[str] = Counter()
    for mail in told.taken.iterdir():
        head = mail.read_text().partition("\n\n")[0]
        if re.search(rf"^X-Mail-Args: <news\+\d+@{told.sender}>", head, re.MULTILINE):
            taken.update(re.findall(rf"^X-Rcpt-Args: <(\S+@{ACCEPT})>", head, re.MULTILINE))
    events = [event for event in read_log(told).events if event.event == "delivered"]
    delivered = Counter(event.recipient for event in events if event.recipient.endswith(f"@{ACCEPT}"))

    assert len(taken) > 20
    assert delivered == taken


def test_times_are_those_of_the_clock(told: Told) -> None:
    """The mails that were taken name the second in UTC; logs tell of them soon after."""
    stamps = []
    for mail in told.taken.iterdir():
        match = re.search(r"with ESMTP id \w+;\s+(.+)", mail.read_text())
        assert match is not None
        stamps.append(email.utils.parsedate_to_datetime(match[1]).timestamp())
    times = [event.time / 1_000_000 for event in read_log(told).events if event.event == "delivered"]

    assert min(stamps) - 60 <= min(times)
    assert max(times) <= max(stamps) + 60
