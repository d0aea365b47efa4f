from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from sendspec_gen.emit import diagrams
from sendspec_gen.emit.arrows import arrows_of
from sendspec_gen.emit.palette import DARK, DARK_GROUND, DARK_PALETTE, FAINT, INK, PALETTE, QUIET, dark_rules
from sendspec_gen.emit.scene import Scene
from sendspec_gen.emit.views import whole_scene
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Deadline, Ignored, Machine, Model
from sendspec_gen.source import Place

from tests.project import shipped_model
from tests.unit.sendspec_gen.small_spec import NOWHERE, machine, moves, small_model, state, way

SPEC = Place("spec/modes/mail.yaml")
GROUNDS = (DARK_GROUND, DARK["#ffffff"])
_COLOR = re.compile('(fill|stroke)="(#[0-9a-f]{6})"')


def test_each_machine_in_each_locale_as_dot_and_svg() -> None:
    expected = [
        f"diagrams/{locale}/{name}.{kind}"
        for locale in ("en", "fr")
        for name in ("fast_mail", "front_door", "row")
        for kind in ("dot", "svg")
    ]

    assert expected == list(dict(diagrams.files(small_model())))


def test_every_file_says_where_it_comes_from() -> None:
    header = "Generated from spec/modes/fast_mail.yaml by `sendspec generate`. Do not edit."
    files = dict(diagrams.files(small_model()))

    assert f"// {header}" == files["diagrams/en/fast_mail.dot"].splitlines()[0]
    assert f"<!-- {header} -->" == files["diagrams/en/fast_mail.svg"].splitlines()[1]


def test_every_state_and_every_move_has_words() -> None:
    expected = {
        "new": "New: Waiting",
        "trying": "Trying: Waiting",
        "over": "Over: Gone",
        "lost": "Lost: Gone",
        "new-over": "New → Over: Sent (Good +1)",
        "new-trying": "New → Trying: Bounced (Bad +1)",
        "trying-over": "Trying → Over: Sent (Good +1, Bad −1)",
        "trying-lost": "Trying → Lost: Gave up",
        "trying-lost-clock": "Trying → Lost: Gave up (by the clock, 1 day 12 hours after the first event)",
    }

    assert expected == _titles(_scene("fast_mail"))
    assert _scene("fast_mail").starts == (("new", "start: New"),)


def test_conditions_requirements_and_what_is_told_stand_on_the_arrow() -> None:
    titles = _titles(_scene("front_door"))

    assert titles["closed-garden"] == (
        "Closed → Garden: Open (if “The back door”, requires “may_pass”, "
        "its messages that are not settled hear “Gave up”)"
    )
    assert titles["closed-street"] == "Closed → Street: Open (otherwise, requires “may_pass” and not “Night”)"


def test_a_wait_stands_on_the_arrow() -> None:
    title = _titles(_scene("row"))["first-second"]

    assert title == "First → Second: Knock (ignored less than 1 hour after the state was entered, Knocks +1)"


def test_equal_moves_to_one_state_share_an_arrow() -> None:
    place = Place("spec/front_door.yaml")
    states = (
        state("inside", moves("open", way("outside")), moves("shut", way("outside"))),
        state("hall", moves("open", way("outside")), moves("shut", way("outside"))),
        state("outside", moves("open", way("inside")), Ignored("shut", place)),
    )
    scene = _scene_of(machine("porch", "door", place, states))

    assert _titles(scene)["inside-outside"] == "Inside, Hall → Outside: Open / Shut"
    assert scene.ways[0].sources == ("inside", "hall")
    assert "hall-outside" not in _titles(scene)
    assert "outside-inside" in _titles(scene)


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
    scene = _scene_of(machine("mail", "log", SPEC, states))
    colors = {way.name: way.color for way in scene.ways}

    assert colors == {"new-over": PALETTE["green"].line, "new-lost": PALETTE["green"].line, "over-lost": FAINT}
    assert "out of a settled state" in [sample.meaning for sample in scene.legend]


