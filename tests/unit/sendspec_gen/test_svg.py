from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sendspec_gen.emit import diagrams, graphviz_library
from sendspec_gen.emit.graphviz_library import GraphvizError, svg_of
from sendspec_gen.emit.quoting import label, listed, text, wrapped
from sendspec_gen.emit.revision.svg import picture

from tests.project import ROOT
from tests.unit.sendspec_gen.small_spec import small_model

SVG = "{http://www.w3.org/2000/svg}"
DRAW_ALL = """\
import sys
from sendspec_gen.emit import diagrams
from tests.unit.sendspec_gen.small_spec import small_model
for path, words in dict(diagrams.files(small_model())).items():
    sys.stdout.buffer.write(f"{path}\\n{words}".encode())
"""


@pytest.mark.parametrize(
    "surroundings",
    [
        {"FONTCONFIG_FILE": "/dev/null"},
        {"FONTCONFIG_PATH": "/nowhere", "HOME": "/nowhere", "XDG_DATA_HOME": "/nowhere"},
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4242"},
        {"LC_ALL": "fr_FR.UTF-8", "LC_NUMERIC": "fr_FR.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
    ],
)
def test_the_same_bytes_whatever_the_machine_has(surroundings: dict[str, str], drawn: bytes) -> None:
    assert drawn == _drawn(surroundings)


@pytest.fixture(scope="module")
def drawn() -> bytes:
    return _drawn({})


def test_every_text_of_the_spec_is_text_in_the_picture() -> None:
    texts = _texts(_svg("en/fast_mail"))

    for words in ("New", "Waiting", "Sent", "Good +1", "Bad −1", "Gave up", "Fast mail", "settled", "final"):
        assert words in texts


def test_a_picture_is_named_and_described() -> None:
    root = ElementTree.fromstring(_svg("fr/fast_mail"))

    assert root.attrib["role"] == "group"
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert root.attrib["aria-labelledby"] == root[0].attrib["id"]
    assert root.attrib["aria-describedby"] == root[1].attrib["id"]
    assert root[0].text == "Fast mail"
    assert "4 états et 4 transitions" in (root[1].text or "")


def test_every_part_leads_somewhere_and_has_a_readable_title() -> None:
    for name in ("fast_mail", "front_door", "row"):
        root = ElementTree.fromstring(_svg(f"en/{name}"))
        ids = Counter(element.attrib["id"] for element in root.iter() if "id" in element.attrib)
        links = list(root.iter(f"{SVG}a"))
        page = f"../../generated/docs/en/{name}.html"

        assert max(ids.values()) == 1
        assert links
        assert [link for link in links if not link.findtext(f"{SVG}title")] == []
        assert [link for link in links if not re.match(rf"{page}#(state|move)-[\w-]+$", link.attrib["href"])] == []


def test_nothing_tells_of_the_tool_or_the_machine() -> None:
    for path, words in dict(diagrams.files(small_model())).items():
        assert "graphviz" not in words.lower(), path
        assert "/home/" not in words, path
        assert str(ROOT) not in words, path
        assert not re.search(r"\b\d+\.\d+\.\d+\b", words), path


def test_fonts_are_named_once_with_their_kin() -> None:
    assert re.findall('font-family="([^"]*)"', _svg("en/row")) == ["Arial, Helvetica, 'Liberation Sans', sans-serif"]


def test_a_picture_has_a_white_ground() -> None:
    root = ElementTree.fromstring(_svg("en/row"))
    first = root.find(f"{SVG}rect")

    assert first is not None
    assert first.attrib["fill"] == "#ffffff"
    assert [first.attrib[key] for key in ("x", "y", "width", "height")] == root.attrib["viewBox"].split()


@pytest.mark.parametrize(
    "words",
    [
        "<b>bold</b>",
        "<",
        "a trailing backslash \\",
        "\\",
        r"\N \G \l \n",
        'say "yes"',
        '\\"',
        "black & white &lt; &#65; &nbsp;",
        "]]> <!-- --> }; digraph {",
        "Prêt à être envoyé → 通知 🙂",
        "'single'",
        "<table><tr/></table>",
    ],
)
def test_words_are_drawn_as_they_were_written(words: str) -> None:
    model = small_model()
    machine = model.machines["row"]
    named = replace(machine.states["first"], label={"en": words})
    machine = replace(machine, label={"en": words}, states={**machine.states, "first": named})
    svg = dict(diagrams.files(replace(model, machines={"row": machine})))["diagrams/en/row.svg"]
    root = ElementTree.fromstring(svg)
    state = next(link for link in root.iter(f"{SVG}a") if link.get("data-state") == "first")

    assert words == " ".join(element.text or "" for element in state.iter(f"{SVG}text"))
    assert words == state.findtext(f"{SVG}title")
    assert words == root.findtext(f"{SVG}title")


def test_line_breaks_and_rows_of_blanks_become_one_blank() -> None:
    assert wrapped("one\n two\t  three", 40) == ["one two three"]


def test_long_words_are_broken_into_lines_of_like_length() -> None:
    assert wrapped("waiting for the contact date", 24) == ["waiting for the", "contact date"]
    assert wrapped("x" * 30, 24) == ["x" * 24, "x" * 6]
    assert wrapped("", 24) == [""]


def test_a_number_stays_with_what_it_counts() -> None:
    assert wrapped("by the clock, after 3 days 12 hours", 22) == ["by the clock, after", "3 days 12 hours"]
    assert wrapped("Bounces + errors +1", 17) == ["Bounces +", "errors +1"]


def test_a_list_breaks_between_its_items() -> None:
    found = listed(["Successful delivery", "Set to Valid", "Forgotten"], " / ", 24)

    assert found == ["Successful delivery /", "Set to Valid / Forgotten"]


def test_what_xml_cannot_hold_is_shown_as_a_sign() -> None:
    assert text("a\x0bb\ud800") == "a\ufffdb\ufffd"


def test_a_header_with_two_hyphens_stays_a_comment() -> None:
    svg = picture("digraph { id=g }", "from a--b---c", "en", "t", "d", {})

    assert "<!-- from a- -b- - -c -->" in svg
    assert ElementTree.fromstring(svg).tag == f"{SVG}svg"


@pytest.mark.parametrize(
    ("dot", "complaint"),
    [
        ("digraph { a -> ", "syntax error"),
        ("digraph { a [label=<<b>x</i>>] }", "mismatched tag"),
        ("digraph { node [fontname=Nonesuch] a }", "no hard-coded metrics"),
        ("digraph { a [shape=nonesuch] }", "unknown shape"),
        ("", "no graph"),
        ('digraph { a [label="\0"] }', "U+0000"),
    ],
)
def test_what_graphviz_dislikes_is_an_error(dot: str, complaint: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(GraphvizError, match=re.escape(complaint)):
        svg_of(dot)

    assert capfd.readouterr() == ("", "")
    assert b"</svg>" in svg_of(f"digraph {{ a [label={label([text('still well')])}] }}")


def test_an_unknown_layout_is_an_error() -> None:
    with pytest.raises(GraphvizError, match="nonesuch"):
        svg_of("digraph { a }", layout="nonesuch")

    assert b"</svg>" in svg_of("digraph { a -> b }", layout="neato")


def test_a_missing_library_names_the_cure(tmp_path: Path) -> None:
    with pytest.raises(GraphvizError, match=r"pip install .*pygraphviz"):
        graphviz_library._library(tmp_path, "gvc")


def test_a_file_that_is_no_library_names_the_cure(tmp_path: Path) -> None:
    (tmp_path / "libgvc-1.so").write_bytes(b"nothing")

    with pytest.raises(GraphvizError, match=r"cannot be loaded.*pip install"):
        graphviz_library._library(tmp_path, "gvc")


def _svg(name: str) -> str:
    return dict(diagrams.files(small_model()))[f"diagrams/{name}.svg"]


def _texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def _drawn(surroundings: dict[str, str]) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", DRAW_ALL],
        cwd=ROOT,
        env={**os.environ, **surroundings},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return done.stdout
