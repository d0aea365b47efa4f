"""`sendspec explain`: the path of a message, the lineage of a KPI, the page of a rule."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main
from sendspec.cli.explain.finding import records_of
from sendspec.cli.explain.follow import actors_of, story_of
from sendspec.cli.project import compiled_of
from sendspec.replay import replay
from sendspec.sources import postfix
from sendspec.sources.records import EventRecord, Request
from sendspec_gen.rules import page_of, rules, sentence_of

from tests.project import ROOT, shipped_model
from tests.unit.sendspec.postfix_log import line, queued, removed, told

SAMPLE = ROOT / "samples/postfix"
LOG = (SAMPLE / "maillog", SAMPLE / "dsn")
MODES = ("native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8")
ID = "4A1B2C3D4E5"
END = 1795226464000000
"""2026-11-21T02:01:04Z, the last line of the sample."""
MIDDLE = 1795226316000000
"""2026-11-21T01:58:36Z, when 59 messages are under way."""
FOUR_DAYS = 4 * 24 * 3_600_000_000


def explain(*arguments: str | Path, project: Path = ROOT) -> Result:
    return CliRunner().invoke(main, ["explain", *map(str, arguments), "--project", str(project)])


def message(wanted: str, *arguments: str | Path, project: Path = ROOT) -> Result:
    options = () if "--year" in arguments else ("--year", "2026")
    return explain("message", wanted, *arguments, "--source", "postfix", *options, project=project)


def story(wanted: str, *arguments: str | Path, project: Path = ROOT) -> dict[str, Any]:
    done = message(wanted, *(arguments or LOG), "--json", project=project)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def kpi(name: str, *arguments: str) -> dict[str, Any]:
    done = explain("kpi", name, *arguments, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def steps(found: dict[str, Any], mode: str) -> list[tuple[str, str, str, dict[str, int]]]:
    """The answers in a mode: the answer, the states, the statuses, the effects."""
    return [
        (
            step["answer"],
            f"{step['from']['state']} → {step['to']['state']}",
            f"{step['from']['status']} → {step['to']['status']}",
            step["effects"],
        )
        for step in found["machines"][mode]["steps"]
    ]


def ends(found: dict[str, Any]) -> set[tuple[str, str, bool]]:
    return {
        (machine["state"], machine["status"], machine["settled"])
        for name, machine in found["machines"].items()
        if name in MODES
    }


def place(file: str, state: str, event: str) -> str:
    """Where the answer of a state to an event is written: file and line."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    begin = lines.index(f"  {state}:")
    return f"{file}:{next(n for n, text in enumerate(lines[begin:], begin + 1) if text.startswith(f'      {event}:'))}"


def write(folder: Path, *lines: str) -> Path:
    log = folder / "maillog"
    log.write_text("".join(lines))
    return log


# ── messages of the real log ──


def test_a_message_that_is_delivered_at_once() -> None:
    found = story("384E3254617")

    assert (found["message"], found["recipient"]) == ("384E3254617", "user0@accept.test")
    assert [event["event"] for event in found["events"]] == ["relayed", "delivered"]
    assert steps(found, "native_mta") == [
        ("ignored", "pending → pending", "pending → pending", {}),
        ("moved", "pending → delivered", "pending → sent", {"delivered": 1}),
    ]
    assert steps(found, "enhanced_mta") == [
        ("moved", "pending → relayed", "pending → sent", {"delivered": 1}),
        ("moved", "relayed → delivered", "sent → sent", {}),
    ]
    assert steps(found, "enhanced_mta_efs_v8") == [
        ("moved", "pending → relayed", "pending → taken_into_account", {}),
        ("moved", "relayed → delivered", "taken_into_account → sent", {"delivered": 1}),
    ]
    assert ends(found) == {("delivered", "sent", True)}


