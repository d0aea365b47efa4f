"""What differs in the project file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sendspec_gen.changes import words
from sendspec_gen.changes.change import Change
from sendspec_gen.changes.things import (
    WORDS_ONLY,
    Aspect,
    Scope,
    Sort,
    Verdict,
    aspects_compared,
    changed,
    come,
    compared,
    gone,
)
from sendspec_gen.model import Document, Duration, Model, Project

REFRESHES = Verdict(("KPI",), "the numbers that people see are brought up to date at other times")
CLOCKS = Verdict(
    ("DATA", "KPI"), "what waits for it happens at another time, and with it the rows and the numbers change"
)

PROJECT: tuple[Aspect[Project], ...] = (
    Aspect(
        "package", lambda project: project.package, Verdict(("CODE",), "the emitted package is imported by its name")
    ),
    Aspect("label", lambda project: project.label, WORDS_ONLY),
    Aspect("doc", lambda project: project.doc, WORDS_ONLY),
    Aspect("default locale", lambda project: project.default_locale, WORDS_ONLY),
)

DURATIONS: Sort[Duration] = Sort(
    "duration",
    (
        Aspect("length", lambda one: words.length(one.value), CLOCKS),
        Aspect("limit", lambda one: words.length(one.at_most), CLOCKS),
        Aspect("who may set it", lambda one: one.set_by or "", WORDS_ONLY),
        Aspect("label", lambda one: one.label, WORDS_ONLY),
    ),
    added=Verdict(("DOCS",), "what waits for it is told by itself"),
    removed=Verdict(("CODE",), "code that sets it by its name is refused"),
    shown=lambda one: words.length(one.value),
)

DOCUMENTS: Sort[Document] = Sort(
    "document",
    (
        Aspect("title", lambda one: one.title, WORDS_ONLY),
        Aspect("where", lambda one: one.where, WORDS_ONLY),
        Aspect("version", lambda one: one.version or "", WORDS_ONLY),
        Aspect("heading", lambda one: one.heading or "", WORDS_ONLY),
        Aspect("rows", lambda one: str(one.rows or ""), WORDS_ONLY),
    ),
    added=WORDS_ONLY,
    removed=WORDS_ONLY,
    shown=lambda one: one.title,
)

ROW_OF_STATES = Verdict(
    ("CODE", "DATA", "KPI"), "a row of states has another length; the states that come or go are told by themselves"
)


def project(old: Model, new: Model, scope: Scope) -> Iterator[Change]:
    """What differs in the project file."""
    before, after = old.project, new.project
    yield from aspects_compared("project", after.package, before, after, PROJECT, scope)
    yield from (
        come("locale", one, one, after.place, WORDS_ONLY, scope) for one in _only(after.locales, before.locales)
    )
    yield from (
        gone("locale", one, one, before.place, WORDS_ONLY, scope) for one in _only(before.locales, after.locales)
    )
    for change in compared(DURATIONS, before.durations, after.durations, scope):
        yield (
            change
            if change.concerns != CLOCKS.concerns or _waits(change.name, old, new)
            else replace(change, concerns=REFRESHES.concerns, why=REFRESHES.why)
        )
    yield from _numbers(before, after, scope)
    yield from compared(DOCUMENTS, before.documents, after.documents, scope)


def _numbers(before: Project, after: Project, scope: Scope) -> Iterator[Change]:
    """Numbers have no place of their own."""
    for name, value in after.numbers.items():
        if name not in before.numbers:
            yield come("number", name, str(value), after.place, WORDS_ONLY, scope)
        elif before.numbers[name] != value:
            said = (str(before.numbers[name]), str(value))
            yield changed("number", "value", name, said, (before.place, after.place), ROW_OF_STATES, scope)
    for name in _only(before.numbers, after.numbers):
        yield gone("number", name, str(before.numbers[name]), before.place, WORDS_ONLY, scope)


def _only(names: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    known = frozenset(others)
    return (name for name in names if name not in known)


def _waits(duration: str, old: Model, new: Model) -> bool:
    """Whether a clock or a waiting time is as long as this, and not only the refresh of a KPI."""
    machines = (*old.machines.values(), *new.machines.values())
    clocks = (state.deadline.after for machine in machines for state in machine.states.values() if state.deadline)
    return duration in (*clocks, *(way.not_before for machine in machines for _, _, way in machine.moves()))
