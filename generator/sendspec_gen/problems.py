"""What is wrong with a spec, as data, and how it is shown."""

from __future__ import annotations

import difflib
import unicodedata
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
    """One thing that is wrong: a code with a page in `rules/`, its place, the cure, and the other places concerned."""

    code: str
    place: Place
    message: str
    hint: str | None = None
    notes: tuple[Note, ...] = ()
    severity: Severity = "error"
    ignored: str | None = None
    """Why it may pass, if a comment says so."""


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


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like another one; None if none is."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1)), None)


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint for an unknown name: the nearest known one, or the list of them."""
    names = sorted(known)
    close = closest(name, names)
    if close is not None:
        return f"did you mean `{close}`?"
    if not names:
        return "none is defined yet"
    shown = ", ".join(f"`{known_name}`" for known_name in names[:12])
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"known here: {shown}{more}"


def show(problem: Problem, lines_of: Mapping[str, list[str]]) -> str:
    """A problem in words, with the line it stands in: `lines_of` maps a file to its lines."""
    place = problem.place
    shown = [f"{place}: {problem.severity}[{problem.code}]: {printable(problem.message)}"]
    lines = lines_of.get(place.file, [])
    if 1 <= place.line <= len(lines) and lines[place.line - 1].strip():
        start, line = _window(printable(lines[place.line - 1]), place.column)
        before = line[: place.column - start - 1]
        marked = line[place.column - start - 1 : place.end_column - start - 1]
        shown.append(f"{place.line:>4} | {line}")
        shown.append(f"     | {' ' * _width(before)}{'^' * max(1, _width(marked))}")
    if problem.hint:
        shown.append(f"  hint: {printable(problem.hint)}")
    shown += [f"{note.place}: note: {printable(note.message)}" for note in problem.notes]
    return "\n".join(shown)


def quoted(text: str, longest: int = 60) -> str:
    """What somebody wrote, as a message quotes it: on one line, not too long, and harmless to a terminal."""
    shown = printable(" ".join(text.split()))
    return f"`{shown[:longest]}…`" if len(shown) > longest else f"`{shown}`"


def printable(text: str) -> str:
    """A text of the same length without tabs and control characters."""
    return "".join(
        sign if sign.isprintable() else " " if sign.isspace() else "\N{REPLACEMENT CHARACTER}" for sign in text
    )


def _window(line: str, column: int, width: int = 160) -> tuple[int, str]:
    """The part of a long line around a column, and how many characters were left out before it."""
    start = max(0, column - width // 2) if len(line) > width else 0
    part = line[start : start + width]
    if start > 0:
        part = f"…{part[1:]}"
    if start + width < len(line):
        part = f"{part[:-1]}…"
    return start, part


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    marks = sum(unicodedata.combining(sign) > 0 for sign in text)
    return len(text) - marks + sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