def test_each_event_has_its_line_of_the_log() -> None:
    lines = (SAMPLE / "maillog").read_text().splitlines()
    events = story("384E3254617")["events"]

    assert [event["place"].partition(":")[0] for event in events] == ["maillog", "maillog"]
    assert [lines[int(event["place"].partition(":")[2]) - 1] for event in events] == [event["line"] for event in events]
    assert all("384E3254617" in event["line"] for event in events)
    assert "to=<user0@accept.test>" in events[1]["line"]


def test_a_soft_bounce_whose_retries_succeed() -> None:
    found = story("511E0254621")
    efs = found["machines"]["enhanced_mta_efs"]

    assert [event["event"] for event in found["events"]] == ["relayed", *["soft_bounced"] * 3, "delivered"]
    assert steps(found, "enhanced_mta_efs") == [
        ("moved", "pending → relayed", "pending → pending", {}),
        ("moved", "relayed → retrying", "pending → failed", {"bounces_errors": 1}),
        ("moved", "retrying → retrying", "failed → failed", {}),
        ("moved", "retrying → retrying", "failed → failed", {}),
        ("moved", "retrying → delivered", "failed → sent", {"delivered": 1, "bounces_errors": -1}),
    ]
    assert efs["counters"] == {"to_deliver": 1, "delivered": 1, "bounces_errors": 0}
    assert efs["steps"][-1]["cite"] == ["efs_table.4", "efs_prose"]
    assert efs["steps"][-1]["place"].startswith(place("spec/modes/enhanced_mta_efs.yaml", "retrying", "delivered"))
    assert "Avec le service de commentaires par email" in found["cited"]["efs_table"]
    assert efs["may_come"] == {"hard_bounced": "failed"}


def test_a_hard_bounce() -> None:
    found = story("user0@hard.test", *LOG, "--recipient", "user0@hard.test", "--as-of", "2026-11-21T01:54:30Z")

    assert found["message"] == "42868254617"
    assert [event["event"] for event in found["events"]] == ["relayed", "hard_bounced"]
    assert steps(found, "enhanced_mta")[1] == (
        *("moved", "relayed → failed", "sent → failed"),
        {"delivered": -1, "bounces_errors": 1},
    )
    assert ends(found) == {("failed", "failed", True)}
    assert [found["machines"][mode]["may_come"] for mode in MODES] == [{}] * 4
    assert "550 5.1.1" in found["machines"]["native_mta"]["reason"]


def test_a_message_that_expires() -> None:
    found = story("45FD525461C")

    assert [event["event"] for event in found["events"]] == ["relayed", *["soft_bounced"] * 6, "expired"]
    assert steps(found, "enhanced_mta")[-1] == (
        *("moved", "retrying → expired", "sent → failed"),
        {"delivered": -1, "bounces_errors": 1},
    )
    assert steps(found, "enhanced_mta_efs")[-1] == ("moved", "retrying → expired", "failed → failed", {})
    assert ends(found) == {("expired", "failed", True)}


def test_a_bounce_out_of_band() -> None:
    found = story("9E37C25463F/oob@mx.test")
    bounce = found["events"][-1]

    assert [event["event"] for event in found["events"]] == ["relayed", "delivered", "hard_bounced"]
    assert Path(bounce["place"]).parent == SAMPLE / "dsn"
    assert (bounce["line"], bounce["reason"]) == (None, "550 5.1.1 User unknown")
    for mode in MODES:
        assert steps(found, mode)[-1] == (
            *("moved", "delivered → failed", "sent → failed"),
            {"delivered": -1, "bounces_errors": 1},
        )
    assert ends(found) == {("failed", "failed", True)}


