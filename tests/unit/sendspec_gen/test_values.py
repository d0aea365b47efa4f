"""Nodes to values of each kind."""

from __future__ import annotations

from typing import Any

import pytest
from sendspec_gen import kinds, syntax
from sendspec_gen.kinds import Kind, keys_of
from sendspec_gen.problems import Problems
from sendspec_gen.read.nodes import MappingNode, compose
from sendspec_gen.read.values import read_record, read_value
from sendspec_gen.source import Place, SourceFile, Written


def read(kind: Kind, text: str) -> tuple[Any, list[str]]:
    """The value without its places, and the codes of the problems."""
    problems = Problems()
    node = compose(SourceFile("f", f"x: {text}".encode()), problems)
    assert isinstance(node, MappingNode)
    return bare(read_value(kind, node.pairs[0][1], problems)), [found.code for found in problems.found]


def bare(value: Any) -> Any:
    if isinstance(value, Written):
        return value.value
    if isinstance(value, list):
        return [bare(item) for item in value]
    if isinstance(value, dict):
        return {bare(key): bare(item) for key, item in value.items()}
    return value


SIGNED = kinds.Whole(signed=True)
NAMES = kinds.ListOf(kinds.Name())
ANSWER = kinds.Either(scalar=kinds.Name(), sequence=NAMES)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (kinds.Name(), "to_deliver_2", "to_deliver_2"),
        (kinds.Name(), "'quoted'", "quoted"),
        (kinds.Text(), "Envoyé ", "Envoyé"),
        (kinds.Text(), "3", "3"),
        (kinds.Words(), "{en: Sent, no: Sendt}", {"en": "Sent", "no": "Sendt"}),
        (kinds.Flag(), "true", True),
        (kinds.Flag(), "false", False),
        (kinds.Whole(), "012", 12),
        (kinds.Whole(low=0), "0", 0),
        (kinds.Whole(), "999999999", 999_999_999),
        (SIGNED, "+1", 1),
        (SIGNED, "-2", -2),
        (kinds.NumberOrName(), "5", 5),
        (kinds.NumberOrName(), "strikes", "strikes"),
        (kinds.Duration(), "3d12h", 302_400_000_000),
        (kinds.Duration(), "90m", 5_400_000_000),
        (kinds.Duration(), "0s", 0),
        (kinds.Time(), "1970-01-02T00:00:01Z", 86_401_000_000),
        (kinds.Time(), "'2024-02-29T00:00:00Z'", 1_709_164_800_000_000),
        (kinds.Citation(), "efs_table.4", "efs_table.4"),
        (kinds.Citation(), "efs_table", "efs_table"),
        (kinds.Expectation(), "71.4 %", "71.4 %"),
        (kinds.Expectation(), "up", "up"),
        (kinds.Expectation(), "3", "3"),
        (kinds.Choice(("stock", "flow")), "flow", "flow"),
        (NAMES, "[a, b]", ["a", "b"]),
        (kinds.MapOf(kinds.Name(), SIGNED), "{a: +1}", {"a": 1}),
        (ANSWER, "a", "a"),
        (ANSWER, "[a]", ["a"]),
    ],
)
def test_value(kind: Kind, text: str, expected: object) -> None:
    assert (expected, []) == read(kind, text)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (kinds.Name(), "Sent", "not-a-name"),
        (kinds.Name(), "1st", "not-a-name"),
        (kinds.Name(), "_hidden", "not-a-name"),
        (kinds.Name(), "envoyé", "not-a-name"),
        (kinds.Name(), "", "wrong-form"),
        (kinds.Name(), "~", "wrong-form"),
        (kinds.Name(), "[a]", "wrong-form"),
        (kinds.Text(), "null", "wrong-form"),
        (kinds.Text(), "''", "empty-text"),
        (kinds.Text(), "{a: b}", "wrong-form"),
        (kinds.Words(), "Sent", "not-words"),
        (kinds.Words(), "{}", "empty-text"),
        (kinds.Flag(), "yes", "not-a-flag"),
        (kinds.Flag(), "True", "not-a-flag"),
        (kinds.Flag(), "'true'", "not-a-flag"),
        (kinds.Flag(), "maybe", "not-a-flag"),
        (kinds.Flag(), "[true]", "not-a-flag"),
        (kinds.Whole(), "one", "not-a-number"),
        (kinds.Whole(), "1.0", "not-a-number"),
        (kinds.Whole(), "0x10", "not-a-number"),
        (kinds.Whole(), "1_000", "not-a-number"),
        (kinds.Whole(), "'1'", "not-a-number"),
        (kinds.Whole(), "٣", "not-a-number"),
        (kinds.Whole(), "1000000000", "not-a-number"),
        (kinds.Whole(), "9" * 5_000, "not-a-number"),
        (kinds.Whole(low=1), "0", "out-of-range"),
        (SIGNED, "1", "sign-missing"),
        (SIGNED, "+0", "out-of-range"),
        (SIGNED, "0", "out-of-range"),
        (kinds.NumberOrName(), "1.5", "not-a-number"),
        (kinds.Duration(), "3", "not-a-duration"),
        (kinds.Duration(), "1 day", "not-a-duration"),
        (kinds.Duration(), "-1d", "not-a-duration"),
        (kinds.Duration(), "9" * 10 + "d", "not-a-duration"),
        (kinds.Time(), "2023-02-29T00:00:00Z", "not-a-time"),
        (kinds.Time(), "2024-02-29T24:00:00Z", "not-a-time"),
        (kinds.Time(), "2024-02-29T00:00:00", "not-a-time"),
        (kinds.Time(), "2024-02-29T00:00:00+01:00", "not-a-time"),
        (kinds.Time(), "0000-01-01T00:00:00Z", "not-a-time"),
        (kinds.Time(), "2024-02-29", "not-a-time"),
        (kinds.Time(), "[2024]", "wrong-form"),
        (kinds.RecordedEvent(), "0s 1", "not-a-recorded-event"),
        (kinds.RecordedEvent(), "0 1 sent", "not-a-recorded-event"),
        (kinds.RecordedEvent(), "0s one sent", "not-a-recorded-event"),
        (kinds.RecordedEvent(), "0s -1 sent", "not-a-recorded-event"),
        (kinds.RecordedEvent(), "0s 1 Sent", "not-a-recorded-event"),
        (kinds.RecordedEvent(), "0.5s 1 sent", "not-a-recorded-event"),
        (kinds.RecordedEvent(), "0s,1,sent", "not-a-recorded-event"),
        (kinds.RecordedEvent(), f"{'9' * 10}s 1 sent", "not-a-recorded-event"),
        (kinds.RecordedEvent(), f"0s {'9' * 5_000} sent", "not-a-recorded-event"),
        (kinds.RecordedEvent(), f"{'9s' * 5_000}", "not-a-recorded-event"),
        (kinds.RecordedEvent(), "[0s, 1, sent]", "wrong-form"),
        (kinds.Citation(), "efs_table.", "not-a-citation"),
        (kinds.Citation(), "efs table", "not-a-citation"),
        (kinds.Citation(), "efs_table.one", "not-a-citation"),
        (kinds.Expectation(), "rising", "not-an-expectation"),
        (kinds.Expectation(), "1.2.3", "not-an-expectation"),
        (kinds.Expectation(), "-5", "not-an-expectation"),
        (kinds.Choice(("stock", "flow")), "stocks", "not-a-choice"),
        (NAMES, "a", "wrong-form"),
        (NAMES, "[]", "empty-list"),
        (kinds.MapOf(kinds.Name(), SIGNED), "[a]", "wrong-form"),
        (kinds.MapOf(kinds.Name(), SIGNED), "{}", "empty-mapping"),
        (ANSWER, "{a: b}", "wrong-form"),
    ],
)
def test_refusal(kind: Kind, text: str, code: str) -> None:
    assert (None, [code]) == read(kind, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0s 1 sent", (0, 1, "sent", None)),
        ("1h2m3s 017 hard_bounced", (3_723_000_000, 17, "hard_bounced", None)),
        ("4s   2   sent   after two tries", (4_000_000, 2, "sent", "after two tries")),
        ('"0s 1 sent so: late"', (0, 1, "sent", "so: late")),
    ],
)
def test_recorded_event(text: str, expected: object) -> None:
    value, codes = read(kinds.RecordedEvent(), text)

    assert (value.at, value.message, value.event, value.reason) == expected
    assert codes == []


