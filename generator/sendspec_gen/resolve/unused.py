"""What is written and, once names are found, nobody would miss."""

from __future__ import annotations

from sendspec_gen import syntax
from sendspec_gen.problems import Problems, nearest

AnyMachine = syntax.Mode | syntax.Machine


def tell(spec: syntax.Spec, problems: Problems) -> None:
    """Tell each kind without a machine, each described state that no machine has, each number that nobody counts to."""
    machines = _machines_by_kind(spec)
    for kind, events in spec.vocabulary.events.items():
        if kind.value not in machines:
            names = ", ".join(f"`{event.value}`" for event in events)
            problems.add(
                "unused-kind",
                kind.place,
                f"no machine is of the kind `{kind.value}`, so nobody hears {names}",
                hint="write the machine, or delete the events",
            )
    for kind, terms in (spec.vocabulary.states or {}).items():
        states = {state.value for machine in machines.get(kind.value, ()) for state in machine.states}
        for name in terms:
            if states and name.value not in states:
                problems.add(
                    "unused-state",
                    name.place,
                    f"no machine of the kind `{kind.value}` has a state `{name.value}`",
                    hint=nearest(name.value, states),
                )
    counted = {
        state.numbered.below.value
        for machine in _all(machines)
        for state in machine.states.values()
        if state.numbered is not None
    }
    for name in spec.project.numbers or {}:
        if name.value not in counted:
            problems.add(
                "unused-number",
                name.place,
                f"the number `{name.value}` is not used: no row of states ends below it",
                hint="use it, or delete it",
            )


def _machines_by_kind(spec: syntax.Spec) -> dict[str, list[AnyMachine]]:
    machines: dict[str, list[AnyMachine]] = {"log": list(spec.modes)} if spec.modes else {}
    for machine in spec.machines:
        machines.setdefault(machine.kind.value, []).append(machine)
    return machines


def _all(machines: dict[str, list[AnyMachine]]) -> list[AnyMachine]:
    return [machine for of_a_kind in machines.values() for machine in of_a_kind]
