"""A source that is declared in YAML, as meant: how its records become events. All of it is plain data.

A *path* is an expression of JMESPath over a record; `each` at its head stands for one element of the record's list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Format: TypeAlias = Literal["json", "csv", "lines", "syslog"]
"""JSON values one after the other, be they lines, arrays or documents; rows; lines; lines of syslog."""


class Way(NamedTuple):
    """One way to a value."""

    path: str
    pattern: str | None = None
    """A regular expression that finds the value in a text: its first group, or all that it matches."""


Value: TypeAlias = tuple[Way, ...]
"""The first way that leads to something: neither null nor an empty text."""


class Time(NamedTuple):
    """When it happened."""

    value: Value
    form: str
    """`iso8601`, `rfc5322`, `seconds`, `milliseconds`, `microseconds`, or a format of `strptime`."""
    zone: str | None = None
    """Of times that tell none; None: what the command says, else UTC."""


class Test(NamedTuple):
    """What a record must be like for a rule."""

    path: str
    sort: Literal["is", "matches", "exists"]
    values: tuple[Scalar, ...]
    """One of them; for `matches` regular expressions, found anywhere; for `exists` true or false."""
    negated: bool = False


class Fields(NamedTuple):
    """Where the parts of an event stand; None: nowhere."""

    message: Value | None = None
    known_as: str | None = None
    """`message` is not the message's own id, but that other name of it."""
    recipient: Value | None = None
    each: str | None = None
    """A path to a list: an event for each element."""
    time: tuple[Time, ...] = ()
    """The first that is there and can be read."""
    id: Value | None = None
    reason: Value | None = None
    bounce_class: Value | None = None
    """What the sender calls the failure."""
    bounce_status: Value | None = None
    """The enhanced status code."""


class Rule(NamedTuple):
    """What some records mean."""

    record: str
    """The name under which they are counted."""
    when: tuple[Test, ...]
    """All of them."""
    event: str | None
    """None: it is known, and no event."""
    by_kind: Mapping[str, str | None] | None
    """The event by the kind of the failure (hard, soft, ignored); then `event` is None."""
    fields: Fields
    also_known_as: Mapping[str, Value]
    """Other names by which records may call this message, each with where it stands."""
    continues_as: Value | None
    """The id under which the message goes on."""
    place: str
    """File and line of the rule."""


class Records(NamedTuple):
    """Where the records stand in a value of the file."""

    path: str
    is_text: bool = False
    """What stands there is text that holds JSON."""


class Declared(NamedTuple):
    """A source."""

    name: str
    format: Format
    records: tuple[Records, ...]
    """The first that leads to something; a list gives a record for each element. None: each value is a record."""
    rules: tuple[Rule, ...]
    """The first that fits decides."""
    patterns: tuple[str, ...] = ()
    """For `lines` and `syslog`: the first regular expression that matches a whole line, or the text after the tag; its
    named groups are the record."""
    columns: tuple[str, ...] = ()
    """For `csv`: the names, where the file has no header."""
    delimiter: str = ","
