"""Light or dark, as the reader or the system wants; nothing is lost in the colours of a system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.site.visiting import KINDS, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

BRIGHTNESS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const brightness = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, one) => sum + one) / 765;
  };
  const style = getComputedStyle(document.body);
  const ground = [document.body, document.documentElement].map((part) => getComputedStyle(part).backgroundColor);
  return [style.color, ground.find((colour) => colour !== "rgba(0, 0, 0, 0)") || "white"].map(brightness);
}"""
CONTENT = "document.querySelector('main').innerText"


def is_dark(page: Page) -> bool:
    ink, ground = page.evaluate(BRIGHTNESS)

    assert abs(ink - ground) > 0.5
    return bool(ground < ink)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_the_same_in_all_colours(visits: Visits, kind: str) -> None:
    page = visits.open(KINDS[kind])
    light, words = is_dark(page), page.evaluate(CONTENT)
    page.emulate_media(color_scheme="dark")
    dark, words_in_the_dark = is_dark(page), page.evaluate(CONTENT)
    page.emulate_media(color_scheme="light", forced_colors="active")
    words_in_forced_colours = page.evaluate(CONTENT)

    assert (light, dark) == (False, True)
    assert words == words_in_the_dark == words_in_forced_colours


def test_what_only_colour_would_say_is_said_in_words(visits: Visits) -> None:
    """Each badge of a status names it."""
    page = visits.open("en/modes.html", forced_colors="active")
    badges = page.locator("main b[class]").all_inner_texts()

    assert "Sent" in badges
    assert "" not in badges


def test_the_choice_of_colours_stays(visits: Visits) -> None:
    page = visits.open("en/index.html", color_scheme="light")
    page.get_by_label("Colours").select_option("dark")
    here = is_dark(page)
    page.goto(visits.site.address("fr/kpis.html"))
    elsewhere = is_dark(page)
    in_spec = visits.site.address("spec/laws.html")
    page.goto(in_spec)
    there = is_dark(page)
    page.goto(visits.site.address("en/index.html"))
    page.get_by_label("Colours").select_option("")

    assert (here, elsewhere, there) == (True, True, True)
    assert not is_dark(page)


def test_the_choice_overrules_the_system(visits: Visits) -> None:
    page = visits.open("en/index.html", color_scheme="dark")
    before = is_dark(page)
    page.get_by_label("Colours").select_option("light")

    assert (before, is_dark(page)) == (True, False)
