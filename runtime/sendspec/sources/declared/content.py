"""The bytes of a file piece by piece, as far as they can be had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sendspec.sources.content import BREAKS_OFF, content_of, said, size_of_pieces

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BrokenOffError(Exception):
    """A file cannot be read to its end; the message tells why."""


def chunks(path: Path) -> Iterator[bytes]:
    """The content, decompressed; raises `BrokenOffError` after all that can be had of a file that breaks off."""
    try:
        with content_of(path) as stream:
            size = size_of_pieces(stream)
            yield from iter(lambda: stream.read1(size), b"")
    except BREAKS_OFF as error:
        raise BrokenOffError(said(error)) from error
