from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from sendspec_gen.changes.change import Rename
from sendspec_gen.emit.graphviz_library import sizes_of
from sendspec_gen.emit.revision import Drawn, RevisionPictures, pictures
from sendspec_gen.model import Deadline, Ignored, Machine, Model, Rejected, State
from sendspec_gen.source import Place

from tests.project import ROOT, shipped_model
from tests.unit.sendspec_gen.small_spec import NOWHERE, machine, moves, small_model, state, way

SVG = "{http://www.w3.org/2000/svg}"
SPEC = Place("spec/modes/mail.yaml")
VIEWS = ("before", "after", "difference")
DRAW = """\
import sys
from tests.unit.sendspec_gen.test_revision_pictures import edited
for view in (edited().before, edited().after, edited().difference):
    sys.stdout.buffer.write(f"{view.dot}{view.svg}{view.title}{view.description}".encode())
"""


def test_what_is_the_same_is_not_drawn() -> None:
    assert list(pictures(small_model(), small_model())) == []


def test_other_words_are_no_other_structure() -> None:
    now = _mail(*_states()[:-1], replace(_states()[-1], label={"en": "Gone for good"}))

    assert list(pictures(_model(_mail(*_states())), _model(now))) == []


def test_only_machines_that_differ_are_drawn() -> None:
    row = replace(small_model().machines["row"], initial="second")
    now = replace(small_model(), machines={**small_model().machines, "row": row})

    assert [drawn.machine for drawn in pictures(small_model(), now)] == ["row"]


def test_pictures_are_of_one_size() -> None:
    sizes = {tuple(_root(drawn).get(key) for key in ("width", "height", "viewBox")) for drawn in _views(edited())}

    assert len(sizes) == 1


def test_what_stays_is_where_it_was() -> None:
    places = [_places(drawn) for drawn in _views(edited(settled=False))]
    shared = sorted(set(places[0]) & set(places[1]))

    assert {"state-new", "state-trying", "state-lost", "start", "into-new-trying-changed"} <= set(shared)
    assert [name for name in shared if places[0][name] != places[1][name]] == []
    assert [name for name in shared if _middle(places[0][name]) != _middle(places[2][name])] == []


def test_a_state_that_is_settled_now_stays_where_it_was() -> None:
    old = _mail(*_states())
    new = _mail(*(replace(one, settled=one.name == "trying", final=one.name == "over") for one in _states()))
    places = [_places(drawn) for drawn in _views(_only(old, new))]

    assert set(places[0]) == set(places[1])
    assert [name for name in places[0] if _middle(places[0][name]) != _middle(places[1][name])] == []


@pytest.mark.parametrize("name", list(shipped_model().machines["enhanced_mta_efs"].states))
def test_in_a_real_machine_all_else_stays_where_it_was(name: str) -> None:
    model = shipped_model()
    old = model.machines["enhanced_mta_efs"]
    one = old.states[name]
    edited_state = replace(one, settled=not one.settled, label={"en": "Something that takes far more room"})
    new = replace(old, states={**old.states, name: edited_state})
    (drawn,) = pictures(model, replace(model, machines={**model.machines, old.name: new}))
    before, after, difference = (_places(one, old.name) for one in _views(drawn))
    others = [f"state-{other}" for other in old.states if other != name]

    assert len(others) == 7
    for other in [*others, "start"]:
        assert before[other] == after[other]
        assert [_middle(before[other])] == [_middle(difference[other])]
    assert _middle(before[f"state-{name}"]) == _middle(after[f"state-{name}"]) == _middle(difference[f"state-{name}"])


def test_sizes_are_told_in_inches_with_all_outlines() -> None:
    dot = 'digraph { node [shape=box fontname=Arial label="" width=2 height=1] a "b-c" [peripheries=2] }'

    assert sizes_of(dot) == {"a": (2.0, 1.0), "b-c": pytest.approx((2 + 8 / 72, 1 + 8 / 72), abs=1e-4)}


def test_what_does_not_belong_is_not_there() -> None:
    before, after, difference = (set(_places(drawn)) for drawn in _views(edited()))

    assert before - after == {"state-over", "moves-new-over-removed", "from-new-by-new-over-removed",
                              "into-new-over-removed"}  # fmt: skip
    assert after - before == {"state-paused", "moves-new-paused-added", "from-new-by-new-paused-added",
                              "into-new-paused-added"}  # fmt: skip
    assert difference == before | after


