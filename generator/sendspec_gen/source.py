"""Where a text comes from, and places in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value", covariant=True)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one line of a file: path as shown to people, line and columns from 1, end exclusive."""

    file: str
    line: int = 1
    column: int = 1
    end_column: int = 2

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Written(Generic[Value]):
    """A value as somebody wrote it, with its place."""

    value: Value
    place: Place


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the spec: its path relative to the project, and its bytes, or why there are none."""

    path: str
    content: bytes = b""
    unreadable: str | None = None
