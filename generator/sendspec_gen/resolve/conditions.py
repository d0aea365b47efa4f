"""Facts and conditions, resolved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sendspec_gen import model, syntax
from sendspec_gen.problems import Problems
from sendspec_gen.resolve.names import Names, words_of
from sendspec_gen.resolve.vocabulary import Known
from sendspec_gen.source import Written


def facts_of(machine: syntax.Machine | syntax.Mode, known: Known, problems: Problems) -> dict[str, model.Fact]:
    """The facts of a machine; a mode has none."""
    written = machine.facts if isinstance(machine, syntax.Machine) and machine.facts else {}
    names = Names("fact")
    for name in written:
        names.define(name, problems)
    facts = {name.value: _fact(name, fact, names, known, problems) for name, fact in written.items()}
    for fact in facts.values():
        if fact.condition is not None and fact.name in _named_in(fact.condition, facts, set()):
            problems.add("fact-in-a-circle", fact.place, f"`{fact.name}` is defined by itself")
    return facts


def conditions(written: list[Any] | None, facts: Names, problems: Problems) -> model.Condition | None:
    """A list of conditions that must all hold; None if there is no list."""
    if written is None:
        return None
    parts = tuple(_condition(part, facts, problems) for part in written)
    return parts[0] if len(parts) == 1 else model.AllOf(parts)


def requirements(
    written: list[Any] | None, facts: Mapping[str, model.Fact], names: Names, problems: Problems
) -> tuple[model.Requirement, ...]:
    """What a move requires, each with the refusal of its fact."""
    found = []
    for part in written or ():
        condition = _condition(part, names, problems)
        refusal = _refusal_of(condition, facts)
        if refusal is None:
            problems.add(
                "refusal-without-words",
                part.place,
                "nothing says what people read where this does not hold",
                hint="name it under `facts` with `refusal`, or with `refusal_of_not` where it stands under `not`",
            )
        else:
            found.append(model.Requirement(condition, refusal))
    return tuple(found)


def names_of(facts: Mapping[str, model.Fact]) -> Names:
    """The names of facts."""
    return Names("fact", {name: fact.place for name, fact in facts.items()})


def _fact(name: Written[str], fact: syntax.Fact, names: Names, known: Known, problems: Problems) -> model.Fact:
    forms = [form for form in (fact.any, fact.all, fact.not_) if form is not None]
    if len(forms) > 1:
        problems.add("one-of", fact.place, "a fact has only one of the keys `any`, `all`, `not`")
    if forms and fact.default is not None:
        problems.add(
            "default-of-a-condition", fact.default.place, "a fact that is made of others has no default of its own"
        )
    if not forms and fact.label is None:
        problems.add(
            "missing-key",
            fact.place,
            "a fact that people supply needs the key `label`",
            hint="it says what people call it",
        )
    return model.Fact(
        name=name.value,
        label=words_of(fact.label, known.locales, name.place, problems),
        default=bool(fact.default and fact.default.value),
        condition=_combined(fact, names, problems) if forms else None,
        refusal=known.refusal_names.find(fact.refusal, problems),
        refusal_of_not=known.refusal_names.find(fact.refusal_of_not, problems),
        place=name.place,
    )


def _condition(written: Any, names: Names, problems: Problems) -> model.Condition:
    if isinstance(written, Written):
        return model.FactIs(names.find(written, problems) or "")
    return _combined(written, names, problems)


def _combined(written: syntax.Condition | syntax.Fact, names: Names, problems: Problems) -> model.Condition:
    if written.any is not None:
        return model.AnyOf(tuple(_condition(part, names, problems) for part in written.any))
    if written.all is not None:
        return model.AllOf(tuple(_condition(part, names, problems) for part in written.all))
    return model.NotThat(_condition(written.not_, names, problems))


def _refusal_of(condition: model.Condition, facts: Mapping[str, model.Fact]) -> str | None:
    match condition:
        case model.FactIs(name) if name in facts:
            return facts[name].refusal
        case model.NotThat(model.FactIs(name)) if name in facts:
            return facts[name].refusal_of_not
        case model.FactIs() | model.NotThat(model.FactIs()):
            return ""  # an unknown fact: already told
        case _:
            return None


def _named_in(condition: model.Condition, facts: Mapping[str, model.Fact], seen: set[str]) -> set[str]:
    """Every fact that a condition rests on."""
    match condition:
        case model.FactIs(name):
            inner = facts[name].condition if name in facts else None
            if name in seen or inner is None:
                return seen | {name}
            return _named_in(inner, facts, seen | {name})
        case model.NotThat(inner):
            return _named_in(inner, facts, seen)
        case model.AnyOf(parts) | model.AllOf(parts):
            return seen.union(*(_named_in(part, facts, seen) for part in parts))
