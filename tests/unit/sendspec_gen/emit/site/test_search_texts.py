"""The search index says nothing twice, and cuts nothing to a stump."""

from __future__ import annotations

from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import Anchor, Line, Table, Text, section, words
from sendspec_gen.emit.site.search import search_index

from tests.unit.sendspec_gen.emit.site.test_search_index import entries_of, index_in


def row(anchor: str, *cells: str) -> tuple[Line, ...]:
    first, *others = cells
    return ((Anchor(anchor), Text(first)), *(words(cell) for cell in others))


def test_what_an_entry_before_says_is_its_number() -> None:
    rows = (
        row("state-sent", "Sent", "final"),
        row("event-open", "Open", "final"),
        row("move-sent-open", "Sent", "Open", "Sent"),
        row("again", "Sent", "more"),
        row("drifting", "drifting", "more"),
    )

    assert entries_of(Table(("A", "B", "C"), rows))[1:] == [
        ["Sent", 0, "state-sent", "final"],
        ["Open", 0, "event-open", 1],
        [[1, 2, 1], 0, "move-sent-open", ""],
        [1, 0, "again", "more"],
        [None, 0, "drifting", 4],
    ]


def test_pages_keep_their_titles() -> None:
    pages = [Page("a", "Sent", "spec/", (section("Laws", Table(("A",), ()), anchor="x"),)), Page("b", "Sent", "", ())]

    assert [entry[0] for entry in index_in(search_index(pages))["entries"] if entry[2] == ""] == ["Sent", "Sent"]


def test_a_cell_is_told_whole_or_as_far_as_it_says_something() -> None:
    rows = (
        row("a", "A", "soft", "Unreachable", "a class that is rather long"),
        row("b", "B", "soft", "this goes on for quite a while"),
    )

    assert [entry[3] for entry in entries_of(Table(("A", "B", "C", "D"), rows))[1:]] == [
        "soft · Unreachable",
        "soft · this goes on for quite …",
    ]
