"""Clicked through on the page, the machines do what the emitted tables say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sendspec_gen.model import Model

from tests.project import shipped_model
from tests.site.simulator import Simulator
from tests.site.visiting import LOCALES, Visits
from tests.tables.path_rows import Row, Seen, read

MODES = ("native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8")
CRITERIA = ("all_moves", "forbidden_cells")
REFUSED = {"en": "Refused: {}", "fr": "Refusé : {}", "pt": "Recusado: {}"}


@pytest.mark.parametrize("mode", MODES)
def test_messages(visits: Visits, mode: str) -> None:
    simulator = Simulator.opened(visits, mode)
    rows = [row for criterion in CRITERIA for row in read(mode, criterion)]
    seen = [simulator.played(clicks(row, "record")) for row in rows]
    wrong = [row.name for row, shown in zip(rows, seen, strict=True) if shown_of(shown) != wanted_of(row)]

    assert len(rows) > 40
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_delivery(visits: Visits, locale: str) -> None:
    """Refusals are in the language of the reader."""
    simulator = Simulator.opened(visits, "enhanced_mta", locale=locale)
    rows = [*read("delivery", "all_moves"), *refused()] if locale == "en" else refused()
    wrong = {}
    for row in rows:
        shown = [delivery_of(each) for each in simulator.played(clicks(row, "fire"))]
        wanted = [wanted_delivery(each, locale) for each in row.seen]
        if shown != wanted:
            wrong[row.name] = (shown, wanted)

    assert len(rows) > 10
    assert wrong == {}


def refused() -> list[Row]:
    """Each refusal in each way in which it comes about, and each tenth of what is just not possible now."""
    rows = read("delivery", "forbidden_cells")
    plain = [row for row in rows if row.seen[-1].refusal == "not_now"]
    return [row for row in rows if row not in plain] + plain[::10]


def test_tracking(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta")
    rows = read("tracking", "all_moves")
    seen = [simulator.played(clicks(row, "record")) for row in rows]

    assert [[each["tracking"] for each in shown] for shown in seen] == [
        [each.state for each in row.seen] for row in rows
    ]


def clicks(row: Row, verb: str) -> list[dict[str, Any]]:
    assert not any(step.wait for step in row.steps)
    return [{"said": step.said, "deed": f"{verb} {step.event}"} for step in row.steps]


# ── messages ──


def shown_of(seen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "state": each["states"],
            "status": each["statuses"],
            "lit": each["lit"],
            "kpis": {name: values for name, values in each["kpis"].items() if name in OF_ONE_MESSAGE},
            "alert": each["alert"],
        }
        for each in seen
    ]


def wanted_of(row: Row) -> list[dict[str, Any]]:
    model = shipped_model()
    return [
        {
            "state": [each.state],
            "status": [status_of(model, "log", each.status, "en")],
            "lit": each.state,
            "kpis": {name: [shown(each.counters)] for name, shown in OF_ONE_MESSAGE.items()},
            "alert": refusal_of(each, "en"),
        }
        for each in row.seen
    ]


def rate(counters: Mapping[str, int], counter: str) -> str:
    """A share of one message, or of none."""
    return f"{100 * counters[counter]}.0 %" if counters["to_deliver"] else "–"


OF_ONE_MESSAGE = {
    "to_deliver": lambda counters: str(counters["to_deliver"]),
    "delivered_rate": lambda counters: rate(counters, "delivered"),
    "bounces_errors_rate": lambda counters: rate(counters, "bounces_errors"),
}


# ── the delivery ──


def delivery_of(seen: dict[str, Any]) -> dict[str, Any]:
    return {"state": seen["lit_delivery"], "status": seen["delivery"], "alert": seen["alert"]}


def wanted_delivery(seen: Seen, locale: str) -> dict[str, Any]:
    status = status_of(shipped_model(), "delivery", seen.status, locale)
    return {"state": seen.state, "status": status, "alert": refusal_of(seen, locale)}


# ── words of the spec ──


def status_of(model: Model, kind: str, status: str | None, locale: str) -> str | None:
    return None if status is None else model.words(model.statuses[kind][status].label, locale)


def refusal_of(seen: Seen, locale: str) -> str:
    if seen.refusal is None:
        return ""
    model = shipped_model()
    return REFUSED[locale].format(model.words(model.refusals[seen.refusal].label, locale))
