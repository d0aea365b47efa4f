"""The page on which people let things happen to a delivery and its messages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sendspec_gen.emit.arrows import arrows_of
from sendspec_gen.emit.pages.spots import move_anchor
from sendspec_gen.emit.site.assets import HEADER
from sendspec_gen.emit.site.drawings import inline
from sendspec_gen.emit.site.html import address_in_spec
from sendspec_gen.emit.site.shell import TRY, shell_of
from sendspec_gen.emit.site.templates import environment
from sendspec_gen.emit.views import View
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine, Model, Move, Moves, State

BESIDES = ("delivery", "tracking")
"""The kinds of machines that may stand beside a mode."""
PARTS = ("_address", "_run", "_words", "_view", "_logs", "_choices", "_pictures", "")
"""The files of the simulator, each of which needs those before it."""
SCRIPTS = (
    *(f"../assets/{name}.js" for name in ("engine", "engine_measures", "engine_deployment", "engine_run")),
    "../assets/tables.js",
    "../assets/recordings.js",
    "../assets/places.js",
    "words.js",
    *(f"../assets/simulator{part}.js" for part in PARTS),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """A machine that takes part."""

    name: str
    title: str
    is_mode: bool
    drawing: Markup


def try_page(views: Mapping[str, Sequence[View]], wording: Wording) -> str:
    """The page in a locale; its scripts do the rest."""
    _ = wording.translate
    machines = machines_of(wording.model)
    delivery = next((machine for machine in machines if machine.kind == "delivery"), None)
    return environment().get_template("try.html.jinja").render(
        shell=shell_of(TRY, _("Try it"), "spec/", wording),
        scripts=SCRIPTS,
        machines=[_trial(machine, views.get(machine.name, ()), wording) for machine in machines],
        delivery=delivery and wording.machine(delivery),
        recordings={name: wording.text(one.label) or name for name, one in wording.model.recordings.items()},
        _=_,
    )  # fmt: skip


def places_file(model: Model) -> str:
    """Write `assets/places.js`, which sets one global name to the places of the machines that take part."""
    found = places(machines_of(model), Wording(model, model.project.default_locale))
    lines = ",\n".join(f"{_json(name)}:{_json(place)}" for name, place in found.items())
    return f'{HEADER}\n"use strict";\nvar sendspecPlaces = {{\n{lines}\n}};\n'


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def machines_of(model: Model) -> tuple[Machine, ...]:
    """The modes, and the first machine of each kind that stands beside them."""
    besides = (next((machine for machine in model.machines.values() if machine.kind == kind), None) for kind in BESIDES)
    return (*model.modes, *(machine for machine in besides if machine is not None))


def places(machines: Sequence[Machine], wording: Wording) -> dict[str, object]:
    """For each machine where its rules are written, and which arrows show a move."""
    return {machine.name: _places(machine, wording) for machine in machines}


def _places(machine: Machine, wording: Wording) -> dict[str, object]:
    texts = wording.model.texts
    head = address_in_spec(machine.place, texts, "../").partition("#")[0]
    return {
        "spec": head,
        "moves": [
            address_in_spec(move.place, texts, "../").removeprefix(head) for _state, _answer, move in machine.moves()
        ],
        "cells": {
            move_anchor(state, event): address_in_spec(answer.place, texts, "../").removeprefix(head)
            for state in machine.states.values()
            for event, answer in state.answers.items()
            if not isinstance(answer, Moves)
        },
        "ways": _ways(machine),
    }


def _ways(machine: Machine) -> list[list[str]]:
    """For each move, in the order of the table, the arrows that show it."""
    found: dict[tuple[str, int], list[str]] = {}
    for arrow in arrows_of(machine):
        for source in arrow.sources:
            for answer, move in _moves_of(source):
                if move.target == arrow.target.name and any(way.event == answer.event for way in arrow.ways):
                    found.setdefault((source.name, id(move)), []).append(arrow.name)
    return [found.get((state.name, id(move)), []) for state, _answer, move in machine.moves()]


def _moves_of(state: State) -> Iterator[tuple[Moves, Move]]:
    for answer in state.answers.values():
        if isinstance(answer, Moves):
            for move in answer.ways:
                yield answer, move


def _trial(machine: Machine, views: Sequence[View], wording: Wording) -> Trial:
    return Trial(machine.name, wording.machine(machine), machine.kind == "log", _drawing(machine, views))


def _drawing(machine: Machine, views: Sequence[View]) -> Markup:
    """The view of the whole machine, whose links lead to its own page."""
    svg = next((view.svg for view in views if view.name == "whole"), "")
    return Markup(inline(svg, named=True, page=f"{machine.name}.html"))