def test_in_the_middle_of_its_retries_a_message_waits_for_the_clock() -> None:
    found = story("9E37C25463F/full@mx.test", *LOG, "--as-of", "2026-11-21T01:58:56Z")
    due = {mode: found["machines"][mode]["due"] for mode in MODES}
    fates = Counter(event["fate"] for event in found["events"])
    end = {"event": "expired", "time": "2026-11-24T13:58:35Z"}

    assert due == {"native_mta": end, "enhanced_mta": None, "enhanced_mta_efs": end, "enhanced_mta_efs_v8": end}
    assert fates == {"heard": 4, "later": 4}
    assert ends(found) == {
        ("retrying", "failed", False),
        ("retrying", "sent", False),
        ("retrying", "taken_into_account", False),
    }


def test_the_story_for_people() -> None:
    shown = message("9E37C25463F/oob@mx.test", *LOG).stdout.splitlines()
    delivered = shown.index("2026-11-21T01:58:35Z  Delivered (delivered)")
    bounced = shown.index("2026-11-21T01:58:35Z  Hard bounce (hard_bounced)")
    end = shown.index("As of 2026-11-21T02:01:04Z")

    assert shown[0] == "9E37C25463F to oob@mx.test, as of 2026-11-21T02:01:04Z"
    assert "  native_mta: pending → delivered, shows Pending → Sent; Delivered +1" in shown[delivered:bounced]
    assert "  enhanced_mta: relayed → delivered, shows Sent" in shown[delivered:bounced]
    assert shown[bounced + 1].endswith(": 550 5.1.1 User unknown")
    assert shown[bounced + 2] == "  hard: User unknown (user_unknown)"
    assert re.fullmatch(r"    spec/bounces\.yaml:\d+:\d+ \(no_such_mailbox\)", shown[bounced + 3])
    assert shown[bounced + 4] == (
        "  every mode: delivered → failed, shows Sent → Failed; Delivered -1, Bounces + errors +1"
    )
    assert shown[end + 1].startswith("  every mode: failed since 2026-11-21T01:58:35Z, shows Failed; settled;")
    assert "    no event moves it any more" in shown[end:]
    assert "note: no time zone in the log: UTC was taken (--timezone)" in shown


def test_one_mode_alone() -> None:
    found = story("384E3254617", *LOG, "--mode", "enhanced_mta")

    assert list(found["machines"]) == ["enhanced_mta", "tracking"]


@cache
def sample_events() -> tuple[EventRecord, ...]:
    spec = compiled_of(shipped_model())
    return tuple(postfix.read(Request(LOG, spec.sources["postfix"].events, year=2026)).events)


