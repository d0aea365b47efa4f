"""Logs of events as columns, in each of their forms, mutated."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from sendspec.batch.reading import read
from sendspec.batch.writing import tables_of, write_events
from sendspec.sources.records import EventRecord

from tests.fuzz.conftest import Fuzz
from tests.fuzz.mutating import mutated
from tests.fuzz.reading import check, shipped

EIGHT = 1_772_438_400_000_000
EVENTS = [
    EventRecord(EIGHT, "m1", "anna@example.com", "relayed", None, None, ""),
    EventRecord(EIGHT + 1, "m1", "anna@example.com", "delivered", "e1", '250 "ok", said\nthe server', ""),
    EventRecord(EIGHT + 2, "m2", "Bea <bea@example.com>", "hard_bounced", "e2", "550 5.1.1 nobody", ""),
    EventRecord(EIGHT + 3, "m3", "é@example.com", "clicked", "", None, ""),
]
FORMS = ("csv", "jsonl", "parquet")


def test_columns(fuzzed: Fuzz, tmp_path: Path) -> None:
    config = shipped().sources["events"]
    contents = {}
    for form in FORMS:
        path = tmp_path / f"whole.{form}"
        write_events(path, tables_of(EVENTS, "events"))
        contents[form] = path.read_bytes()
    lines = {form: contents[form].splitlines(keepends=True) for form in ("csv", "jsonl")}
    text = {form: [contents[form], *lines[form]] for form in lines}

    def look_at(case: tuple[str, bytes]) -> None:
        log = tmp_path / f"log.{case[0]}"
        log.write_bytes(case[1])
        check(read, config, (log,))

    cases = st.one_of(
        st.tuples(st.just("csv"), mutated(text["csv"]).map(lambda rest: lines["csv"][0] + rest)),
        st.tuples(st.just("csv"), mutated(text["csv"])),
        st.tuples(st.just("jsonl"), mutated(text["jsonl"])),
        st.tuples(st.just("parquet"), mutated([contents["parquet"]], most=1, edits=2)),
    )

    fuzzed("columns", cases, look_at)
