"""Answers to all pairs of a state and an event that a log shows to be refused, with which the spec holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sendspec_gen.model import Model
from sendspec_gen.problems import Problem
from sendspec_gen.read.edits import CannotEditError, with_answer

from sendspec.cli.propose.candidates import (
    IGNORED,
    Candidate,
    Cell,
    broken_with,
    candidates,
    is_refused_plainly,
    same_but,
)
from sendspec.cli.propose.draft import BrokenError, Draft
from sendspec.evidence import Sample


class Refused(NamedTuple):
    """A pair that a log shows to be refused, and how often."""

    cell: Cell
    times: int
    samples: tuple[Sample, ...]
    is_later: bool = False
    """It is refused only once other pairs are answered."""


class Trial(NamedTuple):
    """A candidate that does not hold."""

    candidate: Candidate
    problems: tuple[Problem, ...]
    why: str = ""
    """Why it cannot be written."""


@dataclass(slots=True)
class Answers:
    """What was found out."""

    draft: Draft
    """The spec with all answers."""
    chosen: dict[Cell, tuple[Refused, Candidate]] = field(default_factory=dict)
    open: dict[Cell, tuple[Refused, list[Trial]]] = field(default_factory=dict)
    """Those that nothing answers."""


Listen = Callable[[Model], list[Refused]]
"""What the log shows to be refused by a model, most frequent first."""


def answered(draft: Draft, listen: Listen) -> Answers:
    """Answer what is refused, and what is refused only then, until no answer can be added."""
    search = _Search(Answers(draft))
    first: frozenset[Cell] | None = None
    while True:
        refused = listen(search.found.draft.model)
        first = frozenset(one.cell for one in refused) if first is None else first
        refused = [one._replace(is_later=one.cell not in first) for one in refused]
        before = len(search.found.chosen)
        search.found.open = {}
        search.answer(refused)
        if len(search.found.chosen) == before:
            return search.found


def texts_of(draft: Draft, answers: Iterable[tuple[Cell, Candidate]]) -> dict[str, str]:
    """The files of machines with these answers; raises `CannotEditError`."""
    texts: dict[str, str] = {}
    for cell, candidate in answers:
        path = draft.model.machines[cell.machine].path
        texts[path] = with_answer(texts.get(path) or draft.text(path), cell.state, cell.event, candidate.parts)
    return texts


class _Search:
    """Tries candidates, one pair after the other, then those that may hold only together."""

    def __init__(self, found: Answers) -> None:
        self.found = found

    def answer(self, refused: list[Refused]) -> None:
        """Answer as many as can be."""
        model = self.found.draft.model
        plain = [one for one in refused if is_refused_plainly(model, one.cell)]
        for one in refused:
            if one not in plain:
                self.found.open[one.cell] = (one, [])
        if self._take(plain, dict.fromkeys((one.cell for one in plain), IGNORED)) is None:
            return
        left = [one for one in plain if not self._answer_alone(one)]
        for event in dict.fromkeys(one.cell.event for one in left):
            self._answer_together([one for one in left if one.cell.event == event])

    def _answer_alone(self, refused: Refused) -> bool:
        trials = []
        for candidate in candidates(self.found.draft.model, refused.cell):
            failed = self._take([refused], {refused.cell: candidate})
            if failed is None:
                return True
            trials.append(failed)
            if failed.why:
                # It would hold, and somebody has to write it; another answer is no way around that.
                break
        self.found.open[refused.cell] = (refused, trials)
        return False

    def _answer_together(self, refused: list[Refused]) -> None:
        """What one mode alone may not do, all of them may."""
        if len(refused) < 2:
            return
        if self._take(refused, dict.fromkeys((one.cell for one in refused), IGNORED)) is None:
            return
        for state in dict.fromkeys(one.cell.state for one in refused):
            alike = [one for one in refused if one.cell.state == state]
            if len(alike) > 1:
                self._move_alike(alike)

    def _move_alike(self, refused: list[Refused]) -> None:
        model = self.found.draft.model
        moves = {one.cell: {each.target: each for each in candidates(model, one.cell)} for one in refused}
        for target in moves[refused[0].cell]:
            if all(target in those for those in moves.values()):
                answers = {cell: those[target] for cell, those in moves.items()}
                if self._take(refused, answers) is None:
                    return

    def _take(self, refused: list[Refused], answers: Mapping[Cell, Candidate]) -> Trial | None:
        """Take answers if the spec holds with them; else why it does not."""
        first = next(iter(answers.values()), IGNORED)
        draft = self.found.draft
        if problems := broken_with(draft.model, answers, draft.passed):
            return Trial(first, tuple(problems))
        try:
            changed = draft.changed(texts_of(draft, answers.items()))
        except BrokenError as error:
            return Trial(first, (), f"the spec is not sound with that edit: {error}")
        except CannotEditError as error:
            return Trial(first, (), str(error))
        if not same_but(draft.model, changed.model, answers):
            return Trial(first, (), "what is written there serves other states too")
        self.found.draft = changed
        for one in refused:
            self.found.chosen[one.cell] = (one, answers[one.cell])
            self.found.open.pop(one.cell, None)
        return None
