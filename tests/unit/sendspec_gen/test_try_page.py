"""The page where the machines run, and its words, before any script."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sendspec_gen.emit.site.shell import is_tried
from sendspec_gen.emit.site.try_page import PARTS, places, try_page
from sendspec_gen.emit.site.words import words
from sendspec_gen.emit.views import View
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Model

from tests.project import ROOT, shipped_model
from tests.unit.sendspec_gen.small_spec import small_model

ASSETS = ROOT / "generator" / "sendspec_gen" / "assets"
LOCALES = ("en", "fr", "pt")


def said(locale: str, model: Model | None = None) -> Any:
    text = words(Wording(model or shipped_model(), locale))
    return json.loads(text[text.index("{") :].removesuffix(";\n"))


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_words_are_a_script_that_sets_one_name() -> None:
    head = words(Wording(small_model(), "en")).partition("{")[0]

    assert head == (
        "// Generated from spec/ by `sendspec generate`. Do not edit.\n" + '"use strict";\nvar sendspecWords = '
    )


def test_labels_are_those_of_the_spec() -> None:
    found = said("fr", small_model())

    assert found["machines"] == {"fast_mail": "Fast mail", "front_door": "Front door", "row": "Row"}
    assert found["statuses"] == {"log": {"waiting": ["En attente", "grey"], "gone": ["Parti", "green"]}}
    assert found["refusals"]["locked"] == "La porte est fermée à clé."
    assert found["facts"]["front_door"]["key"] == "A key"
    assert found["settable"] == ["patience"]
    assert found["recordings"] == {}


def test_numbers_are_written_as_in_the_language() -> None:
    found = {locale: said(locale)["formats"] for locale in LOCALES}

    assert [found[locale]["decimal"] for locale in LOCALES] == [".", ",", ","]
    assert [found[locale]["thousand"] for locale in LOCALES] == ["1,000", "1\u202f000", "1.000"]
    assert found["fr"]["units"][0] == [86_400_000_000, "1\u00a0jour", "{n} jours"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_are_small(locale: str) -> None:
    assert len(words(Wording(shipped_model(), locale)).encode()) <= 25_000


def test_every_phrase_is_said_and_no_other() -> None:
    scripts = "".join((ASSETS / f"simulator{part}.js").read_text("utf-8") for part in PARTS)
    used = set(re.findall(r"phrases\.(\w+)", scripts)) | set(re.findall(r'phrase\(\s*"(\w+)"', scripts))
    chosen = set(re.findall(r'\? "(\w+)" : "(\w+)"', scripts))

    assert used | {name for pair in chosen for name in pair} >= set(said("en")["phrases"])
    assert used <= set(said("en")["phrases"])


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def page(model: Model, views: Mapping[str, Sequence[View]] | None = None, locale: str = "en") -> str:
    return try_page(views or {}, Wording(model, locale))


def test_without_scripts_it_leads_to_the_modes() -> None:
    text = page(shipped_model())
    leads = text.partition('<div class="without-script">')[2].partition("</div>")[0]

    assert re.findall(r'<a href="(\w+)\.html">', leads) == [
        "native_mta",
        "enhanced_mta",
        "enhanced_mta_efs",
        "enhanced_mta_efs_v8",
    ]


def test_what_a_spec_does_not_have_is_left_out() -> None:
    small, shipped = page(small_model()), page(shipped_model())
    parts = ('data-part="delivery"', 'data-part="slider"', 'data-part="all"', 'name="recording"')

    assert [part in shipped for part in parts] == [True] * 4
    assert [part in small for part in parts] == [False] * 4
    assert re.findall(r'<template data-diagram="(\w+)"', small) == ["fast_mail"]


def test_a_spec_without_modes_has_nothing_to_try() -> None:
    door = small_model().machines["front_door"]

    assert is_tried(small_model())
    assert not is_tried(replace(small_model(), machines={"front_door": door}))


def test_the_links_of_a_picture_lead_to_the_page_of_its_machine() -> None:
    svg = '<?xml version="1.0"?>\n<svg><a href="#state-over" data-state="over"></a></svg>\n'
    views = {"fast_mail": (View("whole", "Fast mail", "All of it.", svg), View("near-over", "Over", "", "<svg></svg>"))}

    assert (
        '<template data-diagram="fast_mail">'
        "<svg><a href=fast_mail.html#state-over data-state=over></a></svg></template>"
    ) in page(small_model(), views)


def test_words_of_the_spec_do_not_break_out_of_the_page() -> None:
    model = small_model()
    machine = replace(model.machines["fast_mail"], label={"en": "</script><b>Fast"})

    assert "<b>Fast" not in page(replace(model, machines={"fast_mail": machine}))


# ── where the rules are ──────────────────────────────────────────────────────────────────────────────────────────────


def test_each_move_has_its_arrows_and_each_other_answer_its_place() -> None:
    model = small_model()
    found = places((model.machines["fast_mail"],), Wording(model, "en"))["fast_mail"]

    assert found == {
        "spec": "../spec/modes/fast_mail.html",
        "moves": ["../spec/vocabulary.html"] * 4,
        "cells": {
            f"move-{state}-{event}": ""
            for state, event in [
                ("new", "gave_up"),
                ("trying", "bounced"),
                ("over", "sent"),
                ("over", "bounced"),
                ("over", "gave_up"),
                ("lost", "sent"),
                ("lost", "bounced"),
                ("lost", "gave_up"),
            ]
        },
        "ways": [
            ["new-over"],
            ["new-trying"],
            ["trying-over"],
            ["trying-lost", "trying-lost-clock"],
        ],
    }


def test_the_places_of_the_shipped_spec_are_lines_of_its_files() -> None:
    model = shipped_model()
    found: Any = places((model.machines["native_mta"],), Wording(model, "en"))["native_mta"]
    text = model.texts["spec/modes/native_mta.yaml"]
    ways = {f"#{way}" for way in text.ways.values()}

    assert [place for place in (*found["moves"], *found["cells"].values()) if place not in ways] == []
    assert found["moves"][0] == "#states.pending.on.delivered"
    assert found["cells"]["move-expired-excluded"] == "#states.expired.reject"
