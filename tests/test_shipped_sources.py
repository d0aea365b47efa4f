"""The shipped sources that are declared in YAML: what their examples show; neither order nor repeats matter."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sendspec.cli.logs import reader_of
from sendspec.cli.project import compiled
from sendspec.replay import Result, replay
from sendspec.sources.records import BadLogError, EventRecord, Reading, Request

from tests.project import ROOT, shipped_model

TRAPS = {
    "brevo": {1, 2, 3, 4, 5, 6, 8, 9, 12, 13, 14, 15, 16, 17, 18, 22, 23, 24},
    "kumomta": {1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 16, 19, 20, 21, 23},
    "mailersend": {1, 2, 4, 5, 6, 9, 12, 14, 16, 17, 18, 21, 22, 23, 24},
    "mailgun": {1, 2, 3, 4, 5, 6, 8, 9, 12, 13, 14, 15, 16, 17, 18, 20, 21, 23, 24},
    "mailjet": {1, 3, 4, 5, 6, 9, 12, 14, 15, 16, 17, 18, 23, 24},
    "mandrill": {1, 2, 3, 4, 5, 6, 9, 12, 13, 14, 16, 17, 18, 20, 22, 23, 24},
    "postmark": {1, 2, 3, 4, 5, 6, 9, 10, 12, 14, 16, 17, 18, 19, 22, 23, 24},
    "powermta": {1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 21, 22, 23},
    "resend": {1, 3, 4, 5, 6, 8, 9, 12, 14, 16, 17, 18, 19, 21, 23},
    "sendgrid": {1, 2, 3, 4, 5, 6, 8, 9, 12, 13, 14, 15, 16, 17, 18, 22, 23, 24},
    "ses": {1, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18, 19, 20, 21, 23, 24},
    "sparkpost": {1, 2, 4, 5, 6, 7, 8, 9, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24},
}
"""By source: which of the 24 traps of logs can occur, by what the sender's own documents say of its records."""
ORDERS = 5
"""How many orders are tried."""
spec = cache(partial(compiled, ROOT))
"""The shipped spec, compiled once."""
FAILURES = {"soft_bounced", "hard_bounced", "expired"}
"""The events of which an address hears."""


class Campaign(NamedTuple):
    """The records of all examples of a source, as one campaign whose logs lie in files."""

    is_csv: bool
    files: list[list[str]]
    """Each with its records; of CSV the first is the header."""

    def write(self, folder: Path, lots: random.Random | None = None) -> tuple[Path, ...]:
        """Lay the files down; with `lots` each record twice, and those of a file in another order."""
        folder.mkdir()
        paths = []
        for number, records in enumerate(self.files):
            head, body = (records[:1], records[1:]) if self.is_csv else ([], records)
            told = body if lots is None else lots.sample(body * 2, len(body) * 2)
            path = folder / f"{number:03}"
            path.write_text("".join(f"{record}\n" for record in (*head, *told)))
            paths.append(path)
        return tuple(paths)


def campaign_of(name: str) -> Campaign:
    records = [example.record for example in shipped_model().sources[name].examples]
    if all(record.startswith(("{", "[")) for record in records):
        return Campaign(False, [[line for record in records for line in record.splitlines()]])
    return Campaign(True, [rows_of(record) for record in records])


def rows_of(table: str) -> list[str]:
    """Each row of CSV as text, however many lines it has."""
    rows = []
    for cells in csv.reader(io.StringIO(table)):
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(cells)
        rows.append(text.getvalue())
    return rows


def reading_of(name: str, paths: Iterable[Path]) -> Reading:
    config = spec().sources[name]
    return reader_of(config).read(Request(tuple(paths), config.events))


def replayed(reading: Reading) -> Result:
    meant = spec()
    return replay(reading.events, meant.tables, meant.measures, tracking=meant.tracking, as_of=reading.end)


def statuses(result: Result) -> dict[str, list[Any]]:
    """By mode: what the sending logs show, in one order."""
    return {name: sorted(mode.rows()) for name, mode in result.modes.items()}


