"""Every spec that differs from a spec in one thing."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.model import Model
from sendspec_gen.mutation import answers, effects, formulas, guards, states
from sendspec_gen.mutation.mutant import Mutant

FAMILIES = (answers, effects, states, guards, formulas)


def mutants(model: Model) -> Iterator[Mutant]:
    """Each mutant, one at a time, in the order of the families and of the spec."""
    for family in FAMILIES:
        yield from family.mutants(model)
