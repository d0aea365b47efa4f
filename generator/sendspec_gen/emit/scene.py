"""A picture before it is laid out: states below each other, and arrows with the words that stand on their way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sendspec_gen.emit.palette import Colors

LINE_HEIGHT = 1.2
"""Of a line of words, as a multiple of its size."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words, its size in points."""

    words: str
    color: str
    size: int
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A state as it is drawn."""

    name: str
    title: str
    link: str
    """A page and a place on it."""
    lines: tuple[Line, ...]
    colors: Colors
    rings: int = 1
    width: float = 1.2
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """An arrow as it is drawn: lines from its sources to a caption, and one from there to the target."""

    name: str
    title: str
    link: str
    sources: tuple[str, ...]
    target: str
    lines: tuple[Line, ...]
    color: str
    width: float = 1.2
    dashed: bool = False
    aside: bool = False
    """Whether it leads back or out of a settled state, and so to the left of the column."""
    brief: str = ""
    """The title without the details, which stand beside it and on the page that it is part of."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A colour, an outline or a line of a picture, with what it means."""

    form: Literal["state", "rings", "line"]
    colors: Colors
    meaning: str
    width: float = 1.2
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything in a picture; states stand in the order of the spec, and all names are plain words or hold hyphens."""

    name: str
    """Unique on every page that it may be part of."""
    title: str
    description: str
    locale: str
    page: str
    """The page that its machine has."""
    starts: tuple[tuple[str, str], ...]
    """Where it begins, and in words."""
    states: tuple[Shape, ...]
    ways: tuple[Way, ...]
    legend: tuple[Sample, ...]
    steady: bool = False
    """Whether everything keeps its place when states are added below."""
