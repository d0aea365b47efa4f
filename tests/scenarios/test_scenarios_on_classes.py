"""The scenarios that people told, run on the emitted classes."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
import sendlogs
from sendlogs import MEASURES
from sendspec.machine import GuardedMachine, LiveMachine, Outcome, Refused, Tally
from sendspec_gen.model import Scenario, Step

from tests.project import shipped_model

TOLD = [
    pytest.param(scenario, machine, id=f"{scenario.title['en']} [{machine}]")
    for scenario in shipped_model().scenarios
    for machine in scenario.machines
]


def class_of(machine: str) -> type[LiveMachine[Any, Any]]:
    module = import_module(f"sendlogs.{machine}")
    found = [value for value in vars(module).values() if getattr(value, "table", None) is module.TABLE]
    assert len(found) == 1
    return found[0]


class Stage:
    """A scenario's objects, and what they count."""

    def __init__(self, scenario: Scenario, machine: str) -> None:
        self.tally = Tally()
        played = class_of(machine)
        beside = [sendlogs.Tracking] if played.table.kind == "log" else []
        self.actors = [[self._actor(each, scenario) for each in (played, *beside)] for _ in range(scenario.messages)]
        self.now = 0

    def _actor(self, played: type[LiveMachine[Any, Any]], scenario: Scenario) -> LiveMachine[Any, Any]:
        if issubclass(played, GuardedMachine):
            return played(facts=scenario.facts, tally=self.tally)
        return played(tally=self.tally)

    def chosen(self, step: Step) -> list[list[LiveMachine[Any, Any]]]:
        return self.actors if step.message is None else [self.actors[step.message - 1]]

    def play(self, step: Step) -> tuple[list[Outcome[Any, Any]], list[Refused]]:
        self.now = self.now if step.at is None else step.at
        for actor in (actor for actors in self.actors for actor in actors):
            actor.hear_clock(self.now)
            if isinstance(actor, GuardedMachine):
                actor.say(step.facts)
        outcomes, refusals = [], []
        for actor in (actor for actors in self.chosen(step) for actor in actors):
            if step.event is None or step.event not in actor.table.events:
                continue
            try:
                outcomes.append(getattr(actor, step.event)(at=self.now))
            except Refused as refused:
                refusals.append(refused)
        return outcomes, refusals

    def values(self) -> dict[str, float | int | None]:
        return MEASURES.values(self.tally.counters, self.tally.rows)


@pytest.mark.parametrize(("scenario", "machine"), TOLD)
def test_a_scenario_comes_true(scenario: Scenario, machine: str) -> None:
    stage = Stage(scenario, machine)
    for step in scenario.steps:
        before = stage.values()
        outcomes, refusals = stage.play(step)
        after = stage.values()

        assert {refused.refusal for refused in refusals} == ({step.refused} if step.refused else set())
        assert not (step.refused and outcomes)
        for actors in stage.chosen(step):
            assert step.state in (None, actors[0].state)
            assert step.status in (None, actors[0].status)
            assert step.settled in (None, actors[0].settled)
        if step.tells is not None:
            assert all(outcome.tell == step.tells for outcome in outcomes)
            assert outcomes or not step.tells
        if step.reason is not None:
            assert ({outcome.moved for outcome in outcomes} or {False}) == {step.reason == "changed"}
        for name, wanted in step.kpis.items():
            assert_comes_true(wanted, before[name], after[name])
        counters = MEASURES.with_sums(stage.tally.counters)
        assert {name: counters[name] for name in step.counters} == dict(step.counters)


def assert_comes_true(wanted: str, before: float | int | None, after: float | int | None) -> None:
    if wanted == "none":
        assert after is None
    elif wanted == "same":
        assert after == before
    else:
        assert after is not None
        if wanted in ("up", "down"):
            assert before is not None
            assert (after > before) if wanted == "up" else (after < before)
        else:
            assert round(after, 1) == pytest.approx(float(wanted.removesuffix("%")))


def test_every_published_row_is_told() -> None:
    told = {(cited.document, cited.row) for scenario in shipped_model().scenarios for cited in scenario.cite}

    assert {(table, row) for table in ("efs_table", "no_efs_table") for row in range(1, 6)} <= told
