"""Each kind of law is a plain sentence in the words of the spec."""

from __future__ import annotations

import pytest
from sendspec_gen.laws.words import sentence
from sendspec_gen.model import (
    AllOf,
    AnyOf,
    AnyOrder,
    AtMostOneOf,
    Between,
    ClockIsLate,
    CounterIsStatus,
    Exemption,
    FactIs,
    Law,
    NotThat,
    OnlyAfter,
    Potential,
    SameWhenSettled,
    SettledTogether,
    Statement,
)

from tests.unit.sendspec_gen.small_spec import NOWHERE, small_model


def law(statement: Statement, machine: str = "fast_mail", exempt: tuple[Exemption, ...] = ()) -> Law:
    return Law("any", statement, (machine,), exempt, {}, (), NOWHERE)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (Potential("good"), "“Good” depends on the state alone, so it cannot drift."),
        (AtMostOneOf(("good", "bad")), "Nothing counts in more than one of “Good”, “Bad”."),
        (Between("good", 0, "to_send"), "“Good” is never less than 0, and never more than “To send”."),
        (Between("good", "bad", 3), "“Good” is never less than “Bad”, and never more than 3."),
        (Between("to_send", 1, 1), "“To send” is always 1."),
        (
            CounterIsStatus({"good": "gone", "bad": "waiting"}),
            "What is settled counts in “Good” just when it shows “Gone”, in “Bad” just when it shows “Waiting”.",
        ),
        (SameWhenSettled(("good", "bad"), False), "Once a message is settled, the modes agree on “Good”, “Bad”."),
        (
            SameWhenSettled(("good",), True),
            "Once a message is settled, the modes agree on “Good” and on the status.",
        ),
        (SettledTogether(), "The same events settle a message in all of the modes, or in none."),
        (
            AnyOrder(),
            "Events in another order end in the same state with the same counters; "
            "an event heard again changes no stock.",
        ),
        (ClockIsLate(), "A clock that strikes before an event is heard makes no difference in the end."),
        (
            OnlyAfter(("over", "lost"), ("sent",), (), None),
            "Only “Sent” opens the way to “Over”, “Lost”.",
        ),
        (
            OnlyAfter(("over",), ("sent", "gave_up"), ("bounced",), None),
            "Only “Sent” or “Gave up” opens the way to “Over”; “Bounced” closes it again.",
        ),
    ],
)
def test_sentence(statement: Statement, expected: str) -> None:
    assert sentence(law(statement), small_model()) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ((), "If “A key” or (not “Night” and “A friend”), only “Open” opens the way to “Garden”."),
        (
            ("shut",),
            "If “A key” or (not “Night” and “A friend”), only “Open” opens the way to “Garden”; "
            "“Shut” closes it again.",
        ),
    ],
)
def test_sentence_with_a_condition(since: tuple[str, ...], expected: str) -> None:
    when = AnyOf((FactIs("key"), AllOf((NotThat(FactIs("night")), FactIs("friend")))))

    assert sentence(law(OnlyAfter(("garden",), ("open",), since, when), "front_door"), small_model()) == expected


def test_sentence_with_exceptions() -> None:
    exempt = tuple(Exemption(events, {}, NOWHERE) for events in (("sent",), ("bounced", "gave_up")))
    said = sentence(law(AnyOrder(), exempt=exempt), small_model())

    assert said.endswith(" changes no stock. Except for “Sent”; “Bounced”–“Gave up”.")


def test_labels_are_those_of_a_locale_and_templates_are_translated() -> None:
    known = {
        "“{words}”": "« {words} »",
        "What is settled counts {counters}.": "Ce qui est définitif compte {counters}.",
        "in {counter} just when it shows {status}": "dans {counter} si l'état est {status}",
    }
    said = sentence(law(CounterIsStatus({"good": "gone"})), small_model(), "fr", lambda text: known[text])

    assert said == "Ce qui est définitif compte dans « Good » si l'état est « Parti »."
