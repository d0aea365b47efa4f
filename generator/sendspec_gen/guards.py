"""Facts and conditions: whether they hold, and what somebody may say to make them hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from sendspec_gen.model import AllOf, AnyOf, Condition, Fact, FactIs, Machine, Move, Moves, NotThat

Said = Mapping[str, bool]
"""What somebody says of the facts that people supply; the others are as by default."""


def holds(condition: Condition, said: Said, facts: Mapping[str, Fact]) -> bool:
    """Whether a condition holds, given what was said."""
    match condition:
        case FactIs(name):
            inner = facts[name].condition
            return said.get(name, facts[name].default) if inner is None else holds(inner, said, facts)
        case NotThat(inner):
            return not holds(inner, said, facts)
        case AnyOf(parts):
            return any(holds(part, said, facts) for part in parts)
        case AllOf(parts):
            return all(holds(part, said, facts) for part in parts)


def condition_text(condition: Condition) -> str:
    """A condition in words that a program can read too: `recurring`, `not recurring`, `(a and not b)`."""
    match condition:
        case FactIs(fact):
            return fact
        case NotThat(NotThat(inner)):
            return condition_text(inner)
        case NotThat(inner):
            return f"not {condition_text(inner)}"
        case AnyOf(parts):
            return _several("or", parts)
        case AllOf(parts):
            return _several("and", parts)


def supplied(conditions: Iterable[Condition], facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """The facts that people supply and that these conditions rest on, in the order of the spec."""
    found: set[str] = set()
    for condition in conditions:
        _collect(condition, facts, found)
    return tuple(name for name in facts if name in found)


def situations(conditions: Iterable[Condition], facts: Mapping[str, Fact]) -> Iterator[Said]:
    """All that may be said of the facts that the conditions rest on; first what holds by default."""
    names = supplied(conditions, facts)
    choices = [(facts[name].default, not facts[name].default) for name in names]
    for answers in product(*choices):
        yield dict(zip(names, answers, strict=True))


def guard(answer: Moves, way: Move) -> tuple[Condition, ...]:
    """All that must hold for a way to be taken: its own conditions, and that no earlier way is."""
    earlier = answer.ways[: next(index for index, other in enumerate(answer.ways) if other is way)]
    return (
        *(NotThat(other.when) for other in earlier if other.when is not None),
        *((way.when,) if way.when is not None else ()),
        *(requirement.condition for requirement in way.requires),
    )


def can_hold(conditions: Iterable[Condition], machine: Machine) -> bool:
    """Whether somebody may say something that makes all these conditions hold."""
    conditions = tuple(conditions)
    return any(
        all(holds(condition, said, machine.facts) for condition in conditions)
        for said in situations(conditions, machine.facts)
    )


def _several(word: str, parts: tuple[Condition, ...]) -> str:
    if not parts:
        return "true" if word == "and" else "false"
    said = [condition_text(part) for part in parts]
    return said[0] if len(said) == 1 else f"({f' {word} '.join(said)})"


def _collect(condition: Condition, facts: Mapping[str, Fact], found: set[str]) -> None:
    match condition:
        case FactIs(name) if (inner := facts[name].condition) is not None:
            _collect(inner, facts, found)
        case FactIs(name):
            found.add(name)
        case NotThat(inner):
            _collect(inner, facts, found)
        case AnyOf(parts) | AllOf(parts):
            for part in parts:
                _collect(part, facts, found)
