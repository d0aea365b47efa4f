"""Where a text comes from, and places in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value", covariant=True)


class Place(NamedTuple):
    """A stretch of one line of a file: path as shown to people, line and columns from 1, end exclusive."""

    file: str
    line: int = 1
    column: int = 1
    end_column: int = 2

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Written(NamedTuple, Generic[Value]):
    """A value as somebody wrote it, with its place."""

    value: Value
    place: Place


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the spec: its path relative to the project, and its bytes, or why there are none."""

    path: str
    content: bytes = b""
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class SpecText:
    """A file of the spec as people read it: its lines, and where something begins the way of keys to it."""

    path: str
    lines: tuple[str, ...]
    ways: Mapping[int, str]
    """By line, from 1: `states.sent.on.hard_bounced`, unique in the file."""

    def way_to(self, place: Place) -> str:
        """The way of keys to what stands at a place, which begins there or above; nothing at the head of the file."""
        return next((self.ways[line] for line in range(place.line, 0, -1) if line in self.ways), "")

    def place_of(self, way: str) -> Place:
        """Where the key is written to which a way leads; the head of the file if there is none."""
        return next((Place(self.path, line) for line, known in self.ways.items() if known == way), Place(self.path))
