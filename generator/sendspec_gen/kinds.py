"""The kinds of value that the language knows; `syntax.py` says where each may stand.

The reader, the JSON Schema and the language page all walk these, so none of them can say something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

NAME = re.compile(r"[a-z][a-z0-9_]*")
DURATION = re.compile(r"(?:[0-9]+[dhms])+")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
FAILURE = re.compile(rf"(hard|soft|ignored) +({NAME.pattern})")
"""Its groups are the kind and the reason."""
ADDRESS = re.compile(r"https?://[^\s<>\"']+")
RECORDED_EVENT = re.compile(rf"({DURATION.pattern}) +([0-9]+) +({NAME.pattern})(?: +(\S.*))?")
"""Its groups are the time, the number of the message, the event and the reason."""
MICROSECONDS = {"d": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value. The subclasses say which."""


@dataclass(frozen=True, slots=True)
class Name(Kind):
    """The name of something: lower case, digits and underscores; perhaps `null` for none."""

    of: str = "thing"
    or_null: bool = False


class Text(Kind):
    """One text, in no particular language."""


class Verbatim(Kind):
    """One text, kept to the letter: nothing is taken away at its ends."""


class Sign(Kind):
    """One character."""


class Scalar(Kind):
    """A text, a number, `true`, `false` or `null`, as JSON tells them apart."""


class Path(Kind):
    """Where something stands in a record, as an expression of JMESPath."""


class Pattern(Kind):
    """A regular expression."""


class Zone(Kind):
    """A time zone by its name, such as `Europe/Paris`."""


class Address(Kind):
    """Where something stands in the web."""


class Words(Kind):
    """What people read: a text for each locale."""


class Flag(Kind):
    """`true` or `false`, as in YAML 1.2."""


@dataclass(frozen=True, slots=True)
class Whole(Kind):
    """A whole number; `signed` ones must say `+` or `-`."""

    low: int | None = None
    signed: bool = False
    high: int | None = None


@dataclass(frozen=True, slots=True)
class NumberOrName(Kind):
    """A whole number, or the name of one."""

    of: str = "number"


class Duration(Kind):
    """A length of time such as `3d12h`: days, hours, minutes, seconds."""


class Time(Kind):
    """A time in UTC, to the second: `2024-02-29T18:30:00Z`."""


class Instant(Kind):
    """A time in UTC, to the microsecond if need be: `2026-03-02T08:00:01.904Z`."""


class Failure(Kind):
    """How an address or a message failed, and why: `hard user_unknown`."""


class RecordedEvent(Kind):
    """One event of a recording: the time since the start, the message, the event, and perhaps the reason in words."""


class Citation(Kind):
    """A document of `project.yaml`, or one row of its table: `efs_table.4`."""


class Expectation(Kind):
    """What a KPI should show: `71.4 %`, a number, `none`, or `up`, `down`, `same` since the last step."""


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of a few words."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf(Kind):
    """A list; an empty one says nothing, unless it may stand for "none of them"."""

    item: Kind
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class MapOf(Kind):
    """A mapping from names to values; an empty one says nothing, unless it may stand for "none of them"."""

    key: Kind
    value: Kind
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class RecordOf(Kind):
    """A mapping with the keys of one class of `syntax.py`, given by its name."""

    record: str


@dataclass(frozen=True, slots=True)
class Either(Kind):
    """Different kinds by the form of what is written; `keyed` names records told by one key of theirs."""

    scalar: Kind | None = None
    sequence: Kind | None = None
    mapping: Kind | None = None
    keyed: tuple[tuple[str, Kind], ...] = ()


class Key(NamedTuple):
    """One key of a record: how it is spelled, its kind, and what it means."""

    spelling: str
    field: str
    kind: Kind
    doc: str
    required: bool


def key(kind: Kind, doc: str, *, required: bool = False, spelling: str = "") -> Any:
    """Declare a key of a syntax record, spelled as its field is called unless said."""
    return Key(spelling, "", kind, doc, required)


def declared_in(record: type[Any]) -> tuple[Key, ...]:
    """The keys that a class declares, in the order in which they are best written."""
    return tuple(
        found._replace(field=name, spelling=found.spelling or name)
        for name, found in vars(record).items()
        if isinstance(found, Key)
    )


def keys_of(record: type[Any]) -> tuple[Key, ...]:
    """The keys of a syntax record, in the order in which they are best written."""
    return tuple(record.keys.values())


def microseconds(text: str) -> int:
    """The length of a duration that matches `DURATION`."""
    return sum(int(number) * MICROSECONDS[unit] for number, unit in re.findall(r"([0-9]+)([dhms])", text))


def duration_text(length: int) -> str:
    """A length in microseconds as a person writes it; zero is `0s`."""
    parts = []
    for unit, size in MICROSECONDS.items():
        number, length = divmod(length, size)
        if number:
            parts.append(f"{number}{unit}")
    return "".join(parts) or "0s"
