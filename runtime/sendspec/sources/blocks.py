"""The lines of a file, many at a time."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedIOBase
from typing import NamedTuple

from sendspec.sources.content import size_of_pieces

LONGEST = 65_536
"""Characters of a line; syslog's own limits lie far below."""
MOST_HELD = 10_000_000
"""Bytes of a line that are held; what stands behind them in the line is passed by."""


class Block(NamedTuple):
    """Consecutive lines."""

    lines: list[str]
    """Without what ends them; bytes that are no text survive as lone surrogates."""
    end: str
    """What ends each: a line feed, and nothing else does; empty for the last line of a file that ends without one."""
    whole: bool
    """None is longer than `LONGEST`, and none holds a carriage return."""


def blocks(stream: BufferedIOBase, left: int | None = None) -> Iterator[Block]:
    """The lines of the next `left` bytes, or of all to the end.

    Where reading fails, all lines that were complete by then have been given. Of a line no more than `MOST_HELD` bytes
    are given, and what a block reads.
    """
    begun: list[bytes] = []
    held = 0
    size = size_of_pieces(stream)
    while content := stream.read1(size if left is None else min(size, left)):
        left = None if left is None else left - len(content)
        end = content.rfind(b"\n") + 1
        if end:
            yield _block(b"".join((*begun, content[:end])))
            begun, held = [content[end:]], len(content) - end
        elif held < MOST_HELD:
            begun.append(content)
            held += len(content)
    if rest := b"".join(begun):
        yield _block(rest)


def _block(content: bytes) -> Block:
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    is_ended = not lines[-1]
    if is_ended:
        lines.pop()
    return Block(lines, "\n" if is_ended else "", _is_whole(content))


def _is_whole(content: bytes) -> bool:
    if b"\r" in content:
        return False
    begun = 0
    while len(content) - begun > LONGEST:
        begun = content.rfind(b"\n", begun, begun + LONGEST) + 1
        if not begun:
            return False
    return True
