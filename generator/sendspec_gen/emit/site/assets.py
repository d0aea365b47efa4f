"""The hand-written styles and scripts of the site, written in `sendspec_gen/assets`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

HEADER = "// Generated from spec/ by `sendspec generate`. Do not edit."
"""The first line of a script that is made of the whole spec."""


@cache
def files() -> tuple[tuple[str, str], ...]:
    """Each asset with the header of emitted files before it."""
    return tuple(_files())


def _files() -> Iterator[tuple[str, str]]:
    folder = resources.files("sendspec_gen") / "assets"
    for name in sorted(asset.name for asset in folder.iterdir() if asset.name.endswith((".css", ".js"))):
        header = f"Generated from generator/sendspec_gen/assets/{name} by `sendspec generate`. Do not edit."
        text = (folder / name).read_text("utf-8")
        yield (
            f"generated/docs/assets/{name}",
            f"/* {header} */\n{(_styles if name.endswith('.css') else _script)(text)}",
        )


def _styles(text: str) -> str:
    """Styles without what is written for those who change them."""
    return _flush(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


def _script(text: str) -> str:
    """A script without lines that are comments alone; none holds texts of several lines."""
    return _flush(re.sub(r"^ *(?://.*|/\*\*(?s:.*?)\*/)$", "", text, flags=re.MULTILINE))


def _flush(text: str) -> str:
    """Lines from their margin, without empty ones."""
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())
