"""A spec as meant: every name found, every order fixed, nothing left to guess.

All mappings keep the order of the spec. Durations are in microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sendspec_gen.source import Place, SourceFile, SpecText

Words = Mapping[str, str]
"""A text for each locale of the project."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time that has a name, in microseconds."""

    name: str
    value: int
    set_by: str | None
    at_most: int | None
    label: Words
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be cited."""

    name: str
    title: str
    where: str
    version: str | None
    heading: str | None
    rows: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Citation:
    """A document, or one row of its table, from 1."""

    document: str
    row: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Project:
    """What holds for the whole spec."""

    package: str
    label: Words
    doc: Words
    locales: tuple[str, ...]
    default_locale: str
    durations: Mapping[str, Duration]
    numbers: Mapping[str, int]
    documents: Mapping[str, Document]
    place: Place


@dataclass(frozen=True, slots=True)
class Event:
    """Something that machines of one kind hear."""

    name: str
    kind: str
    label: Words
    doc: Words
    place: Place


@dataclass(frozen=True, slots=True)
class Status:
    """What a log or a list shows."""

    name: str
    kind: str
    label: Words
    doc: Words
    code: int | None
    color: str
    place: Place


@dataclass(frozen=True, slots=True)
class Counter:
    """A stock or a flow moved by machines of one kind, or (`kind` is "sum") the sum of others."""

    name: str
    kind: Literal["stock", "flow", "sum"]
    of: str | None
    at_start: int
    parts: tuple[str, ...]
    label: Words
    doc: Words
    place: Place

    @property
    def moved(self) -> tuple[str, ...]:
        """The counters that machines move for it: its parts, or itself."""
        return self.parts if self.kind == "sum" else (self.name,)


@dataclass(frozen=True, slots=True)
class Kpi:
    """A number that people see: a counter or the rows of a status, perhaps as a share of another counter."""

    name: str
    counter: str | None
    status: str | None
    over: str | None
    unit: Literal["messages", "percent"]
    refreshed: str | None
    channels: tuple[str, ...]
    label: Words
    doc: Words
    place: Place


@dataclass(frozen=True, slots=True)
class Refusal:
    """The words of a refusal."""

    name: str
    label: Words
    place: Place


@dataclass(frozen=True, slots=True)
class FactIs:
    """A named fact holds."""

    fact: str


@dataclass(frozen=True, slots=True)
class NotThat:
    """A condition does not hold."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each condition holds; none at all holds too."""

    conditions: tuple[Condition, ...]


Condition = FactIs | NotThat | AnyOf | AllOf


