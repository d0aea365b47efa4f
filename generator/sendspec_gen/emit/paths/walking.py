"""Walking through a machine cell by cell: what must be said, how much time must pass, and what is then seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from sendspec_gen.emit.paths.cells import SECOND, Cell
from sendspec_gen.guards import Said, holds, supplied
from sendspec_gen.kinds import duration_text
from sendspec_gen.model import Condition, Machine, Model


@dataclass(frozen=True, slots=True)
class Step:
    """What happened, and how the machine then stands; times are in microseconds since the path began."""

    text: str
    """What is said, how much time passes, what is heard: `[recurring and not approved] +1d run`."""
    cell: Cell | None
    """None before anything has happened."""
    state: str
    counters: tuple[int, ...]
    """Where each counter of the machine stands, in the order of the vocabulary."""
    said: Said
    now: int = 0
    started: int | None = None
    entered: int | None = None


Path = tuple[Step, ...]
"""From how the machine begins; each step follows from the one before."""


class Walker:
    """Takes paths through one machine."""

    def __init__(self, machine: Machine, model: Model) -> None:
        self.machine = machine
        self.counters = tuple(counter for counter in model.counters.values() if counter.of == machine.kind)
        self._durations = model.project.durations
        self._sayings: dict[tuple[str, tuple[tuple[str, bool], ...]], Mapping[str, bool] | None] = {}

    def start(self) -> Path:
        """The path on which nothing has happened."""
        at_start = tuple(counter.at_start for counter in self.counters)
        return (Step("", None, self.machine.initial, at_start, {}),)

    def on(self, path: Path, *cells: Cell) -> Path | None:
        """A path continued through cells; None if nothing that may be said or awaited leads through them."""
        for cell in cells:
            step = self._step(path[-1], cell)
            if step is None:
                return None
            path = (*path, step)
        return path

    def _step(self, last: Step, cell: Cell) -> Step | None:
        saying = self._saying(cell, last.said)
        now = self._time(last, cell)
        if saying is None or now is None:
            return None
        moves = cell.answer in ("moves", "strikes")
        heard = cell.answer in ("moves", "ignored")
        step = Step(
            text=_text(saying, now - last.now, cell.event),
            cell=cell,
            state=cell.target,
            counters=self._counted(last.counters, cell.effects) if cell.effects else last.counters,
            said={**last.said, **saying} if saying else last.said,
            now=now,
            started=now if heard and last.started is None else last.started,
            entered=now if moves else last.entered,
        )
        due = self._due(step)
        # The next clock would strike at once, and another state would be seen.
        return None if due is not None and due <= now else step

    def _time(self, last: Step, cell: Cell) -> int | None:
        """When a cell can be seen at the earliest; None if never, or if a clock strikes first."""
        due = self._due(last)
        if cell.answer == "strikes":
            return due
        if cell.answer == "waits":
            return due - SECOND if due is not None and due - SECOND > last.now else None
        if cell.answer == "ignored" and cell.after is not None and last.entered is None:
            # Nothing comes too soon in a state in which it began.
            return None
        now = last.now
        if cell.after is not None and last.entered is not None:
            now = max(now, last.entered + cell.after)
        return None if due is not None and due <= now else now

    def _due(self, step: Step) -> int | None:
        deadline = self.machine.states[step.state].deadline
        if deadline is None or step.started is None:
            return None
        since = step.entered if deadline.since == "entry" and step.entered is not None else step.started
        return since + self._durations[deadline.after].value

    def _counted(self, counts: tuple[int, ...], effects: Mapping[str, int]) -> tuple[int, ...]:
        return tuple(count + effects.get(counter.name, 0) for count, counter in zip(counts, self.counters, strict=True))

    def _saying(self, cell: Cell, said: Said) -> Said | None:
        """The fewest facts that must be said anew, those first that stand first in the spec; None if none help."""
        if not cell.needs:
            return {}
        key = (cell.name, tuple(said.items()))
        if key not in self._sayings:
            self._sayings[key] = self._fewest(cell.needs, said)
        return self._sayings[key]

    def _fewest(self, needs: tuple[Condition, ...], said: Said) -> Said | None:
        facts = self.machine.facts
        names = supplied(needs, facts)
        for number in range(len(names) + 1):
            for changed in combinations(names, number):
                saying = {name: not said.get(name, facts[name].default) for name in changed}
                if all(holds(need, {**said, **saying}, facts) for need in needs):
                    return saying
        return None


def _text(saying: Said, wait: int, event: str | None) -> str:
    if not saying and not wait:
        return event or ""
    facts = " and ".join(name if value else f"not {name}" for name, value in saying.items())
    parts = (f"[{facts}]" if facts else "", f"+{duration_text(wait)}" if wait else "", event or "")
    return " ".join(part for part in parts if part)
