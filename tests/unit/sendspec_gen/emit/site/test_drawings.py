"""Pictures in pages say in fewer signs what those on disk say."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from sendspec_gen.emit.palette import PALETTE
from sendspec_gen.emit.site.drawings import inline, shortened
from sendspec_gen.emit.views import views_of
from sendspec_gen.emit.wording import Wording

from tests.project import ROOT, shipped_model

STYLES = (ROOT / "generator/sendspec_gen/assets/pictures.css").read_text("utf-8")
ARROW = (
    '<svg><a href="#move-a-b" data-way="a-b"><title>A → B: Open</title><path stroke="#236b28" stroke-width="1.2" '
    'd="M0 0C0 2 0 4 0 6"/><path fill="#236b28" d="M0 8L1 9L2 8z"/><text x="0" y="3" fill="#236b28" font-size="11">'
    'Open</text><text x="0" y="5" fill="#424242" font-size="10">Opens +1</text></a></svg>'
)
STATE = (
    '<svg><a href="#state-a" data-state="a"><title>Sent: OK</title><rect x="1" rx="10" fill="#e8f5e9" '
    'stroke="#236b28" stroke-width="1.2"/><text x="1" y="2" fill="#1b1b1b" font-size="14" font-weight="700">Sent</text>'
    '<text x="1" y="3" fill="#1b1b1b" font-size="11">{}</text></a></svg>'
)

PATHS = {
    "down and across": ("M0 0C0 2 0 4 0 6C1 6 2 6 3 6", "M0 0v6h3"),
    "a curve from where the one before ended": (
        "M10 10C11 12 13 14 15 9 16 9 17 10 18 11",
        "M10 10c1 2 3 4 5-1 1 0 2 1 3 2",
    ),
    "what leads nowhere": ("M5 5C5 5 5 5 5 5", "M5 5"),
    "several": ("M0 21C0 27 0 33 0 39M0 80C0 82 0 85 0 87", "M0 21v18M0 80v7"),
    "tenths": ("M83.8 415.0L92.9 410.3L94.1 415.1z", "M83.8 415l9.1-4.7 1.2 4.8z"),
    "below one": ("M0 0L0.5 -0.5", "M0 0l.5-.5"),
    "another command": ("M387 7h24", "M387 7h24"),
}


@pytest.mark.parametrize("what", PATHS)
def test_paths_go_on_from_where_they_are(what: str) -> None:
    path, expected = PATHS[what]

    assert shortened(path) == expected


def test_an_arrow_names_its_colour_once() -> None:
    expected = (
        '<svg><a class=green href=#move-a-b><title>A → B: Open</title><path d="M0 0v6"/>'
        '<path class=h d="M0 8l1 1 1-1z"/><text x=0 y=3 class=l>Open</text><text x=0 y=5>Opens +1</text></a></svg>'
    )

    assert inline(ARROW, named=False) == expected


def test_links_and_names_are_kept_for_who_needs_them() -> None:
    text = inline(ARROW, named=True, page="fast.html")

    assert "<a class=green href=fast.html#move-a-b data-way=a-b>" in text


def test_a_title_stays_where_it_says_more_than_what_stands_there() -> None:
    same, other = (inline(STATE.format(words), named=False) for words in ("OK", "Fine"))

    assert same == (
        "<svg><a href=#state-a><rect x=1 rx=10 class=green /><text x=1 y=2 class=s>Sent</text>"
        "<text x=1 y=3>OK</text></a></svg>"
    )
    assert "<title>Sent: OK</title>" in other


def test_an_outline_within_another_and_words_have_the_colour_of_that() -> None:
    ring = (
        '<rect x="2" rx="8" stroke="{0}" stroke-width="{1}"/><text x="1" y="2" fill="{0}" font-size="11">A</text></a>'
    )
    green = STATE.split("<text")[0] + ring.format("#236b28", "1.2") + "</svg>"
    faint = (
        '<svg><a href="#state-a"><rect x="1" rx="10" fill="#ffffff" stroke="#607078" stroke-width="0.8"/>'
        f"{ring.format('#607078', '0.8')}</svg>"
    )

    assert "<rect x=1 rx=10 class=green /><rect x=2 rx=8 />" in inline(green, named=False)
    assert inline(faint, named=False) == (
        "<svg><a class=faint href=#state-a><rect x=1 rx=10 class=p /><rect x=2 rx=8 /><text x=1 y=2>A</text></a></svg>"
    )


def test_lines_of_another_width_say_so() -> None:
    wide = '<path stroke="#1b1b1b" stroke-width="1.2"/>'
    svg = f'<svg><circle fill="#1b1b1b"/><path stroke="#1b1b1b" d="M0 1z"/>{wide}</svg>'

    assert re.findall("<path[^>]*>", inline(svg, named=False)) == [
        '<path stroke=#1b1b1b stroke-width=1 d="M0 1z"/>',
        "<path stroke=#1b1b1b />",
    ]


def test_each_picture_of_the_shipped_spec_says_the_same_words_and_leads_to_the_same() -> None:
    wording = Wording(shipped_model(), "fr")
    for machine in shipped_model().machines.values():
        for view in views_of(machine, wording):
            root = ElementTree.fromstring(view.svg)
            text = inline(view.svg, named=False)

            assert re.findall(r"<text[^>]*>([^<]*)", text) == re.findall(r"<text[^>]*>([^<]*)", view.svg)
            assert re.findall(r"<a [^>]*href=([^ >]+)", text) == [
                link.attrib["href"] for link in root.iter("{http://www.w3.org/2000/svg}a")
            ]
            assert text.count("font-") == 0


def test_styles_say_what_pictures_leave_out() -> None:
    left_out = {
        ".diagram": {"fill: none", "font-size: 11px", "stroke-width: 1.2", "text-anchor: middle", "max-width: 100%"},
        ".diagram text": {"fill: var(--picture-ink)"},
        ".diagram .s": {"font-size: 14px", "font-weight: 700"},
        ".diagram .e": {"font-weight: 700"},
        ".diagram .h": {"fill: currentcolor", "stroke: none"},
        ".diagram :is(.e, .l)": {"fill: currentcolor", "font-size: 11px"},
        ".diagram a path": {"stroke: currentcolor"},
        ".diagram a > path ~ text:not([class])": {"fill: var(--picture-quiet)", "font-size: 10px"},
        ".diagram a": {"color: var(--picture-ink)"},
        ".diagram a.faint": {"color: var(--picture-faint)"},
        ".diagram .p + rect": {"stroke: var(--picture-faint)", "stroke-width: 0.8"},
        ".diagram a.faint text": {"fill: currentcolor"},
        ".diagram .p": {"fill: var(--picture-plain)", "stroke: var(--picture-faint)", "stroke-width: 0.8"},
    }
    left_out |= {f".diagram a.{name}": {f"color: var(--{name}-line)"} for name in PALETTE}
    left_out |= {f".diagram rect.{name} + rect": {f"stroke: var(--{name}-line)"} for name in PALETTE}
    left_out |= {
        f".diagram rect.{name}": {f"fill: var(--{name}-fill)", f"stroke: var(--{name}-line)"} for name in PALETTE
    }
    rules: dict[str, set[str]] = {}
    for selectors, body in re.findall(r"^([^{}/]+){([^}]*)}", STYLES, re.MULTILINE):
        for selector in selectors.split(",\n"):
            rules.setdefault(selector.strip(), set()).update(line.strip() for line in body.split(";"))

    assert {selector: said - rules.get(selector, set()) for selector, said in left_out.items()} == {
        selector: set() for selector in left_out
    }