@pytest.mark.parametrize("as_of", [MIDDLE, END])
def test_every_message_ends_as_the_replay_says(as_of: int, tmp_path: Path) -> None:
    file = tmp_path / "statuses.jsonl"
    options = ["--source", "postfix", "--year", "2026", "--project", str(ROOT), "--statuses", str(file)]
    time = datetime.fromtimestamp(as_of // 1_000_000, UTC).isoformat()
    CliRunner().invoke(main, ["replay", *map(str, LOG), *options, "--as-of", time])
    rows = [json.loads(row) for row in file.read_text().splitlines()]
    wanted = {(row["message"], row["recipient"], row["mode"]): (row["state"], row["status"]) for row in rows}
    spec, model = compiled_of(shipped_model()), shipped_model()
    actors = actors_of(spec, model, MODES)
    pairs = dict.fromkeys((event.message, event.recipient) for event in sample_events())
    found, counted = {}, 0
    for queue_id, recipient in pairs:
        records = records_of(sample_events(), f"{queue_id}/{recipient}", None)
        told = story_of(records, actors, model, spec.measures, as_of)
        for mode in MODES:
            path = told.paths[mode]
            if path.since is not None:
                found[queue_id, recipient, mode] = (path.steps[-1].target, path.status)
                counted += sum(step.effects.get("delivered", 0) for step in path.steps)
                assert path.steps[-1].target == path.state
    delivered = sum(row["state"] == "delivered" for row in rows)
    delivered += sum(row["mode"] == "enhanced_mta" and row["state"] in ("relayed", "retrying") for row in rows)

    assert len(pairs) == 483
    assert found == wanted
    assert counted == delivered


def test_where_the_log_breaks_off_the_clocks_end_as_the_replay_says() -> None:
    spec, model = compiled_of(shipped_model()), shipped_model()
    events = [event for event in sample_events() if event.time <= MIDDLE]
    result = replay(events, spec.tables, spec.measures, as_of=END + FOUR_DAYS)
    wanted = {(row.message, row.recipient, mode): row.state for mode in MODES for row in result.modes[mode].rows()}
    actors = actors_of(spec, model, MODES)
    found: dict[tuple[str, str, str], str] = {}
    struck: Counter[str] = Counter()
    for queue_id, recipient in dict.fromkeys((event.message, event.recipient) for event in events):
        records = records_of(events, f"{queue_id}/{recipient}", None)
        for mode, path in story_of(records, actors, model, spec.measures, END + FOUR_DAYS).paths.items():
            if mode in MODES:
                found[queue_id, recipient, mode] = path.steps[-1].target
                struck[mode] += sum(step.told is None for step in path.steps)

    assert found == wanted
    # Of the 59 one is queued and not yet tried, and has no clock: u121@down.test of 387F2254665.
    assert struck == {"native_mta": 58, "enhanced_mta": 0, "enhanced_mta_efs": 58, "enhanced_mta_efs_v8": 58}


# ── what else may be told of a message ──


def test_the_clock_strikes_on_the_way(tmp_path: Path) -> None:
    log = write(tmp_path, *queued(ID), told(ID, "deferred", reason="mailbox full"))
    arguments = (log, "--as-of", "2025-11-30T00:00:00Z", "--year", "2025")
    found = story(ID, *arguments)
    clock = found["machines"]["enhanced_mta_efs"]["steps"][-1]
    shown = message(ID, *arguments).stdout.splitlines()
    struck = shown.index("2025-11-23T22:00:00Z  the clock raises Retries failed (expired)")

    assert (clock["heard_from"], clock["time"], clock["event"]) == ("clock", "2025-11-23T22:00:00Z", "expired")
    assert steps(found, "enhanced_mta_efs")[-1] == ("moved", "retrying → expired", "failed → failed", {})
    assert [step["heard_from"] for step in found["machines"]["enhanced_mta"]["steps"]] == [0, 1]
    assert shown[struck + 1] == "  native_mta, enhanced_mta_efs: retrying → expired, shows Failed"


def test_an_event_that_is_refused(tmp_path: Path) -> None:
    log = write(tmp_path, *queued(ID), told(ID, "sent"), told(ID, "sent", program="discard"), removed(ID))
    found = story(ID, log)
    refused = [found["machines"][mode]["steps"][-1] for mode in MODES]

    assert {step["answer"] for step in refused} == {"refused"}
    assert {step["why"] for step in refused} == {
        "The log contradicts itself: the message was attempted, then called never sent."
    }
    assert ends(found) == {("delivered", "sent", True)}
    assert "; refused: The log contradicts itself" in message(ID, log).stdout


def test_repeats_are_shown_and_not_heard(tmp_path: Path) -> None:
    log = write(
        tmp_path, *queued(ID), told(ID, "deferred"), told(ID, "deferred"), told(ID, "sent", time="Nov 20 10:05:00")
    )
    found = story(ID, log)

    assert [event["fate"] for event in found["events"]] == ["heard", "heard", "repeat", "heard"]
    assert len(found["machines"]["native_mta"]["steps"]) == 3
    assert "it repeats an event above and is not heard" in message(ID, log).stdout


def test_records_that_are_not_understood_and_name_the_message_are_shown(tmp_path: Path) -> None:
    odd = line("Nov 20 10:00:01", "smtp", f"{ID}: to=<u@x.test>, relay=none, status=lost (who knows)")
    other = line("Nov 20 10:00:01", "smtp", "5A1B2C3D4E5: to=<v@x.test>, relay=none, status=lost (who knows)")
    found = story(ID, write(tmp_path, *queued(ID), odd, other, told(ID, "sent")))

    assert [record["place"] for record in found["not_understood"]] == ["maillog:4"]
    assert "status=lost" in found["not_understood"][0]["line"]


def test_the_tracking_stands_beside_the_log(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    source = tmp_path / "spec/sources/postfix.yaml"
    source.write_text(source.read_text("utf-8").replace("deferred: soft_bounced", "deferred: opened"), "utf-8")
    log = write(tmp_path, *queued(ID), told(ID, "sent"), told(ID, "deferred", time="Nov 20 10:05:00"))
    found = story(ID, log, project=tmp_path)

    assert steps(found, "tracking") == [
        ("moved", "untouched → opened", "None → None", {"opens": 1, "unique_opens": 1}),
    ]
    assert [step["event"] for step in found["machines"]["native_mta"]["steps"]] == ["relayed", "delivered"]
    assert [event["fate"] for event in found["events"]] == ["heard"] * 3
    assert (
        "  tracking: untouched → opened; Open +1, Unique opens +1"
        in message(ID, log, project=tmp_path).stdout.splitlines()
    )


def test_before_its_first_event_a_message_is_where_it_begins() -> None:
    found = story("384E3254617", *LOG, "--as-of", "2026-11-21T00:00:00Z")

    assert ends(found) == {("pending", "pending", False)}
    assert [event["fate"] for event in found["events"]] == ["later", "later"]
    assert found["machines"]["native_mta"]["since"] is None
    assert "pending, nothing heard yet" in message("384E3254617", *LOG, "--as-of", "2026-11-21T00:00:00Z").stdout


def test_what_a_log_says_is_harmless_to_a_terminal(tmp_path: Path) -> None:
    log = write(tmp_path, *queued(ID), told(ID, "sent", reason="250 \x1b[31mred \x07"))
    shown = message(ID, log).stdout

    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[31mred" in shown


# ── which message is meant ──


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("384E3254616", "did you mean `384E3254617`? The log names 363 messages and "),
        ("user0@acept.test", "did you mean `user0@accept.test`?"),
        ("384E3254617/user9@accept.test", "no message or recipient is called `384E3254617/user9@accept.test`"),
        ("", "no message or recipient is called ``"),
        ("\N{SNOWMAN}", "there are `384E3254617`, "),
    ],
)
def test_an_unknown_message_is_told_with_the_nearest(wanted: str, words: str) -> None:
    done = message(wanted, *LOG, "--show-addresses")

    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_message_with_many_recipients_is_told_with_all_of_them() -> None:
    done = message("9E37C25463F", *LOG, "--show-addresses")
    listed = [row.split()[0] for row in done.stderr.splitlines() if row.startswith("9E37C25463F/")]

    assert done.exit_code == 2
    assert "`9E37C25463F` may mean 5 messages; give one of these:" in done.stderr
    assert sorted(listed) == sorted(f"9E37C25463F/{name}@mx.test" for name in ("ok2", "nouser", "full", "grey2", "oob"))


def test_a_recipient_of_many_messages_is_told_with_all_of_them() -> None:
    done = message("same@accept.test", *LOG)

    assert done.exit_code == 2
    assert "4D503254632/same@accept.test  (2 events)" in done.stderr
    assert "4DEA4254632/same@accept.test  (2 events)" in done.stderr


def test_a_long_list_is_cut(tmp_path: Path) -> None:
    names = [f"u{number}@x.test" for number in range(50)]
    done = message(ID, write(tmp_path, *queued(ID, recipients=50), *(told(ID, "sent", name) for name in names)))

    assert done.stderr.count(f"{ID}/…@…") == 20
    assert "and 30 more" in done.stderr


def test_the_recipient_is_named_in_any_case() -> None:
    for arguments in (["9E37C25463F/OOB@mx.test"], ["9E37C25463F", "--recipient", "oob@MX.test"]):
        assert story(arguments[0], *LOG, *arguments[1:])["recipient"] == "oob@mx.test"


def test_an_unknown_message_may_stand_where_the_log_broke_off(tmp_path: Path) -> None:
    log = tmp_path / "maillog.gz"
    log.write_bytes(gzip.compress((SAMPLE / "maillog").read_bytes())[:2_000])
    result = message("9E37C25463F", log)

    assert result.exit_code == 2
    assert "note: maillog.gz:" in result.stderr
    assert "reading ended here" in result.stderr


def test_an_unknown_recipient_of_a_message_is_told_with_the_nearest() -> None:
    done = message("9E37C25463F", *LOG, "--recipient", "ob@mx.test", "--show-addresses")

    assert done.exit_code == 2
    assert "`9E37C25463F` has no recipient `ob@mx.test`; did you mean `oob@mx.test`?" in done.stderr


@pytest.mark.parametrize(
    ("log", "code", "words"),
    [
        ("empty", 1, "it is empty"),
        ("missing", 1, "there is no such file or folder"),
        (".", 1, "it is a folder, and no log"),
        ("quiet", 2, "the log names no message at all"),
    ],
)
def test_a_log_without_messages(tmp_path: Path, log: str, code: int, words: str) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "quiet").write_text(line("Nov 20 10:00:00", "postfix-script", "starting the Postfix mail system"))
    done = message(ID, tmp_path / log)

    assert (done.exit_code, done.stdout) == (code, "")
    assert words in done.stderr
    assert isinstance(done.exception, SystemExit)


