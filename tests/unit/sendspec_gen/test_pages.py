from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from urllib.parse import unquote

import pytest
from sendspec_gen.emit import locale_files
from sendspec_gen.emit.markdown.parts import escaped, line, paragraphs, table
from sendspec_gen.emit.pages.parts import Break, Link, Strong, Text, words
from sendspec_gen.emit.pages.parts import table as table_of
from sendspec_gen.emit.pages.walk import direction, value, walk
from sendspec_gen.emit.wording import Wording, signed
from sendspec_gen.model import Model, Scenario

from tests.project import shipped_model
from tests.unit.sendspec_gen.small_spec import HOUR, NOWHERE, small_model

LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
CELL = re.compile(r"(?<!\\)\|")


@cache
def shipped_pages() -> dict[str, str]:
    return markdown_of(shipped_model())


@cache
def small_pages() -> dict[str, str]:
    return markdown_of(small_model())


def markdown_of(model: Model) -> dict[str, str]:
    return {path: text for path, text in locale_files(model, model.project.locales).items() if path.endswith(".md")}


def rows_under(heading: str, page: str) -> list[list[str]]:
    """The cells of the tables in a section, without headings and rules; links and marks as their words."""
    section = page.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [CELL.split(row)[1:-1] for row in section.splitlines() if row.startswith("|")]
    plain = [[_plain(cell) for cell in row] for row in rows]
    rules = [number for number, row in enumerate(plain) if all(re.fullmatch(":?-+:?", cell) for cell in row)]
    return [row for number, row in enumerate(plain) if number not in {*rules, *(rule - 1 for rule in rules)}]


def _plain(cell: str) -> str:
    without_links = re.sub(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)", r"\1", ANCHOR.sub("", cell))
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\*", "", without_links)).replace("\u00a0", " ").strip()


# ── the whole set of pages ───────────────────────────────────────────────────────────────────────────────────────────


def test_each_locale_has_the_same_pages() -> None:
    machines = ["enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8", "native_mta"]
    about_all = ["README", "bounces", "glossary", "kpis", "language", "laws", "modes", "rules", "scenarios", "sources"]
    names = [*about_all, "delivery", "quarantine", "tracking", *machines]

    expected = sorted(f"generated/docs/{locale}/{name}.md" for locale in ("en", "fr", "pt") for name in names)

    assert expected == sorted(shipped_pages())


def test_a_small_spec_has_no_page_without_content() -> None:
    expected = ["README", "kpis", "glossary", "rules", "language", "fast_mail", "front_door", "row"]

    assert [f"generated/docs/en/{name}.md" for name in expected] == [path for path in small_pages() if "/en/" in path]


def test_each_page_says_what_it_is_made_from() -> None:
    page = shipped_pages()["generated/docs/pt/enhanced_mta_efs.md"]

    expected = "<!-- Generated from spec/modes/enhanced_mta_efs.yaml by `sendspec generate`. Do not edit. -->"

    assert expected == page.splitlines()[0]
    assert [path for path, text in shipped_pages().items() if not text.startswith("<!-- Generated from ")] == []


@pytest.mark.parametrize("model_of", [shipped_model, small_model])
def test_every_link_leads_somewhere(model_of: Callable[[], Model]) -> None:
    model = model_of()
    files = markdown_of(model)

    assert [(path, target) for path, target in _links(files) if not _exists(path, target, files, model)] == []


