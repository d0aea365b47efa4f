"""What becomes of `spec/laws.yaml`; what is refused stands in the bad files."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sendspec_gen.disk import read_spec
from sendspec_gen.model import (
    AnyOrder,
    AtMostOneOf,
    Between,
    ClockIsLate,
    CounterIsStatus,
    FactIs,
    Law,
    Model,
    NotThat,
    OnlyAfter,
    SameWhenSettled,
    SettledTogether,
    Statement,
)
from sendspec_gen.pipeline import Compilation, compile_spec
from sendspec_gen.source import SourceFile

from tests.project import ROOT

GOOD = read_spec(ROOT / "tests/corpus/good")
MODE = next(file for file in GOOD if file.path == "spec/modes/plain.yaml")
TEXT = {"fr": "Voilà.", "en": "So it is."}
TRACKING = """
machine: tracking
kind: tracking
label: {en: Tracking, fr: Suivi}
cite: [notes]
initial: unseen
states:
  unseen: {label: {en: Unseen, fr: Non vu}, on: {opened: {to: unseen, kpi: {opens: +1}}}}
"""


def compiled(laws: str, *more: SourceFile) -> Compilation:
    """The good project with these laws, two modes more, and whatever else is given."""
    modes = [
        replace(MODE, path=f"spec/modes/{name}.yaml", content=MODE.content.replace(b"plain", name.encode()))
        for name in ("brisk", "slow")
    ]
    own = {"spec/laws.yaml", *(file.path for file in more)}
    files = (file for file in (*GOOD, *modes) if file.path not in own)
    return compile_spec((*files, SourceFile("spec/laws.yaml", laws.encode()), *more))


def model_of(laws: str, *more: SourceFile) -> Model:
    compilation = compiled(laws, *more)
    assert compilation.model is not None, compilation.problems
    return compilation.model


def only_law(text: str) -> Law:
    (law,) = model_of(f"laws:\n  - {text}\n").laws
    return law


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("at_most_one_of", "at_most_one_of: [delivered, processed]", AtMostOneOf(("delivered", "processed"))),
        ("between", "between: {counter: delivered, low: -1, high: to_deliver}", Between("delivered", -1, "to_deliver")),
        ("counter_is_status", "counter_is_status: {delivered: sent}", CounterIsStatus({"delivered": "sent"})),
        ("same_when_settled", "same_when_settled: {counters: [bounces]}", SameWhenSettled(("bounces",), False)),
        (
            "same_when_settled",
            "same_when_settled: {counters: [bounces], status: true}",
            SameWhenSettled(("bounces",), True),
        ),
        ("settled_together", "settled_together: true", SettledTogether()),
        ("any_order", "any_order: true", AnyOrder()),
        ("clock_is_late", "clock_is_late: true", ClockIsLate()),
    ],
)
def test_what_a_law_says(name: str, text: str, expected: Statement) -> None:
    law = only_law(f"{text}\n    modes: all")

    assert (name, expected) == (law.name, law.statement)


def test_precedence_with_a_condition() -> None:
    law = only_law("""only_after: {reach: [waiting], after: [submit], since: [cancel], when: [{not: urgent}]}
    machine: gate""")

    assert law.statement == OnlyAfter(("waiting",), ("submit",), ("cancel",), NotThat(FactIs("urgent")))
    assert law.machines == ("gate",)


@pytest.mark.parametrize(
    ("modes", "expected"),
    [("all", {"brisk", "plain", "slow"}), ("[slow, brisk]", {"brisk", "slow"}), ("[slow]", {"slow"})],
)
def test_modes_that_a_law_speaks_of(modes: str, expected: set[str]) -> None:
    machines = only_law(f"any_order: true\n    modes: {modes}").machines

    assert expected == set(machines)
    assert len(machines) == len(set(machines))


def test_states_of_a_law_are_those_that_all_of_its_modes_have() -> None:
    other = MODE.content.replace(b"plain", b"slow").replace(b"retrying", b"waiting")
    slow = SourceFile("spec/modes/slow.yaml", other)
    compilation = compiled(
        "laws:\n  - only_after: {reach: [retrying], after: [bounced]}\n    modes: [plain, slow]\n", slow
    )

    assert [problem.code for problem in compilation.problems] == ["unknown-state"]


def test_exceptions_doc_and_citations_are_kept_with_their_places() -> None:
    law = only_law("""any_order: true
    modes: [plain]
    except:
      - {events: [bounced, delivered], why: {en: So it is., fr: Voilà.}}
    doc: {en: So it is., fr: Voilà.}
    cite: [handbook.2]""")
    (exemption,) = law.exempt

    assert (exemption.events, exemption.why, exemption.place.line) == (("bounced", "delivered"), TEXT, 5)
    assert law.doc == TEXT
    assert [(citation.document, citation.row) for citation in law.cite] == [("handbook", 2)]
    assert (law.place.file, law.place.line) == ("spec/laws.yaml", 2)


def test_what_does_not_hold_is_kept_apart() -> None:
    model = model_of("""laws:
  - any_order: true
    modes: all
not_laws:
  - between: {counter: delivered, low: 0, high: 0}
    modes: all
    doc: {en: So it is., fr: Voilà.}
""")

    assert [law.name for law in model.laws] == ["any_order"]
    assert [(law.name, law.doc) for law in model.not_laws] == [("between", TEXT)]


def test_a_law_of_modes_may_set_bounds_by_what_is_tracked_beside_them() -> None:
    vocabulary = next(file for file in GOOD if file.path == "spec/vocabulary.yaml")
    content = vocabulary.content.decode()
    content = content.replace("events:\n", "events:\n  tracking:\n    opened: {label: {en: Open, fr: Ouverture}}\n", 1)
    content = content.replace(
        "counters:\n", "counters:\n  opens: {kind: flow, of: tracking, label: {en: Opens, fr: Ouvertures}}\n", 1
    )
    more = (replace(vocabulary, content=content.encode()), SourceFile("spec/tracking.yaml", TRACKING.encode()))
    bounds = model_of("laws:\n  - between: {counter: delivered, low: 0, high: opens}\n    modes: all\n", *more)
    shares = compiled("laws:\n  - at_most_one_of: [delivered, opens]\n    modes: all\n", *more)

    assert bounds.laws[0].statement == Between("delivered", 0, "opens")
    assert [problem.code for problem in shares.problems] == ["counter-of-another-kind"]


def test_nothing_more_is_told_of_a_law_about_unknown_machines() -> None:
    problems = compiled("laws:\n  - at_most_one_of: [nothing, at_all]\n    machine: nowhere\n").problems

    assert [problem.code for problem in problems] == ["unknown-machine"]


def test_a_counter_whose_kind_is_unknown_is_told_of_once() -> None:
    vocabulary = next(file for file in GOOD if file.path == "spec/vocabulary.yaml")
    content = vocabulary.content.replace(b"errors: {kind: flow, of: address", b"errors: {kind: flow, of: adress")
    laws = "laws:\n  - between: {counter: errors, low: 0, high: 9}\n    machine: address\n"
    problems = compiled(laws, replace(vocabulary, content=content)).problems

    assert [problem.code for problem in problems] == ["unknown-kind"]


def test_the_good_laws_hold() -> None:
    compilation = compile_spec(GOOD)

    assert compilation.problems == ()
    assert all(verdict.proved for verdict in compilation.verdicts)
    assert [verdict.proved for verdict in compilation.refuted] == [False]