def test_no_word_of_what_does_not_belong_is_there() -> None:
    drawn = edited()

    assert "Paused" not in drawn.before.svg + drawn.before.dot
    assert "Paused" in drawn.after.svg
    assert "Over" in drawn.before.svg
    assert "Over" not in drawn.after.svg + drawn.after.dot
    assert {"+ Paused", "− "} <= set(_texts(drawn.difference))


def test_a_changed_effect_is_read_on_the_arrow() -> None:
    drawn = edited()

    assert "Bad +1" in _texts(drawn.before)
    assert "Bad +2" in _texts(drawn.after)
    assert {"~ Bounced", "Bad +1 → +2"} <= set(_texts(drawn.difference))


def test_an_effect_that_came_or_went_is_read_against_nothing() -> None:
    old = _mail(state("new", moves("sent", way("over", bad=+1))), state("over"))
    new = _mail(state("new", moves("sent", way("over", good=+1))), state("over"))

    assert {"Good 0 → +1", "Bad +1 → 0"} <= set(_texts(_only(old, new).difference))


def test_outlines_tell_without_colour() -> None:
    drawn = edited(settled=False).difference
    outlines = {name: _outline(drawn, f"state-{name}") for name in ("new", "paused", "over", "trying")}

    assert outlines == {
        "new": ("path", "0.8", None),
        "paused": ("polygon 4", "3", None),
        "over": ("polygon 8", "1.8", "1,5"),
        "trying": ("polygon 6", "1.8", "5,2"),
    }


def test_arrows_tell_without_colour() -> None:
    drawn = edited().difference
    arrows = {
        name: (_line(drawn, f"into-{name}").get("stroke-width", "1"), _line(drawn, f"into-{name}").get(_DASH))
        for name in ("new-paused-added", "new-over-removed", "new-trying-changed", "trying-lost")
    }

    assert arrows == {
        "new-paused-added": ("3", None),
        "new-over-removed": ("1.8", "1,5"),
        "new-trying-changed": ("1.8", "5,2"),
        "trying-lost": ("0.8", None),
    }


def test_what_is_gone_is_struck_out_and_its_sign_is_not() -> None:
    struck = [text.text or "" for text in _root(edited().difference).iter(f"{SVG}text") if text.get("text-decoration")]

    assert sorted(struck) == ["Over", "Sent"]


def test_the_legend_says_what_is_drawn_and_no_more() -> None:
    texts = " | ".join(_texts(edited().difference))
    shorter = " | ".join(_texts(_only(_mail(*_states()), _mail(*_states(bad=+2))).difference))

    for words in ("unchanged (thin, grey)", "added (+, bold, square)", "removed (−, dotted, eight corners)"):
        assert words in texts
    assert "changed (~, dashed, pointed sides)" in shorter
    assert "added" not in shorter
    assert "removed" not in shorter


def test_a_renamed_state_shows_both_names() -> None:
    drawn = _renamed({"en": "Trying"}, {"en": "At it"})

    assert "Trying → At it" in _texts(drawn.difference)
    assert "Trying" in _texts(drawn.before)
    assert "At it" in _texts(drawn.after)
    assert "renamed (old → new, cut corners)" in _texts(drawn.difference)
    assert _places(drawn.before)["state-busy"] == _places(drawn.after)["state-busy"]


def test_a_renamed_state_that_is_labelled_as_before_shows_both_names_under_it() -> None:
    assert {"Trying", "trying → busy"} <= set(_texts(_renamed({"en": "Trying"}, {"en": "Trying"}).difference))


def test_a_renamed_state_without_a_label_shows_its_names() -> None:
    drawn = _renamed({}, {})

    assert "trying → busy" in _texts(drawn.difference)
    assert "trying" in _texts(drawn.before)
    assert "busy" in _texts(drawn.after)


def test_a_changed_status_stands_in_the_state() -> None:
    new = _mail(*(replace(one, status="gone") if one.name == "trying" else one for one in _states()))
    drawn = _only(_mail(*_states()), new)

    assert {"~ Trying", "Waiting → Gone"} <= set(_texts(drawn.difference))
    assert drawn.difference.description == "Changed: Trying, Waiting → Gone."


def test_what_is_not_drawn_otherwise_stands_in_the_state() -> None:
    old = _mail(state("new", moves("sent", way("over"))), state("over", Ignored("sent", NOWHERE)))
    new = _mail(state("new", moves("sent", way("over"))), state("over", Rejected("sent", "too_late", NOWHERE)))

    assert _only(old, new).difference.description == "Changed: Over, Sent: ignored → refused “It is too late.”."