def _links(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    for path, text in files.items():
        for target in LINK.findall(text):
            yield path, unquote(target)


def _exists(path: str, target: str, files: dict[str, str], model: Model) -> bool:
    if target.startswith("https://"):
        return True
    file, _, anchor = target.partition("#")
    there = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
    if there in files:
        return not anchor or anchor in ANCHOR.findall(files[there])
    pictures = [f"diagrams/{locale}/{name}.svg" for locale in model.project.locales for name in model.machines]
    machines = [machine.path for machine in model.machines.values()]
    scenarios = [scenario.place.file for scenario in model.scenarios]
    return not anchor and there in (*pictures, *machines, *scenarios, "generated/docs/en/language.md")


def test_no_anchor_stands_twice_on_a_page() -> None:
    for path, text in shipped_pages().items():
        anchors = ANCHOR.findall(text)

        assert (path, len(anchors)) == (path, len(set(anchors)))


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    for path, text in {**shipped_pages(), **small_pages()}.items():
        for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            widths = {len(CELL.split(row)) for row in block.splitlines()}

            assert (path, 1) == (path, len(widths)), block


def test_two_modes_are_laid_side_by_side() -> None:
    model = small_model()
    two = replace(
        model, machines={**model.machines, "slow_mail": replace(model.machines["fast_mail"], name="slow_mail")}
    )

    emitted = markdown_of(two)

    assert "[Modes side by side](modes.md)" in emitted["generated/docs/en/fast_mail.md"]
    assert "[Modes side by side]" not in small_pages()["generated/docs/en/fast_mail.md"]


# ── modes side by side ───────────────────────────────────────────────────────────────────────────────────────────────

RELAYED = "Relayed to the Enhanced MTA"
PUBLISHED = {
    "Enhanced MTA with Email Feedback Service": [
        [RELAYED, "Pending", "Delivered 0 %", "Bounces + errors 0 %", "efs_table.1"],
        [f"{RELAYED} → Hard bounce", "Failed", "Delivered =", "Bounces + errors ↑", "efs_table.2"],
        [f"{RELAYED} → Soft bounce", "Failed", "Delivered =", "Bounces + errors ↑", "efs_table.3"],
        [f"{RELAYED} → Soft bounce → Delivered", "Sent", "Delivered ↑", "Bounces + errors ↓", "efs_table.4"],
        [f"{RELAYED} → Soft bounce → Retries failed", "Failed", "Delivered =", "Bounces + errors =", "efs_table.5"],
    ],
    "Enhanced MTA": [
        [RELAYED, "Sent", "Delivered 100 %", "Bounces + errors 0 %", "no_efs_table.1"],
        [f"{RELAYED} → Hard bounce", "Failed", "Delivered ↓", "Bounces + errors ↑", "no_efs_table.2"],
        [f"{RELAYED} → Soft bounce", "Sent", "Delivered =", "Bounces + errors =", "no_efs_table.3"],
        [f"{RELAYED} → Soft bounce → Delivered", "Sent", "Delivered =", "Bounces + errors =", "no_efs_table.4"],
        [f"{RELAYED} → Soft bounce → Retries failed", "Failed", "Delivered ↓", "Bounces + errors ↑", "no_efs_table.5"],
    ],
}
"""Both tables of "Confirmer l'envoi", row by row."""


@pytest.mark.parametrize("mode", PUBLISHED)
def test_the_published_tables_are_said_again(mode: str) -> None:
    page = shipped_pages()["generated/docs/en/modes.md"]
    column = 2 + [machine.label["en"] for machine in shipped_model().modes].index(mode)

    rows = rows_under("As the published tables", page)

    assert PUBLISHED[mode] == [[row[1], *row[column].split("<br>")] for row in rows]


def test_what_a_published_row_leaves_unsaid_is_faint() -> None:
    """The table of Campaign v8 has no Bounces + errors."""
    page = shipped_pages()["generated/docs/en/modes.md"].replace("\u00a0", " ")

    cell = r"**Failed**<br>Delivered =<br>*Bounces + errors ↑*<br>[v8\_table.2](sources.md#document-v8_table-2)"

    assert cell in page
    assert r"**Failed**<br>Delivered =<br>Bounces + errors ↑<br>[efs\_table.2](sources.md#document-efs_table-2)" in page


def test_a_row_is_marked_where_the_modes_differ() -> None:
    page = shipped_pages()["generated/docs/en/modes.md"]

    marked = [row[1] for row in rows_under("What each state shows and counts", page) if row[0] == "≠"]

    assert marked == ["Relayed", "Being retried"]


def test_a_soft_bounce_out_of_relayed_in_every_mode() -> None:
    page = shipped_pages()["generated/docs/fr/modes.md"]
    heading = "Événement par événement, là où les modes diffèrent"
    expected = {
        "Envoyé",
        "En attente → En échec<br>Bounces + erreurs +1",
        "Pris en compte par le prestataire",
        "cet état n'existe pas",
    }

    found = [row[2:] for row in rows_under(heading, page) if row[:2] == ["Relayé", "Soft bounce"]]

    assert [expected] == [set(cells) for cells in found]


# ── the page of a machine ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_states_of_a_log() -> None:
    clock = "Gave up, 1 day 12 hours after the first event heard"
    expected = [
        ["New<br>`new`", "Waiting<br>code 0", "To send 1", "", ""],
        ["Trying<br>`trying`", "Waiting<br>code 6", "To send 1<br>Bad 1", "", clock],
        ["Over<br>`over`", "Gone", "To send 1<br>Good 1", "settled", ""],
        ["Lost<br>`lost`", "Gone", "To send 1<br>Bad 1", "final", ""],
    ]

    assert expected == rows_under("States", small_pages()["generated/docs/en/fast_mail.md"])


def test_a_matrix_answers_every_event_in_every_state() -> None:
    expected = [
        ["New", "→ Over", "→ Trying", "✕"],
        ["Trying", "→ Over", "·", "→ Lost"],
        ["Over", "·", "·", "✕"],
        ["Lost", "·", "·", "✕"],
    ]

    assert expected == rows_under("Every event in every state", small_pages()["generated/docs/en/fast_mail.md"])


def test_a_wide_matrix_goes_on_below() -> None:
    page = shipped_pages()["generated/docs/en/delivery.md"]
    section = page.split("## Every event in every state", 1)[1].split("\n## ", 1)[0]

    heads = [row for row in section.splitlines() if row.startswith("| State |")]

    assert [len(CELL.split(head)) - 3 for head in heads] == [6, 6, 4]


def test_a_move_names_its_condition_and_the_words_of_its_refusal() -> None:
    rows = rows_under("Transitions", shipped_pages()["generated/docs/fr/delivery.md"])
    confirm = next(row for row in rows if row[1] == "Confirmer l'envoi")

    assert "Vous n'avez pas les droits nécessaires pour confirmer cet envoi." in confirm[4]


def test_a_move_that_no_document_states_is_marked() -> None:
    rows = rows_under("Moves", shipped_pages()["generated/docs/en/enhanced_mta_efs.md"])
    sources = {(row[0], row[1]): row[-1] for row in rows}

    assert sources["Excluded", "Delivered"] == "inferred"
    assert sources["Being retried", "Delivered"] == "efs_table.4, efs_prose"


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b", r"a \| b"),
        ("first\n  second", "first second"),
        ("<b> & *bold* _too_", r"\<b\> &amp; \*bold\* \_too\_"),
        ("[not](a link) `code` ~~gone~~", r"\[not\](a link) \`code\` \~\~gone\~\~"),
        (r"back\slash", r"back\\slash"),
        ("0\u00a0%", "0\u00a0%"),
    ],
)
def test_words_are_no_markup(text: str, expected: str) -> None:
    assert expected == escaped(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("after 3 days", "after 3\u00a0days"),
        ("Sent (code 1)", "Sent (code\u00a01)"),
        ("Pending → Sent", "Pending →\u00a0Sent"),
        ("2021-03-02 → FR", "2021-03-02 →\u00a0FR"),
        ("« oui » ou non ; 100 % : rien", "«\u00a0oui\u00a0» ou non\u00a0; 100\u00a0%\u00a0: rien"),
    ],
)
def test_a_line_is_not_broken_before_a_sign_or_after_a_number(text: str, expected: str) -> None:
    assert expected == escaped(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("# five", r"\# five"), ("1. five", r"1\. five"), ("- five", r"\- five"), ("one\n\n+ two", "one\n\n\\+ two")],
)
def test_paragraphs_start_no_blocks(text: str, expected: str) -> None:
    assert expected == paragraphs(text)


