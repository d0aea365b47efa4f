"""A log as evidence for the pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from sendspec.cli import plot
from sendspec.cli.docs.evidence import evidence_from
from sendspec.cli.project import compiled
from sendspec.sources.records import Request
from sendspec_gen.emit.evidence import CellEvidence, Evidence, Sample, Totals

from tests.project import ROOT
from tests.unit.sendspec.postfix_log import queued, removed, told

SAMPLE = ROOT / "samples/postfix"
SECOND = 1_000_000
BEGIN = 1_795_168_800 * SECOND
"""2026-11-20T10:00:00Z, when the first message of logs written by hand is queued."""


@pytest.fixture(autouse=True)
def nothing_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plot, "DRAWERS", ("no_such_module",))


def evidence(*paths: Path, modes: list[str] | None = None, until: int | None = None) -> Evidence:
    spec = compiled(ROOT)
    config = spec.sources["postfix"]
    return evidence_from(spec, config, Request(paths, config.events, year=2026), modes=modes, until=until)


def written(folder: Path, *lines: str) -> Path:
    log = folder / "maillog"
    log.write_text("".join(lines))
    return log


def test_the_sample() -> None:
    found = evidence(SAMPLE / "maillog", SAMPLE / "dsn")
    modes = ["native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8"]

    assert found.source == "postfix"
    assert set(found.label) == {"en", "fr", "pt"}
    assert found.totals == Totals(
        records=4502 + 153,
        events=483 + 376 + 376 + 59 + 48 + 3,
        messages=483,
        duplicates=0,
        later=0,
        unheard=0,
        not_understood=0,
        unexpected=0,
    )
    assert list(found.machines) == [*modes, "tracking"]
    for mode in modes:
        assert {name: number for name, number in found.machines[mode].statuses.items() if number} == {
            "sent": 373,
            "failed": 110,
        }
        assert found.machines[mode].kpis["delivered_rate"] == 100 * 373 / 483
        assert found.machines[mode].unsettled == 0
    assert found.machines["tracking"].objects == 0
    assert found.plots == {}


def test_the_way_there(tmp_path: Path) -> None:
    log = written(
        tmp_path,
        *queued("4A1B2C3D4E5"),
        told("4A1B2C3D4E5", "deferred", time="Nov 20 10:00:10"),
        told("4A1B2C3D4E5", "sent", time="Nov 20 10:00:30"),
        removed("4A1B2C3D4E5", time="Nov 20 10:00:31"),
    )
    found = evidence(log, modes=["enhanced_mta_efs"])
    mode = found.machines["enhanced_mta_efs"]

    assert list(found.machines) == ["enhanced_mta_efs", "tracking"]
    assert (found.since, found.until) == (BEGIN, BEGIN + 31 * SECOND)
    assert {state: number for state, number in mode.visits.items() if number} == {
        "pending": 1,
        "relayed": 1,
        "retrying": 1,
        "delivered": 1,
    }
    assert mode.cells["retrying", "delivered"] == CellEvidence(1, {0: 1}, by_clock=0, ignored=0, refused=0, samples=())
    assert [pair for pair, cell in mode.cells.items() if cell.heard] == [
        ("pending", "relayed"),
        ("relayed", "soft_bounced"),
        ("retrying", "delivered"),
    ]


def test_what_comes_later_is_counted_and_not_heard(tmp_path: Path) -> None:
    log = written(tmp_path, *queued("4A1B2C3D4E5"), told("4A1B2C3D4E5", "sent", time="Nov 20 10:00:30"))
    found = evidence(log, until=BEGIN + 5 * SECOND)

    assert found.totals.later == 1
    assert found.machines["enhanced_mta_efs"].unsettled == 1


def test_refused_pairs_are_shown_without_addresses(tmp_path: Path) -> None:
    log = tmp_path / "log of u@x.test"
    log.write_text(
        "".join(
            (
                *queued("4A1B2C3D4E5"),
                told("4A1B2C3D4E5", "sent"),
                told("4A1B2C3D4E5", "sent", program="discard", time="Nov 20 10:00:09"),
            )
        )
    )
    found = evidence(log)
    mode = found.machines["native_mta"]

    assert found.totals.unexpected == 1
    assert list(mode.unexpected) == [("delivered", "excluded")]
    assert mode.cells["delivered", "excluded"].samples == (Sample("4A1B2C3D4E5", "log of …@…:5"),)


def test_a_plot_in_each_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plot, "DRAWERS", ())
    plots = evidence(SAMPLE / "maillog").plots

    assert list(plots) == ["en", "fr", "pt"]
    assert ">How the KPIs moved<" in plots["en"]
    assert ">Évolution des KPI<" in plots["fr"]
    assert ">Evolução dos KPIs<" in plots["pt"]
