"""DataFrames that are no event logs are refused before anything of them is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

REFUSED = {
    "message string, at timestamp, event string": "it has no column `time`; its columns are: `message`, `at`, `event`",
    "message string, time timestamp, evnt string": "it has no column `event`; .*; did you mean `evnt`",
    "message string, time timestamp_ntz, event string": "its times tell no time zone .timestamp_ntz.; .*timeZone",
    "message string, time date, event string": "its times tell no time zone .date.",
    "message string, time bigint, event string": "column `time`: its type is int64, and a number does not tell",
    "message bigint, time timestamp, event string": "column `message`: its type is int64; give text",
    "message array<string>, time timestamp, event string": "column `message`: its type is list",
    "message string, time timestamp, event string, Event string": "cannot tell the columns event, Event apart",
}


@pytest.mark.parametrize("schema", REFUSED)
def test_refused(session: SparkSession, schema: str) -> None:
    from sendspec.batch.spark_frames import checked
    from sendspec.sources.records import BadLogError

    with pytest.raises(BadLogError, match=f"^the DataFrame.*{REFUSED[schema]}"):
        checked(session.createDataFrame([], schema))


def test_what_is_needed_is_kept(session: SparkSession) -> None:
    from sendspec.batch.spark_frames import checked

    schema = "extra int, reason void, time timestamp, event string, source string, message binary"
    narrow = checked(session.createDataFrame([], schema))

    assert narrow.dtypes == [("message", "string"), ("time", "timestamp"), ("event", "string"), ("reason", "string")]
