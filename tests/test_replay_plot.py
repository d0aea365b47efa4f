"""`sendspec replay --plot` draws how the KPIs moved."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main, plot
from sendspec.cli.plot import chart

from tests.project import ROOT

SAMPLE = ROOT / "samples/postfix"
LOG = (SAMPLE / "maillog", SAMPLE / "dsn")
SVG = "{http://www.w3.org/2000/svg}"


def run(*arguments: str | Path) -> Result:
    options = ["--source", "postfix", "--year", "2026", "--project", str(ROOT)]
    return CliRunner().invoke(main, ["replay", *map(str, LOG), *map(str, arguments), *options])


@cache
def drawn(*arguments: str) -> ElementTree.Element:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "kpis.svg"
        done = run("--plot", file, *arguments)
        assert done.exit_code == 0, done.output
        return ElementTree.fromstring(file.read_bytes())


def words(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def test_the_words_of_the_picture_are_in_the_locale() -> None:
    picture = drawn("--locale", "fr")

    assert {
        "Délivrés",
        "Bounces + erreurs",
        "Envoyés",
        "MTA natif",
        "MTA amélioré",
        "Heure du log (UTC, 2026-11-21)",
    } <= {*words(picture)}
    assert picture.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


def test_who_does_not_see_it_is_told_what_it_says() -> None:
    picture = drawn()
    named = {element.get("id"): element.text or "" for element in picture.iter() if element.get("id")}
    title, description = (picture.get("aria-labelledby") or "").split()

    assert picture.get("role") == "img"
    assert named[title] == "How the KPIs moved"
    assert "Enhanced MTA 100.0 % → 77.2 %;" in named[description]
    assert "Enhanced MTA with Email Feedback Service 0.0 % → 77.2 %;" in named[description]
    assert not [element for element in picture.iter() if element is not picture and element.get("role")]


def test_only_what_the_log_tells_is_drawn() -> None:
    picture = drawn()

    assert "Open rate" not in words(picture)
    assert "To deliver" not in words(picture)


def test_of_one_mode_all_that_changes_is_drawn() -> None:
    picture = drawn("--mode", "native_mta")

    assert {"To deliver", "Native MTA"} <= {*words(picture)}
    assert "Enhanced MTA" not in words(picture)


def test_a_mode_keeps_its_colour_when_it_is_drawn_alone() -> None:
    def colours(*arguments: str) -> set[str]:
        lines = drawn(*arguments).iter(f"{SVG}path")
        return {line.get("stroke", "") for line in lines} & {*chart.COLORS}

    assert colours() == {*chart.COLORS[:4]}
    assert colours("--mode", "enhanced_mta_efs") == {chart.COLORS[2]}


def test_lines_differ_by_more_than_colour() -> None:
    looks = {
        (line.get("stroke"), line.get("stroke-width"), line.get("stroke-dasharray") or "")
        for line in drawn().iter(f"{SVG}path")
        if line.get("stroke") in chart.COLORS
    }

    assert len(looks) == 4
    assert len({(width, dashes) for _, width, dashes in looks}) == 4


@pytest.mark.parametrize("ground", ["#ffffff", "#121212"])
@pytest.mark.parametrize("colour", chart.COLORS)
def test_lines_are_seen_on_light_and_on_dark(colour: str, ground: str) -> None:
    low, high = sorted((luminance(colour), luminance(ground)))

    assert (high + 0.05) / (low + 0.05) >= 3


def luminance(colour: str) -> float:
    """As WCAG 2 reckons it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_it_is_narrow_and_has_no_ground_of_its_own() -> None:
    picture = drawn("--locale", "fr")
    filled = {element.get("fill") for element in picture.iter()} - {None, "none", "currentColor"}

    assert float(picture.get("width", "inf")) <= 700
    assert not filled & {"white", "#fff", "transparent"}
    assert {text.get("fill") for text in picture.iter(f"{SVG}text")} == {"currentColor"}


@pytest.mark.parametrize(
    ("name", "begins"), [("a.svg", b"<svg "), ("a.png", b"\x89PNG"), ("a.html", b"<!DOCTYPE html>")]
)
def test_drawn_twice_it_is_the_same(name: str, begins: bytes, tmp_path: Path) -> None:
    run("--plot", tmp_path / name)
    first = (tmp_path / name).read_bytes()
    run("--plot", tmp_path / name)

    assert first.startswith(begins)
    assert (tmp_path / name).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    run("--plot", tmp_path / "a.html", "--locale", "pt")
    page = (tmp_path / "a.html").read_text()

    assert '<html lang="pt">' in page
    assert "<h1>Evolução dos KPIs</h1>" in page
    assert not re.search(r"<script|<link|src=|href=|@import|url\(", page)


def test_other_kinds_of_files_are_refused() -> None:
    done = run("--plot", "a.pdf")

    assert done.exit_code == 2
    assert ".svg, .png, .html" in done.stderr


def test_the_log_is_not_painted_over() -> None:
    done = run("--plot", SAMPLE / "dsn/plot.svg")

    assert done.exit_code == 2
    assert "is in use" in done.stderr


def test_where_nothing_draws_the_cure_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(plot, "DRAWERS", ("altair", "no_such_module"))
    done = run("--plot", tmp_path / "a.svg")

    assert done.exit_code == 2
    assert "pip install altair vl-convert-python" in done.stderr


def test_where_nothing_changes_nothing_is_drawn(tmp_path: Path) -> None:
    done = run("--plot", tmp_path / "a.svg", "--as-of", "2020-01-01T00:00:00Z")

    assert done.exit_code == 1
    assert "no KPI changes" in done.stderr
    assert [*tmp_path.iterdir()] == []


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    done = run("--plot", tmp_path / "missing" / "a.svg")

    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_the_help_names_it() -> None:
    assert "--plot FILE" in CliRunner().invoke(main, ["replay", "--help"]).output
