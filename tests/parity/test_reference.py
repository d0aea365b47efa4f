"""Every engine says what the naive reference says, on the real log, on every row of the test tables, on random logs."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pyarrow as pa
import pytest
import sendlogs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sendlogs import MEASURES, MODES
from sendspec.cli.logs import reader_of, source_named
from sendspec.cli.project import compiled_of, measures_of, table_of
from sendspec.replay import replay
from sendspec.sources.records import Request
from sendspec.table import Table
from sendspec_gen.model import Model

from tests.engines import Engine, Event, Spec, differences, events_of
from tests.engines import table_of as log_of
from tests.parity.columnar_engine import by_columns
from tests.parity.python_engines import by_live_classes, by_replay
from tests.parity.random_spec import models
from tests.project import ROOT, shipped_model
from tests.random_events import HOUR, SHAPES, START, Shape, random_log, small_logs
from tests.reference import reference
from tests.tables.test_emitted_tables import (
    CLASSES,
    TABLES,
    Row,
    Said,
    all_that_may_be_said,
    microseconds,
    speaks_of,
)

SHIPPED = Spec({name: kind.table for name, kind in MODES.items()}, MEASURES, sendlogs.Tracking.table)
SAMPLE = (ROOT / "samples/postfix/maillog", ROOT / "samples/postfix/dsn")
ONE_BY_ONE: dict[str, Engine] = {"replay": by_replay, "live": by_live_classes}
AT_ONCE: dict[str, Engine] = {"columns": by_columns}
ENGINES = ONE_BY_ONE | AT_ONCE
SLOWER = 5
"""Engines that take one event after the other are given so many times fewer."""
MINUTE = HOUR // 60
DAY = 24 * HOUR


@pytest.fixture
def seldom_collected() -> Iterator[None]:
    """Millions of small things that live for one log: to look for garbage among them takes a third of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(1_000_000, 100, 100)
    yield
    gc.set_threshold(*usual)


def spec_of(model: Model) -> Spec:
    modes = {name: table_of(machine, model) for name, machine in model.machines.items() if machine.kind == "log"}
    tracking = [table_of(machine, model) for machine in model.machines.values() if machine.kind == "tracking"]
    return Spec(modes, measures_of(model), tracking[0] if tracking else None)


def others(
    log: pa.Table, spec: Spec, as_of: int | None, every: int, engines: Mapping[str, Engine] = ENGINES
) -> dict[str, list[str]]:
    """What each engine says otherwise than the reference; engines that agree are left out."""
    expected = reference(log, spec, as_of, every)
    told = {name: differences(expected, engine(log, spec, as_of, every)) for name, engine in engines.items()}
    return {name: listed for name, listed in told.items() if listed}


# ── the real log ──


@cache
def real_log() -> pa.Table:
    config = source_named(compiled_of(shipped_model()), "postfix")
    reading = reader_of(config).read(Request(SAMPLE, config.events, None, 2026))
    return log_of(Event(*record[:7]) for record in reading.events)


