"""What every reader of logs gives: events, and an account of all that it read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

from sendspec.sources.privacy import ADDRESS as ADDRESS
from sendspec.sources.privacy import MASK, harmless, masked

SAMPLES = 5
"""How many records that were not understood are shown."""
SAMPLE_LENGTH = 200


class BadLogError(Exception):
    """A log that cannot be used; the message names the place and the cure."""

    def __str__(self) -> str:
        # Names of files come from anywhere.
        return harmless(super().__str__())


class BadFileError(BadLogError):
    """A file that cannot be used, though others beside it may be."""

    def __init__(self, place: str, why: str, *, is_counted: bool = False) -> None:
        """`place` is the file, and the line where there is one; what stands in it may be counted already."""
        super().__init__(place, why)
        self.place = place
        self.why = why
        self.is_counted = is_counted

    def __str__(self) -> str:
        return harmless(f"{self.place}: {self.why}")


class Bounce(NamedTuple):
    """What a record tells of how a delivery went, beside words: by it failures are classified."""

    record: str
    """The reader's name for the record."""
    bounce_class: str | None
    """What the sender calls the failure."""
    status: str | None
    """The enhanced status code, as `5.1.1`."""


class EventRecord(NamedTuple):
    """One event of one recipient of one message."""

    time: int
    """Microseconds since 1970 in UTC."""
    message: str
    recipient: str
    """As it is written in the log."""
    event: str
    id: str | None
    """Two records of a recipient with one id and event are repeats of each other."""
    reason: str | None
    place: str
    """File and line: `maillog:12`."""
    bounce: Bounce | None = None


class NotUnderstood(NamedTuple):
    """A record that no rule of the reader fits."""

    place: str
    text: str
    """As it stands in the log, for the file of records set aside; empty for a whole file."""
    why: str

    @property
    def sample(self) -> str:
        """A short piece of it without addresses, unless they are to be shown, fit for a terminal."""
        return masked(self.text)[:SAMPLE_LENGTH].removesuffix(MASK[:-1])


KeepAside: TypeAlias = bool | Callable[[NotUnderstood, Any], None]
"""Whether every record that was not understood is remembered; or who is told of each instead, and of its value: None
where it has none, since it cannot even be read. Then only the first few are remembered."""


@dataclass(slots=True)
class Reading:
    """All that a reader found; every record is counted under one name in `records`."""

    events: list[EventRecord] = field(default_factory=list)
    records: Counter[str] = field(default_factory=Counter)
    """Lines and notifications by what they are; their sum is what was read."""
    reports: Counter[str] = field(default_factory=Counter)
    """What the notifications report, recipient by recipient."""
    incomplete: Counter[str] = field(default_factory=Counter)
    """What the log leaves open."""
    not_understood: list[NotUnderstood] = field(default_factory=list)
    """The first few of them; all of them where they are to be set aside."""
    remarks: list[str] = field(default_factory=list)
    """What was assumed, and where reading had to end."""
    end: int | None = None
    """The time of the last record, in microseconds since 1970 in UTC."""
    counted: int | None = None
    """How many events there were, where they were not all kept."""
    folded: list[Any] = field(default_factory=list)
    """What `Request.fold` made of those that were not."""

    @property
    def told(self) -> int:
        """How many events there were."""
        return len(self.events) if self.counted is None else self.counted

    @property
    def read(self) -> int:
        """How many records there were."""
        return sum(self.records.values())

    def put_aside(self, record: NotUnderstood, *, keep: KeepAside) -> None:
        """Count a record that was not understood; beyond the first few, only `keep` remembers it, or is told of it."""
        self.records["not_understood"] += 1
        if keep is True or len(self.not_understood) < SAMPLES:
            self.not_understood.append(record)
        if callable(keep):
            keep(record, None)

    def count_mail(self, reports: Sequence[str], by_weight: Sequence[str]) -> None:
        """Count what a mail reports of each recipient, and the mail itself as the weightiest of that."""
        self.reports.update(reports)
        self.records[min(reports, key=by_weight.index)] += 1

    def refuse(self, error: BadFileError, *, keep: KeepAside) -> None:
        """One file of several is none that can be used."""
        self.remarks.append(str(error))
        if not error.is_counted:
            self.put_aside(NotUnderstood(error.place, "", error.why), keep=keep)

    def break_off(self, place: str, why: str) -> None:
        """A file could not be read to its end."""
        self.incomplete["broken_off"] += 1
        self.remarks.append(f"{place}: reading ended here: {why}; what comes after is missing")


class Fold(Protocol):
    """What the events of messages are turned into; it can be pickled."""

    def __call__(self, records: list[EventRecord], end: int) -> object:
        """`end` is the time of the last record of the log, in microseconds since 1970 in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """What a reader is asked for."""

    paths: tuple[Path, ...]
    events: Mapping[str, str]
    """The event that each record of the reader means; records that it leaves out are counted and no more."""
    zone: tzinfo | None = None
    """For times that tell none; None: UTC."""
    year: int | None = None
    """In which the log begins, where its times tell none; None: the most recent that is possible."""
    now: datetime | None = None
    """The present, with its zone; None: the clock of the computer."""
    keep_aside: KeepAside = False
    """Of the records that were not understood."""
    of_any_kind: bool = False
    """A log may hold nothing that is understood: whoever asks looks at what is not."""
    fold: Fold | None = None
    """Only what it makes of the events is asked for: a reader may call it for all events of some messages, in another
    process too, and put what it gives into `Reading.folded` in place of the events."""
