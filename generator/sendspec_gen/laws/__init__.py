"""Laws, proved by going through every state: exact, for all sequences of events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sendspec_gen.derive import Numbers, numbers_of, stocks_of
from sendspec_gen.graph import Graph, graph_of
from sendspec_gen.laws import agreement, bounds, order, potentials, precedence, standing
from sendspec_gen.laws.steps import size_of
from sendspec_gen.laws.verdict import Explored, Step, Trace, Verdict
from sendspec_gen.model import (
    AnyOrder,
    AtMostOneOf,
    Between,
    ClockIsLate,
    CounterIsStatus,
    Exemption,
    Law,
    Model,
    OnlyAfter,
    Potential,
    SameWhenSettled,
    SettledTogether,
    Structure,
)

__all__ = [
    "Explored",
    "Step",
    "Trace",
    "Verdict",
    "prove",
    "prove_and_refute",
    "refute",
    "size_of",
    "unneeded_exemptions",
]


def prove_and_refute(model: Model) -> tuple[tuple[Verdict, ...], tuple[Verdict, ...]]:
    """What `prove` and `refute` give, with each machine explored once."""
    explorer = _explorer(model)
    return explorer.proved(), explorer.refuted()


def prove(model: Model) -> tuple[Verdict, ...]:
    """Whether each law holds, in each machine that it speaks of: the stocks' potentials first, then `laws.yaml`."""
    return _explorer(model).proved()


def refute(model: Model) -> tuple[Verdict, ...]:
    """What became of each `not_law`: it should be refuted, `proved` false, with the shortest counterexample."""
    return _explorer(model).refuted()


def unneeded_exemptions(model: Model) -> Iterator[tuple[Law, Exemption]]:
    """Each exception without which its law holds as well."""
    if not any(law.exempt for law in model.laws):
        return
    explorer = _explorer(model)
    for law in model.laws:
        for exemption in law.exempt:
            without = replace(law, exempt=tuple(each for each in law.exempt if each is not exemption))
            if all(verdict.proved for verdict in explorer.verdicts(without)):
                yield law, exemption


@dataclass(frozen=True, slots=True)
class _Explorer:
    """Every machine explored, once for all laws."""

    model: Model
    graphs: Mapping[str, Graph]
    potentials: tuple[Verdict, ...]
    numbers: Mapping[str, Numbers]
    drifts: Mapping[str, Verdict]
    """For each machine in which a stock drifts, one that does."""

    def proved(self) -> tuple[Verdict, ...]:
        return (*self.potentials, *(verdict for law in self.model.laws for verdict in self.verdicts(law)))

    def refuted(self) -> tuple[Verdict, ...]:
        return tuple(verdict for law in self.model.not_laws for verdict in self.verdicts(law))

    def verdicts(self, law: Law) -> tuple[Verdict, ...]:
        """One verdict for each machine, or for each two."""
        return tuple(self._not_told(verdict) or verdict for verdict in self._verdicts(law))

    def _not_told(self, verdict: Verdict) -> Verdict | None:
        """A law about what each state contributes cannot be told of a machine in which that is no number."""
        if not isinstance(verdict.law.statement, AtMostOneOf | CounterIsStatus | SameWhenSettled):
            return None
        drift = next((self.drifts[name] for name in verdict.machines if name in self.drifts), None)
        if drift is None:
            return None
        finding = f"not told while a counter drifts: {drift.finding}"
        return replace(verdict, proved=False, code=drift.code, place=drift.place, finding=finding, hint=None, traces=())

    def _verdicts(self, law: Law) -> Iterator[Verdict]:
        model, graphs = self.model, self.graphs
        match law.statement:
            case Between() as statement:
                yield from bounds.verdicts(law, statement, graphs, model)
            case SameWhenSettled() as statement:
                yield from agreement.same_when_settled(law, statement, graphs, self.numbers, model)
            case SettledTogether():
                yield from agreement.settled_together(law, graphs)
            case Potential() | Structure():
                raise AssertionError("these hold without being written")
            case statement:
                for name in law.machines:
                    yield self._of_one(law, statement, name)

    def _of_one(
        self, law: Law, statement: AtMostOneOf | CounterIsStatus | AnyOrder | ClockIsLate | OnlyAfter, name: str
    ) -> Verdict:
        graph, numbers = self.graphs[name], self.numbers[name]
        match statement:
            case AtMostOneOf():
                return standing.at_most_one_of(law, statement, graph, numbers, self.model)
            case CounterIsStatus():
                return standing.counter_is_status(law, statement, graph, numbers, self.model)
            case AnyOrder():
                return order.any_order(law, graph, self.model, drifts=name in self.drifts)
            case ClockIsLate():
                return order.clock_is_late(law, graph, self.model)
            case OnlyAfter():
                return precedence.only_after(law, statement, graph)


def _explorer(model: Model) -> _Explorer:
    graphs = {name: graph_of(machine) for name, machine in model.machines.items()}
    numbers = {name: numbers_of(graph, stocks_of(graph.machine, model)) for name, graph in graphs.items()}
    found = tuple(
        verdict for name, graph in graphs.items() for verdict in potentials.verdicts(graph, numbers[name], model)
    )
    drifts = {verdict.machines[0]: verdict for verdict in found if not verdict.proved}
    return _Explorer(model, graphs, found, numbers, drifts)
