"""What differs between two declared sources, told part by part."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sendspec_gen.changes import compare
from sendspec_gen.changes.change import Change
from sendspec_gen.disk import read_spec
from sendspec_gen.model import Model
from sendspec_gen.pipeline import compile_spec
from sendspec_gen.source import SourceFile

from tests.project import ROOT

CORPUS = ROOT / "tests/corpus"
HOOK = (CORPUS / "sources/hook.yaml").read_text("utf-8")
PATH = "spec/sources/hook.yaml"


def model_with(hook: str | None) -> Model:
    files = read_spec(CORPUS / "good")
    compilation = compile_spec(files if hook is None else (*files, SourceFile(PATH, hook.encode())))
    assert compilation.model is not None, compilation.problems
    return compilation.model


def changes(before: str | None, after: str | None) -> tuple[Change, ...]:
    return compare(model_with(before), model_with(after), {}, {}).changes


def told(pattern: str, replacement: str) -> list[tuple[str, str, str]]:
    """The aspect, what was and what is, of each change that an edit makes; all of them concern data and KPIs."""
    edited, number = re.subn(pattern, replacement, HOOK, count=1)
    assert number == 1
    found = changes(HOOK, edited)
    assert {(change.what, change.of, change.name, change.concerns) for change in found} <= {
        ("changed", "source", "hook", ("DATA", "KPI"))
    }
    return [(change.aspect, change.before, change.after) for change in found]


@pytest.mark.parametrize(
    ("pattern", "replacement", "aspect", "before", "after"),
    [
        ("event: delivered\n", "event: expired\n", "rule delivery: event", "delivered", "expired"),
        ("soft: expired", "soft: bounced", "rule bounce: event", "hard: bounced, soft: expired, ignored: no event",
         "hard: bounced, soft: bounced, ignored: no event"),
        ("record: transfer", "record: moved", "rule moved: record", "transfer", "moved"),
        ("id: delivery.id", "id: delivery.number", "rule delivery: id", "delivery.id", "delivery.number"),
        ("zone: Europe/Paris", "zone: UTC", "rule bounce: time", "bounce.timestamp iso8601 Europe/Paris",
         "bounce.timestamp iso8601 UTC"),
        ("continues_as: next.id", "continues_as: next", "rule transfer: continues_as", "next.id", "next"),
        ('items, "@"', '"@", items', "records", "text Message, else items, else @",
         "text Message, else @, else items"),
    ],
)  # fmt: skip
def test_what_a_rule_says(pattern: str, replacement: str, aspect: str, before: str, after: str) -> None:
    found = told(re.escape(pattern), replacement)

    assert (aspect, before, after) in found
    # What is shared is told of each rule that reads it.
    assert all(row[1:] == (before, after) for row in found)


def test_a_rule_that_comes_and_one_that_goes() -> None:
    asked = 'eventType is "Transfer"'

    assert told(r"  - \{record: transfer.*\n", "") == [("rule transfer", f"{asked}: no event", "")]
    assert told("(?m)^examples", "  - {record: rest, event: expired}\nexamples") == [
        ("rule rest", "", "any record: expired")
    ]


def test_a_rule_that_asks_for_something_else_is_another() -> None:
    assert told("eventType: Transfer", "eventType: Move") == [
        ("rule transfer", "", 'eventType is "Move": no event'),
        ("rule transfer", 'eventType is "Transfer": no event', ""),
    ]


def test_the_order_of_rules() -> None:
    transfer = "  - {record: transfer, when: {eventType: Transfer}, continues_as: next.id}\n"
    moved = HOOK.replace(transfer, "").replace("events:\n", f"events:\n{transfer}", 1)
    (change,) = changes(HOOK, moved)

    assert change.aspect == "order of rules"
    assert change.after.startswith('transfer (eventType is "Transfer"), delivery (')


def test_sources_that_come_and_go() -> None:
    (come,), (gone,) = changes(None, HOOK), changes(HOOK, None)

    assert (come.what, come.of, come.name, come.after) == ("added", "source", "hook", "declared for json")
    assert (gone.what, gone.of, gone.name, gone.before) == ("removed", "source", "hook", "declared for json")


def test_what_is_the_same() -> None:
    as_list = HOOK.replace("id: bounce.feedbackId", "id: [bounce.feedbackId]")

    assert changes(HOOK, HOOK) == ()
    assert changes(HOOK, f"# A comment.\n{as_list}") == ()


def test_examples_and_documents_concern_the_pages_only() -> None:
    fewer = HOOK[: HOOK.index("  - {shows: [a record that is unknown]")].replace("#kinds", "")

    assert [(change.aspect, change.concerns) for change in changes(HOOK, fewer)] == [
        ("documents", ("DOCS",)),
        ("examples", ("DOCS",)),
    ]


def test_an_event_that_is_renamed_is_no_other_event() -> None:
    before = model_with(HOOK)
    files = [
        SourceFile(file.path, re.sub(r"\bexpired\b", "ran_out", file.content.decode()).encode())
        for file in (*read_spec(CORPUS / "good"), SourceFile(PATH, HOOK.encode()))
    ]
    after = compile_spec(files).model
    assert after is not None
    found = compare(before, replace(after, texts={}), {}, {}).changes

    assert [(change.what, change.of) for change in found if change.of in ("event", "source")] == [("renamed", "event")]