def test_a_log_from_a_pipe_is_refused() -> None:
    command = [sys.executable, "-c", "from sendspec.cli import main; main()", "explain", "message", ID, "/dev/stdin"]
    done = subprocess.run(
        [*command, "--source", "postfix", "--project", str(ROOT)],
        input=(SAMPLE / "maillog").read_bytes(),
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"save it to a file first" in done.stderr


def test_two_logs_of_one_name_leave_the_line_out(tmp_path: Path) -> None:
    for folder, queue_id in (("a", ID), ("b", "5A1B2C3D4E5")):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, *queued(queue_id), told(queue_id, "sent"))
    found = story(ID, tmp_path / "a/maillog", tmp_path / "b/maillog")

    assert [event["line"] for event in found["events"]] == [None, None]
    assert ends(found) == {("delivered", "sent", True)}


# ── KPIs ──


def moves(found: dict[str, Any], counter: str | None, machine: str) -> set[tuple[int, str, str, str]]:
    part = next(part for part in found["parts"] if part["counter"] == counter)
    return {(move["amount"], move["event"], move["from"], move["to"]) for move in part["machines"][machine]["moves"]}


def raised(event: str, target: str, *sources: str) -> set[tuple[int, str, str, str]]:
    return {(1, event, source, target) for source in sources}


