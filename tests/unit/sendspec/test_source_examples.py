"""The examples of sources are read as logs are, and what differs is told at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sendspec.cli.source_examples import failing
from sendspec_gen.disk import read_spec
from sendspec_gen.model import Model
from sendspec_gen.pipeline import compile_spec
from sendspec_gen.problems import Problem
from sendspec_gen.source import SourceFile

from tests.project import ROOT

CORPUS = ROOT / "tests/corpus"
PATH = "spec/sources/tried.yaml"
SOURCE = """
source: tried
label: {en: Tried, fr: Essayé}
format: json
message: id
each: to
recipient: each.address
time: {field: at, format: seconds}
id: number
reason: each.why
events:
  - {record: sent, when: {type: sent}, event: delivered}
  - {record: ping, when: {type: ping}}
"""
GOOD = """
examples:
  - shows: [delivered, trap 14]
    record: |
      {"type": "sent", "id": "m1", "number": "e1", "at": 1772438401,
       "to": [{"address": "anna@example.com", "why": "250 Ok"}, {"address": "Bob@example.com"}]}
    events:
      - {event: delivered, message: m1, recipient: anna@example.com, time: 2026-03-02T08:00:01Z, id: e1, reason: 250 Ok}
      - {event: delivered, recipient: Bob@example.com}
    counted: {sent: 1, not_understood: 0}
  - {shows: [trap 23], record: '{"type": "new"}', events: [], counted: {not_understood: 1}}
  - {shows: [trap 24], record: '[{"type": "ping"}, {"type": "ping"}]', events: [], counted: {ping: 2}}
"""


def model_with(text: str) -> Model:
    compilation = compile_spec((*read_spec(CORPUS / "good"), SourceFile(PATH, text.encode())))
    assert compilation.model is not None, compilation.problems
    return compilation.model


def told(text: str) -> Iterator[Problem]:
    return failing(model_with(text))


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


def test_what_comes_out_as_it_is_said() -> None:
    assert list(told(SOURCE + GOOD)) == []


def test_the_corpus_comes_out() -> None:
    for name in ("hook.yaml", "rows.yaml"):
        model = model_with((CORPUS / "sources" / name).read_text("utf-8"))
        # The good project has no table of bounces, so nothing says what kind of failure it is.
        assert list(failing(model)) == []


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("event: delivered, message", "event: bounced, message", "`event` should be `bounced`, and is `delivered`"),
        ("message: m1", "message: m2", "`message` should be `m2`, and is `m1`"),
        ("recipient: anna@", "recipient: Anna@", "`recipient` should be `Anna@example.com`, and is `anna@example.com`"),
        (
            "08:00:01Z",
            "08:00:01.5Z",
            "`time` should be `2026-03-02T08:00:01.500000Z`, and is `2026-03-02T08:00:01Z`",
        ),
        ("id: e1", "id: e2", "`id` should be `e2`, and is `e1`"),
        ("reason: 250 Ok", "reason: 250", "`reason` should be `250`, and is `250 Ok`"),
        (
            "recipient: Bob@example.com}",
            "recipient: Bob@example.com, reason: why}",
            "`reason` should be `why`, and is nothing",
        ),
    ],
)
def test_an_event_that_is_another(good: str, bad: str, words: str) -> None:
    text = (SOURCE + GOOD).replace(good, bad, 1)
    (problem,) = told(text)

    assert problem.code == "example-fails"
    assert problem.message == f"this event of an example comes out otherwise: {words}"
    assert (problem.place.file, problem.place.line) == (PATH, line_of(text, bad))


def test_too_few_and_too_many_events() -> None:
    text = SOURCE + GOOD
    fewer = text.replace("      - {event: delivered, recipient: Bob@example.com}\n", "")
    more = text.replace(
        'record: \'{"type": "new"}\', events: []', 'record: \'{"type": "new"}\', events: [{event: expired}]'
    )

    assert [(problem.message, problem.place.line) for problem in told(fewer)] == [
        (
            "1 event should come out of this example, and there come 2: "
            "`delivered` of anna@example.com, `delivered` of Bob@example.com",
            line_of(fewer, "record: |"),
        )
    ]
    (problem,) = told(more)
    assert problem.message == "1 event should come out of this example, and there come 0: none"
    assert problem.hint == "not understood: no rule of the source fits it"


def test_counts_that_are_others() -> None:
    text = (SOURCE + GOOD).replace("{ping: 2}", "{ping: 1, without_message: 1}")

    assert [problem.message for problem in told(text)] == [
        "`ping` should count 1 in this example, and counts 2",
        "`without_message` should count 1 in this example, and counts 0",
    ]


def test_without_examples_nothing_is_read() -> None:
    model = model_with(SOURCE)
    broken = replace(model, sources={name: replace(one, reader="none") for name, one in model.sources.items()})

    assert list(failing(broken)) == []


def test_each_example_is_read_as_if_it_were_the_only_one() -> None:
    """Neither names of messages nor counts go over from one to the next."""
    lost = (
        '  - {shows: [a], record: \'{"type": "sent", "at": 1, "to": {}}\', events: [], counted: {without_message: 1}}\n'
    )
    text = f"{SOURCE}examples:\n{lost * 3}"

    assert list(told(text)) == []
