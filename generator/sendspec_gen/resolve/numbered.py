"""Rows of numbered states, written once: `erroneous` with `numbered` becomes `erroneous_1`, `erroneous_2`, …"""

from __future__ import annotations

from dataclasses import dataclass

from sendspec_gen import model, syntax
from sendspec_gen.problems import Problems
from sendspec_gen.resolve.vocabulary import Known
from sendspec_gen.source import Written

MOST_NUMBERS = 1_000


@dataclass(frozen=True, slots=True)
class WrittenState:
    """One state as written, after rows were written out."""

    name: Written[str]
    written: syntax.State
    family: str
    """The name in the spec, without a number."""
    number: int | None = None
    next_name: Written[str] | None = None
    is_last: bool = False

    def filled(self, words: model.Words) -> model.Words:
        """Words with the number in place of `{n}`."""
        if self.number is None:
            return words
        return {locale: text.replace("{n}", str(self.number)) for locale, text in words.items()}


def expand(machine: syntax.Mode | syntax.Machine, known: Known, problems: Problems) -> list[WrittenState] | None:
    """All states of a machine, in order; None if it is not known how many there are."""
    states: list[WrittenState] = []
    complete = True
    for name, state in machine.states.items():
        if state.numbered is None:
            states.append(WrittenState(name, state, name.value))
            continue
        numbers = _numbers(state.numbered, known, problems)
        complete = complete and numbers is not None
        states += _row(name, state, numbers or range(0))
    return states if complete else None


def _row(name: Written[str], state: syntax.State, numbers: range) -> list[WrittenState]:
    names = {number: Written(f"{name.value}_{number}", name.place) for number in numbers}
    return [
        WrittenState(
            name=names[number],
            written=state,
            family=name.value,
            number=number,
            next_name=names.get(number + 1),
            is_last=number + 1 not in names,
        )
        for number in numbers
    ]


def _numbers(count: syntax.Count, known: Known, problems: Problems) -> range | None:
    below = count.below.value
    if isinstance(below, str):
        name = known.number_names.find(Written(below, count.below.place), problems)
        if name is None:
            return None
        below = known.project.numbers[name]
    numbers = range(count.from_.value, below)
    if not 0 < len(numbers) <= MOST_NUMBERS:
        problems.add(
            "bad-row",
            count.below.place,
            f"from {count.from_.value} to below {below} there are {len(numbers):,} numbers",
            hint=f"a row has between 1 and {MOST_NUMBERS:,} states",
        )
        return None
    return numbers
