"""The table of bounces: what its patterns cost, how it is read, and its page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from sendspec_gen.disk import read_spec
from sendspec_gen.emit.pages.bounces import bounces_page
from sendspec_gen.emit.pages.page import contents
from sendspec_gen.emit.pages.parts import Anchor, Code, Line, Section, Stated, Table, plain
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Bounces, Model
from sendspec_gen.patterns import LONGEST, WITHOUT_END, ways
from sendspec_gen.pipeline import compile_spec
from sendspec_gen.source import SourceFile

from tests.project import shipped_model

GOOD = Path(__file__).parents[2] / "corpus" / "good"
TABLE = """
doc: {en: What failures are., fr: Ce que sont les échecs.}
reasons:
  unknown: {label: {en: Unknown, fr: Inconnu}, code: 0, kinds: [soft, ignored]}
  no_mailbox: {label: {en: No mailbox, fr: Pas de boîte}, code: 1, kinds: [hard]}
rules:
  - {name: late, source: list, record: late, kind: ignored, reason: unknown}
  - name: no_such_mailbox
    class: [Gone, '10']
    status: [5.1.1, x.1.6]
    code: 55x
    text: 'no (such )?mailbox'
    kind: hard
    reason: no_mailbox
    doc: {en: It was cleared., fr: Elle a été vidée.}
    cite: [handbook.1]
  - {name: left_over, kind: soft, reason: unknown}
addresses:
  machine: address
  failures: [bounced, expired]
  kinds: {hard: refused, soft: refused, ignored: forgotten}
  events: {delivered: forgotten}
"""


@cache
def small() -> Model:
    files = [*read_spec(GOOD), SourceFile("spec/bounces.yaml", TABLE.encode())]
    compilation = compile_spec(files)
    assert compilation.problems == ()
    assert compilation.model is not None
    return compilation.model


def table() -> Bounces:
    found = small().bounces
    assert found is not None
    return found


def test_a_table_as_it_is_meant() -> None:
    late, gone, left = table().rules

    assert [(reason.name, reason.code, reason.kinds) for reason in table().reasons.values()] == [
        ("unknown", 0, ("soft", "ignored")),
        ("no_mailbox", 1, ("hard",)),
    ]
    assert (late.sources, late.records, late.kind, late.reason) == (("list",), ("late",), "ignored", "unknown")
    assert (gone.classes, gone.statuses, gone.codes) == (("Gone", "10"), ("5.1.1", "x.1.6"), ("55x",))
    assert (gone.text, gone.cite[0].document, gone.cite[0].row) == ("no (such )?mailbox", "handbook", 1)
    assert [rule.unconditional for rule in (late, gone, left)] == [False, False, True]
    assert str(gone.place) == "spec/bounces.yaml:8:11"


def test_what_addresses_hear() -> None:
    addresses = table().addresses
    assert addresses is not None

    assert (addresses.machine, addresses.failures) == ("address", ("bounced", "expired"))
    assert addresses.kinds == {"hard": "refused", "soft": "refused", "ignored": "forgotten"}
    assert addresses.events == {"delivered": "forgotten"}


def test_a_project_needs_no_table() -> None:
    model = compile_spec(read_spec(GOOD)).model
    assert model is not None

    assert model.bounces is None
    assert "bounces" not in [heading.name for heading in contents(Wording(model, "en"))]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("full", 1),
        ("full|over quota|no room", 3),
        ("mailbox.{0,20}full", 21),
        ("(mailbox|folder).{0,20}(full|quota)", 2 * 21 * 2),
        (r"over ?quota\b", 2),
        ("[ab]*c", LONGEST + 1),
        ("[ab]+", LONGEST),
        ("a.*b.*c", (LONGEST + 1) ** 2),
        ("(?=a.{0,9}b)x", 10),
        ("(?:ab)*", LONGEST + 1),
        ("(ab|cd)*", WITHOUT_END),
        ("(a+)+", WITHOUT_END),
        (r"(a)\1", LONGEST),
    ],
)
def test_ways_to_try_a_pattern(pattern: str, expected: int) -> None:
    assert ways(pattern) == expected


# ── the page ──


def tables(locale: str) -> dict[str, Table]:
    page = bounces_page(Wording(small(), locale), "Bounces")
    sections = [block for block in page.blocks if isinstance(block, Section)]
    return {one.anchor: block for one in sections for block in one.blocks if isinstance(block, Table)}


def in_words(rows: tuple[tuple[Line, ...], ...]) -> list[list[str]]:
    return [[plain(cell).replace("\u00a0", " ") for cell in row] for row in rows]


def test_the_page_shows_the_rules_in_their_order() -> None:
    assert in_words(tables("en")["rules"].rows) == [
        ["1 late", "ignored", "Unknown", "source: list record: late", "our own choice"],
        [
            "2 no_such_mailbox",
            "hard",
            "No mailbox",
            "class: Gone, 10 enhanced code: 5.1.1, x.1.6 reply code: 55x text: no (such )?mailbox",
            "It was cleared. handbook.1",
        ],
        ["3 left_over", "soft", "Unknown", "nothing: whatever is left", "our own choice"],
    ]


def test_the_page_is_in_the_words_of_its_locale() -> None:
    assert in_words(tables("fr")["reasons"].rows)[1][:3] == ["Pas de boîte", "no_mailbox", "1"]
    assert in_words(tables("fr")["rules"].rows)[2][1:] == [
        "Soft",
        "Inconnu",
        "rien : tout ce qui reste",
        "notre propre choix",
    ]
    assert in_words(tables("en")["addresses"].rows) == [
        ["Bounced, Expired", "hard", "Refused"],
        ["Bounced, Expired", "soft", "Refused"],
        ["Bounced, Expired", "ignored", "Forgotten"],
        ["Delivered", "", "Forgotten"],
    ]


def test_each_number_and_name_leads_to_its_place() -> None:
    first = tables("en")["rules"].rows[1][0]
    code = tables("en")["reasons"].rows[1][2][0]

    assert first[0] == Anchor("rule-no_such_mailbox")
    assert [piece.place.line for piece in first if isinstance(piece, Stated | Code) and piece.place] == [8, 8]
    assert isinstance(code, Stated)
    assert code.place.line == 5


def test_the_shipped_reasons_are_as_published() -> None:
    """Codes and types as in Campaign's table of reasons; automatic replies make `Unreachable` ignored as well."""
    bounces = shipped_model().bounces
    assert bounces is not None

    assert {reason.label["en"]: (reason.code, set(reason.kinds)) for reason in bounces.reasons.values()} == {
        "Not defined": (0, {"soft"}),
        "User unknown": (1, {"hard"}),
        "Invalid domain": (2, {"soft"}),
        "Unreachable": (3, {"soft", "hard", "ignored"}),
        "Account disabled": (4, {"soft", "hard"}),
        "Mailbox full": (5, {"soft"}),
        "Address on denylist": (8, {"hard"}),
        "Quarantined address": (9, {"hard"}),
        "Duplicate": (10, {"ignored"}),
        "Refused": (20, {"soft", "hard"}),
        "Error ignored": (25, {"ignored"}),
    }
