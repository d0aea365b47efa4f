"""Laws that promise less or more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sendspec_gen.changes.laws import laws
from sendspec_gen.model import (
    AnyOrder,
    AtMostOneOf,
    Between,
    CounterIsStatus,
    Exemption,
    FactIs,
    Law,
    OnlyAfter,
    SameWhenSettled,
    Statement,
)
from sendspec_gen.source import Place

from tests.unit.sendspec_gen.small_spec import small_model

PLACE = Place("spec/laws.yaml")


def law(statement: Statement, *machines: str, exempt: tuple[Exemption, ...] = (), doc: str = "") -> Law:
    name = type(statement).__name__
    return Law(name, statement, machines or ("a", "b"), exempt, {"en": doc} if doc else {}, (), PLACE)


def strengths(old: tuple[Law, ...], new: tuple[Law, ...], *, false: bool = False) -> list[str]:
    model = small_model()
    sides = [replace(model, not_laws=side) if false else replace(model, laws=side) for side in (old, new)]
    return [change.strength for change in laws(sides[0], sides[1], ("en",))]


ALMOST = Exemption(("sent", "bounced"), {"en": "So it is."}, PLACE)
ONLY_AFTER = OnlyAfter(("x", "y"), ("sent",), ("bounced",), None)
WEAKER = [
    (law(AtMostOneOf(("good", "bad", "ugly"))), law(AtMostOneOf(("good", "bad")))),
    (law(AtMostOneOf(("good", "bad"))), law(AtMostOneOf(("good", "bad")), "a")),
    (law(Between("good", 0, 1)), law(Between("good", 0, 2))),
    (law(Between("good", 0, 1)), law(Between("good", -1, 1))),
    (law(CounterIsStatus({"good": "sent", "bad": "failed"})), law(CounterIsStatus({"good": "sent"}))),
    (law(SameWhenSettled(("good",), True)), law(SameWhenSettled(("good",), False))),
    (law(SameWhenSettled(("good", "bad"), True)), law(SameWhenSettled(("good",), True))),
    (law(ONLY_AFTER), law(replace(ONLY_AFTER, reach=("x",)))),
    (law(ONLY_AFTER), law(replace(ONLY_AFTER, after=("sent", "gave_up")))),
    (law(ONLY_AFTER), law(replace(ONLY_AFTER, since=()))),
    (law(ONLY_AFTER), law(replace(ONLY_AFTER, when=FactIs("night")))),
]


@pytest.mark.parametrize(("strong", "weak"), WEAKER)
def test_weaker_and_stronger(strong: Law, weak: Law) -> None:
    assert strengths((strong,), (weak,)) == ["weakened"]
    assert strengths((weak,), (strong,)) == ["strengthened"]


def test_of_what_is_false_the_weaker_says_more() -> None:
    strong, weak = law(Between("good", 0, 1)), law(Between("good", 0, 2))

    assert strengths((strong,), (weak,), false=True) == ["strengthened"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (law(Between("good", 0, 1)), law(Between("good", 1, 2))),
        (law(Between("good", 0, 1)), law(Between("good", 0, "to_send"))),
        (law(AtMostOneOf(("good", "bad"))), law(AtMostOneOf(("good", "ugly")))),
        (law(CounterIsStatus({"good": "sent"})), law(CounterIsStatus({"good": "failed"}))),
        (law(AtMostOneOf(("good", "bad"))), law(AtMostOneOf(("good", "bad", "ugly")), "a")),
    ],
)
def test_neither_follows_from_the_other(one: Law, other: Law) -> None:
    assert strengths((one,), (other,)) == ["cannot tell"]


def test_exception_weakens_and_its_reason_is_told() -> None:
    assert strengths((law(AnyOrder()),), (law(AnyOrder(), exempt=(ALMOST,)),)) == ["weakened", "reworded"]


def test_other_words() -> None:
    assert strengths((law(AnyOrder(), doc="Why"),), (law(AnyOrder(), doc="Why so"),)) == ["reworded"]


def test_other_order_is_no_change() -> None:
    one, other = law(AtMostOneOf(("good", "bad")), "a", "b"), law(Between("good", 0, 1))

    assert strengths((one, other), (other, law(AtMostOneOf(("bad", "good")), "b", "a"))) == []


def test_law_of_another_counter_is_another_law() -> None:
    assert strengths((law(Between("good", 0, 1)),), (law(Between("bad", 0, 1)),)) == ["added", "removed"]