def test_a_table_leaves_out_columns_without_content() -> None:
    content = table_of(("A", "B", "C"), [(words("1"), (), words("x|y")), ((Strong("2"), Break(), Text(" z")), (), ())])

    assert table(content) == "| A | C |\n| --- | --- |\n| 1 | x\\|y |\n| **2**<br> z |  |"


def test_a_link_to_a_path_with_spaces() -> None:
    assert line((Link("spec", "../a b).yaml#c"),)) == "[spec](../a%20b%29.yaml#c)"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("en", "3 days 12 hours"), ("fr", "3 jours 12 heures"), ("pt", "3 dias 12 horas"), ("xx", "3 days 12 hours")],
)
def test_durations_in_words(locale: str, expected: str) -> None:
    assert expected == Wording(small_model(), locale).duration(84 * HOUR)


def test_one_of_each_unit_and_none() -> None:
    wording = Wording(small_model(), "fr")

    assert wording.duration(25 * HOUR + 61_000_000) == "1 jour 1 heure 1 minute 1 seconde"
    assert wording.duration(0) == "0 secondes"


@pytest.mark.parametrize(("locale", "expected"), [("en", "71.4\u00a0%"), ("fr", "71,4\u00a0%"), ("pt", "71,4\u00a0%")])
def test_percent_in_words(locale: str, expected: str) -> None:
    assert expected == Wording(small_model(), locale).value(500 / 7, "percent")


def test_other_values_in_words() -> None:
    wording = Wording(small_model(), "en")

    assert [
        wording.value(None, "percent"), wording.value(483, "messages"), wording.value(100.0, "percent"),
    ] == ["–", "483", "100\u00a0%"]  # fmt: skip


def test_a_condition_in_words() -> None:
    model = shipped_model()
    delivery = model.machines["delivery"]
    condition = delivery.facts["must_be_confirmed"].condition
    assert condition is not None

    said = Wording(model, "en").condition(condition, delivery)

    assert said.startswith("(“Recurring” and not “With an aggregation period” and “Request confirmation")
    assert ") or (not “Recurring” and not “Created in a workflow”) or (" in said