def test_a_moved_deadline_is_read_on_its_arrow() -> None:
    old, new = (
        _mail(
            state("new", moves("gave_up", way("lost")), deadline=Deadline(after, "gave_up", "entry", NOWHERE)),
            state("lost", settled=True),
        )
        for after in ("pause", "patience")
    )
    description = _only(old, new).difference.description

    assert description == (
        "Changed: New → Lost: Gave up (− by the clock, after 1 hour, + by the clock, after 1 day 12 hours)."
    )


def test_another_start_is_an_arrow_that_came_and_one_that_went() -> None:
    drawn = _only(_mail(*_states()), replace(_mail(*_states()), initial="trying"))

    assert "start-to-new" in _places(drawn.before)
    assert "start-to-new" not in _places(drawn.after)
    assert "start-to-trying" in _places(drawn.after)
    assert drawn.difference.description == "Added: start: Trying. Removed: start: New."


@pytest.mark.parametrize("turned", [False, True])
def test_a_new_machine_and_one_that_is_gone_are_drawn(turned: bool) -> None:
    small = small_model()
    models = [small, replace(small, machines={**small.machines, "mail": _mail(*_states())})]
    (drawn,) = pictures(*reversed(models)) if turned else pictures(*models)
    nothing, all_of_it = (drawn.after, drawn.before) if turned else (drawn.before, drawn.after)

    assert set(_places(nothing)) == {"start"}
    assert {"state-new", "state-lost", "into-new-over-removed" if turned else "into-new-over-added"} <= set(
        _places(all_of_it)
    )


def test_a_picture_is_named_and_described() -> None:
    drawn = edited()
    root = _root(drawn.difference)

    assert [drawn.before.title, drawn.after.title, drawn.difference.title] == [
        "Mail: before",
        "Mail: after",
        "Mail: what differs",
    ]
    assert [root[0].tag, root[0].text, root[1].tag] == [f"{SVG}title", "Mail: what differs", f"{SVG}desc"]
    assert root[1].text == drawn.difference.description
    assert drawn.difference.description.replace("\xa0", " ") == (
        "Added: Paused, Waiting; New → Paused: Gave up. "
        "Removed: Over, Gone, settled; New → Over: Sent (Good +1). "
        "Changed: Trying, Waiting, not settled → settled; New → Trying: Bounced (Bad +1 → +2)."
    )


def test_no_id_is_used_twice_on_a_page_with_all_three() -> None:
    ids = [element.get("id") for drawn in _views(edited()) for element in _root(drawn).iter() if element.get("id")]

    assert len(ids) == len(set(ids))


def test_every_part_has_a_readable_title() -> None:
    for drawn in _views(edited()):
        parts = [group for group in _root(drawn).iter(f"{SVG}g") if group.get("class") in ("node", "edge")]
        titles = [part.findtext(f"{SVG}title") or "" for part in parts]

        assert [title for title in titles if not title or "->" in title] == []


def test_words_of_a_locale() -> None:
    (drawn,) = pictures(_model(_mail(*_states())), _model(_mail(*_states(bad=+2))), (), "fr")

    assert drawn.after.title == "Mail\xa0: après"
    assert "En attente" in drawn.after.svg
    assert 'xml:lang="fr"' in drawn.after.svg


@pytest.mark.parametrize("words", ["<b>&amp;", "\\N \\", 'say "no"', "}; digraph {", "− minus", "a\x01b", "legend"])
def test_odd_labels_are_drawn_as_they_were_written(words: str) -> None:
    odd = state("legend", status="waiting")
    new = _mail(*_states(), replace(odd, label={"en": words}))
    drawn = _only(_mail(*_states()), new)
    shown = words.replace("\x01", "\ufffd")

    assert shown in _texts(drawn.after)
    assert f"+ {shown}" in _texts(drawn.difference)
    assert shown not in _texts(drawn.before)


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_the_same_bytes_whatever_the_hash_seed(seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DRAW],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "FONTCONFIG_FILE": "/dev/null"},
        capture_output=True,
        check=True,
    )
    expected = "".join(f"{one.dot}{one.svg}{one.title}{one.description}" for one in _views(edited()))

    assert expected == done.stdout.decode()


