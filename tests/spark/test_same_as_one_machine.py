"""A cluster comes to the same as one machine, and as the replay of one message after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
import sendlogs
from sendlogs import MEASURES, MODES
from sendspec.batch.plan import plan_of

from tests.engines import Event, Spec, differences, table_of
from tests.parity.python_engines import by_replay
from tests.project import ROOT
from tests.random_events import HOUR, SHAPES, START, random_log
from tests.reference import reference
from tests.spark.spark_engine import by_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SHIPPED = Spec({name: kind.table for name, kind in MODES.items()}, MEASURES, sendlogs.Tracking.table)
PLAN = plan_of(list(SHIPPED.tables.values()), SHIPPED.tracking)
ROWS = 3_000


def real_log() -> pa.Table:
    from sendspec.cli.project import compiled
    from sendspec.sources import postfix
    from sendspec.sources.records import Request

    folder = ROOT / "samples/postfix"
    events = compiled(ROOT).sources["postfix"].events
    records = postfix.read(Request((folder / "maillog", folder / "dsn"), events, year=2026)).events
    return table_of(Event(*record[:7]) for record in records)


def test_the_real_log(session: SparkSession) -> None:
    log = real_log()

    assert log.num_rows > 500
    assert differences(by_replay(log, SHIPPED, None, HOUR), by_spark(session, log, SHIPPED, None, HOUR)) == []


@pytest.mark.parametrize("name", ["usual", "few messages", "ties", "no recipients"])
def test_random_logs(session: SparkSession, name: str) -> None:
    log = random_log(SHIPPED, SHAPES[name], ROWS, seed=7)

    assert differences(reference(log, SHIPPED, None, HOUR), by_spark(session, log, SHIPPED, None, HOUR, 3)) == []


def test_as_at_a_time_in_the_middle(session: SparkSession) -> None:
    log = random_log(SHIPPED, SHAPES["usual"], ROWS, seed=8)
    middle = START + SHAPES["usual"].span // 2
    expected = reference(log, SHIPPED, middle, HOUR)

    assert expected.later > 0
    assert differences(expected, by_spark(session, log, SHIPPED, middle, HOUR, 3)) == []


def test_one_message_with_nearly_all_events(session: SparkSession) -> None:
    few = random_log(SHIPPED, SHAPES["usual"], 500, seed=9)
    one = Event(START, "the one", "a@x.test", "soft_bounced")
    many = table_of(one._replace(time=START + second * 1_000_000, id=str(second)) for second in range(20_000))
    log = pa.concat_tables([few, many])

    assert differences(reference(log, SHIPPED, None, HOUR), by_spark(session, log, SHIPPED, None, HOUR, 4)) == []


def test_executors_add_up_when_parts_are_many(session: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendspec.batch.spark.MOST_AT_ONCE", 2)
    log = random_log(SHIPPED, SHAPES["usual"], ROWS, seed=10)

    assert differences(reference(log, SHIPPED, None, HOUR), by_spark(session, log, SHIPPED, None, HOUR, 5)) == []


def test_the_greatest_time_is_one_of_a_row_that_is_understood(session: SparkSession) -> None:
    log = table_of([Event(START, "m", "a", "relayed"), Event(START + 7, "m", "a", "rained")])
    broken = table_of([Event(START + 90 * 24 * HOUR, "m", "a", "delivered")])
    broken = broken.set_column(0, "message", pa.nulls(1, pa.string()))
    found = by_spark(session, pa.concat_tables([log, broken]), SHIPPED, None, HOUR)

    assert (found.as_of, found.not_understood, found.unknown) == (START + 7, 1, 1)


def test_samples_tell_messages_and_times(session: SparkSession) -> None:
    from sendspec.batch.spark import fold_frame

    log = table_of([Event(START, "m1", "a", "delivered"), Event(START + 1, "m1", "a", "relayed")])
    broken = log.slice(0, 1).set_column(3, "event", pa.nulls(1, pa.string()))
    frame = session.createDataFrame(pa.concat_tables([log, broken]))
    found = fold_frame(frame, PLAN, MEASURES)
    (row,) = found.folded.account.incomplete_rows

    assert found.log.place(row) == "message m1, 2026-01-01T00:00:00Z"
    assert {each.place for each in found.result.samples} <= {
        "message m1, 2026-01-01T00:00:00Z",
        "message m1, 2026-01-01T00:00:00.000001Z",
    }


def test_bytes_that_are_no_text_are_not_understood(session: SparkSession) -> None:
    log = table_of([Event(START + number, f"m{number}", "é@x.test", "relayed") for number in range(6)])
    broken = {"message": 1, "recipient": 2, "event": 3, "reason": 4}
    for name, row in broken.items():
        values = [(value or "").encode() for value in log[name].to_pylist()]
        values[row] = values[row][:1] + b"\xf0\x9f"
        log = log.set_column(log.schema.get_field_index(name), name, pa.array(values, pa.binary()))
    found = by_spark(session, log, SHIPPED, None, HOUR, 2)

    assert found.not_understood == 3
    assert sorted(set(found.rows["message"].to_pylist())) == ["m0", "m4", "m5"]
    assert {row["reason"] for row in found.rows.to_pylist() if row["message"] == "m4"} >= {"\\xf0\\x9f"}


def test_an_empty_frame(session: SparkSession) -> None:
    log = table_of([])

    assert differences(reference(log, SHIPPED, None, HOUR), by_spark(session, log, SHIPPED, None, HOUR)) == []


def test_a_series_of_too_many_values_is_refused(session: SparkSession) -> None:
    from sendspec.batch.spark import fold_frame

    log = table_of([Event(START, "m", "a", "relayed"), Event(START + 24 * HOUR, "m", "a", "delivered")])
    with pytest.raises(ValueError, match=r"a series of 86,400,000,001 \w+ is too long; take steps so long"):
        fold_frame(session.createDataFrame(log), PLAN, MEASURES, every=1)