def lowered(source: str, *events: tuple[str, str]) -> set[tuple[int, str, str, str]]:
    return {(-1, event, source, target) for event, target in events}


HARD, EXPIRED = ("hard_bounced", "failed"), ("expired", "expired")
CANCELLED, EXCLUDED = ("cancelled", "cancelled"), ("excluded", "excluded")
BY_SUCCESS = raised("delivered", "delivered", "pending", "excluded", "expired", "cancelled")
BY_RELAY = (
    BY_SUCCESS | raised("relayed", "relayed", "pending") | raised("soft_bounced", "retrying", "pending", "excluded")
)
BY_BOUNCES = (
    lowered("relayed", HARD, EXPIRED, CANCELLED, EXCLUDED)
    | lowered("retrying", HARD, EXPIRED, CANCELLED)
    | lowered("delivered", HARD)
)


def test_what_moves_the_delivered_rate() -> None:
    found = kpi("delivered_rate")
    roles = {part["counter"]: part["roles"] for part in found["parts"]}
    holds = {mode: found["parts"][0]["machines"][mode]["counts_in"] for mode in ("enhanced_mta", "enhanced_mta_efs")}
    by_efs = BY_SUCCESS | raised("delivered", "delivered", "relayed", "retrying") | lowered("delivered", HARD)

    assert (found["is"], found["unit"], found["refreshed"], found["channels"]) == ("kpi", "percent", None, [])
    assert found["formula"] == "delivered ÷ to_deliver; shown as – where to_deliver is 0"
    assert roles == {
        "delivered": [{"side": "numerator", "through": None}],
        "to_deliver": [{"side": "denominator", "through": None}],
    }
    assert moves(found, "delivered", "enhanced_mta") == BY_RELAY | BY_BOUNCES
    assert moves(found, "delivered", "enhanced_mta_efs") == by_efs
    assert moves(found, "delivered", "native_mta") == by_efs - raised("delivered", "delivered", "relayed")
    assert holds == {
        "enhanced_mta": {"relayed": 1, "retrying": 1, "delivered": 1},
        "enhanced_mta_efs": {"delivered": 1},
    }
    assert (-1, "excluded", "pending", "excluded") in moves(found, "to_deliver", "native_mta")


