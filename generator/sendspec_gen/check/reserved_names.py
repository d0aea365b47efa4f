"""Names in the spec can be names in Python."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from sendspec_gen.model import Model
from sendspec_gen.problems import Problem
from sendspec_gen.source import Place

MACHINE_WORDS = frozenset(
    {
        "advance", "describe", "entered", "facts", "fire", "hear_clock", "machine", "may", "said", "settled", "started",
        "state", "status", "table", "tally",
    }
)  # fmt: skip
"""What the classes that emitted ones stand on already mean; a test holds them against the runtime."""

ENUM_WORDS = frozenset({"mro", "name", "value", "names", "values"})
PACKAGE_WORDS = frozenset({"measures", "py", "test", "tests"})


def rule(model: Model) -> Iterator[Problem]:
    """Tell each name that cannot be the name of a member, a method or a module."""
    yield from _reserved(
        model.project.package, model.project.place, "the package", frozenset({"sendspec", "sendspec_gen"})
    )
    for machine in model.machines.values():
        yield from _reserved(machine.name, machine.place, "the module", PACKAGE_WORDS)
        for state in machine.states.values():
            yield from _reserved(state.name, state.place, "the state", ENUM_WORDS)
    for events in model.events.values():
        for event in events.values():
            yield from _reserved(event.name, event.place, "the event", MACHINE_WORDS | ENUM_WORDS)


def _reserved(name: str, place: Place, what: str, words: frozenset[str]) -> Iterator[Problem]:
    if keyword.iskeyword(name) or name in words or (what == "the event" and name.startswith("may_")):
        yield Problem(
            "reserved-name",
            place,
            f"{what} cannot be called `{name}`: the emitted code needs the word for something else",
            hint="choose another name",
        )
