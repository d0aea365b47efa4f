from __future__ import annotations

import pytest
from sendspec_gen.emit.pages.parts import (
    Anchor,
    Badge,
    Block,
    Break,
    Code,
    Diagram,
    Drawing,
    Faint,
    Items,
    Link,
    Listing,
    Piece,
    Prose,
    Section,
    SpecFile,
    Spot,
    Stated,
    Strong,
    Table,
    Text,
    words,
)
from sendspec_gen.emit.site.html import Writer, anchor_in_spec
from sendspec_gen.emit.wording import Wording
from sendspec_gen.source import Place

from tests.project import shipped_model
from tests.unit.sendspec_gen.emit.site.whole_site import read

MODE = "spec/modes/enhanced_mta.yaml"


def writer() -> Writer:
    return Writer(Wording(shipped_model(), "en"), lambda diagram: f"<figure>{diagram.machine}</figure>")


def line_that_begins(with_way: str) -> int:
    return next(number for number, way in shipped_model().texts[MODE].ways.items() if way == with_way)


PIECES = {
    "words are escaped": (Text('1 < 2 & "so"'), '1 &lt; 2 &amp; "so"'),
    "strong": (Strong("≠ <b>"), "<strong>≠ &lt;b&gt;</strong>"),
    "faint": (Faint("inferred"), "<em>inferred</em>"),
    "a name": (Code("a<b"), "<code>a&lt;b</code>"),
    "a status": (Badge("Sent", "green"), "<b class=green>Sent</b>"),
    "the same page": (Link("Sent", Spot("", "state-sent")), "<a href=#state-sent>Sent</a>"),
    "another page": (Link("Laws", Spot("laws")), "<a href=laws.html>Laws</a>"),
    "a place on another page": (Link("Open", Spot("kpis", "kpi-open")), "<a href=kpis.html#kpi-open>Open</a>"),
    "a file of the spec": (Link("it", SpecFile(MODE)), "<a href=../spec/modes/enhanced_mta.html>it</a>"),
    "outside": (Link("RFC", "https://x.test/a?b=1&c='2'"), '<a href="https://x.test/a?b=1&amp;c=%272%27">RFC</a>'),
    "an anchor with a quote": (Anchor('a"b c'), '<span id="a&#34;b c"></span>'),
    "the end of a line": (Break(), "<br>"),
}


@pytest.mark.parametrize("what", PIECES)
def test_each_piece_is_written(what: str) -> None:
    piece, expected = PIECES[what]

    assert expected == writer().line((piece,))


@pytest.mark.parametrize("make", [lambda place: Stated("+1", place), lambda place: Code("+1", place)])
def test_what_the_spec_states_leads_to_its_line(make: type[Stated]) -> None:
    way = "states.relayed.on.hard_bounced"
    piece: Piece = make(Place(MODE, line_that_begins(way), 20))  # type: ignore[call-arg]
    page = read(writer().line((piece,)))

    assert page.tags[0] == ("a", {"href": f"../spec/modes/enhanced_mta.html#{way}"})
    assert "".join(page.words) == "+1"


BLOCKS: dict[str, tuple[Block, str]] = {
    "paragraphs": (Prose("one\n\ntwo <3"), "<p>one</p>\n<p>two &lt;3</p>"),
    "a list": (Items((words("one"), words("two"))), "<ul>\n<li>one\n<li>two\n</ul>"),
    "a listing": (
        Listing("a: <1>\n", "yaml"),
        "<pre tabindex=0><code>a: &lt;1&gt;</code></pre>",
    ),
    "views": (Diagram("delivery", "…"), "<figure>delivery</figure>"),
    "a picture": (Drawing("<?xml?>\n<svg></svg>"), "<figure class=drawing><svg></svg></figure>"),
    "sections": (
        Section(words("A & B"), (Section(words("C"), (Prose("d"),), "c"),), "a-b"),
        "<h2 id=a-b>A &amp; B</h2>\n<h3 id=c>C</h3>\n<p>d</p>",
    ),
}