def test_what_moves_sent() -> None:
    found = kpi("sent", "--mode", "native_mta", "--mode", "enhanced_mta")
    by_success = BY_SUCCESS | raised("delivered", "delivered", "retrying") | lowered("delivered", HARD)
    part = found["parts"][0]
    shown = {mode: list(part["machines"][mode]["counts_in"]) for mode in part["machines"]}

    assert (found["status"], found["unit"], len(found["parts"])) == ("sent", "messages", 1)
    assert part["status"] == "sent"
    assert shown == {"native_mta": ["delivered"], "enhanced_mta": ["relayed", "retrying", "delivered"]}
    assert moves(found, None, "native_mta") == by_success
    assert moves(found, None, "enhanced_mta") == BY_RELAY | BY_BOUNCES


def test_what_moves_the_open_rate() -> None:
    found = kpi("open_rate", "--mode", "enhanced_mta_efs")
    opened = [("opened", "opened"), ("clicked", "clicked_unopened"), ("mirror_page_viewed", "inferred")]

    assert (found["refreshed"], found["counter"], found["over"]) == ("refresh_period", "unique_opens", "delivered")
    assert moves(found, "unique_opens", "tracking") == {
        (1, event, "untouched", state) for event, state in [*opened, ("unsubscribed", "inferred")]
    }
    assert [list(part["machines"]) for part in found["parts"]] == [["tracking"], ["enhanced_mta_efs"]]


def test_a_sum_is_followed_into_its_parts() -> None:
    found = kpi("report_delivered_rate")
    roles = {part["counter"]: [(role["side"], role["through"]) for role in part["roles"]] for part in found["parts"]}

    assert found["formula"].startswith("delivered ÷ processed (delivered + bounces_errors);")
    assert roles == {
        "delivered": [("numerator", None), ("denominator", "processed")],
        "bounces_errors": [("denominator", "processed")],
    }


def test_a_counter_has_a_lineage_too() -> None:
    found = kpi("opens")

    assert (found["is"], found["shown_in"], found["potentials"]) == ("counter", [], [])
    assert (1, "opened", "opened", "opened") in moves(found, "opens", "tracking")
    assert kpi("processed")["shown_in"] == ["report_delivered_rate"]


def test_each_move_has_its_place_and_its_citation() -> None:
    found = kpi("delivered_rate", "--mode", "enhanced_mta_efs")
    move = next(
        move for move in found["parts"][0]["machines"]["enhanced_mta_efs"]["moves"] if move["from"] == "retrying"
    )

    assert move["place"].startswith(f"{place('spec/modes/enhanced_mta_efs.yaml', 'retrying', 'delivered')}:")
    assert move["cite"] == ["efs_table.4", "efs_prose"]


