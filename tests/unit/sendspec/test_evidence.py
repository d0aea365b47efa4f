"""Visits, answers and what was never heard, counted by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sendspec.cli.project import compiled
from sendspec.evidence import NOTHING, Counts, Heard, Sample, counts_of
from sendspec.replay import Result, replay
from sendspec.sources import postfix
from sendspec.sources.records import Request
from sendspec.table import FactIs, Move, Table

from tests.project import ROOT
from tests.unit.sendspec.heard import log
from tests.unit.sendspec.tables import DAY, HOUR, MEASURES, MESSAGE_TABLE, TRACKING_TABLE, address_table

SAMPLE = ROOT / "samples/postfix"


def replayed(*lines: str, table: Table[Any, Any] = MESSAGE_TABLE, as_of: int | None = None, unit: int = 1) -> Result:
    return replay(log(*lines, unit=unit), {"mode": table}, MEASURES, tracking=TRACKING_TABLE, as_of=as_of)


def counted(*lines: str, table: Table[Any, Any] = MESSAGE_TABLE, as_of: int | None = None, unit: int = 1) -> Counts:
    return counts_of(replayed(*lines, table=table, as_of=as_of, unit=unit).modes["mode"])


def seen(numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in numbers.items() if number}


def refused(counts: Counts) -> dict[tuple[str, str], Heard]:
    return {pair: heard for pair, heard in counts.cells.items() if heard.refused}


def test_each_message_visits_a_state_once() -> None:
    counts = counted("1 a relayed", "2 a soft_bounced", "3 a soft_bounced", "4 a delivered", "1 b relayed")

    assert counts.objects == 2
    assert seen(counts.visits) == {"pending": 2, "relayed": 2, "retrying": 1, "delivered": 1}
    assert seen(counts.ends) == {"relayed": 1, "delivered": 1}


def test_equal_histories_are_counted_by_message() -> None:
    counts = counted(*(f"{time} m{time} {event}" for time in range(50) for event in ("relayed", "delivered")))

    assert counts.cells["pending", "relayed"] == Heard(times=50, ways={0: 50})
    assert counts.cells["relayed", "delivered"] == Heard(times=50, ways={0: 50})
    assert counts.ends["delivered"] == 50


def test_what_is_ignored_and_what_is_refused() -> None:
    counts = counted("1 a delivered", "2 a relayed", "3 a excluded", "1 b hard_bounced", "2 b excluded")

    assert counts.cells["delivered", "relayed"] == Heard(times=1, ignored=1)
    assert refused(counts) == {
        ("delivered", "excluded"): Heard(times=1, refused=1, samples=(Sample("a", "log:3"),)),
        ("failed", "excluded"): Heard(times=1, refused=1, samples=(Sample("b", "log:5"),)),
    }


def test_three_samples_of_a_refused_pair() -> None:
    messages = ("a", "b", "c", "d")
    counts = counted(*(line for name in messages for line in (f"1 {name} delivered", f"2 {name} excluded")))
    samples = (Sample("a", "log:2"), Sample("b", "log:4"), Sample("c", "log:6"))

    assert refused(counts) == {("delivered", "excluded"): Heard(times=4, refused=4, samples=samples)}


def test_the_clock_is_told_apart() -> None:
    counts = counted("0 a soft_bounced", "0 b soft_bounced", "80 b expired", as_of=84 * HOUR, unit=HOUR)

    assert counts.cells["retrying", "expired"] == Heard(times=2, ways={0: 2}, by_clock=1)
    assert seen(counts.ends) == {"expired": 2}


def test_an_event_after_the_clock_is_heard_in_the_state_where_the_clock_led() -> None:
    counts = counted("0 c soft_bounced", "100 c expired", unit=HOUR)

    assert counts.cells["retrying", "expired"] == Heard(times=1, ways={0: 1}, by_clock=1)
    assert counts.cells["expired", "expired"] == Heard(times=1, ignored=1)


def test_what_comes_too_early_is_ignored() -> None:
    counts = counted("0 a soft_error", "1 a soft_error", "30 a soft_error", table=address_table(), unit=HOUR)

    assert counts.cells["erroneous_1", "soft_error"] == Heard(times=2, ways={0: 1}, ignored=1)


def test_the_way_that_is_taken_has_its_number() -> None:
    ways = (Move("pending", "relayed", "failed", when=FactIs("said")), Move("pending", "relayed", "relayed"))
    others = tuple(move for move in MESSAGE_TABLE.moves if (move.source, move.event) != ("pending", "relayed"))
    counts = counted("1 a relayed", table=replace(MESSAGE_TABLE, moves=(*ways, *others)))

    assert counts.cells["pending", "relayed"] == Heard(times=1, ways={1: 1})


def test_cells_that_nothing_was_heard_in() -> None:
    counts = counted("1 a delivered")
    cells = [(state, event) for state in MESSAGE_TABLE.states for event in MESSAGE_TABLE.events]

    assert list(counts.cells) == cells
    assert [cell for cell in cells if counts.cells[cell] != NOTHING] == [("pending", "delivered")]


def test_tracking_is_counted_too() -> None:
    result = replayed("1 a delivered", "2 a opened", "3 a clicked", "4 b opened")
    assert result.tracking is not None
    counts = counts_of(result.tracking)

    assert counts.visits == {"untouched": 2, "opened": 2, "clicked": 1}
    assert counts.ends == {"untouched": 0, "opened": 1, "clicked": 1}
    assert counts.cells["untouched", "opened"] == Heard(times=2, ways={0: 2})


def test_no_event_is_lost() -> None:
    lines = [f"{n} m{n % 7} {event}" for n, event in enumerate([*MESSAGE_TABLE.events] * 9)]
    counts = counted(*lines, as_of=9 * DAY)
    heard = counts.cells.values()

    assert sum(cell.times - cell.by_clock for cell in heard) == len(lines)
    assert all(cell.times == sum(cell.ways.values()) + cell.ignored + cell.refused for cell in heard)


def test_the_sample() -> None:
    spec = compiled(ROOT)
    request = Request((SAMPLE / "maillog", SAMPLE / "dsn"), spec.sources["postfix"].events, year=2026)
    reading = postfix.read(request)
    result = replay(reading.events, spec.tables, spec.measures, tracking=spec.tracking, as_of=reading.end)
    counts = counts_of(result.modes["enhanced_mta_efs"])
    sent, later, bounced, expired, out_of_band, soft_bounces = 333, 40, 59, 48, 3, 376
    delivered = sent + later + out_of_band

    assert seen(counts.visits) == {
        "pending": 483,
        "relayed": 483,
        "retrying": later + expired,
        "expired": expired,
        "delivered": delivered,
        "failed": bounced + out_of_band,
    }
    assert seen(counts.ends) == {
        "expired": expired,
        "delivered": sent + later,
        "failed": bounced + out_of_band,
    }
    assert {pair: cell.ways for pair, cell in counts.cells.items() if cell.times} == {
        ("pending", "relayed"): {0: 483},
        ("relayed", "delivered"): {0: sent + out_of_band},
        ("relayed", "soft_bounced"): {0: later + expired},
        ("relayed", "hard_bounced"): {0: bounced},
        ("retrying", "delivered"): {0: later},
        ("retrying", "soft_bounced"): {0: soft_bounces - later - expired},
        ("retrying", "expired"): {0: expired},
        ("delivered", "hard_bounced"): {0: out_of_band},
    }
    assert not refused(counts)
