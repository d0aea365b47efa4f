"""What is wrong with a spec, as data, and how it is shown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sendspec_gen.source import Place

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Note:
    """The other end of a conflict."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code from `codes.py`, its place, what to do, and the other places concerned."""

    code: str
    place: Place
    message: str
    hint: str | None = None
    notes: tuple[Note, ...] = ()
    severity: Severity = "error"


@dataclass(slots=True)
class Problems:
    """Collects the problems of one stage."""

    found: list[Problem] = field(default_factory=list)

    def add(
        self, code: str, place: Place, message: str, *, hint: str | None = None, notes: tuple[Note, ...] = ()
    ) -> None:
        """Keep one error."""
        self.found.append(Problem(code, place, message, hint, notes))

    def __bool__(self) -> bool:
        return bool(self.found)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by place, without repeats."""
    return tuple(sorted(set(problems), key=lambda problem: (problem.place, problem.code, problem.message)))


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint for an unknown name: the nearest known one, or the list of them."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    if not names:
        return "none is defined yet"
    shown = ", ".join(f"`{known_name}`" for known_name in names[:12])
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"known here: {shown}{more}"


def show(problem: Problem, lines_of: Mapping[str, list[str]]) -> str:
    """A problem in words, with the line it stands in: `lines_of` maps a file to its lines."""
    place = problem.place
    shown = [f"{place}: {problem.severity}[{problem.code}]: {problem.message}"]
    lines = lines_of.get(place.file, [])
    if 1 <= place.line <= len(lines) and lines[place.line - 1].strip():
        line = lines[place.line - 1].replace("\t", " ")
        number = f"{place.line:>4}"
        start, line = _window(line, place.column)
        column = place.column - start
        width = max(1, min(place.end_column - place.column, len(line) - column + 1))
        shown += [f"{number} | {line}", f"     | {' ' * (column - 1)}{'^' * width}"]
    if problem.hint:
        shown.append(f"  hint: {problem.hint}")
    shown += [f"{note.place}: note: {note.message}" for note in problem.notes]
    return "\n".join(shown)


def _window(line: str, column: int, width: int = 160) -> tuple[int, str]:
    """The part of a long line around a column, and how many characters were left out before it."""
    if len(line) <= width:
        return 0, line
    start = max(0, column - width // 2)
    return start, line[start : start + width]
