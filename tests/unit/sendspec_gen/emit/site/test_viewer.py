from __future__ import annotations

from sendspec_gen.emit.pages.parts import Diagram
from sendspec_gen.emit.site.viewer import near_rules, viewer
from sendspec_gen.emit.views import View
from sendspec_gen.emit.wording import Wording

from tests.project import shipped_model
from tests.unit.sendspec_gen.emit.site.whole_site import Page, read

DIAGRAM = Diagram("enhanced_mta", "State diagram of <it>.")
NAMES = ("whole", "happy", "versus-native_mta")
STATES = ("pending", "relayed", "excluded", "retrying", "expired", "cancelled", "delivered", "failed")
NEAR = tuple(f"near-{state}" for state in STATES)


def figure(*names: str) -> str:
    views = [View(name, f"{name} at length", f"About {name}.", f"<svg><desc>{name}</desc></svg>\n") for name in names]
    return viewer(DIAGRAM, views, Wording(shipped_model(), "en"))


def of(tag: str, page: Page) -> list[dict[str, str]]:
    return [attributes for name, attributes in page.tags if name == tag]


def test_where_nothing_was_drawn_there_is_no_figure() -> None:
    assert figure() == ""


def test_one_view_is_shown_and_each_can_be_chosen() -> None:
    page = read(figure(*NAMES))
    choices = [choice for choice in of("input", page) if choice["type"] == "radio"]

    assert [choice["id"] for choice in choices] == [f"view-{name}" for name in (*NAMES, *NEAR)]
    assert [choice["id"] for choice in choices if "checked" in choice] == ["view-whole"]
    assert {choice["name"] for choice in choices} == {"view"}
    assert [label["for"] for label in of("label", page) if "for" in label] == [
        f"view-{name}" for name in (*NAMES, *NEAR)
    ]


def test_a_picture_follows_its_choice_once() -> None:
    text = figure(*NAMES)
    places = [text.index(f"<desc>{name}</desc>") for name in NAMES]

    assert places == sorted(places)
    assert [text.count(f"<desc>{name}</desc>") for name in NAMES] == [1, 1, 1]
    assert text.count("<svg") == len(NAMES)


def test_choices_have_the_short_names_of_modes_and_states() -> None:
    words = [word for word in "".join(read(figure(*NAMES)).words).split("\n") if word.strip()]

    expected = [
        "The whole", "whole", "Happy path", "About happy.", "happy", "Against", "Native MTA",
        "About versus-native_mta.", "versus-native_mta", "Around a state", "Not yet handed over", "Relayed",
        "Excluded", "Being retried", "Retries failed", "Canceled", "Delivered", "Refused for good", "Full size",
    ]  # fmt: skip

    assert expected == words


def test_the_figure_is_named_and_leads_nowhere_else() -> None:
    page = read(figure("whole"))

    assert of("a", page) == []
    assert of("figure", page) == [{"class": "viewer", "aria-label": "State diagram of <it>."}]


def test_whoever_chooses_a_state_sees_what_is_around_it() -> None:
    rules = near_rules(shipped_model().machines["enhanced_mta_efs"]).split("\n")
    relayed = next(rule for rule in rules if "#view-near-relayed:checked" in rule and "opacity" in rule)

    assert '[data-way="pending-relayed"]' in relayed
    assert '[data-way="excluded-delivered"]' not in relayed
    assert '[data-from]:not([data-from="relayed"])' in relayed


def test_a_picture_in_a_page_has_no_quotes_and_names_that_nothing_asks_for() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" font-family="A, \'B\'"><a data-state="sent"><rect rx="4"/></a></svg>'
    whole, happy = (View(name, name, "", svg) for name in ("whole", "happy"))
    text = viewer(DIAGRAM, [whole, happy], Wording(shipped_model(), "en"))

    assert text.count("<svg font-family=\"A, 'B'\"><a data-state=sent><rect rx=4 /></a></svg>") == 1
    assert text.count("<svg font-family=\"A, 'B'\"><a><rect rx=4 /></a></svg>") == 1
