"""From what a record and a reply tell to a failure: its kind, its reason, and the rule that decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from sendspec.names import folded

Kind: TypeAlias = Literal["hard", "soft", "ignored"]
Bounce: TypeAlias = tuple[str, str | None, str | None]
"""The name of a record, the sender's own class and the enhanced code, as readers give them."""

LONGEST = 1_000
"""Characters of a reply that are looked at."""
MOST_KEPT = 4_096
"""Answers that are remembered, and ways to them."""
STATUS = re.compile(r"(?<![\w.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?!\w|\.\w)")
CODE = re.compile(
    r"(?:^|[;:(\[\"'>,]\s?|\b(?:said|error|code|reply|status|response)[:=]? ?)([45][0-5][0-9])(?=[\s#-]|$)"
    r"|(?<!\w)([45][0-5][0-9])[ -]#?[45]\.[0-9]{1,3}\.[0-9]"
)
"""Where replies stand: at the beginning, after a sign or a word that leads to them, or before an enhanced code."""
LEADING_CODE = re.compile(r"\s*([45][0-5][0-9])(?![\w.])")


ADDRESS = re.compile(r"(?<![^\s<>()\[\],;:=\"'])[^\s<>()\[\],;:=\"'@]+@[^\s<>()\[\],;:=\"']+")
"""What an address holds, such as `spam@example.com`, says nothing of the failure."""


class Failure(NamedTuple):
    """What a failure is."""

    kind: Kind
    reason: str
    rule: str
    place: str
    """Where the rule is written."""


class Rule(NamedTuple):
    """A row of the table: each condition is one of several values, and empty where none is set."""

    name: str
    sources: tuple[str, ...]
    records: tuple[str, ...]
    classes: tuple[str, ...]
    statuses: tuple[str, ...]
    """As `5.1.1`, `5.1.x` or `x.4.7`."""
    codes: tuple[str, ...]
    """As `550`, `55x` or `5xx`."""
    text: str | None
    """A regular expression, found anywhere without regard to case."""
    kind: Kind
    reason: str
    place: str

    @property
    def failure(self) -> Failure:
        """What it decides."""
        return Failure(self.kind, self.reason, self.name, self.place)


class _Facts(NamedTuple):
    """What rules ask for besides the text; None where there is nothing that any rule asks for."""

    source: str | None
    record: str | None
    bounce_class: str | None
    status: str | None
    code: str | None


class _Asked(NamedTuple):
    """What is told of a failure, cut to what is looked at."""

    source: str
    record: str | None
    bounce_class: str | None
    status: str | None
    text: str


_Left: TypeAlias = tuple[tuple[re.Pattern[str] | None, Failure], ...]
"""The rules of which only the text is left to be asked, up to the first that asks for none."""


class Classifier:
    """The table: the first rule that holds decides. It can be pickled; what it remembers is bounded."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Prepare the table; raises `ValueError` if each of its rules asks for something."""
        self.rules = tuple(rules)
        if all(any(one[1:6]) or one.text is not None for one in self.rules):
            raise ValueError("a table of bounces ends with a rule that asks for nothing, or failures have no answer")
        self._patterns = {one.text: re.compile(one.text, re.IGNORECASE) for one in self.rules if one.text is not None}
        self._sources = {name for one in self.rules for name in one.sources}
        self._records = {name for one in self.rules for name in one.records}
        self._classes = {folded(name) for one in self.rules for name in one.classes}
        self._left: dict[_Facts, _Left] = {}
        self._answers: dict[_Asked, Failure] = {}

    def __reduce__(self) -> tuple[type[Classifier], tuple[tuple[Rule, ...]]]:
        return Classifier, (self.rules,)

    def classify(self, source: str, bounce: Bounce | None, text: str | None) -> Failure:
        """What a failure is, given its source, what its record tells, and the words of the reply.

        The enhanced code is that of the record, or of the text where the record has none or only a class such as
        `5.0.0`. The reply code is what the record's status begins with, or that of the text.
        """
        record, bounce_class, status = bounce or (None, None, None)
        asked = _Asked(source, _cut(record), _cut(bounce_class), _cut(status), _cut(text) or "")
        found = self._answers.get(asked)
        if found is None:
            found = self._decide(asked)
            if len(self._answers) >= MOST_KEPT:
                self._answers.clear()
            self._answers[asked] = found
        return found

    def _decide(self, asked: _Asked) -> Failure:
        text = ADDRESS.sub("*", " ".join(asked.text.split()))
        small = folded(asked.bounce_class.strip()) if asked.bounce_class else None
        facts = _Facts(
            asked.source if asked.source in self._sources else None,
            asked.record if asked.record in self._records else None,
            small if small in self._classes else None,
            enhanced_code(asked.status, text),
            reply_code(asked.status, text),
        )
        left = self._left.get(facts)
        if left is None:
            if len(self._left) >= MOST_KEPT:
                self._left.clear()
            left = self._left[facts] = tuple(self._left_of(facts))
        return next(failure for pattern, failure in left if pattern is None or pattern.search(text))

    def _left_of(self, facts: _Facts) -> Iterator[tuple[re.Pattern[str] | None, Failure]]:
        for one in self.rules:
            if _holds(one, facts):
                yield (None if one.text is None else self._patterns[one.text]), one.failure
                if one.text is None:
                    return


def _cut(text: str | None) -> str | None:
    return text if text is None else text[:LONGEST]


def enhanced_code(status: str | None, text: str) -> str | None:
    """The enhanced code of a failure, such as `5.1.1`; None if there is none."""
    given = _first_status(status) if status else None
    if given is not None and not given.endswith(".0.0"):
        return given
    told = _first_status(text)
    return told if given is None or (told is not None and told[0] == given[0]) else given


def reply_code(status: str | None, text: str) -> str | None:
    """The reply code of a failure, such as `550`; None if there is none."""
    leading = LEADING_CODE.match(status) if status else None
    if leading is not None:
        return leading[1]
    found = CODE.search(text)
    return (found[1] or found[2]) if found is not None else None


def _first_status(text: str) -> str | None:
    for found in STATUS.finditer(text):
        if found[1] != "2":
            return f"{found[1]}.{int(found[2])}.{int(found[3])}"
    return None


def _holds(rule: Rule, facts: _Facts) -> bool:
    """Whether all holds but the text."""
    return (
        (not rule.sources or facts.source in rule.sources)
        and (not rule.records or facts.record in rule.records)
        and (not rule.classes or facts.bounce_class in [folded(name) for name in rule.classes])
        and (not rule.statuses or _is_one_of(facts.status, rule.statuses, "."))
        and (not rule.codes or _is_one_of(facts.code, rule.codes, ""))
    )


def _is_one_of(code: str | None, known: Sequence[str], separator: str) -> bool:
    """Whether one of the codes stands for this one, `x` for any number or digit."""
    if code is None:
        return False
    mine = code.split(separator) if separator else code
    others = (one.split(separator) if separator else one for one in known)
    return any(all(its in ("x", part) for part, its in zip(mine, other, strict=True)) for other in others)
