"""The lines of a file, of any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sendspec.sources.declared.content import BYTE_ORDER_MARK

LONGEST = 10_000_000
"""Bytes of a line or a value; what is longer is not understood."""
RUN = 500
"""Lines that are taken at once."""
TOO_LONG = "it is longer than 10 MB"


class Line(NamedTuple):
    """A line of a file."""

    number: int
    text: str
    """Without what ends it; bytes that are no text survive as lone surrogates."""
    is_whole: bool = True
    """It is not cut because it is too long."""


def lines_of(content: Iterable[bytes]) -> Iterator[Line]:
    """The lines, of which only line feeds are the ends; one that is too long is held only up to `LONGEST` bytes."""
    for first, block in blocks_of(content):
        for number, line in enumerate(block.split(b"\n"), first):
            yield _line(number, line)


def blocks_of(content: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines as many at once as are read: the number of the first, and all of them without the last line feed."""
    number = 1
    begun: list[bytes] = []
    held = 0
    for piece in content:
        end = piece.rfind(b"\n")
        if end < 0:
            if held <= LONGEST:
                begun.append(piece[: LONGEST + 1 - held])
                held += len(begun[-1])
            continue
        block = b"".join((*begun, piece[:end]))
        yield number, block
        number += block.count(b"\n") + 1
        begun = [piece[end + 1 :]]
        held = len(begun[0])
    if rest := b"".join(begun):
        yield number, rest


def _line(number: int, content: bytes) -> Line:
    if number == 1:
        content = content.removeprefix(BYTE_ORDER_MARK)
    is_whole = len(content) <= LONGEST
    text = (content if is_whole else content[:LONGEST]).removesuffix(b"\r").decode("utf-8", "surrogateescape")
    return Line(number, text, is_whole)


class Lines:
    """The lines of a file, which can be given back."""

    def __init__(self, content: Iterable[bytes]) -> None:
        self._blocks = blocks_of(content)
        self._texts: list[str] = []
        """What is read at once."""
        self._at = 0
        """Where in it the next line stands."""
        self.number = 1
        """Of the next line."""
        self._cut: set[int] = set()
        """The lines that are cut because they are too long."""

    def ready(self) -> list[str]:
        """Some of the lines that follow; none at the end of the file."""
        if self._at == len(self._texts):
            self._texts, self._at = next(map(self._read, self._blocks), []), 0
        return self._texts[self._at : self._at + RUN]

    def _read(self, read: tuple[int, bytes]) -> list[str]:
        number, block = read
        if len(block) > LONGEST:
            lines = [_line(*line) for line in enumerate(block.split(b"\n"), number)]
            self._cut |= {line.number for line in lines if not line.is_whole}
            return [line.text for line in lines]
        block = block.removeprefix(BYTE_ORDER_MARK) if number == 1 else block
        texts = block.decode("utf-8", "surrogateescape").split("\n")
        return [text.removesuffix("\r") for text in texts] if b"\r" in block else texts

    def are_cut(self, texts: list[str]) -> bool:
        """Whether any of the lines that are ready is not whole."""
        return bool(self._cut) and any(self.number + at in self._cut for at in range(len(texts)))

    def pass_by(self, count: int) -> None:
        """Go on behind so many of those that are ready."""
        self._at += count
        self.number += count

    def take(self) -> Line | None:
        """The next line; None at the end of the file."""
        texts = self.ready()
        if not texts:
            return None
        line = Line(self.number, texts[0], self.number not in self._cut)
        self.pass_by(1)
        return line

    def give_back(self, lines: Sequence[Line]) -> None:
        """They are the next ones again."""
        self._at -= len(lines)
        self.number -= len(lines)
        if self._at < 0:
            # Some of them were read before.
            self._texts[:0] = [line.text for line in lines[: -self._at]]
            self._at = 0