def test_the_laws_that_speak_of_it() -> None:
    found = kpi("delivered_rate")
    laws = {law["law"]: law for law in found["laws"] if law["holds"]}
    lines = (ROOT / "spec/laws.yaml").read_text("utf-8").splitlines()

    assert found["potentials"] == ["delivered", "to_deliver"]
    assert {"at_most_one_of", "between", "counter_is_status", "same_when_settled"} == set(laws)
    assert "delivered, bounces_errors" in lines[int(laws["at_most_one_of"]["place"].split(":")[1]) - 1]
    assert any(not law["holds"] and "“Unique opens”" in law["says"] for law in kpi("open_rate")["laws"])


def test_the_scenarios_that_pin_it() -> None:
    found = kpi("delivered_rate")
    written = sum(
        len(re.findall(r"\bdelivered_rate:", path.read_text("utf-8"))) for path in (ROOT / "spec/scenarios").glob("*")
    )
    pins = [pin for pin in found["scenarios"] if "delivered_rate" in pin["says"]]
    first = next(pin for pin in pins if pin["title"] == "Soft bounce whose retries succeed, with EFS")

    assert len(pins) == written
    assert (first["event"], first["says"]) == ("delivered", {"delivered_rate": "up"})
    assert all((ROOT / pin["place"].split(":")[0]).is_file() for pin in pins)


def test_the_lineage_for_people() -> None:
    shown = explain("kpi", "click_through_rate", "--mode", "native_mta").stdout.splitlines()

    assert shown[0] == "click_through_rate, a KPI: Click-through rate"
    assert "  unit: percent; brought up to date: every 1h (refresh_period); channels: email" in shown
    assert "unique_clicks (stock): the numerator" in shown
    assert "delivered (stock): the denominator" in shown
    assert "    counts 1 in clicked_unopened, clicked" in shown
    assert re.search(
        r"^    -1  hard_bounced +delivered → failed +spec/modes/native_mta.yaml:\d+", "\n".join(shown), re.M
    )
    assert not any("enhanced_mta:" in row for row in shown)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["opne_rate"], "no KPI or counter is called `opne_rate`; did you mean `open_rate`?"),
        (["zzz"], "known here: `bounces_errors`, "),
        (["sent", "--mode", "native"], "did you mean `native_mta`?"),
        (["sent", "--mode", "all", "--mode", "native_mta"], "`all` goes alone"),
    ],
)
def test_wrong_usage_names_the_cure(arguments: list[str], words: str) -> None:
    done = explain("kpi", *arguments)

    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


# ── rules ──


def test_all_rules_are_listed() -> None:
    done = CliRunner().invoke(main, ["explain", "rule"])

    assert done.exit_code == 0
    assert [row.split()[0] for row in done.stdout.splitlines()] == list(rules())
    assert "dead-end " in done.stdout
    assert "A state can never be left, though nothing says that its story is over." in done.stdout


@pytest.mark.parametrize("code", rules())
def test_each_page_has_its_sentence_its_bad_example_and_its_cure(code: str) -> None:
    page = page_of(code)
    bad, good = re.search(r"\nInstead of\n\n```\w+\n(.+?)```\n", page, re.S), re.search(r"\nwrite\n\n```", page)
    prose = page.partition("\nInstead of\n")[0].split("\n\n")

    assert page.startswith(f"# {code}\n\n{sentence_of(code).split()[0]} ")
    assert sentence_of(code).endswith(".")
    assert len(prose) >= 4
    assert bad is not None
    assert good is not None
    assert bad.start() < good.start()


# ── help ──


@pytest.mark.parametrize("what", ["message", "kpi", "rule"])
def test_each_has_help_with_an_example(what: str) -> None:
    done = CliRunner().invoke(main, ["explain", what, "--help"])

    assert f"Example: sendspec explain {what} " in " ".join(done.stdout.split())
