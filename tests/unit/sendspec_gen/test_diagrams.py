from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from sendspec_gen.emit import diagrams
from sendspec_gen.emit.arrows import arrows_of
from sendspec_gen.emit.palette import FAINT, INK, PALETTE, QUIET
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Deadline, FactIs, Ignored, Machine, Model
from sendspec_gen.source import Place

from tests.unit.sendspec_gen.small_spec import NOWHERE, machine, moves, small_model, state, way

SPEC = Place("spec/modes/mail.yaml")


def test_each_machine_in_each_locale_as_dot_and_svg() -> None:
    expected = [
        f"diagrams/{locale}/{name}.{kind}"
        for locale in ("en", "fr")
        for name in ("fast_mail", "front_door", "row")
        for kind in ("dot", "svg")
    ]

    assert expected == [path for path, _ in diagrams.files(small_model())]


def test_every_file_says_where_it_comes_from() -> None:
    header = "Generated from spec/modes/fast_mail.yaml by `sendspec generate`. Do not edit."
    files = dict(diagrams.files(small_model()))

    assert f"// {header}" == files["diagrams/en/fast_mail.dot"].splitlines()[0]
    assert f"<!-- {header} -->" == files["diagrams/en/fast_mail.svg"].splitlines()[1]


def test_every_state_and_every_move_has_words() -> None:
    expected = {
        "start": "start: New",
        "start-arrow": "start: New",
        "state-new": "New: Waiting",
        "state-trying": "Trying: Waiting",
        "state-over": "Over: Gone",
        "state-lost": "Lost: Gone",
        "moves-new-over": "New → Over: Sent (Good +1)",
        "from-new-to-over": "New → Over: Sent (Good +1)",
        "into-new-over": "New → Over: Sent (Good +1)",
        "moves-new-trying": "New → Trying: Bounced (Bad +1)",
        "from-new-to-trying": "New → Trying: Bounced (Bad +1)",
        "into-new-trying": "New → Trying: Bounced (Bad +1)",
        "moves-trying-over": "Trying → Over: Sent (Good +1, Bad −1)",
        "from-trying-to-over": "Trying → Over: Sent (Good +1, Bad −1)",
        "into-trying-over": "Trying → Over: Sent (Good +1, Bad −1)",
        "moves-trying-lost": "Trying → Lost: Gave up",
        "from-trying-to-lost": "Trying → Lost: Gave up",
        "into-trying-lost": "Trying → Lost: Gave up",
        "moves-trying-lost-clock": "Trying → Lost: Gave up (by the clock, 1 day 12 hours after the first event)",
        "from-trying-to-lost-clock": "Trying → Lost: Gave up (by the clock, 1 day 12 hours after the first event)",
        "into-trying-lost-clock": "Trying → Lost: Gave up (by the clock, 1 day 12 hours after the first event)",
    }

    assert expected == _drawing("fast_mail").titles


def test_conditions_requirements_and_what_is_told_stand_on_the_arrow() -> None:
    titles = _drawing("front_door").titles

    assert titles["moves-closed-garden"] == (
        "Closed → Garden: Open (if “The back door”, requires “may_pass”, "
        "its messages that are not settled hear “Gave up”)"
    )
    assert titles["moves-closed-street"] == "Closed → Street: Open (otherwise, requires “may_pass” and not “Night”)"


def test_a_wait_stands_on_the_arrow() -> None:
    title = _drawing("row").titles["moves-first-second"]

    assert title == "First → Second: Knock (ignored less than 1 hour after the state was entered, Knocks +1)"


def test_equal_moves_to_one_state_share_an_arrow() -> None:
    place = Place("spec/front_door.yaml")
    states = (
        state("inside", moves("open", way("outside")), moves("shut", way("outside"))),
        state("hall", moves("open", way("outside")), moves("shut", way("outside"))),
        state("outside", moves("open", way("inside")), Ignored("shut", place)),
    )
    drawing = _draw(machine("porch", "door", place, states))

    assert drawing.titles["moves-inside-outside"] == "Inside, Hall → Outside: Open / Shut"
    assert drawing.titles["from-hall-to-outside"] == "Hall → Outside: Open / Shut"
    assert "moves-hall-outside" not in drawing.titles
    assert "moves-outside-inside" in drawing.titles


def test_moves_that_do_something_else_have_arrows_of_their_own() -> None:
    states = (
        state("new", moves("sent", way("over", good=+1)), moves("bounced", way("old"))),
        state("old", moves("sent", way("over", good=+1, bad=-1)), moves("bounced", way("old"))),
        state("over", settled=True),
    )
    found = [arrow.name for arrow in arrows_of(machine("mail", "log", SPEC, states))]

    assert found == ["new-over", "new-old", "old-over", "old-old"]


def test_what_leads_on_from_a_settled_state_is_faint() -> None:
    states = (
        state("new", moves("sent", way("over")), moves("bounced", way("lost")), status="waiting"),
        state("over", moves("bounced", way("lost")), status="gone", settled=True),
        state("lost", status="gone", settled=True),
    )
    dot = _draw(machine("mail", "log", SPEC, states)).dot

    assert f'"moves-over-lost" -> lost [color="{FAINT}"' in dot
    assert f'"moves-new-lost" -> lost [color="{PALETTE["green"].line}"' in dot
    assert "out of a settled state" in dot