def test_the_parts_of_a_recorded_event_have_their_places() -> None:
    value, _ = read(kinds.RecordedEvent(), "4s   21 sent late")

    assert value.time_place == Place("f", 1, 4, 6)
    assert value.message_place == Place("f", 1, 9, 11)
    assert value.event_place == Place("f", 1, 12, 16)


def test_words_keep_the_texts_that_are_there() -> None:
    assert read(kinds.Words(), "{en: ' ', fr: Envoyé}") == ({"fr": "Envoyé"}, ["empty-text"])


def test_record_reads_on_after_a_problem() -> None:
    problems = Problems()
    node = compose(
        SourceFile("f", b"source: list\nlabl: {en: List}\nreader: Postfix\nevents: {ok: delivered}"), problems
    )
    assert node is not None
    record = read_record(syntax.Source, node, problems)

    assert isinstance(record, syntax.Source)
    assert record.source.value == "list"
    assert sorted(found.code for found in problems.found) == ["missing-key", "not-a-name", "unknown-key"]


def test_either_is_told_by_a_key() -> None:
    problems = Problems()
    node = compose(SourceFile("f", b"next: {}\nafter_last: {to: quarantined}"), problems)
    assert node is not None

    assert isinstance(read_value(syntax.ANSWER, node, problems), syntax.Numbered)
    assert problems.found == []


@pytest.mark.parametrize("record", syntax.RECORDS.values(), ids=lambda record: record.__name__)
def test_each_record_names_what_it_lacks(record: type[syntax.Record]) -> None:
    problems = Problems()
    node = compose(SourceFile("f", b"{}"), problems)
    assert node is not None
    read_record(record, node, problems)
    told = " ".join(found.message for found in problems.found)

    assert all(f"`{key.spelling}`" in told for key in keys_of(record) if key.required)
    assert bool(record.exactly_one_of) == ("one-of" in {found.code for found in problems.found})


def test_a_record_is_not_changed() -> None:
    record = syntax.Refusal(place=Place("f"))

    with pytest.raises(AttributeError, match="label"):
        record.label = {}
    assert record.label is None


def test_records_keep_their_keys_in_order() -> None:
    assert [(key.spelling, key.field, key.required) for key in keys_of(syntax.Deadline)] == [
        ("after", "after", True),
        ("raise", "raise_", True),
        ("from", "from_", True),
    ]
