"""`sendspec replay --addresses` and `sendspec explain`: where addresses stand, and why, by the log of a real server."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main

from tests.project import ROOT
from tests.unit.sendspec.postfix_log import queued, removed, told

SAMPLE = ROOT / "samples/postfix"
MAILLOG, REPORTS = SAMPLE / "maillog", SAMPLE / "dsn"
HARD = {"5.1.1", "5.1.6", "5.2.1", "5.5.1"}
"""No such mailbox, moved away, disabled, and errors of the protocol: of the codes of the sample the hard ones."""
OF_A_QUEUE_ID = re.compile(r"postfix-out/\w+\[\d+\]: ([0-9A-F]+): (.*)")
OUTCOME = re.compile(r"to=<(.*?)>.*dsn=([\d.]+), status=(\w+) \((.*)")
ID = "4A1B2C3D4E5"


def run(verb: list[str], *arguments: str | Path, project: Path = ROOT) -> Result:
    options = ["--source", "postfix", "--year", "2026", "--project", str(project)]
    return CliRunner().invoke(main, [*verb, *map(str, arguments), *options])


def replay(*arguments: str | Path, project: Path = ROOT) -> Result:
    return run(["replay"], *arguments, project=project)


def explain(address: str, *arguments: str | Path) -> Any:
    done = run(["explain", "address"], address, *(arguments or (MAILLOG, REPORTS)), "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


# ── the log, read a second time by its lines ──


def outcomes() -> Iterator[tuple[str, str]]:
    """The address and what it hears of each line that tells something: hard, soft, ignored or sent."""
    senders: dict[str, str] = {}
    waiting: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for line in MAILLOG.read_text("utf-8").splitlines():
        found = OF_A_QUEUE_ID.search(line)
        if found is None:
            continue
        queue_id, rest = found.groups()
        sender = re.match("from=<(.*?)>", rest)
        if sender is not None:
            senders.setdefault(queue_id, sender[1])
        # A message without a sender is a notification.
        if not senders.get(queue_id):
            continue
        if "status=expired" in rest:
            yield from ((address, "soft") for address in waiting.pop(queue_id, {}))
        outcome = OUTCOME.match(rest)
        if outcome is None:
            continue
        address, code, status, text = outcome.groups()
        address = address.lower()
        waiting[queue_id].pop(address, None)
        match status:
            case "sent":
                yield address, "sent"
            case "bounced":
                yield address, "hard" if code in HARD else "soft"
            case "deferred":
                waiting[queue_id][address] = None
                yield address, "ignored" if "delivery temporarily suspended" in text else "soft"


def standing() -> dict[str, str]:
    """Where each address stands after the few minutes of the log, in which soft errors count once."""
    stands: dict[str, str] = {}
    for address, heard in outcomes():
        before = stands.get(address, "valid")
        after = {"hard": "quarantine", "soft": "erroneous", "sent": "valid", "ignored": before}[heard]
        stands[address] = before if before == "quarantine" else after
    return stands


def test_the_sample_gives_what_its_lines_say(tmp_path: Path) -> None:
    target = tmp_path / "addresses.jsonl"
    done = replay(MAILLOG, "--addresses", target, "--json")
    rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    expected = standing()

    assert done.exit_code == 0, done.output
    assert {row["address"]: row["status"] for row in rows} == expected
    assert json.loads(done.stdout)["addresses"] == {**Counter(expected.values()), "denylist": 0}
    assert [row["address"] for row in rows] == sorted(expected)


def test_what_came_back_later_counts_too(tmp_path: Path) -> None:
    """Two of three notifications name an address in quarantine; the third makes a good one erroneous."""
    target = tmp_path / "addresses.csv"
    replay(MAILLOG, REPORTS, "--addresses", target)
    rows = {row["address"]: row for row in csv.DictReader(target.read_text("utf-8").splitlines())}
    expected = standing() | {"oobfull@mx.test": "erroneous"}

    assert {address: row["status"] for address, row in rows.items()} == expected
    assert rows["oobfull@mx.test"] == {
        "address": "oobfull@mx.test",
        "state": "erroneous_1",
        "status": "erroneous",
        "since": "2026-11-21T01:59:15Z",
        "errors": "1",
        "kind": "soft",
        "reason": "mailbox_full",
    }


def test_every_form_of_the_file_says_the_same(tmp_path: Path) -> None:
    for suffix in ("jsonl", "csv", "parquet"):
        assert replay(MAILLOG, "--addresses", tmp_path / f"a.{suffix}").exit_code == 0
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    table = list(csv.DictReader((tmp_path / "a.csv").read_text("utf-8").splitlines()))
    parquet = pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pylist()

    assert [{name: "" if value is None else str(value) for name, value in row.items()} for row in lines] == table
    assert [row | {"since": row["since"].strftime("%Y-%m-%dT%H:%M:%SZ")} for row in parquet] == lines


def test_the_report_counts_addresses_where_they_are_asked_for(tmp_path: Path) -> None:
    without = replay(MAILLOG).stdout
    shown = replay(MAILLOG, "--addresses", tmp_path / "a.csv").stdout
    french = replay(MAILLOG, "--addresses", tmp_path / "a.csv", "--locale", "fr").stdout

    assert "Addresses" not in without
    assert shown.startswith(without)
    assert [line.rsplit(maxsplit=1) for line in shown.removeprefix(without).splitlines() if line] == [
        ["Addresses"],
        ["Valid", "330"],
        ["Erroneous", "60"],
        ["Quarantine", "39"],
        ["On denylist", "0"],
    ]
    assert re.search(r"\n +Adresses\n", french)
    assert re.search(r"\nQuarantaine +39\n", french)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--addresses", "a.txt"), "addresses are written as one of .jsonl, .csv, .parquet"),
        (("--addresses", MAILLOG.with_suffix(".csv"), "--statuses", MAILLOG.with_suffix(".csv")), "is in use"),
    ],
)
def test_wrong_usage(arguments: tuple[str | Path, ...], words: str) -> None:
    done = replay(MAILLOG, *arguments)

    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())


def test_other_engines_keep_no_events(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("time,message,recipient,event\n2026-01-01T00:00:00Z,m,a@x.test,delivered\n")
    arguments = [
        "replay",
        str(log),
        "--source",
        "events",
        "--project",
        str(ROOT),
        "--addresses",
        str(tmp_path / "a.csv"),
    ]

    assert CliRunner().invoke(main, arguments).exit_code == 0
    refused = CliRunner().invoke(main, [*arguments, "--engine", "columns"])
    assert refused.exit_code == 2
    assert "only the engine `live` keeps what addresses hear" in refused.stderr


def test_a_project_that_says_nothing_of_addresses(project: Path, tmp_path: Path) -> None:
    (project / "spec/sources/postfix.yaml").write_text(
        "source: postfix\nlabel: {en: Postfix, fr: Postfix}\nreader: postfix\nevents: {sent: delivered}\n"
    )
    log = tmp_path / "maillog"
    log.write_text("".join([*queued(ID), told(ID, "sent"), removed(ID)]))

    assert replay(log, project=project).exit_code == 0
    for verb in (["replay"], ["explain", "address", "a@x.test"]):
        asked = ["--addresses", str(tmp_path / "a.csv")] if verb == ["replay"] else []
        done = run(verb, log, *asked, project=project)
        assert done.exit_code == 2
        assert "the project does not say what addresses hear" in " ".join(done.stderr.split())


# ── explained ──


def test_the_history_of_one_address() -> None:
    """`oobfull` takes a message in the end, and returns it forty seconds later."""
    found = explain("OOBfull@mx.test")
    *_, delivered, returned = found["heard"]

    assert (delivered["told"]["event"], delivered["event"], delivered["answer"]) == (
        "delivered", "received_mail", "moved",
    )  # fmt: skip
    assert delivered["told"]["failure"] is None
    assert (returned["told"]["event"], returned["event"], returned["answer"]) == ("hard_bounced", "soft_error", "moved")
    assert (returned["from"], returned["to"]) == (
        {"state": "valid", "status": "valid"},
        {"state": "erroneous_1", "status": "erroneous"},
    )
    failure = returned["told"]["failure"]
    assert {name: failure[name] for name in ("kind", "reason", "rule")} == {
        "kind": "soft", "reason": "mailbox_full", "rule": "mailbox_is_full",
    }  # fmt: skip
    assert line_at(failure["place"]).lstrip().startswith("- {name: mailbox_is_full,")
    assert line_at(returned["place"]).lstrip().startswith("soft_error: {to: erroneous_1")
    assert (found["state"], found["errors"], found["since"]) == ("erroneous_1", 1, "2026-11-21T01:59:15Z")


def test_errors_that_come_too_soon_and_clocks_that_strike_are_told() -> None:
    found = explain("full@mx.test", MAILLOG, "--as-of", "2026-12-31T00:00:00Z")
    first, second, *_, last = found["heard"]

    assert (first["answer"], first["why"], first["to"]["state"]) == ("moved", None, "erroneous_1")
    assert (second["answer"], second["to"]["state"]) == ("ignored", "erroneous_1")
    assert second["why"] == "it comes less than error_gap (1d) after the state was entered"
    assert (last["told"], last["event"], last["time"]) == (None, "forgotten", "2026-12-01T01:56:35Z")
    assert (last["from"]["state"], last["to"]["state"], found["state"]) == ("erroneous_1", "valid", "valid")


def test_people_read_the_same() -> None:
    done = run(["explain", "address"], "oobfull@mx.test", MAILLOG, REPORTS)
    lines = [line.strip() for line in done.stdout.splitlines()]

    assert done.exit_code == 0
    assert "soft: Mailbox full (mailbox_full)" in lines
    assert "Soft error (soft_error): valid → erroneous_1, shows Valid → Erroneous" in lines
    assert "erroneous_1 since 2026-11-21T01:59:15Z, shows Erroneous; errors counted: 1" in lines
    assert any(re.fullmatch(r"spec/bounces\.yaml:\d+:\d+ \(mailbox_is_full\)", line) for line in lines)


def test_an_address_that_the_log_does_not_name() -> None:
    done = run(["explain", "address"], "oobful@mx.test", MAILLOG, REPORTS, "--show-addresses")

    assert done.exit_code == 2
    assert "did you mean `oobfull@mx.test`?" in done.stderr


def test_the_failures_of_a_message_are_told_with_their_rules() -> None:
    done = run(["explain", "message"], "9E37C25463F/full@mx.test", MAILLOG, "--json")
    events = json.loads(done.stdout)["events"]
    failures = {event["event"]: event["failure"] and event["failure"]["reason"] for event in events}
    shown = run(["explain", "message"], "9E37C25463F/full@mx.test", MAILLOG).stdout

    assert failures == {"relayed": None, "soft_bounced": "mailbox_full", "expired": "mailbox_full"}
    assert shown.count("soft: Mailbox full (mailbox_full)") == sum(event["failure"] is not None for event in events)


def line_at(place: str) -> str:
    """The line of the spec at a place such as `spec/bounces.yaml:12:5`."""
    path, line, _ = place.split(":")
    return (ROOT / path).read_text("utf-8").splitlines()[int(line) - 1]
