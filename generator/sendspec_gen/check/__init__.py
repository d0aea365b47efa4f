"""Rules over the model, one a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sendspec_gen.check import (
    deadlines,
    drifting_counters,
    final_states,
    foreign_counters,
    reachable_states,
    reserved_names,
    scenarios,
    supplied_facts,
    ways_out,
)
from sendspec_gen.check import unused_names as unused
from sendspec_gen.model import Model
from sendspec_gen.problems import Problem

__all__ = ["check"]

Rule = Callable[[Model], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    reachable_states.rule,
    ways_out.rule,
    final_states.rule,
    deadlines.rule,
    foreign_counters.rule,
    drifting_counters.rule,
    supplied_facts.rule,
    unused.rule,
    reserved_names.rule,
    scenarios.rule,
)
"""Each yields the problems that it finds. Adding a rule is one module, one line, its page and its bad file."""


def check(model: Model) -> Iterator[Problem]:
    """Every problem of a model."""
    for rule in RULES:
        yield from rule(model)
