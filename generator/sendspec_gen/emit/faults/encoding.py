"""Whether the files that pages take over as they are can be read as text."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from sendspec_gen.problems import Problem
from sendspec_gen.source import Place

SUFFIXES = (".css", ".js", ".md")


def not_utf8(folder: Traversable, path: str) -> Iterator[Problem]:
    """The styles, scripts and Markdown in a folder that hold a byte that is no UTF-8, each with its first such line.

    `path` is what the folder is called to people; folders within it are left out.
    """
    for file in sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else ():
        if not file.name.endswith(SUFFIXES):
            continue
        try:
            file.read_bytes().decode()
        except UnicodeDecodeError as error:
            place = Place(f"{path}/{file.name}", line_of(error))
            byte = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
            yield Problem("not-utf8", place, byte, hint="save the file as UTF-8")


def line_of(error: UnicodeDecodeError) -> int:
    """The line, from 1, on which a text ceases to be one."""
    return error.object.count(b"\n", 0, error.start) + 1
