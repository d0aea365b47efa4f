"""Each machine as a picture to be opened alone: DOT and SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sendspec_gen.emit.graphviz_library import layout_of
from sendspec_gen.emit.views import whole_scene
from sendspec_gen.emit.views.dot import dot_of
from sendspec_gen.emit.views.ink import svg_of
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine, Model


def files(model: Model, locales: Iterable[str] | None = None) -> Iterator[tuple[str, str]]:
    """Every machine's `.dot` and `.svg` in these locales, else in all."""
    for locale in model.project.locales if locales is None else locales:
        yield from _in_locale(Wording(model, locale))


def _in_locale(wording: Wording) -> Iterator[tuple[str, str]]:
    for machine in wording.model.machines.values():
        scene = whole_scene(machine, wording)
        dot = dot_of(scene)
        svg = svg_of(scene, layout_of(dot), pages=f"../../generated/docs/{wording.locale}/")
        path = f"diagrams/{wording.locale}/{machine.name}"
        yield f"{path}.dot", f"// {_header(machine)}\n{dot}"
        yield f"{path}.svg", f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {_comment(machine)} -->\n{svg}'


def _header(machine: Machine) -> str:
    return f"Generated from {machine.path} by `sendspec generate`. Do not edit."


def _comment(machine: Machine) -> str:
    return re.sub("-(?=-)", "- ", _header(machine))
