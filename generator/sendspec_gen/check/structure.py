"""The rules of structure as laws: each machine holds those that find nothing in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from sendspec_gen.check import deadlines, final_states, reachable_states, ways_out
from sendspec_gen.graph import graph_of
from sendspec_gen.laws import Explored, Verdict, size_of
from sendspec_gen.model import Law, Machine, Model, Structure
from sendspec_gen.problems import Problem

Rule = Literal["reachable_states", "ways_out", "final_states", "deadlines"]

STRUCTURE: dict[Rule, Callable[[Model], Iterator[Problem]]] = {
    "reachable_states": reachable_states.rule,
    "ways_out": ways_out.rule,
    "final_states": final_states.rule,
    "deadlines": deadlines.rule,
}


def structure(model: Model) -> Iterator[Verdict]:
    """One verdict for each machine and rule; the problems themselves are told by the rules."""
    sizes = {name: size_of(graph_of(machine)) for name, machine in model.machines.items()}
    for name, rule in STRUCTURE.items():
        problems = tuple(rule(model))
        for machine in model.machines.values():
            found = next((problem for problem in problems if problem.place.file == machine.path), None)
            yield _verdict(name, machine, sizes[machine.name], found)


def _verdict(rule: Rule, machine: Machine, size: Explored, found: Problem | None) -> Verdict:
    law = Law("structure", Structure(rule), (machine.name,), (), {}, (), machine.place)
    if found is None:
        return Verdict(law, law.machines, True, size, "", machine.place)
    return Verdict(law, law.machines, False, size, found.code, found.place, found.message, found.hint)
