"""Records that were not understood, counted by what they have in common while a log is read, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from sendspec.sources.declared.matcher import NO_RULE
from sendspec.sources.declared.meaning import Declared, Rule, Scalar, Test
from sendspec.sources.declared.paths import compiled
from sendspec.sources.privacy import ADDRESS, MASK
from sendspec.sources.records import NotUnderstood

SAMPLES = 3
MOST_FORMS = 20
"""A field of more values than that names no kind of record."""
MOST_SHAPES = 1_000
LONGEST_VALUE = 80
LONGEST_SHAPE = 100
SEEN = 400
"""Characters of a line that its shape is told by."""
MASKS = ((ADDRESS, MASK), (re.compile(r"\b(?=[0-9A-Za-z]*[0-9])[0-9A-Za-z]{6,}\b"), "#"), (re.compile(r"[0-9]+"), "0"))


class Given(NamedTuple):
    """What stands at a path; for Python true is equal to 1, and for JSON they are of two types."""

    path: str
    value: Scalar
    type: type


When: TypeAlias = tuple[Given, ...]
"""What stands in the fields of a record."""


class Shape(NamedTuple):
    """What records have in common that no rule could tell apart."""

    why: str
    text: str
    """Numbers, ids and addresses are masked; empty where there is no text."""


@dataclass(slots=True)
class Group:
    """Some records."""

    count: int = 0
    samples: list[NotUnderstood] = field(default_factory=list)

    def add(self, record: NotUnderstood) -> None:
        self.count += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(record._replace(text=record.text[: 4 * SEEN].rstrip()))

    def follow(self, other: Group) -> None:
        self.count += other.count
        self.samples = [*self.samples, *other.samples][:SAMPLES]


class Groups:
    """Is told of each record that was not understood."""

    def __init__(self, declared: Declared | None) -> None:
        self.by_value: dict[When, Group] = {}
        """The empty one holds those in which no field that a rule tests has a value of few forms."""
        self.by_shape: dict[Shape, Group] = {}
        self.more = Group()
        """Those of too many shapes."""
        self._rules = () if declared is None else declared.rules
        paths = dict.fromkeys(test.path for rule in self._rules for test in rule.when if test.sort != "exists")
        self._look_up = {path: compiled(path) for path in paths}
        self._main = _commonest(self._rules, paths)
        self._forms: dict[tuple[When, str], set[Given] | None] = {}
        """The values of a path in records of which these values are known; None: too many."""

    def __call__(self, record: NotUnderstood, value: Any) -> None:
        if value is not None and record.why == NO_RULE:
            self._group(self._when(value)).add(record)
            return
        shape = Shape(record.why, shape_of(record.text))
        if shape in self.by_shape or len(self.by_shape) < MOST_SHAPES:
            self.by_shape.setdefault(shape, Group()).add(record)
        else:
            self.more.add(record)

    def _group(self, when: When) -> Group:
        return self.by_value.setdefault(when, Group())

    def _when(self, value: Any) -> When:
        """What stands in the fields that rules test: what some rules know, then the first that none of those knows."""
        known: When = ()
        rules: Sequence[Rule] = self._rules
        left = {path: found for path, look_up in self._look_up.items() if _is_telling(found := look_up(value))}
        main = self._main
        if main in left and self._is_new(left[main], left):
            return (_given(main, left[main]),) if self._is_one_of_few((), main, left[main]) else ()
        while path := _next(rules, left):
            found = left.pop(path)
            fitting = _knowing(rules, path, found)
            if fitting:
                known = (*known, _given(path, found))
                rules = fitting
            elif self._is_one_of_few(known, path, found):
                return (*known, _given(path, found))
        # Each value is known by itself: that of the field which most rules test tells them from others.
        return known[:1]

    def _is_new(self, value: Scalar, values: Mapping[str, Scalar]) -> bool:
        """Whether no rule knows the value, in whichever of the fields it stands."""
        alike = [path for path, found in values.items() if type(found) is type(value) and found == value]
        return not any(_knowing(self._rules, path, value) for path in alike)

    def _is_one_of_few(self, known: When, path: str, found: Scalar) -> bool:
        """Whether the value names a kind of record, and not this one alone."""
        if isinstance(found, str) and not _is_name(found):
            return False
        forms = self._forms.setdefault((known, path), set())
        if forms is None:
            return False
        forms.add(_given(path, found))
        if len(forms) <= MOST_FORMS:
            return True
        self._forms[known, path] = None
        for given in sorted(forms, key=str):
            self._group(known[:1]).follow(self.by_value.pop((*known, given), Group()))
        return False


def shape_of(text: str) -> str:
    """A line with numbers, ids and addresses masked, and only its beginning."""
    shape = " ".join(_printable(text[:SEEN]).split())
    for pattern, mask in MASKS:
        shape = pattern.sub(mask, shape)
    return shape[:LONGEST_SHAPE]


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _given(path: str, value: Scalar) -> Given:
    return Given(path, value, type(value))


def _is_telling(found: Any) -> bool:
    """Whether it is something that names a kind of record: neither nothing, nor a measure, nor made of parts."""
    return isinstance(found, str | int) and found != ""


def _knowing(rules: Sequence[Rule], path: str, value: Scalar) -> list[Rule]:
    """The rules that ask for the value."""
    return [rule for rule in rules if _tests(rule, path) and _accepts(rule, path, value)]


def _next(rules: Sequence[Rule], values: Mapping[str, Scalar]) -> str | None:
    """The path that most rules test; of those of which rules know the value, if there are any."""
    known = [path for path, value in values.items() if _knowing(rules, path, value)]
    return _commonest(rules, known or values)


def _commonest(rules: Sequence[Rule], paths: Iterable[str]) -> str | None:
    """The path that most rules test."""
    counts = {path: sum(_tests(rule, path) for rule in rules) for path in paths}
    return max((path for path in counts if counts[path]), key=lambda one: counts[one], default=None)


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_VALUE and text.isprintable() and text == text.strip() and not ADDRESS.search(text)


def _tests(rule: Rule, path: str) -> bool:
    return any(test.path == path and test.sort != "exists" for test in rule.when)


def _accepts(rule: Rule, path: str, value: Scalar) -> bool:
    """Whether a rule may fit a record with that value."""
    return all(_holds(test, value) for test in rule.when if test.path == path and test.sort != "exists")


def _holds(test: Test, value: Scalar) -> bool:
    if test.sort == "matches":
        fits = isinstance(value, str) and any(re.search(str(pattern), value) for pattern in test.values)
    else:
        fits = any(type(one) is type(value) and one == value for one in test.values)
    return fits != test.negated
