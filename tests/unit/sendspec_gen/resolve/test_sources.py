"""Declared sources, from their YAML to the model; what is expected was written down beside the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from sendspec_gen.disk import read_spec
from sendspec_gen.model import (
    Declaration,
    ExampleEvent,
    Fields,
    FieldTest,
    RecordsAt,
    RecordTime,
    Source,
    SourceRule,
    Value,
    Way,
)
from sendspec_gen.pipeline import compile_spec
from sendspec_gen.source import Place, SourceFile

from tests.project import ROOT

CORPUS = ROOT / "tests/corpus"
PATH = "spec/sources/tried.yaml"
BASE = """
source: tried
label: {en: Tried, fr: Essayé}
format: json
message: id
recipient: to
time: {field: at, format: iso8601}
events:
"""


def source_of(text: str) -> Source:
    """The source that a text declares, beside the good project."""
    files = (*read_spec(CORPUS / "good"), SourceFile(PATH, text.encode()))
    compilation = compile_spec(files)
    assert compilation.model is not None, compilation.problems
    assert compilation.problems == ()
    return next(source for source in compilation.model.sources.values() if source.place.file == PATH)


def codes_of(text: str) -> list[str]:
    files = (*read_spec(CORPUS / "good"), SourceFile(PATH, text.encode()))
    return [problem.code for problem in compile_spec(files).problems]


def declared_in(name: str) -> Declaration:
    declared = source_of((CORPUS / "sources" / name).read_text("utf-8")).declared
    assert declared is not None
    return declared


def ways(*paths: str) -> Value:
    return tuple(Way(path) for path in paths)


SHARED_RECIPIENT = ways("each.address")
SHARED_REASON = (Way("each.diagnostic"), Way("bounce.text", ": (.*)"))
SHARED = Fields(
    message=ways("mail.messageId"),
    known_as=None,
    recipient=SHARED_RECIPIENT,
    each="bounce.recipients",
    time=(RecordTime(ways("bounce.timestamp"), "iso8601", "Europe/Paris"),),
    id=ways("bounce.feedbackId"),
    reason=SHARED_REASON,
    bounce_class=ways("bounce.type", "bounce.subType"),
    bounce_status=ways("each.status"),
)
SHARED_NAMES = {"message_id": ways('mail.headers."message-id"')}


def test_every_key_of_a_declaration() -> None:
    declared = declared_in("hook.yaml")
    delivery, bounce, late, transfer = declared.rules

    assert declared.format == "json"
    assert declared.records == (RecordsAt("Message", True), RecordsAt("items", False), RecordsAt("@", False))
    assert (declared.patterns, declared.columns, declared.delimiter) == ((), (), ",")
    assert delivery == SourceRule(
        record="delivery",
        when=(
            FieldTest("eventType", "is", ("Delivery",)),
            FieldTest("size", "is", (1, 2.5, "3", True, None)),
        ),
        event="delivered",
        by_kind=None,
        fields=Fields(
            message=(Way("delivery.id", "^[^@]+"),),
            known_as=None,
            recipient=ways("each"),
            each="delivery.recipients",
            time=(RecordTime(ways("delivery.timestamp", "delivery.time"), "%d/%m/%Y %H:%M:%S %z", None),),
            id=ways("delivery.id"),
            reason=ways("delivery.text"),
            bounce_class=None,
            bounce_status=ways("delivery.status"),
        ),
        also_known_as={"remote_id": ways("delivery.remote")},
        continues_as=None,
        place=Place(PATH, 16, 13, 21),
    )
    assert bounce.when == (
        FieldTest("eventType", "is", ("Bounce",)),
        FieldTest("bounce.final", "exists", (True,)),
        FieldTest("bounce.text", "matches", ("gone|moved",)),
    )
    assert (bounce.event, bounce.by_kind) == (None, {"hard": "bounced", "soft": "expired", "ignored": None})
    assert bounce.heard == ("bounced", "expired")
    assert (bounce.fields, bounce.also_known_as) == (SHARED, SHARED_NAMES)
    assert late.when == (
        FieldTest("eventType", "is", ("Bounce", "Delivery"), negated=True),
        FieldTest("transfer", "exists", (False,)),
        FieldTest("attempt", "is", (1,), negated=True),
    )
    assert late.fields.message == (Way("original.id", "<(.*)>"), Way("original.ids", "<(.*)>"))
    assert late.fields.known_as == "message_id"
    assert (transfer.event, transfer.by_kind, transfer.heard) == (None, None, ())
    assert transfer.continues_as == ways("next.id")


def test_numbers_flags_and_texts_are_told_apart() -> None:
    text = (
        BASE
        + "  - {record: a, when: {x: [1, 1.0, true, '1', 'true', null, ~, 'null', -0, 1e2, 007, 0x1, ''], y: no}}\n"
    )
    declared = source_of(text).declared
    assert declared is not None
    x, y = declared.rules[0].when
    kinds = [(type(value).__name__, value) for value in x.values]

    assert kinds == [
        ("int", 1),
        ("float", 1.0),
        ("bool", True),
        ("str", "1"),
        ("str", "true"),
        ("NoneType", None),
        ("NoneType", None),
        ("str", "null"),
        ("int", 0),
        ("float", 100.0),
        ("str", "007"),
        ("str", "0x1"),
        ("str", ""),
    ]
    assert y.values == ("no",)


def test_examples() -> None:
    source = source_of((CORPUS / "sources/hook.yaml").read_text("utf-8"))
    first, second = source.examples

    assert source.documents == ("https://docs.example.com/events", "http://docs.example.com/bounces#kinds")
    assert source.reader is None
    assert (first.shows, first.traps) == (("delivered", "trap 14", "trap 2"), (14, 2))
    assert first.record.endswith('"text": "250 Ok"}}\n')
    assert first.counted == {"delivery": 1, "not_understood": 0}
    assert first.events == (
        ExampleEvent(
            event="delivered",
            message="m-1",
            recipient="anna@example.com",
            time=1_772_438_401_000_000,
            id="m-1@mx",
            reason="250 Ok",
            bounce="soft mailbox_full",
            place=Place(PATH, 41, 16, 25),
        ),
    )
    assert (second.events, second.counted, second.traps) == ((), {}, ())


def test_rows_and_lines() -> None:
    rows, relay = declared_in("rows.yaml"), declared_in("relay.yaml")

    assert (rows.format, rows.columns, rows.delimiter) == ("csv", ("kind", "id", "rcpt", "at"), "\t")
    assert relay.format == "syslog"
    assert relay.patterns[1] == r"(?P<id>\w+): handed on as (?P<next>\w+)"
    assert relay.rules[0].fields.time == ()


def test_a_reader_may_have_documents_and_examples() -> None:
    text = """
