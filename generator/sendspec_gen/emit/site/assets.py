"""The hand-written styles and scripts of the site, as they are in `sendspec_gen/assets`."""

from __future__ import annotations

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
        yield f"generated/docs/assets/{name}", f"/* {header} */\n{(folder / name).read_text('utf-8')}"