def edited(settled: bool = True) -> RevisionPictures:
    """A state that came, one that went with its move, one that changed, and an effect that is another."""
    new = _states(bad=+2)
    paused = state("paused", status="waiting")
    trying = replace(new[1], settled=settled, status="waiting" if settled else "gone")
    answers = {**new[0].answers, "gave_up": moves("gave_up", way("paused"))}
    del answers["sent"]
    return _only(_mail(*_states()), _mail(replace(new[0], answers=answers), trying, paused, new[3]))


def _states(bad: int = +1) -> tuple[State, ...]:
    return (
        state("new", moves("sent", way("over", good=+1)), moves("bounced", way("trying", bad=bad)), status="waiting"),
        state("trying", moves("gave_up", way("lost")), status="waiting"),
        state("over", status="gone", settled=True),
        state("lost", status="gone", settled=True),
    )


def _renamed(old_label: dict[str, str], new_label: dict[str, str]) -> RevisionPictures:
    states = _states()
    to_busy = {**states[0].answers, "bounced": moves("bounced", way("busy", bad=+1))}
    old = (states[0], replace(states[1], label=old_label), *states[2:])
    new = (
        replace(states[0], answers=to_busy),
        replace(states[1], name="busy", label=new_label),
        *states[2:],
    )
    rename = Rename("state", "mail", None, "trying", "busy", 90, NOWHERE, NOWHERE)
    (drawn,) = pictures(_model(_mail(*old)), _model(_mail(*new)), (rename,))
    return drawn


def _only(before: Machine, after: Machine) -> RevisionPictures:
    (drawn,) = pictures(_model(before), _model(after))
    return drawn


def _mail(*states: State) -> Machine:
    return machine("mail", "log", SPEC, states)


def _model(drawn: Machine) -> Model:
    return replace(small_model(), machines={drawn.name: drawn})


def _views(drawn: RevisionPictures) -> tuple[Drawn, Drawn, Drawn]:
    return drawn.before, drawn.after, drawn.difference


_DASH = "stroke-dasharray"


def _root(drawn: Drawn) -> ElementTree.Element:
    return ElementTree.fromstring(drawn.svg)


def _texts(drawn: Drawn) -> list[str]:
    return [(element.text or "").replace("\xa0", " ") for element in _root(drawn).iter(f"{SVG}text")]


def _parts(drawn: Drawn, machine: str = "mail") -> dict[str, ElementTree.Element]:
    """The nodes and edges by their ids, without the machine's and the picture's name."""
    return {
        re.sub(f"^{machine}-({'|'.join(VIEWS)})-", "", group.get("id", "")): group
        for group in _root(drawn).iter(f"{SVG}g")
        if group.get("class") in ("node", "edge")
    }


def _places(drawn: Drawn, machine: str = "mail") -> dict[str, tuple[str, ...]]:
    """The outermost outline of each node, the line of each edge."""
    return {
        name: tuple(
            element.get("d") or element.get("points") or f"{element.get('cx')},{element.get('cy')}"
            for element in part.iter()
            if element.tag in (f"{SVG}path", f"{SVG}polygon", f"{SVG}ellipse")
        )
        for name, part in _parts(drawn, machine).items()
    }


def _middle(place: tuple[str, ...]) -> tuple[float, float] | None:
    """The middle of an outline, to a tenth of a point; where a line ends depends on the outline that it meets."""
    pairs = [tuple(map(float, pair.split(","))) for pair in re.findall(r"-?[\d.]+,-?[\d.]+", place[0])]
    closed = "M" not in place[0] or pairs[0] == pairs[-1]
    if not closed:
        return None
    x, y = ([pair[axis] for pair in pairs] for axis in (0, 1))
    return round((min(x) + max(x)) / 2, 1), round((min(y) + max(y)) / 2, 1)


def _outline(drawn: Drawn, name: str) -> tuple[str, str, str | None]:
    """The kind of outline with its corners, its width and its dashes."""
    shape = next(one for one in _parts(drawn)[name].iter() if one.tag in (f"{SVG}path", f"{SVG}polygon"))
    kind = shape.tag.removeprefix(SVG)
    corners = f" {len(shape.get('points', '').split()) - 1}" if kind == "polygon" else ""
    return f"{kind}{corners}", shape.get("stroke-width", "1"), shape.get(_DASH)


def _line(drawn: Drawn, name: str) -> ElementTree.Element:
    return next(_parts(drawn)[name].iter(f"{SVG}path"))
