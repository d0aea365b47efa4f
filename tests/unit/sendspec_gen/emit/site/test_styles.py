from __future__ import annotations

import re
from itertools import product

import pytest
from sendspec_gen.emit import palette
from sendspec_gen.emit.palette import DARK, DARK_GROUND, DARK_PALETTE, FAINT, INK, PALETTE, PLAIN, QUIET

from tests.project import ROOT

ASSETS = ROOT / "generator/sendspec_gen/assets"
COLOUR = re.compile(r"--([\w-]+): light-dark\((#\w+), (#\w+)\);")
ENOUGH = 4.5


def colours() -> dict[str, tuple[str, str]]:
    """Each colour by its name, on a light ground and on a dark one."""
    found = COLOUR.findall((ASSETS / "colours.css").read_text("utf-8"))
    return {name: (light, dark) for name, light, dark in found}


def rules_of_pictures() -> set[tuple[str, str, str]]:
    """What a picture names, by the attribute that names it, and the colour that it is shown in."""
    rule = re.compile(r'\[(\w+)="(#\w+)"\] {\n  (\w+): var\(--([\w-]+)\);')
    found = rule.findall((ASSETS / "pictures.css").read_text("utf-8"))
    assert all(attribute == shown for attribute, _, shown, _ in found)
    return {(attribute, colour, name) for attribute, colour, _, name in found}


def test_statuses_have_the_colours_of_pictures() -> None:
    expected = {f"{name}-fill": (PALETTE[name].fill, DARK_PALETTE[name].fill) for name in PALETTE}
    expected |= {f"{name}-line": (PALETTE[name].line, DARK_PALETTE[name].line) for name in PALETTE}
    inks = {"plain": PLAIN.fill, "ink": INK, "quiet": QUIET, "faint": FAINT}
    expected |= {f"picture-{name}": (light, DARK[light]) for name, light in inks.items()}
    expected |= {"ground": ("#ffffff", DARK_GROUND)}
    found = colours()

    assert expected == {name: found.get(name) for name in expected}


def test_every_colour_of_a_picture_follows_the_theme() -> None:
    fills = {("fill", colors.fill, f"{name}-fill") for name, colors in PALETTE.items()}
    lines = {(part, colors.line, f"{name}-line") for name, colors in PALETTE.items() for part in ("fill", "stroke")}
    inks = {"ink": palette.INK, "quiet": palette.QUIET, "faint": palette.FAINT}
    others = {(part, colour, f"picture-{name}") for name, colour in inks.items() for part in ("fill", "stroke")}

    assert fills | lines | others | {("fill", PLAIN.fill, "picture-plain")} == rules_of_pictures()


WORDS = [*product(("ink", "quiet", "link"), ("ground", "shade", "here", "found"))]
WORDS += [(f"{name}-line", f"{name}-fill") for name in PALETTE]


@pytest.mark.parametrize(("words", "ground"), [pair for pair in WORDS if pair != ("quiet", "found")])
@pytest.mark.parametrize("theme", [0, 1])
def test_words_stand_out_from_their_ground(words: str, ground: str, theme: int) -> None:
    found = colours()

    assert contrast(found[words][theme], found[ground][theme]) >= ENOUGH


def test_the_styles_are_those_that_are_imported() -> None:
    imported = set(re.findall(r'@import url\("(\w+\.css)"\)', (ASSETS / "site.css").read_text("utf-8")))
    there = {path.name for path in ASSETS.glob("*.css") if not path.name.startswith("simulator")}

    assert imported | {"site.css"} == there


def test_nothing_comes_from_elsewhere() -> None:
    for path in (*ASSETS.glob("*.css"), *ASSETS.glob("*.js")):
        assert (path.name, re.findall(r"https?://(?!www\.w3\.org/)", path.read_text("utf-8"))) == (path.name, [])


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
