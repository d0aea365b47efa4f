from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from sendspec_gen import syntax
from sendspec_gen.emit import schema
from sendspec_gen.kinds import keys_of

from tests.project import ROOT
from tests.unit.sendspec_gen.small_spec import small_model

SPEC_FILES = sorted((ROOT / "spec").rglob("*.yaml"))

PROJECT = """
package: sendlogs
label: {en: Sending logs}
locales: [en, fr]
default_locale: en
durations: {validity_period: {value: 3d12h, set_by: delivery, at_most: 90m}}
numbers: {errors: 5}
documents: {table: {title: A table, where: somewhere, version: 2021, rows: 5}}
"""
MODE = """
mode: fast
label: {en: Fast}
channels: [email]
cite: [table, table.4]
initial: pending
states:
  pending:
    status: pending
    deadline: {after: validity_period, raise: expired, from: start}
    on:
      delivered: {to: done, kpi: {delivered: +1, to_deliver: -1}}
      expired:
        - {when: [a, {not: b}, {any: [a, {all: [b, c]}]}], to: done}
        - {otherwise: true, to: pending, requires: [{not: a}], tell: {unsettled_messages: cancelled}}
    ignore: [relayed]
    reject: {excluded: never_sent}
  erroneous:
    numbered: {from: 1, below: errors}
    on:
      soft: {next: {not_before: gap}, after_last: {to: done, kpi: {bad: +1}}}
  done: {settled: true, final: false, code: 0}
"""
VOCABULARY = """
events: {log: {delivered: {label: {en: Delivered, no: Levert}}}}
counters:
  delivered: {kind: stock, of: log, label: {en: Delivered}}
  done: {sum: [delivered], label: {en: Done}}
kpis: {rate: {counter: delivered, over: done, unit: percent}}
"""
SCENARIOS = """
scenarios:
  - scenario: {en: "A story: with a colon"}
    cite: [table.1]
    modes: [fast, slow]
    steps:
      - {event: delivered, at: 1h30m, message: all, kpis: {rate: 71.4 %, other: up, third: 3, fourth: none, fifth: 50%}}
      - {at: 2d, facts: {a: true}, counters: {delivered: 0}, message: 2}
"""
LAWS = """
laws:
  - at_most_one_of: [delivered, bad]
    modes: all
    doc: {en: Nothing is both.}
    cite: [table.1]
  - counter_is_status: {delivered: sent}
    modes: [fast, slow]
  - between: {counter: delivered, low: 0, high: to_deliver}
    machine: row
  - same_when_settled: {counters: [delivered], status: true}
    modes: all
  - any_order: true
    modes: all
    except: [{events: [delivered, bounced], why: {en: The last one counts.}}]
  - only_after: {reach: [sent], after: [confirmed], since: [edited], when: [a, {not: b}]}
    machine: door
not_laws:
  - settled_together: true
    modes: all
  - clock_is_late: true
    modes: all
"""
RECORDING = """
recording: run
label: {en: A run}
start: 2024-02-29T18:30:00Z
messages: 2
events:
  - 0s 1 delivered
  - 1m2s  2 bounced no such box
"""
SOURCE = (ROOT / "tests/corpus/sources/hook.yaml").read_text("utf-8")
FINE = {
    "recording": RECORDING,
    "source": SOURCE,
    "project": PROJECT,
    "mode": MODE,
    "vocabulary": VOCABULARY,
    "scenarios": SCENARIOS,
    "laws": LAWS,
}

