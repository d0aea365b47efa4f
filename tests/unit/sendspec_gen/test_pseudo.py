"""A build in which every text is accented and longer: what stands in plain letters was left untranslated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser

import pytest
from sendspec_gen import emit
from sendspec_gen.emit.catalogue import translator
from sendspec_gen.emit.pseudo import GROWTH, PSEUDO, accented, accented_page, pseudo
from sendspec_gen.emit.site import common
from sendspec_gen.model import Model
from sendspec_gen.rules import rules
from sendspec_gen.syntax import RECORDS

from tests.project import shipped_model

LETTERS = re.compile(r"[A-Za-z]+")
NAMES = {"code", "pre", "script", "style"}
"""What names things of the spec and of code."""
SOURCE = '<ol class="source"'
"""Where a page shows the lines of a file of the spec."""
SPOKEN = {"alt", "aria-label", "aria-description", "title", "placeholder"}
BARE = {"img", "input", "meta", "link", "br", "hr", "source", "path", "rect", "use", "circle", "line", "polygon"}


@cache
def model() -> Model:
    return pseudo(shipped_model())


@cache
def emitted() -> dict[str, str]:
    return emit.locale_files(model(), model().project.locales) | dict(common.files(model()))


@cache
def names() -> frozenset[str]:
    """What is shown as it is written where it stands alone.

    The spec gives no label to a document that is cited, to a channel, nor to a rule of the table of bounces; the forms
    of the language and the codes of rules are words of the tool in every language, and files have names; a language
    that has no name of its own is called by its tag.
    """
    documents = model().project.documents.values()
    rows = {f"{document.name}.{row}" for document in documents for row in range(1, (document.rows or 0) + 1)}
    channels = {channel for machine in model().machines.values() for channel in machine.channels}
    channels |= {channel for kpi in model().kpis.values() for channel in kpi.channels}
    bounces = {rule.name for rule in model().bounces.rules} if model().bounces else set()
    files = {path.rsplit("/", 1)[-1] for path in model().texts}
    return frozenset({*model().project.documents, *rows, *channels, *bounces, *RECORDS, *rules(), *files, PSEUDO})


@cache
def stated_as_data() -> re.Pattern[str]:
    """What the spec states in one language only, a time zone, and the signs of the two modes that a view compares."""
    documents = model().project.documents.values()
    stated = [
        text for document in documents for text in (document.title, document.where, document.version, document.heading)
    ]
    stated += [step.reason for scenario in model().scenarios for step in scenario.steps]
    stated += [event.reason for recording in model().recordings.values() for event in recording.events]
    links = [document for source in model().sources.values() for document in source.documents]
    stated += [re.sub(r"^https?://(?:www\.)?|/$", "", link) for link in links]
    whole = sorted({text for text in (*stated, *model().texts) if text}, key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, whole), rf"^{PSEUDO}(?=:)", r"\bUTC\b", r"\b[AB]\b(?=[:)])"]))


class Spoken(HTMLParser):
    """Collects the visible texts of a page and those that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.said += [value for name, value in attributes if name in SPOKEN and value]
        if tag not in BARE:
            self._open.append(tag)

    def handle_startendtag(self, _tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.said += [value for name, value in attributes if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not NAMES & {*self._open}:
            self.said.append(data)


def in_html(page: str) -> list[str]:
    before, _, lines = page.partition(SOURCE)
    parser = Spoken()
    parser.feed(before + lines[lines.rfind("</ol>") :])
    return parser.said


def in_markdown(page: str) -> Iterator[str]:
    page = re.sub(r"<!--.*?-->|```.*?```|<[^>]*>|`[^`]*`", "", page, flags=re.DOTALL)
    page = re.sub(r"\]\((?:<[^>]*>|[^)]*)\)", "]", page)
    yield from re.sub(r"\\(.)", r"\1", page).splitlines()


def plain_words(texts: Iterable[str]) -> set[str]:
    """The texts in plain letters that nothing excuses."""
    joined = (" ".join(text.split()) for text in texts)
    parts = (part.strip(" *") for text in joined for part in re.split(r"[][|]|, | · ", stated_as_data().sub("", text)))
    return {part for part in parts if LETTERS.search(part) and part not in names()}


def pages(ending: str) -> list[str]:
    return sorted(path for path in emitted() if path.endswith(ending))


@pytest.mark.parametrize("ending", [".html", ".svg"])
def test_nothing_is_left_untranslated(ending: str) -> None:
    found = {path: words for path in pages(ending) if (words := plain_words(in_html(emitted()[path])))}

    assert len(pages(ending)) > 6
    assert found == {}


def test_nothing_is_left_untranslated_in_markdown() -> None:
    found = {path: words for path in pages(".md") if (words := plain_words(in_markdown(emitted()[path])))}

    assert len(pages(".md")) > 6
    assert found == {}


def test_what_is_not_translated_would_be_seen() -> None:
    page = '<p>⟦Ñéẇ⟧ <code>name</code><img alt="A picture"> plain</p><pre>spec</pre>'

    assert plain_words(in_html(page)) == {"A picture", "plain"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Search", "⟦Šééååŕçĥ⟧"),
        ("KPI", "⟦ĶÞÎÎ⟧"),
        ("if {condition}", "⟦îîƒ {condition}~~~⟧"),
        ("run `sendspec check` now", "⟦ŕûûñ `sendspec check` ñööŵ~~~~~~⟧"),
        ("{label}: {words}", "{label}: {words}"),
        (".", "."),
        ("–", "–"),
        ("a text\n", "⟦åå ţééẋţ⟧\n"),
    ],
)
def test_a_text_is_accented(text: str, expected: str) -> None:
    assert accented(text) == expected


def test_texts_grow_as_translations_may() -> None:
    texts = ("yes", "Settled", "Nothing is unsettled: the numbers are final, but for bounces that come out of band.")

    assert all(len(accented(text)) >= GROWTH * len(text) for text in texts)


def test_no_plain_letter_is_left() -> None:
    alphabet = "abcdefghijklmnopqrstuvwxyz"

    assert not LETTERS.search(accented(alphabet + alphabet.upper()))


def test_a_page_keeps_its_code_and_listings() -> None:
    page = "# tag\n\nA tag.\n\nInstead of\n\n```yaml\na: !x b\n```\n\nwrite\n"

    assert accented_page(page) == "# tag\n\n⟦ÅÅ ţååğ.⟧\n\n⟦ÎÎñšţééååđ ööƒ⟧\n\n```yaml\na: !x b\n```\n\n⟦ŵŕîîţéé⟧\n"


def test_every_text_of_the_model_is_turned() -> None:
    assert model().project.locales == (PSEUDO,)
    assert model().project.label == {PSEUDO: accented("Sent messages in Adobe Campaign")}
    assert model().modes[0].label == {PSEUDO: accented("Native MTA")}
    assert model().machines.keys() == shipped_model().machines.keys()


def test_the_tool_speaks_it() -> None:
    assert translator(PSEUDO)("Search") == accented("Search")
    assert translator(PSEUDO, "language")("needed") == accented("needed")
