from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from xml.etree import ElementTree

import pytest
from sendspec_gen.emit.scene import Scene
from sendspec_gen.emit.views import View, scenes_of, surroundings_of, views_of
from sendspec_gen.emit.wording import Wording

from tests.project import shipped_model
from tests.unit.sendspec_gen.small_spec import small_model

SVG = "{http://www.w3.org/2000/svg}"
MACHINES = tuple(shipped_model().machines)


@pytest.mark.parametrize("name", MACHINES)
def test_each_other_mode_has_its_difference(name: str) -> None:
    model = shipped_model()
    machine = model.machines[name]
    others = [mode.name for mode in model.modes if mode is not machine] if machine.kind == "log" else []
    found = list(_views(name))

    assert found[0] == "whole"
    assert [view for view in found if view.startswith("versus-")] == [f"versus-{other}" for other in others]


def test_only_what_has_an_end_that_shows_green_has_a_happy_path() -> None:
    modes = {mode.name for mode in shipped_model().modes}

    assert {name for name in MACHINES if "happy" in _views(name)} == {*modes, "delivery"}
    assert {name for name in MACHINES if "failures" in _views(name)} == {*modes, "delivery", "quarantine"}


def test_the_happy_path_goes_straight_on_and_past_no_failure() -> None:
    assert _states("enhanced_mta_efs", "happy") == ["pending", "relayed", "delivered"]
    assert _states("enhanced_mta", "happy") == ["pending", "relayed", "retrying", "delivered"]
    assert _states("delivery", "happy") == [
        "editing", "preparing", "prepared", "confirming", "waiting", "start_pending", "in_progress", "finished"
    ]  # fmt: skip


def test_failures_are_shown_with_the_way_there_and_without_late_reports() -> None:
    scene = _scene("enhanced_mta_efs", "failures")

    assert [state.name for state in scene.states] == [
        "pending", "relayed", "retrying", "expired", "cancelled", "failed"
    ]  # fmt: skip
    assert "expired-failed" not in [way.name for way in scene.ways]
    assert "retrying-failed" in [way.name for way in scene.ways]


def test_surroundings_hold_what_leads_in_and_out_and_no_more() -> None:
    machine = shipped_model().modes[2]
    around = {one.state: one for one in surroundings_of(machine)}

    assert list(around) == list(machine.states)
    assert around["relayed"].states == (
        "cancelled", "delivered", "excluded", "expired", "failed", "pending", "relayed", "retrying",
    )  # fmt: skip
    assert around["relayed"].into == ("pending-relayed",)
    assert around["failed"].out == ()
    assert around["failed"].states == (
        "cancelled", "delivered", "excluded", "expired", "failed", "pending", "relayed", "retrying",
    )  # fmt: skip
    assert around["delivered"].out == ("delivered-failed",)


def test_surroundings_are_named_as_in_the_picture_of_the_whole() -> None:
    for name in MACHINES:
        svg = _views(name)["whole"].svg
        for one in surroundings_of(shipped_model().machines[name]):
            marks = [*(f'data-state="{state}"' for state in one.states),
                     *(f'data-way="{way}"' for way in (*one.into, *one.out))]  # fmt: skip

            assert [mark for mark in marks if mark not in svg] == []


def test_a_line_of_an_arrow_with_several_sources_says_where_it_comes_from() -> None:
    svg = _views("enhanced_mta_efs")["whole"].svg
    way = svg.split('data-way="pending-failed"', 1)[1].split("</a>", 1)[0]

    assert re.findall(r'data-from="(\w+)"', way) == ["pending", "relayed"]


def test_a_difference_says_what_each_mode_shows_and_counts() -> None:
    states = {state.name: state for state in _scene("enhanced_mta", "versus-enhanced_mta_efs").states}
    words = [line.words.replace("\u00a0", " ") for line in states["relayed"].lines]

    assert words == ["Relayed", "A: Sent", "B: Pending", "Delivered: A: 1, B: 0"]


def test_a_difference_leads_to_the_page_of_the_mode_that_has_it() -> None:
    links = {state.name: state.link for state in _scene("native_mta", "versus-enhanced_mta").states}
    svg = _views("native_mta")["versus-enhanced_mta"].svg

    assert links["relayed"] == "enhanced_mta.html#state-relayed"
    assert 'href="enhanced_mta.html#state-relayed"' in svg
    assert 'href="#state-retrying"' in svg


def test_modes_without_a_difference_have_no_picture_of_it() -> None:
    assert [view for view in _small_names("fast_mail") if view.startswith("versus-")] == []


@pytest.mark.parametrize("name", MACHINES)
def test_all_views_of_a_machine_may_stand_on_one_page(name: str) -> None:
    ids = [found for view in _views(name).values() for found in re.findall(' id="([^"]+)"', view.svg)]

    assert len(ids) == len(set(ids)) == 2 * len(_views(name))
    for view in _views(name).values():
        root = ElementTree.fromstring(view.svg)

        assert root.attrib["class"] == "diagram"
        assert root.attrib["aria-labelledby"] == root[0].attrib["id"]
        assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == [view.title, view.about]
        assert root.find(f"{SVG}rect") is None


@pytest.mark.parametrize("name", MACHINES)
def test_links_lead_to_states_and_moves_that_the_spec_has(name: str) -> None:
    model = shipped_model()
    states = {f"#state-{state}" for state in model.machines[name].states}
    moves = {f"#move-{state.name}-{answer.event}" for state, answer, _way in model.machines[name].moves()}
    own = [link for view in _views(name).values() for link in re.findall('href="(#[^"]+)"', view.svg)]

    assert set(own) <= states | moves
    assert states <= set(own)


def test_the_first_state_stands_at_the_origin() -> None:
    root = ElementTree.fromstring(_views("quarantine")["whole"].svg)
    first = next(link for link in root.iter(f"{SVG}a") if "data-state" in link.attrib)
    rect = first.find(f"{SVG}rect")

    assert rect is not None
    assert abs(2 * int(rect.attrib["x"]) + int(rect.attrib["width"])) <= 1


def test_views_are_in_the_locale() -> None:
    model = shipped_model()
    views = views_of(model.machines["native_mta"], Wording(model, "fr"))

    assert views[1].title.endswith("le parcours nominal")
    assert [view.name for view in views if "around" in view.title] == []


@cache
def _views(name: str) -> Mapping[str, View]:
    model = shipped_model()
    return {view.name: view for view in views_of(model.machines[name], Wording(model, "en"))}


def _scene(machine: str, view: str) -> Scene:
    model = shipped_model()
    scenes = scenes_of(model.machines[machine], Wording(model, "en"))
    return next(scene for scene in scenes if scene.name == f"{machine}-{view}")


def _states(machine: str, view: str) -> list[str]:
    return [state.name for state in _scene(machine, view).states]


def _small_names(machine: str) -> list[str]:
    model = small_model()
    return [view.name for view in views_of(model.machines[machine], Wording(model, "en"))]