def test_signs_are_typeset() -> None:
    assert [signed(1), signed(-1)] == ["+1", "−1"]


# ── a walk ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_walk_counts_and_shows() -> None:
    model = small_model()
    mail = model.machines["fast_mail"]

    standings = walk(mail, ("bounced", "gave_up", "sent"), model)

    assert [standing.state.name for standing in standings] == ["new", "trying", "lost", "lost"]
    assert [standing.counters["bad"] for standing in standings] == [0, 1, 1, 1]
    assert [value(model.kpis["gone"], standing, model) for standing in standings] == [0, 0, 1, 1]


def test_a_share_of_nothing_is_nothing() -> None:
    model = small_model()
    start = walk(model.machines["fast_mail"], ("sent",), model)[-1]

    assert value(model.kpis["good_rate"], start, model) == 100
    assert value(model.kpis["good_rate"], replace(start, counters={"to_send": 0}), model) is None


def test_directions() -> None:
    assert [direction(0, 100), direction(50, 25), direction(0.0, 0)] == ["up", "down", "same"]


# ── scenarios and sources ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Success or Delivered", "Message"), ("A complaint overrules errors and quarantine", "Case")],
)
def test_only_a_message_log_is_told_of_messages(title: str, expected: str) -> None:
    story = shipped_pages()["generated/docs/en/scenarios.md"].split(f"### {title}\n", 1)[1].split("###", 1)[0]

    assert f"- {expected}s: 2\n" in story
    assert f"| {expected} | Event |" in story


@pytest.mark.parametrize(
    ("locale", "header", "cells"),
    [
        ("en", "| Event | State | Shows | Changes | Refused |", "| Edit, Change the schedule | Editing |  | yes |  |"),
        (
            "fr",
            "| Événement | État | Statut affiché | Change quelque chose | Refus |",
            "| Modifier, Modifier la planification | Édition |  | oui |  |",
        ),
        (
            "pt",
            "| Evento | Estado | Status exibido | Muda algo | Recusa |",
            "| Editar, Alterar a programação | Edição |  | sim |  |",
        ),
    ],
)
def test_several_events_of_one_step_are_one_row(locale: str, header: str, cells: str) -> None:
    place = '<a id="scenario-before-the-send-each-state-offers-only"></a>'
    story = shipped_pages()[f"generated/docs/{locale}/scenarios.md"].split(place)[1].split("<a id")[0]

    assert header in story
    assert cells in story


@pytest.mark.parametrize(
    ("locale", "nobody", "told"),
    [
        ("en", "nobody hears anything", "its messages that are not settled hear “Canceled”"),
        ("fr", "personne ne reçoit rien", "ses messages non définitifs reçoivent « Annulé »"),
        ("pt", "ninguém recebe nada", "suas mensagens ainda não definitivas recebem “Cancelada”"),
    ],
)
def test_a_step_says_whom_a_delivery_tells(locale: str, nobody: str, told: str) -> None:
    place = '<a id="scenario-a-stop-cancels-the-messages-without-an"></a>'
    story = shipped_pages()[f"generated/docs/{locale}/scenarios.md"].split(place)[1].split("<a id")[0]

    assert story.count(f"| {nobody} |") == 2
    assert story.replace("\u00a0", " ").count(f"| {told} |") == 1


def test_scenarios_of_the_same_title_have_places_of_their_own() -> None:
    told = Scenario({"en": "The same story"}, (), {}, ("fast_mail",), 1, {}, (), NOWHERE)
    model = replace(small_model(), scenarios=(told, told))

    page = markdown_of(model)["generated/docs/en/scenarios.md"]

    expected = ["file-vocabulary", "scenario-the-same-story", "scenario-the-same-story-2"]

    assert expected == ANCHOR.findall(page)


def test_a_row_of_a_table_names_what_cites_it() -> None:
    page = shipped_pages()["generated/docs/en/sources.md"]
    section = page.split('<a id="document-efs_table"></a>', 1)[1].split("\n### ", 2)[1]
    row = next(row for row in section.splitlines() if '<a id="document-efs_table-4"></a>' in row)

    assert "enhanced_mta_efs.md#move-retrying-delivered" in row
    assert "[Soft bounce whose retries succeed, with EFS]" in row


def test_durations_without_a_label_are_named() -> None:
    rows = rows_under("Durations", small_pages()["generated/docs/en/glossary.md"])

    assert rows[0] == ["`patience`", "1 day 12 hours", "each delivery", "2 days"]
