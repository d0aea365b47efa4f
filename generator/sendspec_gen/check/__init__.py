"""Rules over the model, one a module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sendspec_gen.check import (
    bounces,
    deadlines,
    final_states,
    foreign_counters,
    laws,
    reachable_states,
    recordings,
    reserved_names,
    scenarios,
    source_patterns,
    supplied_facts,
    unneeded_exceptions,
    unreachable_rules,
    ways_out,
)
from sendspec_gen.check import unused_names as unused
from sendspec_gen.check.structure import structure
from sendspec_gen.laws import Verdict
from sendspec_gen.model import Model
from sendspec_gen.problems import Problem

__all__ = ["check", "structure"]

Rule = Callable[[Model], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    reachable_states.rule,
    ways_out.rule,
    final_states.rule,
    deadlines.rule,
    foreign_counters.rule,
    unneeded_exceptions.rule,
    supplied_facts.rule,
    unused.rule,
    reserved_names.rule,
    scenarios.rule,
    recordings.rule,
    unreachable_rules.rule,
    bounces.rule,
    source_patterns.rule,
)
"""Each yields the problems that it finds. Adding a rule is one module, one line, its page and its bad file."""


def check(model: Model, proved: Iterable[Verdict], refuted: Iterable[Verdict]) -> Iterator[Problem]:
    """Every problem of a model, given what became of its laws and of its `not_laws`."""
    for rule in RULES:
        yield from rule(model)
    yield from laws.broken(proved)
    yield from laws.holding(refuted)
