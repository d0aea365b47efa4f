"""Machines whose laws are known by hand: what breaks, what holds, and the shortest words that show it."""

from __future__ import annotations

import pytest
from sendspec_gen.laws import prove, refute
from sendspec_gen.model import AtMostOneOf, CounterIsStatus, Potential, Statement

from tests.laws.concerned import groups
from tests.laws.known_counters import COUNTERS
from tests.laws.known_modes import MODES
from tests.laws.known_orders import ORDERS
from tests.laws.oracle import shortest_break
from tests.laws.replayed import runs_of
from tests.laws.told import law_of, model_of
from tests.laws.words import Runs, spelled

KNOWN = COUNTERS | MODES | ORDERS
LONGEST = 6


@pytest.mark.parametrize("name", KNOWN)
def test_oracle_finds_what_is_known(name: str) -> None:
    known = KNOWN[name]
    model = model_of(known.machines)
    breaks = [shortest_break(model, known.law, group, LONGEST) for group in groups(model, known.law)]

    assert {words_of(runs) for runs in breaks if runs is not None} == known.words


@pytest.mark.parametrize("name", KNOWN)
def test_checker_finds_what_is_known(name: str) -> None:
    known = KNOWN[name]
    model = model_of(known.machines, *([] if isinstance(known.law.statement, Potential) else [known.law]))
    verdicts = [verdict for verdict in prove(model) if verdict.law.statement == known.law.statement]

    assert verdicts
    assert {words_of(runs_of(model, verdict)) for verdict in verdicts if not verdict.proved} == known.words


@pytest.mark.parametrize("name", [name for name in KNOWN if not isinstance(KNOWN[name].law.statement, Potential)])
def test_what_is_said_to_be_false_is_refuted_if_it_is(name: str) -> None:
    known = KNOWN[name]
    model = model_of(known.machines, not_laws=(known.law,))
    verdicts = list(refute(model))

    assert verdicts
    assert {words_of(runs_of(model, verdict)) for verdict in verdicts if not verdict.proved} == known.words


@pytest.mark.parametrize("statement", [AtMostOneOf(("good", "bad")), CounterIsStatus({"good": "sent"})])
def test_nothing_is_said_of_what_drifts(statement: Statement) -> None:
    machines = """
stock good of log
stock bad of log
log mail
  new pending: sent -> end good+1, tried -> end
  end sent settled:
"""
    drift, verdict = [found for found in prove(model_of(machines, law_of(statement, "mail"))) if not found.proved]

    assert drift.law.statement == Potential("good")
    assert verdict.law.statement == statement
    assert verdict.traces == ()


def words_of(runs: Runs) -> tuple[str, ...]:
    return tuple(sorted(map(spelled, runs)))
