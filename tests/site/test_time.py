"""The recorded run of a real log, on the slider: the numbers that the replay of the log itself gives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from sendspec.cli import main

from tests.project import ROOT
from tests.site.simulator import Simulator
from tests.site.visiting import Visits

MODES = ("native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8")
LOG = ("samples/postfix/maillog", "samples/postfix/dsn")
# The log begins at 01:54:24.
LOOKED_AT = {"2026-11-21T01:54:24Z": 0, "2026-11-21T01:56:00Z": 96, "2026-11-21T01:58:36Z": 252}
SHOWN = ("to_deliver", "sent", "delivered_rate", "bounces_errors_rate", "report_delivered_rate")


@pytest.fixture(scope="module", params=LOOKED_AT)
def replayed(request: pytest.FixtureRequest) -> tuple[int, dict[str, Any]]:
    """Seconds since the beginning of the log, and what Python's engine says of each mode then."""
    log = [str(ROOT / path) for path in LOG]
    options = ["--source", "postfix", "--year", "2026", "--as-of", request.param, "--json", "--project", str(ROOT)]
    done = CliRunner().invoke(main, ["replay", *log, *options])
    assert done.exit_code == 0
    modes: dict[str, Any] = json.loads(done.stdout)["modes"]
    return LOOKED_AT[request.param], modes


def opened(visits: Visits, mode: str, other: str = "") -> Simulator:
    simulator = Simulator.opened(visits, mode, other)
    simulator.choice("recording").select_option("postfix")
    return simulator


@pytest.mark.parametrize("mode", MODES)
def test_on_the_way_it_shows_what_the_replay_says(
    visits: Visits, mode: str, replayed: tuple[int, dict[str, Any]]
) -> None:
    seconds, modes = replayed
    simulator = opened(visits, mode)
    simulator.slide_to(seconds)
    statuses = {status: simulator.count(0, status) for status in modes[mode]["statuses"]}
    kpis = {name: simulator.kpi(name) for name in SHOWN}

    # Before their first event, messages are not in the log; the page knows them all from the start.
    known = sum(modes[mode]["statuses"].values())
    assert {**modes[mode]["statuses"], **waiting(modes[mode]["statuses"], 483 - known)} == {
        name: count for name, count in statuses.items() if count or name in modes[mode]["statuses"]
    }
    if known == 483:
        assert kpis == {name: written(modes[mode]["kpis"][name], name) for name in SHOWN}


def waiting(statuses: dict[str, int], unheard: int) -> dict[str, int]:
    return {"pending": statuses.get("pending", 0) + unheard} if unheard else {}


def written(value: float | None, name: str) -> str:
    return "–" if value is None else f"{value:.1f} %" if name.endswith("_rate") else f"{value:,.0f}"


@pytest.mark.parametrize("mode", MODES)
def test_at_the_end_all_modes_agree(visits: Visits, mode: str) -> None:
    simulator = opened(visits, mode)
    simulator.part("slider").press("End")

    assert (simulator.count(0, "sent"), simulator.count(0, "failed")) == (373, 110)
    assert simulator.kpi("to_deliver") == "483"


def test_two_modes_differ_on_the_way_and_agree_at_the_end(visits: Visits) -> None:
    simulator = opened(visits, "enhanced_mta", "enhanced_mta_efs")
    simulator.slide_to(252)
    apart = [simulator.count(mode, "failed") for mode in (0, 1)]
    simulator.part("slider").press("End")
    together = [simulator.count(mode, "failed") for mode in (0, 1)]

    assert apart[0] < apart[1]
    assert together == [110, 110]


def test_the_slider_tells_the_time_in_words(visits: Visits) -> None:
    simulator = opened(visits, "native_mta")
    simulator.slide_to(252)
    told = simulator.part("slider").get_attribute("aria-valuetext") or ""

    assert "4 minutes 12 seconds" in told.replace("\u00a0", " ")
    assert "Nov 21, 2026, 1:58:36" in told.replace("\u202f", " ")


def test_the_slider_moves_by_keyboard(visits: Visits) -> None:
    simulator = opened(visits, "native_mta")
    for _ in range(3):
        simulator.part("slider").press("ArrowRight")

    assert simulator.part("slider").input_value() == "3"


def test_the_time_stands_in_the_address(visits: Visits) -> None:
    simulator = opened(visits, "native_mta")
    simulator.slide_to(252)
    simulator.page.wait_for_function("location.hash.includes('t=252')")
    other = visits.context().new_page()
    other.goto(simulator.page.url)

    assert Simulator(other).look()["kpis"] == simulator.look()["kpis"]
    assert other.locator("[data-part=slider]").input_value() == "252"


def test_it_plays_by_itself_to_the_end(visits: Visits) -> None:
    simulator = opened(visits, "native_mta")
    simulator.page.clock.install()
    simulator.slide_to(300)
    simulator.press("play")
    simulator.page.clock.run_for(60_000)

    assert simulator.part("slider").input_value() == "330"
    assert simulator.page.locator("[data-do=play]").inner_text() == "Play"
