"""The emitted fold in DuckDB answers what `replay` answers."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sendspec.sources import postfix
from sendspec.sources.records import EventRecord, Request
from sendspec_gen.disk import read_spec
from sendspec_gen.model import Deadline, Ignored, Model
from sendspec_gen.pipeline import compile_spec

from tests.conftest import GOOD
from tests.parity.random_spec import models
from tests.project import ROOT, shipped_model
from tests.sql.logs import random_log
from tests.sql.warehouses import MINUTE, answers, assert_same_series, expected, in_duckdb, in_postgres
from tests.unit.sendspec_gen.small_spec import HOUR, NOWHERE, fast_mail, moves, small_model, way

DAY = 86_400_000_000
START = 1_600_000_000_123_456
CHECKS = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
BEFORE_1970 = -3 * DAY - 7


@cache
def good_model() -> Model:
    model = compile_spec(read_spec(GOOD)).model
    assert model is not None
    return model


@cache
def sample() -> list[EventRecord]:
    from sendspec.cli.project import compiled_of

    mapping = compiled_of(shipped_model()).sources["postfix"].events
    folder = ROOT / "samples/postfix"
    return postfix.read(Request((folder / "maillog", folder / "dsn"), mapping, year=2026)).events


@cache
def shipped_log(seed: int) -> list[EventRecord]:
    return random_log(shipped_model(), seed, 1500, start=START, span=6 * DAY, step=DAY // 4)


def test_the_sample() -> None:
    duckdb = in_duckdb(shipped_model(), sample())

    assert expected(shipped_model(), sample()) == answers(duckdb)
    assert_same_series(duckdb, shipped_model(), sample())


def test_the_sample_in_the_middle() -> None:
    as_of = 1795226044000000 + 120_000_000

    assert expected(shipped_model(), sample(), as_of) == answers(in_duckdb(shipped_model(), sample(), as_of))


@pytest.mark.parametrize("seed", range(2))
def test_random_events(seed: int) -> None:
    log = shipped_log(seed)
    duckdb = in_duckdb(shipped_model(), log)

    assert expected(shipped_model(), log) == answers(duckdb)
    assert_same_series(duckdb, shipped_model(), log)


@pytest.mark.parametrize("as_of", [START - 1, START + 2 * DAY, START + 30 * DAY])
def test_random_events_as_of_another_time(as_of: int) -> None:
    assert expected(shipped_model(), shipped_log(0), as_of) == answers(
        in_duckdb(shipped_model(), shipped_log(0), as_of)
    )


@pytest.mark.parametrize("model", [good_model, small_model])
def test_other_specs(model: Callable[[], Model]) -> None:
    log = random_log(model(), 5, 600, start=BEFORE_1970, span=5 * DAY, step=DAY // 24)
    duckdb = in_duckdb(model(), log)

    assert expected(model(), log) == answers(duckdb)
    assert_same_series(duckdb, model(), log)


@settings(max_examples=20, deadline=None, database=None, derandomize=True, suppress_health_check=CHECKS)
@given(model=models(), seed=st.integers(0, 10**6))
def test_random_specs(model: Model, seed: int) -> None:
    log = random_log(model, seed, 150, start=0, span=14, step=1)

    assert expected(model, log) == answers(in_duckdb(model, log))


def test_every_row_of_the_tables_comes_true() -> None:
    model = shipped_model()
    log: list[EventRecord] = []
    wanted = {}
    for machine in ("native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8", "tracking"):
        rows = table(machine)
        ways = shortest(rows, model.machines[machine].initial)
        for row in rows:
            steps = [*ways[row["state"]], row["event"]]
            name = f"{machine}:{row['id']}"
            log += [EventRecord(START + at, name, "a@x.test", event, None, None, "") for at, event in enumerate(steps)]
            wanted[machine, name] = row["next_state"]
    duckdb = in_duckdb(model, log)
    ends = {
        (machine, message): state
        for machine, message, state in duckdb.query(
            "SELECT machine, message, state FROM sendspec_steps WHERE answer = 'ended'"
        )
    }

    assert wanted == {pair: ends[pair] for pair in wanted}
    assert expected(model, log) == answers(duckdb)


def test_the_order_of_rows_never_matters() -> None:
    log = shipped_log(0)

    assert answers(in_duckdb(shipped_model(), log)) == answers(in_duckdb(shipped_model(), log[::-1]))


def test_an_empty_log_counts_nothing() -> None:
    found = answers(in_duckdb(good_model(), []))

    assert found.statuses == set()
    assert found.counters == {("plain", name, 0) for name in good_model().counters}
    assert found.kpis == {("plain", "delivered_rate", None), ("plain", "rows_failed", 0)}
    assert set(found.account.values()) == {0}


def test_rows_that_lack_something_are_counted() -> None:
    duckdb = in_duckdb(good_model(), [])
    duckdb.query(
        "INSERT INTO events (message, recipient, time, event) VALUES "
        "('m', 'r', TIMESTAMPTZ '2026-01-01 00:00:00Z', 'delivered'), "
        "(NULL, 'r', TIMESTAMPTZ '2027-01-01 00:00:00Z', 'delivered'), "
        "('m', NULL, TIMESTAMPTZ '2027-01-01 00:00:00Z', 'delivered'), "
        "('m', 'r', NULL, 'bounced'), ('m', 'r', TIMESTAMPTZ '2027-01-01 00:00:00Z', NULL)"
    )
    found = answers(duckdb)

    assert found.account["not_understood"] == 4
    assert found.account["heard"] == 1
    assert {row[3] for row in found.statuses} == {"sent"}


def test_ids_are_only_those_of_an_event_and_letters_beyond_ascii_are_not_folded() -> None:
    log = [
        EventRecord(1, "m", "É@x", "bounced", "7", None, ""),
        EventRecord(2, "m", "É@X", "bounced", "7", None, ""),
        EventRecord(3, "m", "é@x", "bounced", "7", None, ""),
        EventRecord(4, "m", "é@x", "delivered", "7", None, ""),
    ]
    found = answers(in_duckdb(good_model(), log))

    assert found.account["duplicates"] == 1
    assert {row[2:4] for row in found.statuses} == {("É@x", "retrying"), ("é@x", "sent")}


def test_a_clock_strikes_first_on_a_tie_and_once() -> None:
    log = [
        EventRecord(0, "m", "r", "bounced", None, "451 busy", ""),
        EventRecord(2 * DAY, "m", "r", "delivered", None, None, ""),
    ]
    duckdb = in_duckdb(good_model(), log)

    assert answers(duckdb).statuses == {("plain", "m", "r", "failed", "failed", 2 * DAY, "451 busy")}
    assert answers(duckdb).moves == {
        ("plain", "pending", "bounced", "moved", False, 1),
        ("plain", "retrying", "expired", "moved", True, 1),
        ("plain", "failed", "delivered", "ignored", False, 1),
    }
    assert dict(duckdb.query("SELECT counter, value FROM sendspec_counters")) == {
        "to_deliver": 1, "delivered": 0, "bounces": 1, "processed": 1, "errors": 0,
    }  # fmt: skip
    assert duckdb.query(
        "SELECT epoch_us(bucket), value FROM sendspec_series WHERE kpi = 'rows_failed' ORDER BY bucket"
    ) == [(0, 1.0), (2 * DAY, 1.0)]


def test_a_deadline_from_the_entry_counts_from_the_start_before_any_move() -> None:
    model = swinging("new", "new")
    found = answers(in_duckdb(model, [EventRecord(5, "m", "r", "bounced", None, None, "")], 5 + 36 * HOUR))

    assert found.statuses == {("fast_mail", "m", "r", "lost", "gone", 5 + 36 * HOUR, None)}


def test_a_clock_that_swings_strikes_once_for_each_state() -> None:
    model = swinging("new", "trying")
    found = answers(in_duckdb(model, [EventRecord(0, "m", "r", "bounced", None, None, "")], 1000 * HOUR))

    assert found.statuses == {("fast_mail", "m", "r", "new", "waiting", 4 * 36 * HOUR, None)}
    assert {move for move in found.moves if move[4]} == {
        ("fast_mail", "new", "gave_up", "moved", True, 2),
        ("fast_mail", "trying", "gave_up", "moved", True, 2),
    }


def test_buckets_before_1970_begin_with_their_minute() -> None:
    times = [-MINUTE - 1, -MINUTE, -1, 0]
    log = [EventRecord(time, f"m{time}", "r", "delivered", None, None, "") for time in times]
    found = in_duckdb(good_model(), log).query(
        "SELECT epoch_us(bucket) FROM sendspec_series WHERE kpi = 'rows_failed' ORDER BY bucket"
    )

    assert found == [(-2 * MINUTE,), (-MINUTE,), (0,)]


def test_postgres_answers_the_sample(postgres: str) -> None:
    with in_postgres(postgres, shipped_model(), sample()) as warehouse:
        assert expected(shipped_model(), sample()) == answers(warehouse)
        assert_same_series(warehouse, shipped_model(), sample())


@pytest.mark.parametrize("as_of", [None, START + 2 * DAY, START + 30 * DAY])
def test_postgres_answers_random_events(postgres: str, as_of: int | None) -> None:
    log = shipped_log(1)
    with in_postgres(postgres, shipped_model(), log, as_of, kept=True) as warehouse:
        assert expected(shipped_model(), log, as_of) == answers(warehouse)


@pytest.mark.parametrize("model", [good_model, small_model])
def test_postgres_answers_other_specs(postgres: str, model: Callable[[], Model]) -> None:
    log = random_log(model(), 6, 400, start=BEFORE_1970, span=5 * DAY, step=DAY // 24)
    with in_postgres(postgres, model(), log) as warehouse:
        assert expected(model(), log) == answers(warehouse)


@settings(max_examples=6, deadline=None, database=None, derandomize=True, suppress_health_check=CHECKS)
@given(model=models(), seed=st.integers(0, 10**6))
def test_postgres_answers_random_specs(postgres: str, model: Model, seed: int) -> None:
    log = random_log(model, seed, 100, start=0, span=14, step=1)
    with in_postgres(postgres, model, log) as warehouse:
        assert expected(model, log) == answers(warehouse)


def swinging(first: str, second: str) -> Model:
    """A log whose clocks, from the entry, lead from one state to the other and back; from one alone, to `lost`."""
    mail = fast_mail()
    clock = Deadline("patience", "gave_up", "entry", NOWHERE)
    targets = {first: second, second: first} if first != second else {first: "lost"}
    changed = {
        name: replace(
            mail.states[name],
            deadline=clock,
            answers={
                **mail.states[name].answers,
                "bounced": Ignored("bounced", NOWHERE),
                "gave_up": moves("gave_up", way(target)),
            },
        )
        for name, target in targets.items()
    }
    return replace(small_model(), machines={"fast_mail": replace(mail, states={**mail.states, **changed})})


def table(machine: str) -> list[dict[str, str]]:
    with (ROOT / "generated" / "tables" / f"{machine}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def shortest(rows: list[dict[str, str]], initial: str) -> dict[str, list[str]]:
    """The fewest events that lead to each state."""
    ways: dict[str, list[str]] = {initial: []}
    waiting = deque([initial])
    while waiting:
        state = waiting.popleft()
        for row in rows:
            if row["state"] == state and row["answer"] == "moves" and row["next_state"] not in ways:
                ways[row["next_state"]] = [*ways[state], row["event"]]
                waiting.append(row["next_state"])
    return ways