BROKEN = [
    ("an unknown key", "project", "package: sendlogs", "package: sendlogs\npackages: sendlogs", ""),
    ("a missing key", "project", "default_locale: en", "", ""),
    ("no name", "project", "package: sendlogs", "package: Send-Logs", "package"),
    ("no duration", "project", "3d12h", "3 days", "durations/validity_period/value"),
    ("no choice", "project", "set_by: delivery", "set_by: anybody", "durations/validity_period/set_by"),
    ("no whole number", "project", "errors: 5", "errors: five", "numbers/errors"),
    ("a number too small", "project", "rows: 5", "rows: 0", "documents/table/rows"),
    ("words in no language", "project", "label: {en: Sending logs}", "label: Sending logs", "label"),
    ("an empty text", "project", "title: A table", 'title: " "', "documents/table/title"),
    ("an effect of nothing", "mode", "delivered: +1", "delivered: 0", "states/pending/on/delivered/kpi/delivered"),
    ("an effect in words", "mode", "delivered: +1", "delivered: more", "states/pending/on/delivered/kpi/delivered"),
    ("a move to nowhere", "mode", "to: done, kpi: {delivered", "kpi: {delivered", "states/pending/on/delivered"),
    ("an answer that is a word", "mode", "{to: done, kpi: {delivered: +1, to_deliver: -1}}", "done",
     "states/pending/on/delivered"),
    ("a key of another answer", "mode", "{next:", "{to: done, next:", "states/erroneous/on/soft"),
    ("two ways of choosing", "mode", "{otherwise: true,", "{otherwise: true, when: [a],",
     "states/pending/on/expired/1"),
    ("no way of choosing", "mode", "{otherwise: true,", "{", "states/pending/on/expired/1"),
    ("an unknown listener", "mode", "unsettled_messages", "everybody", "states/pending/on/expired/1/tell"),
    ("two combinations", "mode", "{any: [a,", "{not: a, any: [a,", "states/pending/on/expired/0/when/2"),
    ("a flag in words", "mode", "settled: true", "settled: yes", "states/done/settled"),
    ("no citation", "mode", "table.4", "table.four", "cite/1"),
    ("kind and sum", "vocabulary", "{sum: [delivered]", "{sum: [delivered], kind: stock", "counters/done"),
    ("neither counter nor status", "vocabulary", "{counter: delivered, over", "{over", "kpis/rate"),
    ("no expectation", "scenarios", "other: up", "other: upwards", "scenarios/0/steps/0/kpis/other"),
    ("mode and modes", "scenarios", "modes: [fast, slow]", "modes: [fast]\n    mode: slow", "scenarios/0"),
    ("two laws in one", "laws", "  - at_most_one_of", "  - any_order: true\n    at_most_one_of", "laws/0"),
    ("a law that says nothing", "laws", "at_most_one_of: [delivered, bad]\n    modes", "modes", "laws/0"),
    ("modes in one word", "laws", "modes: all", "modes: some", "laws/0/modes"),
    ("a bound without its other", "laws", ", high: to_deliver", "", "laws/2/between"),
    ("an exception without a reason", "laws", ", why: {en: The last one counts.}", "", "laws/4/except/0"),
    ("a precedence of nothing", "laws", "after: [confirmed]", "after: []", "laws/5/only_after/after"),
    ("a condition that is none", "laws", "{not: b}", "{nor: b}", "laws/5/only_after/when/1"),
    ("no laws", "laws", "laws:\n", "law:\n", ""),
    ("a time without a zone", "recording", "18:30:00Z", "18:30:00", "start"),
    ("no messages", "recording", "messages: 2", "messages: 0", "messages"),
    ("an event without a message", "recording", "0s 1", "0s", "events/0"),
    ("an event by parts", "recording", "0s 1 delivered", "{at: 0s}", "events/0"),
    ("format and reader", "source", "format: json", "format: json\nreader: postfix", ""),
    ("an unknown format", "source", "format: json", "format: xml", "format"),
    ("a path that is a number", "source", "id: bounce.feedbackId", "id: 7", "id"),
    ("a way without a field", "source", "{field: bounce.text, pattern", "{pattern", "reason/1"),
    ("a time that is a path", "source", "time: {field: bounce.timestamp, format: iso8601, zone: Europe/Paris}",
     "time: bounce.timestamp", "time"),
    ("a test of two things", "source", "{exists: true}", "{exists: true, matches: a}", "events/1/when/bounce.final"),
    ("a kind without an event", "source", ", ignored: null}", "}", "events/1/event"),
    ("an address without a scheme", "source", "[https://docs", "[docs", "documents/0"),
    ("an example without events", "source", ", events: []}", "}", "examples/1"),
    ("a failure without a reason", "source", "soft  mailbox_full", "soft", "examples/0/events/0/bounce"),
    ("a time in another zone", "source", "08:00:01.000Z", "08:00:01+01:00", "examples/0/events/0/time"),
    ("a list that is a name", "scenarios", "cite: [table.1]", "cite: table.1", "scenarios/0/cite"),
]  # fmt: skip


def test_a_schema_for_each_kind_of_file() -> None:
    expected = ["project", "vocabulary", "mode", "machine", "laws", "scenarios", "source", "recording", "bounces"]

    assert [f"generated/schema/{name}.schema.json" for name in expected] == list(emitted())


@pytest.mark.parametrize(
    "name", ["project", "vocabulary", "mode", "machine", "laws", "scenarios", "source", "recording", "bounces"]
)
def test_a_schema_is_a_schema_and_bears_the_header(name: str) -> None:
    text = emitted()[f"generated/schema/{name}.schema.json"]
    document = json.loads(text)
    Draft202012Validator.check_schema(document)

    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["$comment"].startswith("Generated from ")
    assert document["$comment"].endswith(" by `sendspec generate`. Do not edit.")
    assert text.endswith("}\n")


def test_every_key_of_the_language_is_in_a_schema_with_its_words() -> None:
    expected = {(key.spelling, key.doc) for record in syntax.RECORDS.values() for key in keys_of(record)}

    assert expected == {
        (spelling, words["description"])
        for text in emitted().values()
        for record in _records(json.loads(text))
        for spelling, words in record["properties"].items()
    }


def test_every_reference_is_defined() -> None:
    for text in emitted().values():
        defined = {f"#/$defs/{name}" for name in json.loads(text).get("$defs", {})}

        assert defined == set(re.findall(r'"\$ref": "([^"]+)"', text))


@pytest.mark.parametrize("path", SPEC_FILES, ids=lambda path: path.name)
def test_the_shipped_spec_is_valid(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert header, "the first line names the schema for editors"
    target = (path.parent / header[1]).resolve().relative_to(ROOT).as_posix()

    assert complaints(json.loads(emitted()[target]), text) == []


@pytest.mark.parametrize("name", FINE)
def test_what_the_language_allows_is_valid(name: str) -> None:
    assert complaints(schema_of(name), FINE[name]) == []


@pytest.mark.parametrize(("name", "good", "bad", "place"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_what_the_language_refuses_is_invalid(name: str, good: str, bad: str, place: str) -> None:
    assert FINE[name].count(good) >= 1
    found = complaints(schema_of(name), FINE[name].replace(good, bad, 1))

    assert found
    assert all(place == found_place for found_place in found)


@cache
def emitted() -> dict[str, str]:
    return dict(schema.files(small_model()))


def schema_of(name: str) -> Any:
    return json.loads(emitted()[f"generated/schema/{name}.schema.json"])


def complaints(document: Any, text: str) -> list[str]:
    """The places, as `a/b/0`, at which a YAML text breaks a schema."""
    written = yaml.load(text, Yaml12)
    return ["/".join(map(str, error.absolute_path)) for error in Draft202012Validator(document).iter_errors(written)]


def _records(document: Any) -> Iterator[Any]:
    yield document
    yield from document.get("$defs", {}).values()


class Yaml12(yaml.SafeLoader):
    """Reads `on`, `yes` and dates as words, as YAML 1.2 does."""


Yaml12.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
