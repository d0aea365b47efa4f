"""The scenarios that people told, run on the simulator's engine in the browser."""

from __future__ import annotations

from typing import Any

import pytest
from sendlogs import MEASURES
from sendspec_gen.model import Scenario, Step

from tests.parity.browser import Browser, Script
from tests.project import shipped_model
from tests.scenarios.test_scenarios_on_classes import TOLD, assert_comes_true


@pytest.fixture(autouse=True)
def loaded(engine: Browser) -> None:
    engine.load(shipped_model())


@pytest.mark.parametrize(("scenario", "machine"), TOLD)
def test_scenarios_come_true(engine: Browser, scenario: Scenario, machine: str) -> None:
    script = Script()
    kinds = [machine, "tracking"] if shipped_model().machines[machine].kind == "log" else [machine]
    messages = [[script.actor(kind, scenario.facts) for kind in kinds] for _ in range(scenario.messages)]
    script.do(0, "look")
    told_steps = []
    now = 0
    for step in scenario.steps:
        now = now if step.at is None else step.at
        begun = len(script.actions)
        chosen = messages if step.message is None else [messages[step.message - 1]]
        heard = written(script, step, messages, chosen, now)
        looks = [script.do(actors[0], "look") for actors in chosen]
        told_steps.append((step, begun - 1, heard, looks))
    seen = engine.play(script)

    for step, before, heard, looks in told_steps:
        assert_step_comes_true(step, seen[before], [seen[each]["answer"] for each in heard], [seen[n] for n in looks])


def written(script: Script, step: Step, messages: list[list[int]], chosen: list[list[int]], now: int) -> list[int]:
    """Write a step of a scenario; the numbers of the answers to its event."""
    model = shipped_model()
    for actor in (actor for actors in messages for actor in actors):
        script.do(actor, "clock", now)
        if step.facts:
            script.do(actor, "say", dict(step.facts))
    return [
        script.do(actor, "fire", step.event, now)
        for actor in (actor for actors in chosen for actor in actors)
        if step.event in model.events[model.machines[script.actors[actor]["machine"]].kind]
    ]


def assert_step_comes_true(
    step: Step, before: dict[str, Any], answers: list[dict[str, Any]], looks: list[dict[str, Any]]
) -> None:
    refusals = {answer["refusal"] for answer in answers if "refusal" in answer}
    outcomes = [answer for answer in answers if "refusal" not in answer]

    assert refusals == ({step.refused} if step.refused else set())
    assert not (step.refused and outcomes)
    for seen in looks:
        assert step.state in (None, seen["state"])
        assert step.status in (None, seen["status"])
        assert step.settled in (None, seen["settled"])
    if step.tells is not None:
        assert all(outcome["tell"] == step.tells for outcome in outcomes)
        assert outcomes or not step.tells
    if step.reason is not None:
        assert ({outcome["moved"] for outcome in outcomes} or {False}) == {step.reason == "changed"}
    for name, expected in step.kpis.items():
        assert_comes_true(expected, before["kpis"][name], looks[0]["kpis"][name])
    counters = MEASURES.with_sums(looks[0]["counters"])
    assert {name: counters[name] for name in step.counters} == dict(step.counters)
