"""A spec as written: every record of the language, with its keys, their kinds and what they mean.

This is the one table of the language: the reader reads by it, the JSON Schema and the language page are made from it.
A key that was not written holds `None`; every name, text and number keeps its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

from sendspec_gen import kinds
from sendspec_gen.ignores import Ignore
from sendspec_gen.kinds import Key, declared_in, key
from sendspec_gen.source import Place, SourceFile, SpecText, Written

WORDS = kinds.Words()
MOST = 1_000
"""As many rows of a table, or messages of a scenario, as a person would tell of."""
MOST_RECORDED = 100_000
"""As many messages of a recording as the events of one file could speak of."""
TRAPS = 24
"""How many traps of logs are told by a number."""
CONDITION = kinds.Either(scalar=kinds.Name("fact"), mapping=kinds.RecordOf("Condition"))
CONDITIONS = kinds.ListOf(CONDITION)
CITATIONS = kinds.ListOf(kinds.Citation())
EFFECTS = kinds.MapOf(kinds.Name("counter"), kinds.Whole(signed=True))

COUNTERS = kinds.ListOf(kinds.Name("counter"))
EVENTS = kinds.ListOf(kinds.Name("event"))
LISTENERS = kinds.Choice(("unsettled_messages",))
TELL = kinds.MapOf(LISTENERS, kinds.Name("event"))
TOLD = kinds.MapOf(LISTENERS, kinds.Name("event"), may_be_empty=True)

WordsWritten = dict[str, Written[str]]


class Record:
    """What every record has: the place where it starts.

    `dataclass` would write the same functions anew for each of these classes, which takes as long as reading a spec.
    """

    exactly_one_of: ClassVar[tuple[str, ...]] = ()
    keys: ClassVar[Mapping[str, Key]] = {}
    """By how they are spelled, in the order in which they are best written."""
    required: ClassVar[frozenset[str]] = frozenset()
    place: Place

    def __init_subclass__(cls) -> None:
        cls.keys = {declared.spelling: declared for declared in declared_in(cls)}
        cls.required = frozenset(spelling for spelling, declared in cls.keys.items() if declared.required)
        for declared in cls.keys.values():
            setattr(cls, declared.field, None)

    def __init__(self, *, place: Place, **values: Any) -> None:
        vars(self).update(values, place=place)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"`{name}` of a record is not changed")


# ── project.yaml ─────────────────────────────────────────────────────────────────────────────────────────────────────


class DurationSetting(Record):
    """A length of time that has a name."""

    value: Written[int] = key(kinds.Duration(), "how long, unless somebody sets it", required=True)
    set_by: Written[str] | None = key(kinds.Choice(("delivery",)), "who may set it")
    at_most: Written[int] | None = key(kinds.Duration(), "the limit; a longer one counts as this")
    label: WordsWritten | None = key(WORDS, "what people call it")


class Document(Record):
    """A document that the spec may cite."""

    title: Written[str] = key(kinds.Text(), "the title as published", required=True)
    where: Written[str] = key(kinds.Text(), "repository and path, or another way to find it", required=True)
    version: Written[str] | None = key(kinds.Text(), "revision or date")
    heading: Written[str] | None = key(kinds.Text(), "the heading of the part that is meant")
    rows: Written[int] | None = key(kinds.Whole(low=1, high=MOST), "how many rows its table has; each should be cited")


class Project(Record):
    """`spec/project.yaml`: what holds for the whole spec."""

    package: Written[str] = key(kinds.Name("package"), "the Python package that is emitted", required=True)
    label: WordsWritten = key(WORDS, "the title of the documents", required=True)
    doc: WordsWritten | None = key(WORDS, "what the spec is about")
    locales: list[Written[str]] = key(kinds.ListOf(kinds.Name("locale")), "the languages of the labels", required=True)
    order: list[Written[str]] | None = key(
        kinds.ListOf(kinds.Name("machine")), "in which order machines are shown; the others follow by their files"
    )
    default_locale: Written[str] = key(kinds.Name("locale"), "the one that stands in the Python code", required=True)
    durations: dict[Written[str], DurationSetting] | None = key(
        kinds.MapOf(kinds.Name("duration"), kinds.RecordOf("DurationSetting")), "lengths of time that have a name"
    )
    numbers: dict[Written[str], Written[int]] | None = key(
        kinds.MapOf(kinds.Name("number"), kinds.Whole(low=0)), "numbers that have a name"
    )
    documents: dict[Written[str], Document] | None = key(
        kinds.MapOf(kinds.Name("document"), kinds.RecordOf("Document")), "what `cite` may name"
    )


# ── vocabulary.yaml ──────────────────────────────────────────────────────────────────────────────────────────────────


class Term(Record):
    """An event or a state in the words of people."""

    label: WordsWritten = key(WORDS, "what people call it", required=True)
    doc: WordsWritten | None = key(WORDS, "what it means")


class Status(Record):
    """What a log or a list shows."""

    label: WordsWritten = key(WORDS, "as it is shown", required=True)
    doc: WordsWritten | None = key(WORDS, "what it means")
    code: Written[int] | None = key(kinds.Whole(low=0), "the published numeric code")
    color: Written[str] | None = key(
        kinds.Choice(("grey", "blue", "green", "red", "yellow", "orange", "violet")), "its colour in diagrams"
    )


class Counter(Record):
    """Something that is counted, or the sum of such things."""

    exactly_one_of: ClassVar[tuple[str, ...]] = ("kind", "sum")
    kind: Written[str] | None = key(
        kinds.Choice(("stock", "flow")), "`stock`: how many are like this now; `flow`: how often it happened"
    )
    of: Written[str] | None = key(kinds.Name("kind"), "the kind of machine that moves it")
    at_start: Written[int] | None = key(kinds.Whole(low=0), "what one new message adds; 0 unless said")
    sum: list[Written[str]] | None = key(kinds.ListOf(kinds.Name("counter")), "the counters that are added up")
    label: WordsWritten = key(WORDS, "what people call it", required=True)
    doc: WordsWritten | None = key(WORDS, "what it means")


class Kpi(Record):
    """What the Deployment block shows."""

    exactly_one_of: ClassVar[tuple[str, ...]] = ("counter", "status")
    counter: Written[str] | None = key(kinds.Name("counter"), "the counter that is shown")
    status: Written[str] | None = key(kinds.Name("status"), "or the status whose rows are counted")
    over: Written[str] | None = key(kinds.Name("counter"), "the counter that it is a share of; over nothing it is –")
    unit: Written[str] = key(kinds.Choice(("messages", "percent")), "the unit", required=True)
    refreshed: Written[str] | None = key(kinds.Name("duration"), "how often it is brought up to date; else at once")
    channels: list[Written[str]] | None = key(kinds.ListOf(kinds.Name("channel")), "only for these; else for all")
    label: WordsWritten | None = key(WORDS, "as it is shown; else the counter's label")
    doc: WordsWritten | None = key(WORDS, "what it means")


class Refusal(Record):
    """What a person reads when something is refused."""

    label: WordsWritten = key(WORDS, "the words of the refusal", required=True)


GROUPED_TERMS = kinds.MapOf(kinds.Name("kind"), kinds.MapOf(kinds.Name("name"), kinds.RecordOf("Term")))


class Vocabulary(Record):
    """`spec/vocabulary.yaml`: the words; events, states and statuses by the kind of machine that uses them."""

    events: dict[Written[str], dict[Written[str], Term]] = key(GROUPED_TERMS, "what can happen", required=True)
    statuses: dict[Written[str], dict[Written[str], Status]] | None = key(
        kinds.MapOf(kinds.Name("kind"), kinds.MapOf(kinds.Name("status"), kinds.RecordOf("Status"))), "what is shown"
    )
    states: dict[Written[str], dict[Written[str], Term]] | None = key(
        GROUPED_TERMS, "labels of states, for every machine of the kind"
    )
    counters: dict[Written[str], Counter] | None = key(
        kinds.MapOf(kinds.Name("counter"), kinds.RecordOf("Counter")), "what is counted"
    )
    kpis: dict[Written[str], Kpi] | None = key(
        kinds.MapOf(kinds.Name("KPI"), kinds.RecordOf("Kpi")), "what is shown of it"
    )
    refusals: dict[Written[str], Refusal] | None = key(
        kinds.MapOf(kinds.Name("refusal"), kinds.RecordOf("Refusal")), "what people read when something is refused"
    )


# ── machines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Condition(Record):
    """Facts combined."""

    exactly_one_of: ClassVar[tuple[str, ...]] = ("any", "all", "not")
    any: list[Any] | None = key(CONDITIONS, "at least one holds")
    all: list[Any] | None = key(CONDITIONS, "each of them holds")
    not_: Any | None = key(CONDITION, "it does not hold", spelling="not")


class Fact(Record):
    """Something that the caller says of the world, or facts combined under a name."""

    label: WordsWritten | None = key(WORDS, "what people call it")
    default: Written[bool] | None = key(kinds.Flag(), "what holds if nobody says; false unless written")
    any: list[Any] | None = key(CONDITIONS, "it holds if at least one of these does")
    all: list[Any] | None = key(CONDITIONS, "it holds if each of these does")
    not_: Any | None = key(CONDITION, "it holds if this does not", spelling="not")
    refusal: Written[str] | None = key(kinds.Name("refusal"), "the words shown where it is required and does not hold")
    refusal_of_not: Written[str] | None = key(kinds.Name("refusal"), "the words shown where it must not hold and does")


class Move(Record):
    """Where the machine goes, and what that does to the counters."""

    to: Written[str] = key(kinds.Name("state"), "the state it goes to", required=True)
    kpi: dict[Written[str], Written[int]] | None = key(EFFECTS, "signed whole numbers on counters")
    requires: list[Any] | None = key(CONDITIONS, "what must hold, or the move is refused with the words of the fact")
    not_before: Written[str] | None = key(
        kinds.Name("duration"), "an event sooner than this after the state was entered is ignored"
    )
    tell: dict[Written[str], Written[str]] | None = key(TELL, "the event that its messages hear")
    doc: WordsWritten | None = key(WORDS, "why it is so")
    cite: list[Written[str]] | None = key(CITATIONS, "the documents that state it")


class Alternative(Record):
    """One of several moves; the first whose condition holds is taken."""

    exactly_one_of: ClassVar[tuple[str, ...]] = ("when", "otherwise")
    when: list[Any] | None = key(CONDITIONS, "what must hold for this one to be taken")
    otherwise: Written[bool] | None = key(kinds.Flag(), "`true` in the last: taken if no other was")
    to: Written[str] = key(kinds.Name("state"), "the state it goes to", required=True)
    kpi: dict[Written[str], Written[int]] | None = key(EFFECTS, "signed whole numbers on counters")
    requires: list[Any] | None = key(CONDITIONS, "what must hold, or the move is refused with the words of the fact")
    tell: dict[Written[str], Written[str]] | None = key(TELL, "the event that its messages hear")
    doc: WordsWritten | None = key(WORDS, "why it is so")
    cite: list[Written[str]] | None = key(CITATIONS, "the documents that state it")


class NextMove(Record):
    """One number further in a row of numbered states."""

    kpi: dict[Written[str], Written[int]] | None = key(EFFECTS, "signed whole numbers on counters")
    not_before: Written[str] | None = key(
        kinds.Name("duration"), "an event sooner than this after the state was entered is ignored"
    )
    doc: WordsWritten | None = key(WORDS, "why it is so")
    cite: list[Written[str]] | None = key(CITATIONS, "the documents that state it")


class Numbered(Record):
    """The answer of a numbered state that counts on."""

    next: NextMove = key(kinds.RecordOf("NextMove"), "in all but the last: one number further", required=True)
    after_last: Move = key(kinds.RecordOf("Move"), "in the last", required=True)


ANSWER = kinds.Either(
    sequence=kinds.ListOf(kinds.RecordOf("Alternative")),
    mapping=kinds.RecordOf("Move"),
    keyed=(("next", kinds.RecordOf("Numbered")),),
)


class Deadline(Record):
    """The clock of a state: it raises an event when the time is over."""

    after: Written[str] = key(kinds.Name("duration"), "the duration", required=True)
    raise_: Written[str] = key(kinds.Name("event"), "the event that is raised", required=True, spelling="raise")
    from_: Written[str] = key(
        kinds.Choice(("start", "entry")),
        "counted from the first event that was heard, or from the entry into the state",
        required=True,
        spelling="from",
    )


class Count(Record):
    """The numbers of a row of states: `name_1`, `name_2`, …"""

    from_: Written[int] = key(kinds.Whole(low=0), "the first number", required=True, spelling="from")
    below: Written[int | str] = key(kinds.NumberOrName(), "the first number that there is none of", required=True)


class State(Record):
    """What the machine knows; it answers every event of its kind."""

    label: WordsWritten | None = key(WORDS, "what people call it; else the label in the vocabulary")
    doc: WordsWritten | None = key(WORDS, "what it means in this machine")
    numbered: Count | None = key(kinds.RecordOf("Count"), "a row of states, written once")
    status: Written[str] | None = key(kinds.Name("status"), "what the log shows")
    code: Written[int] | None = key(kinds.Whole(low=0), "the published numeric code of the state")
    settled: Written[bool] | None = key(kinds.Flag(), "a report is final as far as the documents say")
    final: Written[bool] | None = key(kinds.Flag(), "it is never left")
    deadline: Deadline | None = key(kinds.RecordOf("Deadline"), "the clock of the state")
    on: dict[Written[str], Any] | None = key(kinds.MapOf(kinds.Name("event"), ANSWER), "the events that move it")
    ignore: list[Written[str]] | None = key(kinds.ListOf(kinds.Name("event")), "the events that change nothing")
    reject: dict[Written[str], Written[str]] | None = key(
        kinds.MapOf(kinds.Name("event"), kinds.Name("refusal")), "the events that are refused, and in which words"
    )


class Otherwise(Record):
    """What a state of this machine leaves unsaid."""

    reject: Written[str] = key(kinds.Name("refusal"), "it is refused in these words", required=True)


STATES = kinds.MapOf(kinds.Name("state"), kinds.RecordOf("State"))


class Mode(Record):
    """`spec/modes/*.yaml`: how one message moves in one way of sending; a machine of the kind `log`."""

    mode: Written[str] = key(kinds.Name("mode"), "the name of the mode", required=True)
    label: WordsWritten = key(WORDS, "what people call it", required=True)
    doc: WordsWritten | None = key(WORDS, "what is special about it")
    channels: list[Written[str]] = key(
        kinds.ListOf(kinds.Name("channel")), "the channels that are sent this way", required=True
    )
    cite: list[Written[str]] = key(CITATIONS, "the documents that state it", required=True)
    initial: Written[str] = key(kinds.Name("state"), "where it starts", required=True)
    otherwise: Otherwise | None = key(kinds.RecordOf("Otherwise"), "what a state leaves unsaid")
    states: dict[Written[str], State] = key(STATES, "the states", required=True)


class Machine(Record):
    """Any other `spec/*.yaml`: a machine that is no message log."""

    machine: Written[str] = key(kinds.Name("machine"), "the name of the machine", required=True)
    kind: Written[str] = key(kinds.Name("kind"), "the group of events that it hears", required=True)
    label: WordsWritten = key(WORDS, "what people call it", required=True)
    doc: WordsWritten | None = key(WORDS, "what is special about it")
    cite: list[Written[str]] = key(CITATIONS, "the documents that state it", required=True)
    facts: dict[Written[str], Fact] | None = key(
        kinds.MapOf(kinds.Name("fact"), kinds.RecordOf("Fact")), "what its guards may name"
    )
    initial: Written[str] = key(kinds.Name("state"), "where it starts", required=True)
    otherwise: Otherwise | None = key(kinds.RecordOf("Otherwise"), "what a state leaves unsaid")
    states: dict[Written[str], State] = key(STATES, "the states", required=True)


# ── scenarios/*.yaml ─────────────────────────────────────────────────────────────────────────────────────────────────


class Step(Record):
    """One thing that happens, and what must be seen then."""

    event: Written[str] | None = key(kinds.Name("event"), "what happens; a step without only lets time pass")
    events: list[Written[str]] | None = key(EVENTS, "or several that happen in turn, and the same is seen after each")
    at: Written[int] | None = key(kinds.Duration(), "when, counted from the start of the scenario")
    message: Written[int | str] | None = key(
        kinds.NumberOrName("message"), "to which message, from 1, or `all`; 1 unless said"
    )
    facts: dict[Written[str], Written[bool]] | None = key(
        kinds.MapOf(kinds.Name("fact"), kinds.Flag()), "what holds from here on"
    )
    state: Written[str] | None = key(kinds.Name("state"), "the state of that message then")
    status: Written[str] | None = key(kinds.Name("status"), "what its log shows then")
    refused: Written[str] | None = key(kinds.Name("refusal"), "it is refused, in these words")
    settled: Written[bool] | None = key(kinds.Flag(), "whether the fate of that message is known then")
    tells: dict[Written[str], Written[str]] | None = key(
        TOLD, "the event that the messages of a delivery then hear; `{}` for none"
    )
    reason: Written[str] | None = key(
        kinds.Choice(("changed", "same")), "whether the row's reason changed, or without a row anything at all"
    )
    kpis: dict[Written[str], Written[str]] | None = key(
        kinds.MapOf(kinds.Name("KPI"), kinds.Expectation()), "what the KPIs show then"
    )
    counters: dict[Written[str], Written[int]] | None = key(
        kinds.MapOf(kinds.Name("counter"), kinds.Whole(low=0)), "where the counters stand then"
    )


class Scenario(Record):
    """A story told by people, and what must be seen on the way."""

    exactly_one_of: ClassVar[tuple[str, ...]] = ("mode", "modes", "machine")
    scenario: WordsWritten = key(WORDS, "its title", required=True)
    cite: list[Written[str]] = key(CITATIONS, "where the documents tell it", required=True)
    reading: WordsWritten | None = key(WORDS, "which reading was chosen where documents differ or are silent, and why")
    mode: Written[str] | None = key(kinds.Name("mode"), "told in this mode")
    modes: list[Written[str]] | None = key(kinds.ListOf(kinds.Name("mode")), "told in each of these modes")
    machine: Written[str] | None = key(kinds.Name("machine"), "told of this machine")
    messages: Written[int] | None = key(kinds.Whole(low=1, high=MOST), "how many messages there are; 1 unless said")
    facts: dict[Written[str], Written[bool]] | None = key(
        kinds.MapOf(kinds.Name("fact"), kinds.Flag()), "what holds from the start"
    )
    steps: list[Step] = key(kinds.ListOf(kinds.RecordOf("Step")), "what happens", required=True)


class ScenarioFile(Record):
    """`spec/scenarios/*.yaml`: stories."""

    scenarios: list[Scenario] = key(kinds.ListOf(kinds.RecordOf("Scenario")), "the stories", required=True)


# ── laws.yaml ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Range(Record):
    """Between which bounds a counter stays: numbers, or other counters."""

    counter: Written[str] = key(kinds.Name("counter"), "the counter", required=True)
    low: Written[int | str] = key(kinds.NumberOrName("counter"), "the least that it may be", required=True)
    high: Written[int | str] = key(kinds.NumberOrName("counter"), "the most that it may be", required=True)


class Agreement(Record):
    """What modes agree on once a message is settled."""

    counters: list[Written[str]] = key(COUNTERS, "these counters count it alike", required=True)
    status: Written[bool] | None = key(kinds.Flag(), "`true`: its log shows the same status too")


class Precedence(Record):
    """What must have happened before some states are entered from others."""

    reach: list[Written[str]] = key(kinds.ListOf(kinds.Name("state")), "the states", required=True)
    after: list[Written[str]] = key(EVENTS, "one of these events has moved the machine before, or does", required=True)
    since: list[Written[str]] | None = key(EVENTS, "and none of these has moved it since")
    when: list[Any] | None = key(CONDITIONS, "only at times when this holds")


class Exemption(Record):
    """Events that a law does not hold for."""

    events: list[Written[str]] = key(EVENTS, "one event, or the two whose order matters", required=True)
    why: WordsWritten = key(WORDS, "why it is so", required=True)


class Law(Record):
    """What holds for every sequence of events; the checker proves it."""

    exactly_one_of: ClassVar[tuple[str, ...]] = (
        "at_most_one_of", "between", "counter_is_status", "same_when_settled", "settled_together", "any_order",
        "clock_is_late", "only_after",
    )  # fmt: skip
    at_most_one_of: list[Written[str]] | None = key(COUNTERS, "one message is in at most one of these counters")
    between: Range | None = key(kinds.RecordOf("Range"), "a counter keeps within bounds")
    counter_is_status: dict[Written[str], Written[str]] | None = key(
        kinds.MapOf(kinds.Name("counter"), kinds.Name("status")), "a settled message counts where its status says"
    )
    same_when_settled: Agreement | None = key(
        kinds.RecordOf("Agreement"), "modes that are settled and have heard the same agree"
    )
    settled_together: Written[bool] | None = key(
        kinds.Flag(), "`true`: modes that have heard the same are all settled, or none is"
    )
    any_order: Written[bool] | None = key(
        kinds.Flag(), "`true`: events in another order, or heard again, end in the same state with the same counters"
    )
    clock_is_late: Written[bool] | None = key(
        kinds.Flag(), "`true`: a clock that strikes before an event is heard changes nothing in the end"
    )
    only_after: Precedence | None = key(kinds.RecordOf("Precedence"), "some states are entered only after an event")
    modes: Any | None = key(
        kinds.Either(scalar=kinds.Choice(("all",)), sequence=kinds.ListOf(kinds.Name("mode"))),
        "the modes that it speaks of, or `all`; this or `machine`",
    )
    machine: Written[str] | None = key(
        kinds.Name("machine"), "the machine beside the modes that it speaks of; this or `modes`"
    )
    except_: list[Exemption] | None = key(
        kinds.ListOf(kinds.RecordOf("Exemption")), "what it does not hold for", spelling="except"
    )
    doc: WordsWritten | None = key(WORDS, "what it is good for; of one that does not hold: why")
    cite: list[Written[str]] | None = key(CITATIONS, "the documents that state it")


class LawFile(Record):
    """`spec/laws.yaml`: what must never happen, and what only seems so."""

    laws: list[Law] = key(kinds.ListOf(kinds.RecordOf("Law")), "what always holds, and is proved", required=True)
    not_laws: list[Law] | None = key(
        kinds.ListOf(kinds.RecordOf("Law")), "what people may assume and is false; a counterexample is found"
    )


# ── sources/*.yaml ───────────────────────────────────────────────────────────────────────────────────────────────────


class Finding(Record):
    """A piece of a text that stands in a record."""

    field: Written[str] = key(kinds.Path(), "where the text stands", required=True)
    pattern: Written[str] | None = key(
        kinds.Pattern(),
        "what is looked for in its first 10,000 characters: the first group, or all that matches; else the whole text",
    )


WAY = kinds.Either(scalar=kinds.Path(), mapping=kinds.RecordOf("Finding"))
VALUE = kinds.Either(scalar=kinds.Path(), mapping=kinds.RecordOf("Finding"), sequence=kinds.ListOf(WAY))
"""Where something stands; of a list the first that is there: neither null nor empty."""


class OtherName(Record):
    """A message by another of its names."""

    known_as: Written[str] = key(kinds.Name("alias"), "which of the names in `also_known_as` it is", required=True)
    field: Any = key(VALUE, "where it stands", required=True)
    pattern: Written[str] | None = key(kinds.Pattern(), "what is looked for in the text that stands there")


MESSAGE = kinds.Either(
    scalar=kinds.Path(),
    mapping=kinds.RecordOf("Finding"),
    sequence=kinds.ListOf(WAY),
    keyed=(("known_as", kinds.RecordOf("OtherName")),),
)


class RecordTime(Record):
    """When something happened, as records tell it."""

    field: Any = key(VALUE, "where it stands", required=True)
    format: Written[str] = key(
        kinds.Text(),
        "`iso8601`, `rfc5322`, `seconds`, `milliseconds` or `microseconds` since 1970, or a format of `strptime`",
        required=True,
    )
    zone: Written[str] | None = key(kinds.Zone(), "of times that tell none; else what the command says, or UTC")


TIME = kinds.Either(mapping=kinds.RecordOf("RecordTime"), sequence=kinds.ListOf(kinds.RecordOf("RecordTime")))
"""Of a list the first that is there and can be read."""


class Bounce(Record):
    """What a record says of a failure beside its reason in words."""

    class_: Any | None = key(VALUE, "what the sender calls it", spelling="class")
    status: Any | None = key(VALUE, "the enhanced status code, such as `5.1.1`")


class TextAt(Record):
    """A text that holds JSON of its own."""

    text: Written[str] = key(kinds.Path(), "where it stands", required=True)


RECORDS_AT = kinds.Either(scalar=kinds.Path(), mapping=kinds.RecordOf("TextAt"))
SCALARS = kinds.ListOf(kinds.Scalar())


class FieldTest(Record):
    """What a field must be like."""

    exactly_one_of: ClassVar[tuple[str, ...]] = ("matches", "exists", "not")
    matches: Written[str] | None = key(
        kinds.Pattern(), "this is found somewhere in the first 10,000 characters of the text"
    )
    exists: Written[bool] | None = key(
        kinds.Flag(), "`true`: something stands there; `false`: nothing, `null` or an empty text"
    )
    not_: Any | None = key(kinds.Either(scalar=kinds.Scalar(), sequence=SCALARS), "it is none of these", spelling="not")


WHEN = kinds.MapOf(
    kinds.Path(), kinds.Either(scalar=kinds.Scalar(), sequence=SCALARS, mapping=kinds.RecordOf("FieldTest"))
)


class EventByKind(Record):
    """The event by the kind of the failure, as the table of bounces gives it."""

    hard: Written[str] | Written[None] = key(
        kinds.Name("event", or_null=True), "the event where the address is at fault", required=True
    )
    soft: Written[str] | Written[None] = key(
        kinds.Name("event", or_null=True), "the event where it may go well another time", required=True
    )
    ignored: Written[str] | Written[None] = key(
        kinds.Name("event", or_null=True), "the event where it says nothing of the address", required=True
    )


class SourceRule(Record):
    """What some records mean; what it does not say stands beside the rules, for all of them."""

    record: Written[str] = key(kinds.Name("record"), "the name under which they are counted", required=True)
    when: dict[Written[str], Any] | None = key(
        WHEN, "what a record must be like, by path: a value, one of a list, or a test; all must hold"
    )
    event: Any | None = key(
        kinds.Either(scalar=kinds.Name("event"), mapping=kinds.RecordOf("EventByKind")),
        "the event that they mean; without it they are known, counted and no more",
    )
    message: Any | None = key(MESSAGE, "which message it is")
    each: Written[str] | None = key(kinds.Path(), "a list: an event for each element, which paths call `each`")
    recipient: Any | None = key(VALUE, "whom it was sent to")
    time: Any | None = key(TIME, "when it happened; of a list the first that can be read")
    id: Any | None = key(VALUE, "the id of the event: a second one with it is a repeat")
    reason: Any | None = key(VALUE, "why, in the words of a server")
    bounce: Bounce | None = key(kinds.RecordOf("Bounce"), "what else it says of a failure")
    also_known_as: dict[Written[str], Any] | None = key(
        kinds.MapOf(kinds.Name("alias"), VALUE), "other names by which records may call this message"
    )
    continues_as: Any | None = key(VALUE, "the id under which the message goes on")


class ExampleEvent(Record):
    """An event that must come out; what is not said may be anything."""

    event: Written[str] = key(kinds.Name("event"), "which event", required=True)
    message: Written[str] | None = key(kinds.Text(), "of which message")
    recipient: Written[str] | None = key(kinds.Text(), "of which recipient, as it is written in the record")
    time: Written[int] | None = key(kinds.Instant(), "when")
    id: Written[str] | None = key(kinds.Text(), "the id of the event")
    reason: Written[str] | None = key(kinds.Text(), "the reason in words")
    bounce: Written[str] | None = key(kinds.Failure(), "what the table of bounces makes of it: kind and reason")


class Example(Record):
    """Records, and the events that must come out of them; `sendspec check` looks whether they do."""

    shows: list[Written[str]] = key(
        kinds.ListOf(kinds.Text()), "what it is an example of; `trap 14` for a trap by its number", required=True
    )
    record: Written[str] = key(kinds.Verbatim(), "one or more records, exactly as they stand in a file", required=True)
    events: list[ExampleEvent] = key(
        kinds.ListOf(kinds.RecordOf("ExampleEvent"), may_be_empty=True),
        "the events that come out, in this order; `[]` for none",
        required=True,
    )
    counted: dict[Written[str], Written[int]] | None = key(
        kinds.MapOf(kinds.Name("record"), kinds.Whole(low=0)),
        "how many records are counted under a name, also `not_understood`, `without_message`, `without_recipient` and "
        "`not_joined`",
    )


class Source(Record):
    """`spec/sources/*.yaml`: how the records of a real log become events."""

    exactly_one_of: ClassVar[tuple[str, ...]] = ("reader", "format")
    source: Written[str] = key(kinds.Name("source"), "the name that `--source` takes", required=True)
    label: WordsWritten = key(WORDS, "what people call it", required=True)
    doc: WordsWritten | None = key(WORDS, "what is special about it")
    documents: list[Written[str]] | None = key(
        kinds.ListOf(kinds.Address()), "where those who write the records describe them"
    )
    reader: Written[str] | None = key(kinds.Name("reader"), "the reader in Python that finds the records; or `format`")
    format: Written[str] | None = key(
        kinds.Choice(("json", "csv", "lines", "syslog")),
        "what a file holds: JSON values in lines, lists or whole documents; rows; lines; lines of syslog",
    )
    records: Any | None = key(
        kinds.Either(scalar=kinds.Path(), mapping=kinds.RecordOf("TextAt"), sequence=kinds.ListOf(RECORDS_AT)),
        "of `json`: where records stand in a value, the first that is there; a list has several. Else the value is one",
    )
    pattern: Any | None = key(
        kinds.Either(scalar=kinds.Pattern(), sequence=kinds.ListOf(kinds.Pattern())),
        "of `lines` and `syslog`: what a line, or its text, is like; the named groups of the first that fits",
    )
    columns: list[Written[str]] | None = key(
        kinds.ListOf(kinds.Text()), "of `csv`: the names of the columns, where the file has no header"
    )
    delimiter: Written[str] | None = key(kinds.Sign(), "of `csv`: what parts the columns; a comma unless said")
    message: Any | None = key(MESSAGE, "for all rules: which message it is")
    each: Written[str] | None = key(kinds.Path(), "for all rules: a list, of which each element is an event")
    recipient: Any | None = key(VALUE, "for all rules: whom it was sent to")
    time: Any | None = key(TIME, "for all rules: when it happened")
    id: Any | None = key(VALUE, "for all rules: the id of the event")
    reason: Any | None = key(VALUE, "for all rules: why, in the words of a server")
    bounce: Bounce | None = key(kinds.RecordOf("Bounce"), "for all rules: what else a record says of a failure")
    also_known_as: dict[Written[str], Any] | None = key(
        kinds.MapOf(kinds.Name("alias"), VALUE), "for all rules: other names by which records may call the message"
    )
    events: Any = key(
        kinds.Either(
            mapping=kinds.MapOf(kinds.Name("record"), kinds.Name("event")),
            sequence=kinds.ListOf(kinds.RecordOf("SourceRule")),
        ),
        "of a `reader`: the event that each of its records means; of a `format`: rules, of which the first that fits "
        "decides",
        required=True,
    )
    examples: list[Example] | None = key(
        kinds.ListOf(kinds.RecordOf("Example")), "records, and the events that must come out of them"
    )


# ── bounces.yaml ─────────────────────────────────────────────────────────────────────────────────────────────────────

FAILURE = kinds.Choice(("hard", "soft", "ignored"))


def _one_of(item: kinds.Kind) -> kinds.Kind:
    return kinds.Either(scalar=item, sequence=kinds.ListOf(item))


class Reason(Record):
    """Why a message failed, in the words of those who read the logs."""

    label: WordsWritten = key(WORDS, "what people call it", required=True)
    doc: WordsWritten | None = key(WORDS, "what it means")
    code: Written[int] | None = key(kinds.Whole(low=0), "the published numeric code")
    kinds_: list[Written[str]] = key(
        kinds.ListOf(FAILURE), "which kinds of failure may have this reason", required=True, spelling="kinds"
    )


class BounceRule(Record):
    """What a failure is if all that this rule asks for holds; the first rule that holds decides.

    The last rule asks for nothing. Several values stand in a list: one of them must be there.
    """

    name: Written[str] = key(kinds.Name("rule"), "what the rule is called where its decisions are shown", required=True)
    source: Any | None = key(_one_of(kinds.Name("source")), "the log comes from this source")
    record: Any | None = key(_one_of(kinds.Name("record")), "the record was counted under this name by its source")
    class_: Any | None = key(
        _one_of(kinds.Text()), "what the sender itself calls the failure, without regard to case", spelling="class"
    )
    status: Any | None = key(
        _one_of(kinds.Text()), "the enhanced status code, such as `5.1.1`, `5.1.x` or `x.4.7`; `x` is any number"
    )
    code: Any | None = key(_one_of(kinds.Text()), "the reply code, such as `550`, `55x` or `5xx`; `x` is any digit")
    text: Written[str] | None = key(
        kinds.Pattern(), "a regular expression found anywhere in the reply, without regard to case"
    )
    kind: Written[str] = key(FAILURE, "how bad it is for the address", required=True)
    reason: Written[str] = key(kinds.Name("reason"), "why it failed", required=True)
    doc: WordsWritten | None = key(WORDS, "why it is so")
    cite: list[Written[str]] | None = key(CITATIONS, "the documents that state it; without, it is our own choice")


class HeardOfFailures(Record):
    """What the machine of addresses hears of a failure, by its kind."""

    hard: Written[str] = key(kinds.Name("event"), "the event for a hard failure", required=True)
    soft: Written[str] = key(kinds.Name("event"), "the event for a soft failure", required=True)
    ignored: Written[str] = key(kinds.Name("event"), "the event for an ignored failure", required=True)


class Addresses(Record):
    """What the machine of one address hears of what happens to the messages that are sent to it."""

    machine: Written[str] = key(kinds.Name("machine"), "the machine of one address", required=True)
    failures: list[Written[str]] = key(
        EVENTS, "the events of messages that are failures, to be classified", required=True
    )
    events: dict[Written[str], Written[str]] | None = key(
        kinds.MapOf(kinds.Name("event"), kinds.Name("event")), "what it hears of other events of messages"
    )
    kinds_: HeardOfFailures = key(
        kinds.RecordOf("HeardOfFailures"), "what it hears of a failure, by its kind", required=True, spelling="kinds"
    )


class BounceFile(Record):
    """`spec/bounces.yaml`: how replies and classes of senders become a kind of failure and a reason."""

    doc: WordsWritten | None = key(WORDS, "what the order of the rules is, and where they come from")
    reasons: dict[Written[str], Reason] = key(
        kinds.MapOf(kinds.Name("reason"), kinds.RecordOf("Reason")), "why messages fail", required=True
    )
    rules: list[BounceRule] = key(
        kinds.ListOf(kinds.RecordOf("BounceRule")), "the rules in order: the first that holds decides", required=True
    )
    addresses: Addresses | None = key(kinds.RecordOf("Addresses"), "what the machine of addresses hears")


# ── recordings/*.yaml ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One event of a recording; it stands in one text, and its parts are looked for when they are to be shown."""

    at: int
    message: int
    event: str
    reason: str | None
    text: str
    place: Place

    @property
    def time_place(self) -> Place:
        """Where the time stands."""
        return self._part(1)

    @property
    def message_place(self) -> Place:
        """Where the number of the message stands."""
        return self._part(2)

    @property
    def event_place(self) -> Place:
        """Where the event stands."""
        return self._part(3)

    def _part(self, group: int) -> Place:
        found = kinds.RECORDED_EVENT.fullmatch(self.text)
        # What is quoted, or goes on in another line, is not as long as it stands there.
        if found is None or self.place.end_column - self.place.column != len(self.text):
            return self.place
        start, end = found.span(group)
        return self.place._replace(column=self.place.column + start, end_column=self.place.column + end)


