"""Joint steps counted on columns are those of two walks."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.project import ROOT
from tests.unit.sendspec.heard import Heard
from tests.unit.sendspec.tables import HOUR, MEASURES, TRACKING_TABLE, address_table

pytest.importorskip("numba")
pytest.importorskip("pyarrow")

import pyarrow as pa
from sendspec.batch.memory_logs import TablesLog
from sendspec.batch.pairs import compare_log
from sendspec.batch.plan import plan_of
from sendspec.batch.schema import READ_AS
from sendspec.cli.project import Compiled, compiled
from sendspec.comparison import JointCounts, JointStep, Modes, compare_counts, count_walks
from sendspec.replay import replay

if TYPE_CHECKING:
    from sendspec.table import Table

MODES = ("native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8")
EVENTS = ("relayed", "delivered", "soft_bounced", "hard_bounced", "expired", "cancelled", "excluded")


@pytest.fixture(scope="module")
def spec() -> Compiled:
    return compiled(ROOT)


def heard(number: int, names: tuple[str, ...], seed: int, hours: int = 300) -> list[Heard]:
    """Random events, some of them repeats, some of them at one time."""
    chance = random.Random(seed)
    events = [
        Heard(
            time=chance.randrange(hours) * HOUR,
            message=f"m{chance.randrange(1 + number // 6)}",
            recipient=chance.choice(("u@x.test", "U@X.test", "v@x.test")),
            event=chance.choice(names),
            id=chance.choice((None, "1", "2", "3")),
        )
        for _ in range(number)
    ]
    events += chance.sample(events, number // 10)
    return [replace_place(event, row) for row, event in enumerate(events)]


def replace_place(event: Heard, row: int) -> Heard:
    return event._replace(place=f"row {row + 1}")


def as_log(events: list[Heard], chunks: int = 3) -> TablesLog:
    columns = {
        "message": [event.message for event in events],
        "recipient": [event.recipient for event in events],
        "time": [event.time for event in events],
        "event": [event.event for event in events],
        "event_id": [event.id for event in events],
    }
    table = pa.table(
        {name: pa.array(values, pa.string() if name != "time" else pa.int64()) for name, values in columns.items()}
    )
    table = table.cast(pa.schema([(name, READ_AS[name]) for name in columns]))
    size = max(1, -(-len(events) // chunks))
    return TablesLog([table.slice(start, size).combine_chunks() for start in range(0, len(events), size)])


def totals(counts: JointCounts) -> Counter[JointStep]:
    total: Counter[JointStep] = Counter()
    for taken in counts.taken:
        total.update(taken)
    return total


def by_bucket(counts: JointCounts, ends: list[int]) -> list[Counter[JointStep]]:
    """The counts of walks in the buckets of time that end then."""
    found: list[Counter[JointStep]] = [Counter() for _ in ends]
    for time, taken in zip(counts.times, counts.taken, strict=True):
        place = next(number for number, end in enumerate(ends) if time <= end)
        found[place].update(taken)
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("a", "b"), [(MODES[0], MODES[1]), (MODES[1], MODES[3]), (MODES[3], MODES[0]), (MODES[2], MODES[3])]
)
def test_both_engines_count_the_same(spec: Compiled, a: str, b: str, seed: int) -> None:
    events = heard(1_500, (*EVENTS, "opened", "clicked"), seed)
    as_of = (200 + 60 * seed) * HOUR
    tables = {name: spec.tables[name] for name in (a, b)}
    walked = count_walks(replay(events, tables, spec.measures, tracking=spec.tracking, as_of=as_of), a, b)
    log = as_log(events)
    plan = plan_of([*tables.values()], spec.tracking)
    counted = compare_log(log, plan, a, b, as_of=as_of, every=24 * HOUR).counts

    assert [Counter(taken) for taken in counted.taken] == by_bucket(walked, [*counted.times])
    assert dict(counted.messages) == dict(walked.messages)
    assert {step: [sample[:2] for sample in samples] for step, samples in counted.samples.items()} == {
        step: [sample[:2] for sample in samples] for step, samples in walked.samples.items()
    }
    modes = Modes((tables[a], tables[b]), spec.measures)
    ends = compare_counts(counted, modes, 120).kpis, compare_counts(walked, modes, 120).kpis
    for name, found in ends[0].items():
        assert found.totals[-1] == ends[1][name].totals[-1]


def test_events_that_come_too_soon_are_steps_of_one_mode() -> None:
    address = replace(address_table(4), kind="log")
    hasty: Table[str, str] = replace(
        address, name="hasty", moves=tuple(replace(move, not_before=None) for move in address.moves)
    )
    tables = {"quarantine": address, "hasty": hasty}
    events = heard(1_000, ("soft_error", "hard_error", "forgotten"), 7, hours=600)
    walked = count_walks(replay(events, tables, MEASURES), "quarantine", "hasty")
    log = as_log(events)
    plan = plan_of([*tables.values()], TRACKING_TABLE)
    counted = compare_log(log, plan, "quarantine", "hasty", every=24 * HOUR).counts

    assert any(step.ways == (None, 0) and not step.by_clock for step in totals(walked))
    assert any(step.by_clock for step in totals(walked))
    assert totals(counted) == totals(walked)
    assert dict(counted.messages) == dict(walked.messages)


def test_a_log_that_tells_of_no_message_is_refused(spec: Compiled) -> None:
    log = as_log(heard(10, EVENTS, 1))

    with pytest.raises(ValueError, match="nothing to compare"):
        compare_log(log, plan_of([spec.tables[name] for name in MODES[:2]]), *MODES[:2], as_of=-HOUR)
