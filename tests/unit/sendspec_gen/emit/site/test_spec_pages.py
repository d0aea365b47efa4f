from __future__ import annotations

from dataclasses import replace

import pytest
from sendspec_gen.emit.site import spec_pages
from sendspec_gen.source import SpecText

from tests.project import shipped_model
from tests.unit.sendspec_gen.emit.site.whole_site import read
from tests.unit.sendspec_gen.small_spec import small_model

LINES = (
    "# About it",
    "mode: fast  # a note",
    "label: {en: A <b>, fr: 'not # a note'}",
    "- 12: twelve",
)
TEXT = SpecText("spec/modes/fast.yaml", LINES, {2: "mode", 3: "label", 4: "label.1"})


def page_text() -> str:
    model = replace(small_model(), texts={TEXT.path: TEXT})
    files = dict(spec_pages.files(model))

    assert list(files) == ["generated/docs/spec/modes/fast.html"]
    return files["generated/docs/spec/modes/fast.html"]


def test_each_line_stands_as_it_is() -> None:
    page = read(page_text().partition('tabindex="0">\n')[2].partition("\n</ol>")[0])

    assert "\n".join(LINES) == "".join(page.words)


def test_lines_where_something_begins_have_its_way_of_keys() -> None:
    lines = [attributes.get("id") for tag, attributes in read(page_text()).tags if tag == "li"]

    assert lines == [None, "mode", "label", "label.1"]


def test_keys_and_comments_are_marked() -> None:
    text = page_text()

    assert "<li><i># About it</i>" in text
    assert "<li id=mode><b>mode</b>: fast  <i># a note</i>" in text
    assert "<li id=label><b>label</b>: {en: A &lt;b&gt;, fr: 'not # a note'}" in text


def test_the_way_back_leads_to_each_language_from_any_depth() -> None:
    links = [attributes for tag, attributes in read(page_text()).tags if tag == "a"]

    expected = [
        {"href": "../../en/index.html", "lang": "en", "hreflang": "en"},
        {"href": "../../fr/index.html", "lang": "fr", "hreflang": "fr"},
    ]

    assert expected == links


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("modes/enhanced_mta", "Français : MTA amélioré"),
        ("laws", "Français : Lois"),
        ("scenarios/tables", "Français : Scénarios"),
        ("vocabulary", "Français : Glossaire"),
        ("project", "Français : Vue d'ensemble"),
    ],
)
def test_the_way_back_leads_to_the_page_that_tells_a_file(path: str, back: str) -> None:
    page = read(dict(spec_pages.files(shipped_model()))[f"generated/docs/spec/{path}.html"])

    assert back in "".join(page.words).replace("\N{NO-BREAK SPACE}", " ").split("\n")
