"""The generator of logs: the same from the same seed, and with the rates that real logs have."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks import logs

EVENTS = 200_000
DAY = 86_400_000_000
LOG = ("relayed", "delivered", "soft_bounced", "hard_bounced", "expired", "cancelled", "excluded")


def written(path: Path, events: int, seed: int, **options: Any) -> pa.Table:
    logs.write(path, events, seed, **options)
    return pq.read_table(path)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    return written(tmp_path_factory.mktemp("logs") / "full.parquet", EVENTS, 1, columns="full")


@pytest.fixture(scope="module")
def distinct(full: pa.Table) -> dict[str, list[tuple[int, str]]]:
    """The events of each message in the order of their times, without repeats."""
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for message, time, event in rows(full, "message", "time", "event"):
        found[message].add((time, event))
    return {message: sorted(events) for message, events in found.items()}


@pytest.fixture(scope="module")
def attempts(distinct: dict[str, list[tuple[int, str]]]) -> Counter[tuple[str, ...]]:
    """How many messages were tried so often and ended so, without their relay."""
    told = ([event for _, event in events if event in LOG[1:]] for events in distinct.values())
    return Counter(tuple(events) for events in told)


def rows(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    columns = [table[name].cast(pa.int64()) if name == "time" else table[name] for name in names]
    return zip(*(column.to_pylist() for column in columns), strict=True)


def test_a_seed_gives_the_same_log_each_time(tmp_path: Path) -> None:
    first, again, other = (
        written(tmp_path / f"{number}.parquet", 20_000, seed, columns="full") for number, seed in enumerate((1, 1, 2))
    )

    assert first.equals(again)
    assert not set(first["message"].to_pylist()) & set(other["message"].to_pylist())
    assert (tmp_path / "0.parquet").read_bytes() == (tmp_path / "1.parquet").read_bytes()


def test_bare_and_full_tell_of_the_same_events(tmp_path: Path, full: pa.Table) -> None:
    bare = written(tmp_path / "bare.parquet", EVENTS, 1)

    assert bare.equals(full.select(["message", "time", "event"]))


def test_as_many_events_as_were_asked_for(tmp_path: Path, full: pa.Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "ROWS_IN_A_GROUP", 1_000)
    monkeypatch.setattr(logs, "MESSAGES_AT_ONCE", 300)
    written(tmp_path / "groups.parquet", 10_007, 3)
    file = pq.ParquetFile(tmp_path / "groups.parquet")

    assert full.num_rows == EVENTS
    assert file.metadata.num_rows == 10_007
    assert file.metadata.num_row_groups == 10


def test_columns_are_those_of_a_log(full: pa.Table) -> None:
    names = ["message", "recipient", "time", "event", "event_id", "source", "reason"]

    assert full.column_names == names
    assert full.schema.field("time").type == pa.timestamp("us", tz="UTC")
    assert {full.schema.field(name).type for name in names if name != "time"} == {pa.string()}


def test_ids_have_36_characters(full: pa.Table) -> None:
    pattern = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
    ids = {*full["message"].to_pylist(), *full["event_id"].drop_null().to_pylist()}

    assert [each for each in ids if not pattern.fullmatch(each)] == []


def test_all_lie_within_one_day(full: pa.Table) -> None:
    times = [time for (time,) in rows(full, "time")]

    assert max(times) - min(times) < DAY
    assert len({time % 1_000 for time in times}) == 1_000


def test_events_a_message_and_repeats(distinct: dict[str, list[tuple[int, str]]]) -> None:
    repeats = EVENTS - sum(map(len, distinct.values()))

    assert EVENTS / len(distinct) == pytest.approx(4.4, abs=0.1)
    assert repeats / EVENTS == pytest.approx(0.01, abs=0.001)


def test_of_the_messages_13_percent_fail_at_first(attempts: Counter[tuple[str, ...]]) -> None:
    tried = {events: number for events, number in attempts.items() if events}
    failed = {events: number for events, number in tried.items() if events[0] == "soft_bounced"}
    later = sum(number for events, number in failed.items() if events[-1] == "delivered")

    assert sum(failed.values()) / sum(tried.values()) == pytest.approx(0.13, abs=0.005)
    assert later / sum(failed.values()) == pytest.approx(1 / 3, abs=0.02)


def test_attempts_are_those_of_the_measured_log(attempts: Counter[tuple[str, ...]]) -> None:
    def tried(number: int, end: str) -> int:
        return attempts[(*["soft_bounced"] * number, end)]

    assert tried(3, "delivered") / tried(2, "delivered") == pytest.approx(24 / 16, abs=0.2)
    assert tried(6, "expired") > tried(5, "expired") > 5 * tried(4, "expired") > 0
    assert attempts["delivered", "hard_bounced"] / attempts["delivered",] == pytest.approx(3 / 336, abs=0.003)


def test_only_delivered_messages_are_opened(distinct: dict[str, list[tuple[int, str]]]) -> None:
    tracked = {message for message, events in distinct.items() if any(event not in LOG for _, event in events)}
    delivered = {message for message, events in distinct.items() if any(event == "delivered" for _, event in events)}

    assert len(tracked) / len(delivered) == pytest.approx(0.66, abs=0.02)
    # Those few whose delivery the end of the log cuts off.
    assert len(tracked - delivered) <= 20


def test_every_event_comes_up(full: pa.Table) -> None:
    assert set(full["event"].to_pylist()) == {
        *LOG,
        *("opened", "clicked", "mirror_page_viewed", "unsubscribed", "complained"),
    }


def test_a_message_has_one_recipient_in_capitals_or_not(full: pa.Table) -> None:
    written_as: dict[str, set[str]] = defaultdict(set)
    for message, recipient in rows(full, "message", "recipient"):
        written_as[message].add(recipient)

    assert {len({each.lower() for each in recipients}) for recipients in written_as.values()} == {1}
    assert any(len(recipients) == 2 for recipients in written_as.values())


def test_an_id_stands_for_one_event(full: pa.Table) -> None:
    meant: dict[str, set[tuple[str, int, str]]] = defaultdict(set)
    for event_id, *event in rows(full, "event_id", "message", "time", "event"):
        if event_id is not None:
            meant[event_id].add(tuple(event))

    assert {len(events) for events in meant.values()} == {1}
    assert full["event_id"].null_count / EVENTS == pytest.approx(0.05, abs=0.005)


def test_reasons_belong_to_failures(full: pa.Table) -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for event, reason in rows(full, "event", "reason"):
        said[event].add((reason or "none")[:2])

    assert said["delivered"] == said["opened"] == {"no"}
    assert said["soft_bounced"] == {"45", "42", "4."}
    assert said["hard_bounced"] == {"55"}


def test_rows_are_shuffled_or_nearly_in_order(tmp_path: Path, full: pa.Table) -> None:
    ordered = written(tmp_path / "ordered.parquet", 20_000, 1, in_order=True)

    def late(table: pa.Table) -> int:
        """How much earlier a row may be than one before it."""
        greatest, most = 0, 0
        for (time,) in rows(table, "time"):
            greatest, most = max(greatest, time), max(most, greatest - time)
        return most

    assert late(full) > DAY / 2
    assert 1_000_000 < late(ordered) < 1_000_000_000