class Recording(Record):
    """`spec/recordings/*.yaml`: what happened in a real run, for the pages to play."""

    recording: Written[str] = key(kinds.Name("recording"), "its name", required=True)
    label: WordsWritten = key(WORDS, "what people call it", required=True)
    doc: WordsWritten | None = key(WORDS, "what is special about it")
    start: Written[int] = key(kinds.Time(), "when it began", required=True)
    messages: Written[int] = key(
        kinds.Whole(low=1, high=MOST_RECORDED), "how many messages it has, numbered from 1", required=True
    )
    events: list[RecordedEvent] = key(
        kinds.ListOf(kinds.RecordedEvent()), "what happened to them, in the order of time", required=True
    )


RECORDS: dict[str, type[Record]] = {
    record.__name__: record
    for record in (
        Project, DurationSetting, Document, Vocabulary, Term, Status, Counter, Kpi, Refusal, Mode, Machine, Fact,
        Condition, State, Count, Deadline, Move, Alternative, Numbered, NextMove, Otherwise, LawFile, Law, Range,
        Agreement, Precedence, Exemption, ScenarioFile, Scenario, Step, Source, SourceRule,
        Finding, OtherName, RecordTime, Bounce, TextAt, FieldTest, EventByKind, Example, ExampleEvent, Recording,
        BounceFile, Reason, BounceRule, Addresses, HeardOfFailures,
    )
}  # fmt: skip
"""Every record by its name, as `RecordOf` gives it."""


@dataclass(frozen=True, slots=True)
class Spec:
    """All files of a spec, as written."""

    project: Project
    vocabulary: Vocabulary
    modes: tuple[Mode, ...]
    machines: tuple[Machine, ...]
    laws: tuple[Law, ...]
    not_laws: tuple[Law, ...]
    scenarios: tuple[Scenario, ...]
    sources: tuple[Source, ...]
    recordings: tuple[Recording, ...]
    bounces: BounceFile | None
    ignores: tuple[Ignore, ...]
    texts: tuple[SpecText, ...]
    catalogues: tuple[SourceFile, ...] = ()
    """The project's own words for the pages, one file a locale."""
