from __future__ import annotations

import json
from typing import Any

import pytest
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import Anchor, Prose, Table, Text, section, words
from sendspec_gen.emit.site.search import search_index

from tests.project import shipped_model
from tests.unit.sendspec_gen.emit.site.whole_site import site_files, site_pages

LARGEST = 80_000


def index_in(script: str) -> dict[str, Any]:
    """What a script gives its one name, whose keys stand without quotes."""
    value = script.partition("var sendspecSearch = ")[2].rstrip().rstrip(";")
    index: dict[str, Any] = json.loads(
        value.replace("\npages:", '\n"pages":', 1).replace("\nentries:", '\n"entries":', 1)
    )
    return index


def entries_of(*blocks: Any) -> list[list[Any]]:
    entries: list[list[Any]] = index_in(search_index([Page("laws", "Laws", "spec/", blocks)]))["entries"]
    return entries


@pytest.mark.parametrize("locale", shipped_model().project.locales)
def test_every_entry_leads_to_its_place(locale: str) -> None:
    index = index_in(site_files()[f"{locale}/search.js"])
    places = [(index["pages"][page][0], anchor) for _title, page, anchor, _words in index["entries"]]
    lost = [
        (page, anchor) for page, anchor in places if anchor and anchor not in site_pages()[f"{locale}/{page}.html"].ids
    ]

    assert len(places) > 500
    assert lost == []


@pytest.mark.parametrize("locale", shipped_model().project.locales)
def test_every_page_about_the_spec_is_found_by_its_title(locale: str) -> None:
    index = index_in(site_files()[f"{locale}/search.js"])
    found = [[index["pages"][page][0], title] for title, page, anchor, _words in index["entries"] if anchor == ""]

    assert index["pages"] == found


@pytest.mark.parametrize("locale", shipped_model().project.locales)
def test_the_index_stays_small(locale: str) -> None:
    assert len(site_files()[f"{locale}/search.js"].encode()) <= LARGEST


def test_a_page_and_its_sections_are_entries_with_the_words_that_follow() -> None:
    part = section("What holds", Prose("Proved for all."), anchor="holds")

    assert entries_of(Prose("Once."), part) == [["Laws", 0, "", "Once."], ["What holds", 0, "holds", "Proved for all."]]


def test_long_words_end_at_a_space() -> None:
    said = " ".join(["many words"] * 20)

    assert entries_of(Prose(said))[0][3] == "many words many words many words many words …"


def test_a_row_is_titled_by_its_first_cell_and_a_move_by_three() -> None:
    rows = (
        ((Anchor("state-sent"), Text("Sent")), words("1"), words("")),
        ((Anchor("move-sent-open"), Text("Sent")), words("Open"), words("Read")),
        ((Anchor("efs_table-3"), Text("3")), words("Soft bounce"), words("")),
        (words("without an anchor"), words(""), words("")),
    )

    expected = [
        ["Sent", 0, "state-sent", "1"],
        ["Sent × Open → Read", 0, "move-sent-open", ""],
        ["efs_table.3", 0, "efs_table-3", "Soft bounce"],
    ]

    assert expected == entries_of(Table(("State", "Event", "To"), rows))[1:]
