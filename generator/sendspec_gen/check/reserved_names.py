"""Names in the spec can be names in Python."""

from __future__ import annotations

import keyword
import sys
from collections.abc import Iterable, Iterator

from sendspec_gen.model import Machine, Model
from sendspec_gen.problems import Note, Problem
from sendspec_gen.source import Place

MACHINE_WORDS = frozenset(
    {
        "due", "facts", "fire", "hear_clock", "machine", "may", "say", "settled", "standing", "state", "status",
        "table", "tally",
    }
)  # fmt: skip
"""What the classes that emitted ones stand on already mean; a test holds them against the runtime."""

CLASS_WORDS = frozenset(
    {
        "AllOf", "Any", "AnyOf", "ClassVar", "Deadline", "Duration", "Event", "Fact", "FactIs", "GuardedMachine",
        "LiveMachine", "Mapping", "MessageLog", "Move", "NotThat", "Outcome", "Requirement", "Standing", "State",
        "StrEnum", "Table",
    }
)  # fmt: skip
"""What emitted modules import and define beside the class of their machine."""

ANNOTATION_WORDS = frozenset({"bool", "int"})
ENUM_WORDS = frozenset({"mro", "name", "value", "names", "values"})
MODULE_WORDS = frozenset(
    {
        "bounces", "glossary", "index", "kpis", "language", "laws", "measures", "modes", "py", "readme", "rules",
        "scenarios", "sources", "test", "tests", "try",
    }
)  # fmt: skip
FOLDER_WORDS = frozenset({"docs", "schema", "sendspec", "sendspec_gen", "tables"})


def rule(model: Model) -> Iterator[Problem]:
    """Tell each name that cannot be the name of a member, a method, a class or a module."""
    yield from _reserved(
        model.project.package, model.project.place, "the package", FOLDER_WORDS | sys.stdlib_module_names
    )
    for machine in model.machines.values():
        yield from _reserved(machine.name, machine.place, "the machine", MODULE_WORDS | _names_of_classes(machine.name))
        for state in machine.states.values():
            yield from _reserved(state.name, state.place, "the state", ENUM_WORDS)
    yield from _same_classes(model.machines.values())
    for events in model.events.values():
        for event in events.values():
            yield from _reserved(event.name, event.place, "the event", MACHINE_WORDS | ENUM_WORDS | ANNOTATION_WORDS)


def _names_of_classes(machine: str) -> frozenset[str]:
    """The machine's own name, if its class would take a name that its module needs."""
    return frozenset({machine}) if _class_of(machine) in CLASS_WORDS else frozenset()


def _same_classes(machines: Iterable[Machine]) -> Iterator[Problem]:
    """Tell each machine whose class is called as that of one before it: `a_1` and `a1` are both `A1`."""
    first: dict[str, Machine] = {}
    for machine in machines:
        other = first.setdefault(_class_of(machine.name), machine)
        if other is not machine:
            yield Problem(
                "reserved-name",
                machine.place,
                f"the machine cannot be called `{machine.name}`: its class would be `{_class_of(machine.name)}`, "
                f"as that of `{other.name}` is",
                hint="choose another name",
                notes=(Note(other.place, f"`{other.name}` is defined here"),),
            )


def _class_of(machine: str) -> str:
    """The name of a machine's class in the emitted code."""
    return "".join(word.capitalize() for word in machine.split("_"))


def _reserved(name: str, place: Place, what: str, words: frozenset[str]) -> Iterator[Problem]:
    if keyword.iskeyword(name) or name in words or (what == "the event" and name.startswith("may_")):
        yield Problem(
            "reserved-name",
            place,
            f"{what} cannot be called `{name}`: the emitted code needs the word for something else",
            hint="choose another name",
        )