@dataclass(frozen=True, slots=True)
class Fact:
    """What a caller says (`condition` is None), or facts combined under a name."""

    name: str
    label: Words
    default: bool
    condition: Condition | None
    refusal: str | None
    refusal_of_not: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must hold for a move, and the words if it does not."""

    condition: Condition
    refusal: str


@dataclass(frozen=True, slots=True)
class Move:
    """One way to answer an event; `when` is None for the only or the last way."""

    target: str
    effects: Mapping[str, int]
    when: Condition | None
    requires: tuple[Requirement, ...]
    not_before: str | None
    tell: Mapping[str, str]
    doc: Words
    cite: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Moves:
    """The answer "it moves": the first way whose `when` holds."""

    event: str
    ways: tuple[Move, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Ignored:
    """The answer "nothing changes"."""

    event: str
    place: Place


@dataclass(frozen=True, slots=True)
class Rejected:
    """The answer "refused", in the words of a refusal."""

    event: str
    refusal: str
    place: Place


Answer = Moves | Ignored | Rejected


@dataclass(frozen=True, slots=True)
class Deadline:
    """After a named duration an event is raised."""

    after: str
    raises: str
    since: Literal["start", "entry"]
    place: Place


@dataclass(frozen=True, slots=True)
class State:
    """What a machine knows, with one answer to every event of its kind, in the order of the vocabulary."""

    name: str
    label: Words
    doc: Words
    status: str | None
    code: int | None
    settled: bool
    final: bool
    deadline: Deadline | None
    answers: Mapping[str, Answer]
    number: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine; a mode is a machine of the kind `log`."""

    name: str
    kind: str
    label: Words
    doc: Words
    channels: tuple[str, ...]
    cite: tuple[Citation, ...]
    facts: Mapping[str, Fact]
    initial: str
    states: Mapping[str, State]
    place: Place

    @property
    def path(self) -> str:
        """The file that it is written in, relative to the project."""
        return self.place.file

    def moves(self) -> tuple[tuple[State, Moves, Move], ...]:
        """Every move with its state and answer, in the order of the spec."""
        return tuple(
            (state, answer, way)
            for state in self.states.values()
            for answer in state.answers.values()
            if isinstance(answer, Moves)
            for way in answer.ways
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens at `at` microseconds (None: at the time of the step before), and what must be seen."""

    event: str | None
    goes_on: bool
    """Whether it was written in one list with the event of the step before."""
    at: int | None
    message: int | None
    """From 1; None for all messages."""
    facts: Mapping[str, bool]
    state: str | None
    status: str | None
    settled: bool | None
    tells: Mapping[str, str] | None
    """Whom it tells what; empty for nobody, None if that is not said."""
    refused: str | None
    reason: str | None
    kpis: Mapping[str, str]
    counters: Mapping[str, int]
    place: Place


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story told of each of `machines`."""

    title: Words
    cite: tuple[Citation, ...]
    reading: Words
    machines: tuple[str, ...]
    messages: int
    facts: Mapping[str, bool]
    steps: tuple[Step, ...]
    place: Place


Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a value of a record: a path of JMESPath, and perhaps a pattern that finds it in a text."""

    path: str
    pattern: str | None = None


Value = tuple[Way, ...]
"""The first way that leads to something."""


@dataclass(frozen=True, slots=True)
class RecordTime:
    """When something happened: `form` is a word of the language or a format of `strptime`."""

    value: Value
    form: str
    zone: str | None


@dataclass(frozen=True, slots=True)
class FieldTest:
    """What a record must be like at a path: one of values, a pattern found in it, or something being there."""

    path: str
    sort: Literal["is", "matches", "exists"]
    values: tuple[Scalar, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Where the parts of an event stand; None: nowhere."""

    message: Value | None
    known_as: str | None
    """`message` is not the message's own id, but that other name of it."""
    recipient: Value | None
    each: str | None
    time: tuple[RecordTime, ...]
    """The first that is there and can be read."""
    id: Value | None
    reason: Value | None
    bounce_class: Value | None
    bounce_status: Value | None


@dataclass(frozen=True, slots=True)
class SourceRule:
    """What some records mean: one event, one by the kind of a failure, or none."""

    record: str
    when: tuple[FieldTest, ...]
    event: str | None
    by_kind: Mapping[str, str | None] | None
    """By `hard`, `soft` and `ignored`; then `event` is None."""
    fields: Fields
    also_known_as: Mapping[str, Value]
    continues_as: Value | None
    place: Place

    @property
    def heard(self) -> tuple[str, ...]:
        """The events that it may give, each once."""
        return tuple(dict.fromkeys(event for event in (self.event, *(self.by_kind or {}).values()) if event))


@dataclass(frozen=True, slots=True)
class RecordsAt:
    """Where records stand in a value of a file, perhaps as a text that holds JSON."""

    path: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class Declaration:
    """A source without a reader of its own: what its files hold, and what their records mean."""

    format: Literal["json", "csv", "lines", "syslog"]
    records: tuple[RecordsAt, ...]
    rules: tuple[SourceRule, ...]
    """The first that fits decides."""
    patterns: tuple[str, ...]
    columns: tuple[str, ...]
    delimiter: str


@dataclass(frozen=True, slots=True)
class ExampleEvent:
    """What must come out of an example; what is None may be anything."""

    event: str
    message: str | None
    recipient: str | None
    time: int | None
    """Microseconds since 1970 in UTC."""
    id: str | None
    reason: str | None
    bounce: str | None
    """Kind and reason: `hard user_unknown`."""
    place: Place


@dataclass(frozen=True, slots=True)
class Example:
    """Records as text, and the events that must come out of them."""

    shows: tuple[str, ...]
    traps: tuple[int, ...]
    """Of what it shows, the traps by their numbers."""
    record: str
    events: tuple[ExampleEvent, ...]
    counted: Mapping[str, int]
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """How the records of a real log become events: what a reader finds to the event, or a declaration."""

    name: str
    label: Words
    doc: Words
    documents: tuple[str, ...]
    reader: str | None
    """None: it is declared."""
    events: Mapping[str, str]
    """Of a reader; empty if it is declared."""
    declared: Declaration | None
    examples: tuple[Example, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """What one message of a recording, from 1, heard at `at` microseconds after the start."""

    at: int
    message: int
    event: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Recording:
    """A real run, for the pages to play; its start is in microseconds since 1970 in UTC."""

    name: str
    label: Words
    doc: Words
    start: int
    messages: int
    events: tuple[RecordedEvent, ...]
    """In the order of time."""
    place: Place


FailureKind = Literal["hard", "soft", "ignored"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a message failed, and the kinds of failure that may have this reason."""

    name: str
    label: Words
    doc: Words
    code: int | None
    kinds: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class BounceRule:
    """What a failure is if each condition holds; a condition is one of several values, and empty where none is set."""

    name: str
    sources: tuple[str, ...]
    records: tuple[str, ...]
    classes: tuple[str, ...]
    statuses: tuple[str, ...]
    codes: tuple[str, ...]
    text: str | None
    """A regular expression, found anywhere without regard to case."""
    kind: FailureKind
    reason: str
    doc: Words
    cite: tuple[Citation, ...]
    """Without, no document says so."""
    place: Place

    @property
    def unconditional(self) -> bool:
        """Whether it holds for whatever is left."""
        listed = (self.sources, self.records, self.classes, self.statuses, self.codes)
        return self.text is None and not any(listed)


@dataclass(frozen=True, slots=True)
class Addresses:
    """What the machine of one address hears of what happens to the messages that are sent to it."""

    machine: str
    failures: tuple[str, ...]
    """The events of messages that are classified."""
    kinds: Mapping[str, str]
    """Of a failure, by its kind."""
    events: Mapping[str, str]
    """Of other events of messages."""
    place: Place


@dataclass(frozen=True, slots=True)
class Bounces:
    """How failures are classified: the first rule that holds decides, and the last one holds always."""

    doc: Words
    reasons: Mapping[str, Reason]
    rules: tuple[BounceRule, ...]
    addresses: Addresses | None
    place: Place


@dataclass(frozen=True, slots=True)
class Structure:
    """Holds for every machine without being written: what a rule of the checker looks for is not there."""

    rule: Literal["reachable_states", "ways_out", "final_states", "deadlines"]


@dataclass(frozen=True, slots=True)
class Potential:
    """Holds for every stock without being written: an effect is the target's number minus the source's."""

    stock: str


@dataclass(frozen=True, slots=True)
class AtMostOneOf:
    """One object is in at most one of these counters, all of them stocks or sums of stocks."""

    counters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A counter lies within bounds after every sequence of events; a bound is a number or another counter."""

    counter: str
    low: int | str
    high: int | str


@dataclass(frozen=True, slots=True)
class CounterIsStatus:
    """A settled object is counted once by a counter if its status is the one given, and else not at all."""

    statuses: Mapping[str, str]
    """Counter to status."""


@dataclass(frozen=True, slots=True)
class SameWhenSettled:
    """Where two modes that heard the same are both settled, they agree; each one's clock may strike at any time."""

    counters: tuple[str, ...]
    status: bool
    """Whether they show the same status too."""


@dataclass(frozen=True, slots=True)
class SettledTogether:
    """Of modes that heard the same, and no clock, all are settled or none is."""


@dataclass(frozen=True, slots=True)
class AnyOrder:
    """Events in another order end in the same state with the same counters; repeats move no stock."""


@dataclass(frozen=True, slots=True)
class ClockIsLate:
    """A clock that strikes before an event is heard ends where it ends if the event is heard first."""


@dataclass(frozen=True, slots=True)
class OnlyAfter:
    """`reach` is entered from outside only after one of `after` has moved the machine, and none of `since` has since.

    It speaks of entries at a time when `when` holds, if that is given.
    """

    reach: tuple[str, ...]
    after: tuple[str, ...]
    since: tuple[str, ...]
    when: Condition | None


Statement = (
    Structure
    | Potential
    | AtMostOneOf
    | Between
    | CounterIsStatus
    | SameWhenSettled
    | SettledTogether
    | AnyOrder
    | ClockIsLate
    | OnlyAfter
)


@dataclass(frozen=True, slots=True)
class Exemption:
    """What a law does not hold for, and why: one event, or a pair of them."""

    events: tuple[str, ...]
    why: Words
    place: Place


@dataclass(frozen=True, slots=True)
class Law:
    """What holds for every sequence of events, in each of `machines` or across them.

    Beside a mode stands the tracking, where a statement names its counters.
    """

    name: str
    """As it is written: `at_most_one_of`."""
    statement: Statement
    machines: tuple[str, ...]
    exempt: tuple[Exemption, ...]
    doc: Words
    """What it is good for; of a `not_law`, why it does not hold."""
    cite: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Model:
    """A whole spec."""

    project: Project
    events: Mapping[str, Mapping[str, Event]]
    """By kind, then by name."""
    statuses: Mapping[str, Mapping[str, Status]]
    """By kind, then by name."""
    counters: Mapping[str, Counter]
    kpis: Mapping[str, Kpi]
    refusals: Mapping[str, Refusal]
    machines: Mapping[str, Machine]
    """In the order of `project.yaml`, else the modes by their files, then the others."""
    laws: tuple[Law, ...]
    not_laws: tuple[Law, ...]
    """What people may assume and is false."""
    scenarios: tuple[Scenario, ...]
    sources: Mapping[str, Source]
    recordings: Mapping[str, Recording]
    texts: Mapping[str, SpecText]
    """The files of the spec as they are written, by their paths."""
    catalogues: Mapping[str, SourceFile] = field(default_factory=dict)
    """The project's own words for the pages, by their locale."""
    bounces: Bounces | None = None

    @property
    def modes(self) -> tuple[Machine, ...]:
        """The machines of the kind `log`."""
        return tuple(machine for machine in self.machines.values() if machine.kind == "log")

    def words(self, words: Words, locale: str) -> str:
        """The text in a locale, else in the default locale, else nothing."""
        return words.get(locale) or words.get(self.project.default_locale, "")
