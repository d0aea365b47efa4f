"""Anchors that are counted out: of laws, which have no names of their own, and of scenarios, whose titles are long."""

from __future__ import annotations

import re
from collections import Counter

from sendspec_gen.model import Model
from sendspec_gen.source import Place

LONGEST = 7
"""How many words of a title are kept."""


def law_anchors(model: Model) -> dict[Place, str]:
    """The anchor of each law, and of what does not hold, by its place in the spec."""
    anchors: dict[Place, str] = {}
    uses: Counter[str] = Counter()
    for law in (*model.laws, *model.not_laws):
        uses[law.name] += 1
        anchors[law.place] = f"{law.name}-{uses[law.name]}"
    return anchors


def scenario_anchors(model: Model) -> dict[int, str]:
    """The anchor of each scenario by its place in the order of the spec, made from the beginning of its title."""
    anchors: dict[int, str] = {}
    uses: Counter[str] = Counter()
    for number, scenario in enumerate(model.scenarios):
        slug = _slug(model.words(scenario.title, model.project.default_locale))
        uses[slug] += 1
        anchors[number] = slug if uses[slug] == 1 else f"{slug}-{uses[slug]}"
    return anchors


def _slug(title: str) -> str:
    plain = re.sub(r"[\W_]+", " ", title.lower())
    return "scenario-" + "-".join(plain.split()[:LONGEST])