def test_a_deadline_is_dashed_and_says_since_when() -> None:
    deadline = Deadline("pause", "gave_up", "entry", NOWHERE)
    states = (
        state("new", moves("gave_up", way("lost")), status="waiting", deadline=deadline),
        state("lost", status="gone", settled=True),
    )
    scene = _scene_of(machine("mail", "log", SPEC, states))

    assert [way.name for way in scene.ways if way.dashed] == ["new-lost-clock"]
    assert _titles(scene)["new-lost-clock"] == "New → Lost: Gave up (by the clock, after 1 hour)"


def test_settled_and_final_states_have_a_double_border() -> None:
    shapes = _scene("fast_mail").states

    assert {shape.name: shape.rings for shape in shapes} == {"new": 1, "trying": 1, "over": 2, "lost": 2}
    assert {shape.name: shape.width for shape in shapes} == {"new": 1.2, "trying": 1.2, "over": 1.2, "lost": 2.5}


def test_a_state_wears_the_colour_of_its_status_and_the_legend_says_so() -> None:
    scene = _scene("fast_mail")
    legend = {sample.meaning: sample.colors for sample in scene.legend}

    assert {shape.name: shape.colors for shape in scene.states}["over"] == PALETTE["green"]
    assert legend["Gone"] == PALETTE["green"]
    assert legend["Waiting"] == PALETTE["grey"]


def test_the_legend_shows_only_what_is_drawn() -> None:
    assert _scene("front_door").legend == ()


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

    assert '<title id="graph-whole-title">Graph</title>' in files["diagrams/en/graph.svg"]
    assert 'data-state="node"' in files["diagrams/en/graph.svg"]


@pytest.mark.parametrize("name", PALETTE)
def test_words_stand_out_from_their_ground(name: str) -> None:
    colors = PALETTE[name]
    pairs = [(INK, colors.fill), (colors.line, "#ffffff"), (QUIET, "#ffffff"), (FAINT, "#ffffff")]

    assert [pair for pair in pairs if _contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("name", PALETTE)
def test_words_stand_out_from_a_dark_ground_too(name: str) -> None:
    colors, plain = DARK_PALETTE[name], DARK["#ffffff"]
    pairs = [(DARK[INK], colors.fill), *((ink, ground) for ink in (colors.line, *DARK.values()) for ground in GROUNDS)]
    pairs = [(one, other) for one, other in pairs if one != plain]

    assert [pair for pair in pairs if _contrast(*pair) < 4.5] == []


def test_every_colour_has_a_dark_one() -> None:
    rules = dark_rules(".dark")
    pictures = [words for path, words in dict(diagrams.files(shipped_model())).items() if path.endswith(".svg")]
    used = sorted({found for svg in pictures for found in _COLOR.findall(svg)})
    missing = [
        f'{kind}="{color}"' for kind, color in used if f'.dark svg.diagram [{kind}="{color}"]{{{kind}:#' not in rules
    ]

    assert used
    assert missing == []


def test_contrast_is_measured_as_in_wcag() -> None:
    assert round(_contrast("#000000", "#ffffff"), 2) == 21
    assert round(_contrast("#777777", "#ffffff"), 2) == 4.48  # the well-known grey that just fails


def test_statuses_are_told_by_fill_and_by_line() -> None:
    fills, lines = sorted(c.fill for c in PALETTE.values()), sorted(c.line for c in PALETTE.values())

    assert not any(one == other for one, other in (*pairwise(fills), *pairwise(lines)))


def _titles(scene: Scene) -> dict[str, str]:
    return {state.name: state.title for state in scene.states} | {way.name: way.title for way in scene.ways}


def _scene(name: str) -> Scene:
    model = small_model()
    return whole_scene(model.machines[name], Wording(model, "en"))


def _scene_of(drawn: Machine) -> Scene:
    return whole_scene(drawn, Wording(_with(drawn), "en"))


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
