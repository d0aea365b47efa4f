"""Every fact that a guard rests on is supplied by some scenario, or has said what holds without."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.model import Model
from sendspec_gen.problems import Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell each fact that people supply and no scenario ever does."""
    for machine in model.machines.values():
        stories = [story for story in model.scenarios if machine.name in story.machines]
        supplied = {
            fact
            for story in stories
            for facts in (story.facts, *(step.facts for step in story.steps))
            for fact in facts
        }
        for fact in machine.facts.values():
            if fact.condition is None and fact.name not in supplied:
                yield Problem(
                    "fact-never-supplied",
                    fact.place,
                    f"no scenario says what happens with or without `{fact.name}`",
                    hint=f"tell a scenario with `facts: {{{fact.name}: true}}`",
                )
