"""The laws of the spec that ships, by brute force."""

from __future__ import annotations

import pytest
from sendspec_gen.derive import stocks_of
from sendspec_gen.laws import prove, refute
from sendspec_gen.model import AnyOrder, Law, Potential

from tests.laws.concerned import groups
from tests.laws.oracle import is_break, length, shortest_break
from tests.laws.replayed import runs_of
from tests.laws.told import law_of
from tests.laws.words import spelled
from tests.project import shipped_model

LONGEST = 6
LONGEST_ORDER = 5
"""Seven events make 16,807 words of five, each of which is kept."""


def cases(laws: tuple[Law, ...]) -> list[object]:
    model = shipped_model()
    return [
        pytest.param(law, group, id=f"{law.place.line} {law.name} {' '.join(group)}")
        for law in laws
        for group in groups(model, law)
    ]


def stocks() -> tuple[Law, ...]:
    model = shipped_model()
    return tuple(
        law_of(Potential(stock.name), machine.name)
        for machine in model.machines.values()
        for stock in stocks_of(machine, model)
    )


@pytest.mark.parametrize(("law", "machines"), cases((*stocks(), *shipped_model().laws)))
def test_law_holds(law: Law, machines: tuple[str, ...]) -> None:
    longest = LONGEST_ORDER if isinstance(law.statement, AnyOrder) else LONGEST
    broken = shortest_break(shipped_model(), law, machines, longest)

    assert broken is None, [spelled(run) for run in broken]


@pytest.mark.parametrize(("law", "machines"), cases(shipped_model().not_laws))
def test_what_is_said_to_be_false_is_broken(law: Law, machines: tuple[str, ...]) -> None:
    assert shortest_break(shipped_model(), law, machines, LONGEST) is not None


def test_checker_proves_every_law() -> None:
    model = shipped_model()
    verdicts = prove(model)

    assert [verdict.finding for verdict in verdicts if not verdict.proved] == []
    assert [law for law in model.laws if all(verdict.law is not law for verdict in verdicts)] == []


def test_counterexamples_are_real_and_shortest() -> None:
    model = shipped_model()
    verdicts = refute(model)

    assert [verdict.law for verdict in verdicts if verdict.proved] == []
    for verdict in verdicts:
        runs = runs_of(model, verdict)
        shortest = shortest_break(model, verdict.law, verdict.machines, LONGEST)
        assert is_break(model, verdict.law, runs)
        assert shortest is not None
        assert length(verdict.law, runs) == length(verdict.law, shortest)
