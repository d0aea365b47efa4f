"""Peers count what a person counts, and none may differ from another unnoticed."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.columns import ONE, Measured, Setup, agree
from benchmarks.machines import MINUTE, answer, machines
from benchmarks.measure import Run

NOON = 1_772_452_800_000_000
"""2026-03-02T12:00:00Z."""
ROWS = [
    (3, "a", "opened"),
    (0, "a", "relayed"),
    (1, "a", "delivered"),
    (3, "a", "opened"),  # the same again
    (2, "b", "soft_bounced"),
    (0, "b", "relayed"),
    (1, "c", "hard_bounced"),
    (2, "c", "clicked"),
]
"""Minutes after noon, message, event."""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    minutes, messages, events = zip(*ROWS, strict=True)
    times = pa.array([NOON + MINUTE * minute for minute in minutes], pa.timestamp("us", tz="UTC"))
    pq.write_table(pa.table({"message": messages, "time": times, "event": events}), tmp_path / "log.parquet")
    return tmp_path / "log.parquet"


@pytest.mark.parametrize("peer", ["dict_loop", "duckdb_sql", "polars_columns", "ours"])
@pytest.mark.parametrize("every", [MINUTE, None])
def test_a_log_of_three_messages(log: Path, peer: str, every: int | None, capsys: pytest.CaptureFixture[str]) -> None:
    if peer == "polars_columns":
        pytest.importorskip("polars")
    found = said(peer, log, every, capsys)
    counters = found["counters"]["enhanced_mta_efs"]

    assert found["statuses"]["enhanced_mta_efs"] == {
        **dict.fromkeys(("pending", "taken_into_account", "delivery_canceled", "ignored"), 0),
        **{"sent": 1, "failed": 2},
    }
    assert {name: value for name, value in counters.items() if value} == {
        **{"to_deliver": 3, "delivered": 1, "bounces_errors": 2, "processed": 3},
        # An open that was seen, and one that the click tells of.
        **{"opens": 2, "unique_opens": 2, "clicks": 1, "unique_clicks": 1},
    }


def said(peer: str, log: Path, every: int | None, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    module = import_module(f"benchmarks.peers.{peer}")
    if peer != "ours":
        lanes = machines(ONE)
        return answer(lanes, module.cells(log, lanes, every), series=every is not None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["ours", str(log), "--modes", ONE[0], *(["--series"] if every else [])])
        module.main()
    return json.loads(capsys.readouterr().out)["answer"]


def test_cells_of_a_log_of_three_messages(log: Path) -> None:
    mode, tracking = machines(ONE)
    cells, tracked = import_module("benchmarks.peers.dict_loop").cells(log, [mode, tracking], MINUTE)
    event = {name: number for number, name in enumerate(mode.table.events)}

    assert cells.begun.tolist() == [2, 1, 0, 0]
    assert cells.heard[1, mode.states.index("relayed"), event["delivered"]] == 1
    assert cells.heard.sum() == 5
    assert tracked.begun.tolist() == [0, 0, 1, 1]
    assert tracked.heard.sum() == 2


def test_who_differs_is_named() -> None:
    def told(by: str, sent: int) -> Measured:
        found = {"seconds": 1.0, "answer": {"statuses": {"efs": {"sent": sent}}, "counters": {}, "kpis": {}}}
        return Measured(by, Setup(ONE, series=False), [Run(1.0, 1.0, json.dumps(found))])

    agree([told("one", 3), told("another", 3)])
    with pytest.raises(SystemExit, match="statuses, efs, sent: one says 3, another says 4"):
        agree([told("one", 3), told("another", 4)])