source: tried
label: {en: Tried, fr: Essayé}
reader: postfix
documents: [https://www.example.com/]
events: {sent: delivered}
examples:
  - {shows: [sent], record: a line, events: [{event: delivered}], counted: {any_name: 3}}
"""
    source = source_of(text)

    assert (source.reader, source.declared, source.events) == ("postfix", None, {"sent": "delivered"})
    assert source.examples[0].counted == {"any_name": 3}


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ("{}", "{a: 1}", True),
        ("{a: 1}", "{a: 1, b: 2}", True),
        ("{a: 1, b: 2}", "{a: 1}", False),
        ("{a: [1, 2]}", "{a: 1}", True),
        ("{a: 1}", "{a: [1, 2]}", False),
        ("{a: 1}", "{a: 1.0}", False),
        ("{a: 1}", "{a: true}", False),
        ("{a: 1}", '{a: "1"}', False),
        ("{a: {exists: true}}", "{a: 1}", True),
        ("{a: {exists: true}}", "{a: null}", False),
        ("{a: {exists: false}}", "{a: null}", True),
        ("{a: {exists: true}}", "{a: [1, null]}", False),
        ("{a: {exists: true}}", "{a: ''}", False),
        ("{a: {exists: false}}", "{a: ['', null]}", True),
        ("{a: {not: x}}", "{a: y}", True),
        ("{a: {not: x}}", "{a: [x, y]}", False),
        ("{a: {not: x}}", "{a: {not: [x, y]}}", True),
        ("{a: {not: [x, y]}}", "{a: {not: x}}", False),
        ("{a: {matches: x}}", "{a: {matches: x}}", True),
        ("{a: {matches: x}}", "{a: {matches: y}}", False),
        ("{a: 1}", "{b: 1}", False),
    ],
)
def test_rules_that_no_record_comes_to(first: str, second: str, is_told: bool) -> None:
    text = BASE + f"  - {{record: one, when: {first}}}\n  - {{record: two, when: {second}}}\n"
    if first == "{}":
        text = text.replace(", when: {}", "")

    assert codes_of(text) == (["unreachable-rule"] if is_told else [])


@pytest.mark.parametrize(
    "form", ["iso8601", "rfc5322", "seconds", "milliseconds", "microseconds", "%Y-%m-%d %H:%M:%S%z", "%b %d %H:%M:%S"]
)
def test_formats_of_times(form: str) -> None:
    declared = source_of(BASE.replace("iso8601", f'"{form}"') + "  - {record: a, event: delivered}\n").declared
    assert declared is not None

    assert declared.rules[0].fields.time == (RecordTime(ways("at"), form, None),)


def test_times_of_which_the_first_that_can_be_read_counts() -> None:
    times = "[{field: at, format: seconds}, {field: [on, at], format: rfc5322, zone: UTC}]"
    declared = source_of(
        BASE.replace("{field: at, format: iso8601}", times) + "  - {record: a, event: delivered}\n"
    ).declared
    assert declared is not None

    assert declared.rules[0].fields.time == (
        RecordTime(ways("at"), "seconds", None),
        RecordTime(ways("on", "at"), "rfc5322", "UTC"),
    )


def test_what_only_the_library_reads_is_a_path_too() -> None:
    pytest.importorskip("jmespath")
    text = BASE + "  - {record: a, event: delivered, id: 'items[?kind==`1`] | [0].value', reason: 'a.b || c[-1].*'}\n"
    declared = source_of(text).declared
    assert declared is not None

    assert declared.rules[0].fields.id == ways("items[?kind==`1`] | [0].value")


def test_every_file_of_the_corpus_is_tried() -> None:
    assert {path.name for path in Path(CORPUS / "sources").iterdir()} == {"hook.yaml", "rows.yaml", "relay.yaml"}
