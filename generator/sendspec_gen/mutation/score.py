"""What notices each mutant: the laws, the rules of structure, the scenarios, the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from sendspec_gen import laws
from sendspec_gen.check import RULES, scenarios
from sendspec_gen.emit.tables import rows
from sendspec_gen.model import Law, Machine, Model, Scenario
from sendspec_gen.mutation.bisimulation import Difference, difference
from sendspec_gen.mutation.mutant import Mutant
from sendspec_gen.problems import Problem
from sendspec_gen.source import Place

TOLD_ELSEWHERE = ("scenarios", "laws")
"""Modules of rules that are no rules of structure: they are counted on their own."""

STRUCTURE = tuple(rule for rule in RULES if rule.__module__.rpartition(".")[2] not in TOLD_ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Noticed:
    """One mutant, whether it behaves differently, and what notices it."""

    id: str
    operator: str
    machine: str | None
    what: str
    place: Place
    difference: Difference | None
    """None: it behaves as the original, and nothing was asked to notice it."""
    laws: tuple[str, ...]
    """As they are written in the spec: `any_order`."""
    structure: tuple[str, ...]
    """The codes of problems."""
    scenarios: tuple[str, ...]
    """The titles in the default locale."""
    tables: bool
    """Whether a row of the original's tables does not come true."""

    @property
    def by_checks(self) -> bool:
        """Whether what people wrote notices it: laws, structure or scenarios."""
        return bool(self.laws or self.structure or self.scenarios)


class Examiner:
    """Asks everything that could notice a mutant of one model; what the original says is remembered."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._structure = frozenset(_structure(model))
        self._known: dict[str | None, frozenset[_Spoken]] = {}

    def examine(self, mutant: Mutant) -> Noticed:
        """What notices a mutant."""
        different = difference(self._model, mutant.model)
        return Noticed(
            id=mutant.id,
            operator=mutant.operator,
            machine=mutant.machine,
            what=mutant.what,
            place=mutant.place,
            difference=different,
            laws=self._laws(mutant) if different else (),
            structure=self._broken_rules(mutant) if different else (),
            scenarios=_scenarios(mutant) if different else (),
            tables=bool(different) and self._tables(mutant),
        )

    def _laws(self, mutant: Mutant) -> tuple[str, ...]:
        """The laws that no longer hold, and the counterexamples that are gone."""
        if mutant.machine not in self._known:
            self._known[mutant.machine] = frozenset(_spoken(speaking_of(mutant.machine, self._model)))
        known = self._known[mutant.machine]
        spoken = _spoken(speaking_of(mutant.machine, mutant.model))
        return tuple(dict.fromkeys(verdict.law for verdict in spoken if verdict not in known))

    def _broken_rules(self, mutant: Mutant) -> tuple[str, ...]:
        problems = (problem for problem in _structure(mutant.model) if problem not in self._structure)
        return tuple(sorted({problem.code for problem in problems}))

    def _tables(self, mutant: Mutant) -> bool:
        """Whether a row of the original's tables is not among those of the mutant.

        Each answer is written in one way only, so a row that is written differently does not come true.
        """
        for name, machine in self._model.machines.items():
            changed = mutant.model.machines[name]
            if changed is machine and mutant.model.project is self._model.project:
                continue
            if not _rows(machine, self._model) <= _rows(changed, mutant.model):
                return True
        return False


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A verdict, short enough to compare."""

    law: str
    place: Place
    machines: tuple[str, ...]
    proved: bool


def speaking_of(machine: str | None, model: Model) -> Model:
    """The model with those laws only that a change of a machine may break; None for a change of the vocabulary.

    The tracking stands beside every mode, so laws of modes speak of it too.
    """
    if machine is None:
        return model
    kept = tuple(_only(law, machine) for law in model.laws if _speaks_of(law.machines, machine, model))
    refuted = tuple(_only(law, machine) for law in model.not_laws if _speaks_of(law.machines, machine, model))
    named = {name for law in (*kept, *refuted) for name in law.machines} | {machine}
    kinds = {model.machines[name].kind for name in named}
    machines = {
        name: each
        for name, each in model.machines.items()
        if name in named or ("log" in kinds and each.kind == "tracking")
    }
    return replace(model, laws=kept, not_laws=refuted, machines=machines)


def _only(law: Law, machine: str) -> Law:
    """A law of several machines one by one, said of the changed one only; laws across machines stay whole."""
    across = law.name in ("same_when_settled", "settled_together")
    return law if across or machine not in law.machines else replace(law, machines=(machine,))


def _speaks_of(machines: tuple[str, ...], machine: str, model: Model) -> bool:
    if machine in machines:
        return True
    is_beside = model.machines[machine].kind == "tracking"
    return is_beside and any(model.machines[name].kind == "log" for name in machines)


def _spoken(model: Model) -> Iterator[_Spoken]:
    """Every verdict on a model."""
    for verdict in chain(*laws.prove_and_refute(model)):
        # A law that cannot be told because a counter drifts has noticed nothing itself.
        drifts = verdict.code == "drifting-counter" and not verdict.proved
        yield _Spoken("potential" if drifts else verdict.law.name, verdict.law.place, verdict.machines, verdict.proved)


def _structure(model: Model) -> Iterator[Problem]:
    for rule in STRUCTURE:
        yield from rule(model)


def _scenarios(mutant: Mutant) -> tuple[str, ...]:
    """The titles of the scenarios that fail."""
    model = mutant.model
    failed = {
        problem.notes[0].place
        for problem in scenarios.rule(replace(model, scenarios=tuple(_told_of(mutant.machine, model))))
    }
    titles = (
        model.words(scenario.title, model.project.default_locale)
        for scenario in model.scenarios
        if scenario.place in failed
    )
    return tuple(dict.fromkeys(titles))


def _told_of(machine: str | None, model: Model) -> Iterator[Scenario]:
    """The scenarios in which a change of a machine may be seen, told of no more machines than needed."""
    for scenario in model.scenarios:
        if machine is None or _speaks_of(scenario.machines, machine, model):
            only = (machine,) if machine in scenario.machines else scenario.machines
            yield replace(scenario, machines=tuple(name for name in only if name is not None))


def _rows(machine: Machine, model: Model) -> frozenset[tuple[tuple[str, str], ...]]:
    return frozenset(tuple(sorted(row.items())) for row in rows(machine, model))
