"""The bytes of a file, plain or compressed by gzip or zstd; which of them, its beginning tells."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import zstandard

from sendspec.sources.files import GZIP, HEAD, OTHERS, said
from sendspec.sources.records import BadLogError

ZSTD = b"\x28\xb5\x2f\xfd"
SIZE = 1 << 15
"""Bytes that are read at once."""
OF_GZIP = 8192
"""A compressed file may break off: all that can be had from before is read only in small pieces."""
OF_ZSTD = 512
"""So few compressed bytes hold 17 MB at most."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BrokenOffError(Exception):
    """A file cannot be read to its end; the message tells why."""


def head_of(path: Path) -> bytes:
    """The beginning of a file as it lies there; raises `BadLogError` where it cannot be read, or is compressed else."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        raise BadLogError(f"{path}: it cannot be read: {said(error)}") from error
    for beginning, program in OTHERS.items():
        if beginning != ZSTD and head.startswith(beginning):
            raise BadLogError(
                f"{path}: it is compressed by {program}: decompress it first; only gzip and zstd are read as they are"
            )
    return head


def is_compressed(head: bytes) -> bool:
    """Whether a file that begins so is decompressed."""
    return head.startswith((GZIP, ZSTD))


def chunks(path: Path) -> Iterator[bytes]:
    """The content, piece by piece; raises `BrokenOffError` after all that can be had of a file that breaks off."""
    head = head_of(path)
    try:
        with path.open("rb") as stream:
            if head.startswith(ZSTD):
                yield from _of_zstd(stream)
            elif head.startswith(GZIP):
                with gzip.open(stream) as content:
                    while piece := content.read1(OF_GZIP):
                        yield piece
            else:
                yield from iter(lambda: stream.read(SIZE), b"")
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise BrokenOffError(said(error)) from error


def _of_zstd(stream: IO[bytes]) -> Iterator[bytes]:
    """The frames one after the other; raises `EOFError` where the last one is not whole."""
    frame = None
    while piece := stream.read(OF_ZSTD):
        while piece:
            if frame is None:
                frame = zstandard.ZstdDecompressor().decompressobj()
            content = frame.decompress(piece)
            if content:
                yield content
            if not frame.eof:
                break
            piece, frame = frame.unused_data, None
    if frame is not None:
        raise EOFError("Compressed file ended before the end-of-stream marker was reached")