@pytest.mark.parametrize("what", BLOCKS)
def test_each_block_is_written(what: str) -> None:
    block, expected = BLOCKS[what]

    assert expected == writer().blocks([block])


def test_a_row_has_the_anchor_of_its_first_cell_and_is_headed_by_it() -> None:
    first = (Anchor("state-sent"), Text("Sent"))
    text = writer().blocks([Table(("State", ""), ((first, words("1")), (words("Failed"), words("2"))))])

    expected = (
        "<div class=scroll><table>\n<thead><tr><th scope=col>State<td>\n<tbody>\n"
        "<tr id=state-sent><th scope=row>Sent<td>1\n<tr><td>Failed<td>2\n</table></div>"
    )

    assert expected == text


def test_every_row_of_a_matrix_is_headed() -> None:
    text = writer().blocks([Table(("State", "Sent"), ((words("New"), words("→")),), centred=True)])

    assert "<table class=matrix>" in text
    assert "<tr><th scope=row>New<td>→" in text


def test_headings_go_no_deeper_than_html_does() -> None:
    section: Block = Prose("deep")
    for number in range(8):
        section = Section(words(f"{8 - number}"), (section,))

    assert read(writer().blocks([section])).headings == [2, 3, 4, 5, 6, 6, 6, 6]


def test_a_row_leads_to_the_place_of_its_name_once() -> None:
    place = Place(MODE, line_that_begins("states.relayed"), 1)
    other = Place(MODE, line_that_begins("states.pending"), 1)
    name = (Anchor("rule-a"), Stated("1", place), Text("\N{NO-BREAK SPACE}"), Code("a", place))
    row = (name, (Stated("+1", place), Break(), Stated("+2", other)), (Code("a", place), Code("b")))
    text = writer().blocks([Table(("One", "Two", "Three"), (row,))])

    at = "../spec/modes/enhanced_mta.html#states"
    expected = (
        f"<tr id=rule-a><th scope=row>1\N{NO-BREAK SPACE}<a href={at}.relayed><code>a</code></a>"
        f"<td>+1<br><a href={at}.pending>+2</a><td><code>a</code><code>b</code>\n"
    )

    assert expected in text


def test_headings_alone_head_columns_by_themselves() -> None:
    text = writer().blocks([Table(("State", "Code"), ((words("Sent"), words("1")),))])

    assert "<thead><tr><th>State<th>Code\n" in text


def test_long_patterns_may_be_broken_between_choices() -> None:
    choices = Code("mailbox full|over quota|no space left")
    path = Code("deliveryDelay.delayedRecipients || x.y")

    assert writer().line((choices,)) == "<code>mailbox full|<wbr>over quota|<wbr>no space left</code>"
    assert writer().line((path,)) == "<code>deliveryDelay.<wbr>delayedRecipients || x.<wbr>y</code>"
    assert writer().line((Code("a.b|c"),)) == "<code>a.b|c</code>"


LED_TO = {
    "label": "label",
    "label.fr": "label",
    "statuses.log.sent.label.pt": "statuses.log.sent.label",
    "statuses.log.sent.code": "statuses.log.sent.code",
    "scenarios.12.steps.3": "scenarios.12.steps.3",
    "scenarios.12.steps.3.kpis": "scenarios.12.steps.3",
    "scenarios.12.title.en": "scenarios.12",
    "events.7.when.delay.type": "events.7",
    "examples.8": "examples.8",
    "examples.8.events.1.time": "examples.8",
    "states.sent.on.open.2.to": "states.sent.on.open.2",
}


@pytest.mark.parametrize("way", LED_TO)
def test_elements_of_lists_and_texts_are_led_to_as_a_whole(way: str) -> None:
    assert anchor_in_spec(way) == LED_TO[way]
