"""The page of laws: what holds with its exceptions, what does not with its counterexample, and links to both."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from sendspec_gen.emit import locale_files
from sendspec_gen.model import AnyOrder, AtMostOneOf, Between, Exemption, Law, Model
from sendspec_gen.source import Place

from tests.project import shipped_model
from tests.unit.sendspec_gen.small_spec import small_model
from tests.unit.sendspec_gen.test_pages import rows_under

PLACE = Place("spec/laws.yaml")
ORDER = Law(
    "any_order",
    AnyOrder(),
    ("fast_mail",),
    (
        Exemption(("sent", "gave_up"), {"en": "Who gave up does not listen."}, PLACE),
        Exemption(("bounced", "gave_up"), {"en": "Who never tried does not give up."}, PLACE),
    ),
    {"en": "Reports overtake each other."},
    (),
    PLACE._replace(line=2),
)
APART = Law("at_most_one_of", AtMostOneOf(("to_send", "good")), ("fast_mail",), (), {}, (), PLACE._replace(line=9))
ALWAYS = Law("between", Between("good", 0, 0), ("fast_mail",), (), {"en": "Mail is sent."}, (), PLACE._replace(line=12))
FEW = Law("between", Between("knocks", 0, 3), ("row",), (), {"en": "They go on."}, (), PLACE._replace(line=15))
SWAPPED = Law("any_order", AnyOrder(), ("fast_mail",), (), {"en": "It counts."}, (), PLACE._replace(line=18))
NEVER = Law("between", Between("good", 0, 1), ("fast_mail",), (), {"en": "So they say."}, (), PLACE._replace(line=21))


def model_with(laws: tuple[Law, ...] = (), not_laws: tuple[Law, ...] = ()) -> Model:
    return replace(small_model(), laws=laws, not_laws=not_laws)


def page_of(model: Model, name: str = "laws", locale: str = "en") -> str:
    return locale_files(model, [locale])[f"generated/docs/{locale}/{name}.md"]


@cache
def shipped_page(name: str, locale: str = "en") -> str:
    return page_of(shipped_model(), name, locale)


def test_an_exception_stands_with_its_reason() -> None:
    law, exception, explored = rows_under("What holds", page_of(model_with((ORDER,))))[0]

    assert law.endswith("<br>Reports overtake each other.<br>`any_order`")
    assert exception.split("<br>") == [
        "Sent – Gave up",
        "Who gave up does not listen.",
        "Bounced – Gave up",
        "Who never tried does not give up.",
    ]
    # In each of 4 states both ways to hear the pair that is left, and 3 repeats.
    assert explored == "4 states, 20 moves"


def test_a_law_that_a_comment_lets_pass_is_not_said_to_hold() -> None:
    (row,) = rows_under("What holds", page_of(model_with((APART,))))

    assert row == [
        "Nothing counts in more than one of “To send”, “Good”.<br>`at_most_one_of`",
        "does not hold: Fast mail",
    ]


def test_a_counterexample_is_told_step_by_step() -> None:
    (row,) = rows_under("What does not hold, though it may seem so", page_of(model_with((), (ALWAYS,))))

    assert row == ["Fast mail", "Sent", "New", "Over", "Good +1", "Good 1"]


def test_a_loop_is_told_where_it_begins() -> None:
    rows = rows_under("What does not hold, though it may seem so", page_of(model_with((), (FEW,))))

    assert rows == [
        ["Row", "Knock", "First", "Second", "Knocks +1"],
        ["", "Knock<br>from here on, again and again", "Second", "Second", "Knocks +1"],
    ]


def test_two_ways_that_disagree_have_names() -> None:
    page = page_of(model_with((), (SWAPPED,)), "laws", "fr")

    assert rows_under("Ce qui n'est pas vrai, malgré les apparences", page) == [
        ["Fast mail", "un chemin", "Bounced", "New", "Trying", "Bad +1"],
        ["", "", "Gave up", "Trying", "Lost", ""],
        ["", "un autre chemin", "Gave up", "New", "New", ""],
        ["", "", "Bounced", "New", "Trying", "Bad +1"],
    ]


def test_what_holds_after_all_is_said_to() -> None:
    page = page_of(model_with((), (NEVER,)))

    assert "It holds after all: Fast mail." in page
    assert "| Machine | Event |" not in page
    assert "| Machine | Way |" not in page


def test_the_shipped_laws_are_proved_in_every_language() -> None:
    for locale, heading in (("en", "What holds"), ("fr", "Ce qui est vrai"), ("pt", "O que vale")):
        rows = rows_under(heading, shipped_page("laws", locale))

        assert len(rows) == len(shipped_model().laws)
        assert all(re.search(r"\d+ \S+.*, \d+ \S+$", row[-1] if len(row) == 2 else row[-2]) for row in rows)


def test_machines_with_the_same_counterexample_share_it() -> None:
    rows = rows_under("What does not hold, though it may seem so", shipped_page("laws"))

    assert rows[0] == [
        "In every mode<br>Tracking of one message",
        "Open",
        "No reaction",
        "Opened",
        "Open +1<br>Unique opens +1",
        "Unique opens 1<br>Delivered 0",
    ]
    assert rows[1] == ["In every mode", "at the start", "Processed/sent 0<br>To deliver 1"]


def test_stocks_lead_to_what_each_state_counts() -> None:
    rows = rows_under("What holds in every spec", shipped_page("laws"))

    assert ["Tracking of one message", "Unique opens, Unique clicks", "what each state counts"] in rows


def test_machines_counters_and_documents_lead_to_the_laws() -> None:
    clicks = "[“Unique clicks” is never less than 0, and never more than “Unique opens”.](laws.md#between-7)"

    assert f"- {clicks}\n" in shipped_page("tracking").partition("## Laws\n")[2]
    assert f"- {clicks}\n" in shipped_page("kpis").partition('<a id="counter-unique_clicks"></a>')[2]
    assert clicks in shipped_page("sources")