def test_a_deadline_is_dashed_and_says_since_when() -> None:
    deadline = Deadline("pause", "gave_up", "entry", NOWHERE)
    states = (
        state("new", moves("gave_up", way("lost")), status="waiting", deadline=deadline),
        state("lost", status="gone", settled=True),
    )
    drawing = _draw(machine("mail", "log", SPEC, states))
    dashed = [line for line in drawing.dot.splitlines() if "-> lost" in line and "style=dashed" in line]

    assert len(dashed) == 1
    assert drawing.titles["into-new-lost-clock"] == "New → Lost: Gave up (by the clock, after 1 hour)"


def test_a_way_back_keeps_to_one_side_unless_many_lead_there() -> None:
    assert [_ways_on_one_side(rooms) for rooms in (1, 2, 3)] == [1, 2, 0]


def test_settled_and_final_states_have_a_double_border() -> None:
    borders = dict(re.findall(r"^\t(\w+) \[.* peripheries=(\d)\]$", _drawing("fast_mail").dot, re.MULTILINE))
    widths = dict(re.findall(r"^\t(\w+) \[.* penwidth=([\d.]+) ", _drawing("fast_mail").dot, re.MULTILINE))

    assert borders == {"new": "1", "trying": "1", "over": "2", "lost": "2"}
    assert widths == {"new": "1.2", "trying": "1.2", "over": "1.2", "lost": "2.5"}


def test_a_state_wears_the_colour_of_its_status_and_the_legend_says_so() -> None:
    dot = _drawing("fast_mail").dot
    legend = next(line for line in dot.splitlines() if "id=" in line and "machine-fast_mail" in line)
    over = next(line for line in dot.splitlines() if line.startswith("\tover ["))

    assert f'fillcolor="{PALETTE["green"].fill}"' in over
    assert re.search(f"{PALETTE['green'].fill}.*Gone", legend)
    assert re.search(f"{PALETTE['grey'].fill}.*Waiting", legend)


def test_the_legend_shows_only_what_is_drawn() -> None:
    meanings = re.findall(r'point-size="11">([^<]+)</font></td>', _drawing("front_door").dot)

    assert meanings == []


def test_labels_are_in_the_locale() -> None:
    model = small_model()
    files = dict(diagrams.files(model))

    assert "En attente" in files["diagrams/fr/fast_mail.dot"]
    assert "En attente" not in files["diagrams/en/fast_mail.dot"]
    assert "par l'horloge" in files["diagrams/fr/fast_mail.svg"]


def test_words_of_dot_are_names_like_others() -> None:
    place = Place("spec/modes/graph.yaml")
    states = (state("node", moves("sent", way("edge"))), state("edge", moves("sent", way("node"))))
    files = dict(diagrams.files(_with(machine("graph", "log", place, states))))

    assert '<title id="machine-graph-title">Graph</title>' in files["diagrams/en/graph.svg"]
    assert 'id="state-node"' in files["diagrams/en/graph.svg"]


@pytest.mark.parametrize("name", PALETTE)
def test_words_stand_out_from_their_ground(name: str) -> None:
    colors = PALETTE[name]
    pairs = [(INK, colors.fill), (colors.line, "#ffffff"), (QUIET, "#ffffff"), (FAINT, "#ffffff")]

    assert [pair for pair in pairs if _contrast(*pair) < 4.5] == []


def test_contrast_is_measured_as_in_wcag() -> None:
    assert round(_contrast("#000000", "#ffffff"), 2) == 21
    assert round(_contrast("#777777", "#ffffff"), 2) == 4.48  # the well-known grey that just fails


def test_statuses_are_told_by_fill_and_by_line() -> None:
    fills, lines = sorted(c.fill for c in PALETTE.values()), sorted(c.line for c in PALETTE.values())

    assert not any(one == other for one, other in (*pairwise(fills), *pairwise(lines)))


def _ways_on_one_side(count: int) -> int:
    """A hall with rooms behind it, each with a way back that does something else."""
    rooms = [state(f"room{number}", moves("shut", way("hall", knocks=number))) for number in range(count)]
    onward = moves("open", *(replace(way(room.name), when=FactIs("back")) for room in rooms))
    house = machine("house", "door", SPEC, (state("hall", onward), *rooms))
    return _draw(replace(house, facts=small_model().machines["front_door"].facts)).dot.count("headport=e")


def _drawing(name: str) -> diagrams.Drawing:
    model = small_model()
    return diagrams.draw(model.machines[name], Wording(model, "en"))


def _draw(drawn: Machine) -> diagrams.Drawing:
    return diagrams.draw(drawn, Wording(_with(drawn), "en"))


def _with(drawn: Machine) -> Model:
    return replace(small_model(), machines={drawn.name: drawn})


def _contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