def counters(result: Result) -> dict[str, Mapping[str, int]]:
    """By mode: what is counted, opens and clicks among it."""
    return {name: mode.counters for name, mode in result.modes.items()}


def declared_sources() -> set[str]:
    return {name for name, source in shipped_model().sources.items() if source.reader is None}


def test_every_declared_source_is_in_the_table_of_traps() -> None:
    assert declared_sources() == set(TRAPS)


@pytest.mark.parametrize("name", TRAPS)
def test_each_trap_that_can_occur_has_an_example(name: str) -> None:
    shown = {word for example in shipped_model().sources[name].examples for word in example.shows}

    assert {f"trap {number}" for number in TRAPS[name]} - shown == set()


@pytest.mark.parametrize("name", shipped_model().sources)
def test_each_failure_of_an_example_tells_what_it_is_for_the_address(name: str) -> None:
    failures = (
        event
        for example in shipped_model().sources[name].examples
        for event in example.events
        if event.event in FAILURES
    )

    assert [str(event.place) for event in failures if event.bounce is None] == []


@pytest.mark.parametrize("name", TRAPS)
def test_each_rule_is_met_by_an_example(name: str, tmp_path: Path) -> None:
    reading = reading_of(name, campaign_of(name).write(tmp_path / "log"))
    declared = spec().sources[name].declared
    assert declared is not None

    assert {rule.record for rule in declared.rules} - set(+reading.records) == set()


@pytest.mark.parametrize("name", TRAPS)
def test_a_campaign_shuffled_and_doubled_comes_to_the_same(name: str, tmp_path: Path) -> None:
    campaign = campaign_of(name)
    once = replayed(reading_of(name, campaign.write(tmp_path / "once")))
    assert len({row.status for row in statuses(once)["enhanced_mta_efs"]}) > 1

    for seed in range(ORDERS):
        again = replayed(reading_of(name, campaign.write(tmp_path / f"{seed}", random.Random(seed))))

        assert statuses(again) == statuses(once), f"seed {seed}"
        assert counters(again) == counters(once), f"seed {seed}"


# ── sources with readers in Python, whose records do not stand alone ──

READ = {
    "dsn": {1, 4, 5, 8, 9, 10, 11, 14, 15, 16, 19, 20, 21, 22, 23},
    "exim": {1, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 23},
    "momentum": {1, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 16, 18, 19, 20, 21, 23, 24},
    "postfix": {1, 3, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 21, 23, 24},
}
"""By source: traps that its lines or mails can set; out of band is what the mails beside a Postfix log tell."""


@pytest.mark.parametrize("name", READ)
def test_each_trap_that_a_reader_can_meet_has_an_example(name: str) -> None:
    shown = {word for example in shipped_model().sources[name].examples for word in example.shows}

    assert {f"trap {number}" for number in READ[name]} - shown == set()


@pytest.mark.parametrize("name", READ)
def test_events_shuffled_and_doubled_come_to_the_same(name: str, tmp_path: Path) -> None:
    logs = [example.record for example in shipped_model().sources[name].examples]
    paths = [tmp_path / f"{number}" for number in range(len(logs))]
    for path, log in zip(paths, logs, strict=True):
        path.write_text(log)
    readings = [events_of(name, (path,)) for path in paths]
    if name == "postfix":
        readings.append(events_of(name, (ROOT / "samples/postfix/maillog", ROOT / "samples/postfix/dsn")))
    assert sum(map(len, readings)) > 10

    for events in readings:
        once = replayed(Reading(events))
        for seed in range(ORDERS):
            again = replayed(Reading(random.Random(seed).sample(events * 2, 2 * len(events))))

            assert statuses(again) == statuses(once)
            assert counters(again) == counters(once)


def events_of(name: str, paths: tuple[Path, ...]) -> list[EventRecord]:
    """The events of a log; none where nothing in it is one."""
    config = spec().sources[name]
    try:
        return reader_of(config).read(Request(paths, config.events, year=2026)).events
    except BadLogError:
        return []