@pytest.mark.parametrize("as_of", [None, 1_795_226_316_000_000, 1_795_226_064_000_000 + 20 * DAY, 0])
@pytest.mark.parametrize("every", [MINUTE // 60, MINUTE, DAY])
def test_the_real_log(as_of: int | None, every: int) -> None:
    assert real_log().num_rows > 1_000
    assert others(real_log(), SHIPPED, as_of, every) == {}


def test_the_reference_gives_the_numbers_of_the_sample() -> None:
    """As tests/test_real_log.py has them from what became of each recipient."""
    found = reference(real_log(), SHIPPED, None, MINUTE)

    assert all((mode.statuses["sent"], mode.statuses["failed"]) == (373, 110) for mode in found.modes.values())
    assert found.rows.num_rows == 483 * len(MODES)


# ── every row of the emitted test tables ──


def paths_of(machine: str, said: Said) -> dict[str, list[Row]]:
    """By each state that can be reached with these facts, the rows of the fewest moves to it."""
    ways: dict[str, list[Row]] = {str(CLASSES[machine].table.initial): []}
    moves = [row for row in TABLES[machine] if row["answer"] == "moves" and speaks_of(row, machine, said)]
    queue = deque(ways)
    while queue:
        here = queue.popleft()
        for row in moves:
            if row["state"] == here and row["next_state"] not in ways:
                ways[row["next_state"]] = [*ways[here], row]
                queue.append(row["next_state"])
    return ways


def rows_told(machine: str, said: Said) -> list[tuple[Row, list[Event]]]:
    """Each row that these facts make true, with a message that comes to its state and hears its event last."""
    told = []
    paths = paths_of(machine, said)
    for row in TABLES[machine]:
        if row["state"] in paths and speaks_of(row, machine, said):
            time, events = START, []
            for step in (*paths[row["state"]], row):
                comparison, _, length = step["lasted"].partition(" ")
                time += microseconds(length) - (comparison == "<") if comparison else 1
                events.append(Event(time, row["id"], "a@example.com", step["event"]))
            told.append((row, events))
    return told


def with_defaults(machine: str, said: Said) -> Table[str, str]:
    """The table of a machine, whose facts are so unless somebody speaks of them: nobody does in a log."""
    table = CLASSES[machine].table
    facts = {name: replace(fact, default=said.get(name, fact.default)) for name, fact in table.facts.items()}
    return replace(table, facts=facts) if facts else table


@pytest.mark.parametrize("machine", TABLES)
def test_every_row_of_the_tables(machine: str) -> None:
    """Each row as a log of its own up to its last event; and all of them as the messages of one log."""
    wrong: list[object] = []
    seen: dict[str, tuple[str, str]] = {}
    for said in all_that_may_be_said(machine):
        spec = Spec({machine: with_defaults(machine, said)}, MEASURES, None)
        told = [(row, events) for row, events in rows_told(machine, said) if row["id"] not in seen]
        seen |= {row["id"]: (row["state"], row["event"]) for row, _ in told}
        for row, events in told:
            (end,) = reference(log_of(events), spec, None, 1).rows.to_pylist()
            wrong += [] if end["state"] == row["next_state"] else [(row["id"], end["state"])]
            wrong += [(row["id"], *item) for item in others(log_of(events), spec, None, 1).items()]
        log = log_of(event for _, events in told for event in events)
        wrong += [(said, *item) for item in others(log, spec, START + 999 * DAY, DAY).items()]

    assert wrong == []
    # Two rows of one pair may need facts that change on the way, which no log tells.
    assert set(seen.values()) == {(row["state"], row["event"]) for row in TABLES[machine]}


def test_every_row_of_the_tracking_beside_every_mode() -> None:
    events = [event for _, events in rows_told("tracking", {}) for event in events]
    sent = [event._replace(event="delivered", time=START) for event in events[::2]]

    assert others(log_of([*events, *sent]), SHIPPED, None, 1) == {}


# ── random logs ──


@given(events=small_logs(SHIPPED), every=st.sampled_from((1, 7, HOUR, DAY)), late=st.integers(-2, 2))
@settings(deadline=None, max_examples=150)
def test_small_logs(events: list[Event], every: int, late: int) -> None:
    log = log_of(events)
    as_of = None if late == 2 or not events else events[0].time + late * DAY // 2

    assert others(log, SHIPPED, as_of, every) == {}


@given(model=models(), data=st.data(), every=st.sampled_from((1, 2, 5)))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_spec(model: Model, data: st.DataObject, every: int) -> None:
    spec = spec_of(model)

    assert others(log_of(data.draw(small_logs(spec))), spec, None, every) == {}


@given(model=models(), seed=st.integers(0, 2**32), as_of=st.sampled_from((None, START + 3, START + 7)))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_any_spec_on_a_log_of_any_kind(model: Model, seed: int, as_of: int | None) -> None:
    spec = spec_of(model)

    assert others(random_log(spec, Shape(span=9), 120, seed), spec, as_of, 2) == {}


@pytest.mark.usefixtures("seldom_collected")
@pytest.mark.parametrize("shape", SHAPES)
def test_logs_of_every_shape(shape: str, events: int) -> None:
    """So many events in all shapes together: `pytest --events`."""
    assert_equal(shape, events, 5, AT_ONCE)


@pytest.mark.usefixtures("seldom_collected")
@pytest.mark.parametrize("shape", SHAPES)
def test_logs_of_every_shape_one_event_after_the_other(shape: str, events: int) -> None:
    assert_equal(shape, events // SLOWER, 6, ONE_BY_ONE)


def assert_equal(shape: str, events: int, seed: int, engines: Mapping[str, Engine]) -> None:
    log = random_log(SHIPPED, SHAPES[shape], events // len(SHAPES), seed)
    as_of = SHAPES[shape].start + SHAPES[shape].span // 2 + 5 * DAY

    assert others(log, SHIPPED, as_of, HOUR, engines) == {}


# ── the reference itself ──


@pytest.mark.parametrize("shape", SHAPES)
def test_a_bucket_is_what_is_known_at_its_end(shape: str) -> None:
    log = random_log(SHIPPED, SHAPES[shape], 300, seed=7)
    whole = reference(log, SHIPPED, None, 8 * HOUR)
    for name, mode in whole.modes.items():
        buckets = sorted({bucket for changes in mode.series.values() for bucket, _ in changes})
        for bucket in buckets[:: len(buckets) // 9 + 1]:
            end = min((bucket + 1) * 8 * HOUR - 1, whole.as_of)
            then = reference(log, SHIPPED, end, HOUR).modes[name].kpis
            for kpi, changes in mode.series.items():
                before = [value for at, value in changes if at <= bucket]
                nothing = SHIPPED.measures.values({}, {})[kpi]
                assert (before[-1] if before else nothing) == then[kpi], (name, kpi, bucket)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_order_of_rows_does_not_matter(shape: str) -> None:
    log = random_log(SHIPPED, SHAPES[shape], 500, seed=11)
    backwards = log.take(list(range(log.num_rows - 1, -1, -1)))

    for engine in (reference, *ENGINES.values()):
        assert differences(engine(log, SHIPPED, None, HOUR), engine(backwards, SHIPPED, None, HOUR)) == []


def test_random_logs_hold_all_that_is_hard() -> None:
    log = random_log(SHIPPED, SHAPES["usual"], 10_000, seed=3)
    events, not_understood = events_of(log)
    found = reference(log, SHIPPED, START + 20 * DAY, HOUR)
    names = {event.message for event in events}
    result = replay(events, SHIPPED.tables, MEASURES, tracking=SHIPPED.tracking)
    strikes = {strike.time for walked in result.walked for walk in walked.walks for strike in walk.strikes}

    assert not_understood == found.not_understood > 0
    assert min(found.duplicates, found.later, found.unknown, found.unexpected) > 0
    assert {len(name) for name in names} >= {0, 1, 2, 300}
    assert {event.id is None for event in events} == {event.id == "" for event in events} == {True, False}
    assert {None, "", "\uffff", "\U0001f600"} <= {event.reason for event in events}
    assert all(strikes & {event.time + near for event in events} for near in (-1, 0, 1))
    assert (
        differences(
            reference(log, SHIPPED, None, HOUR),
            reference(random_log(SHIPPED, SHAPES["usual"], 10_000, 3), SHIPPED, None, HOUR),
        )
        == []
    )
