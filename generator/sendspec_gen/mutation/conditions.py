"""A condition with one thing changed: a part dropped or negated, `any` and `all` exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sendspec_gen.guards import condition_text
from sendspec_gen.model import AllOf, AnyOf, Condition, FactIs, NotThat


@dataclass(frozen=True, slots=True)
class Changed:
    """A condition that differs from another in one thing."""

    operator: str
    detail: str
    """Where in the condition: the numbers of the parts, from 1."""
    what: str
    condition: Condition


def inside(condition: Condition, path: tuple[int, ...] = ()) -> Iterator[Changed]:
    """All that can be changed within a condition."""
    match condition:
        case FactIs():
            return
        case NotThat(inner):
            for changed in inside(inner, path):
                yield replace(changed, condition=NotThat(changed.condition))
        case AnyOf(parts) | AllOf(parts):
            if len(parts) > 1:
                exchanged = AllOf(parts) if isinstance(condition, AnyOf) else AnyOf(parts)
                words = f"`{'all' if isinstance(condition, AnyOf) else 'any'}` of {condition_text(condition)}"
                yield Changed("any_and_all", _detail(path), words, exchanged)
                yield from _dropped(condition, path)
            yield from _in_parts(condition, path)


def negated(condition: Condition) -> Condition:
    """The opposite."""
    return condition.condition if isinstance(condition, NotThat) else NotThat(condition)


def _dropped(condition: AnyOf | AllOf, path: tuple[int, ...]) -> Iterator[Changed]:
    for index, part in enumerate(condition.conditions):
        left = (*condition.conditions[:index], *condition.conditions[index + 1 :])
        what = f"`{condition_text(part)}` is left out"
        yield Changed("part_dropped", _detail((*path, index)), what, replace(condition, conditions=left))


def _in_parts(condition: AnyOf | AllOf, path: tuple[int, ...]) -> Iterator[Changed]:
    for index, part in enumerate(condition.conditions):
        here = (*path, index)
        opposite = Changed("part_negated", _detail(here), f"`{condition_text(part)}` is negated", negated(part))
        for changed in (opposite, *inside(part, here)):
            parts = (*condition.conditions[:index], changed.condition, *condition.conditions[index + 1 :])
            yield replace(changed, condition=replace(condition, conditions=parts))


def _detail(path: tuple[int, ...]) -> str:
    return ".".join(str(index + 1) for index in path)
