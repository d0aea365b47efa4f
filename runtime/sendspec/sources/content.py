"""The bytes of a file, plain or compressed by gzip or zstd; which of them, its beginning tells."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from sendspec.sources.records import BadFileError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP = b"\x1f\x8b"
ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + number]) + b"\x2a\x4d\x18" for number in range(16)))
"""Frames of content, and of anything else: some programs begin with one of these."""
OTHERS = {b"\xfd7zXZ\0": "xz", b"BZh": "bzip2", b"PK\3\4": "zip"}
"""How files begin that another program compressed."""
HEAD = 65536
OF_PLAIN = 1 << 15
"""Bytes that are read at once: few enough for what is made of them to stay near the processor."""
OF_COMPRESSED = 8192
"""A compressed file may break off: all that can be had from before is read only in small pieces."""
OF_ZSTD = 512
"""So few compressed bytes hold 17 MB at most."""
BREAKS_OFF = (OSError, EOFError, zlib.error)
"""What reading raises where a file cannot be read to its end."""


def head_of(path: Path) -> bytes:
    """The beginning of a file as it lies there; raises `BadFileError` if it cannot be read, or is compressed else."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        raise BadFileError(str(path), f"it cannot be read: {said(error)}") from error
    for beginning, program in OTHERS.items():
        if head.startswith(beginning):
            raise BadFileError(
                str(path),
                f"it is compressed by {program}: decompress it first; only gzip and zstd are read as they are",
            )
    return head


def is_compressed(head: bytes) -> bool:
    """Whether a file that begins so is decompressed."""
    return head.startswith((GZIP, *ZSTD))


@contextmanager
def content_of(path: Path) -> Iterator[io.BufferedIOBase]:
    """The bytes of a file, decompressed; reading them may raise what `BREAKS_OFF` names."""
    head = head_of(path)
    with path.open("rb") as file:
        if head.startswith(GZIP):
            with gzip.open(file) as stream:
                yield cast("io.BufferedIOBase", stream)
        elif head.startswith(ZSTD):
            with io.BufferedReader(_Zstd(file), OF_COMPRESSED) as stream:
                yield stream
        else:
            yield file


def is_plain(stream: io.BufferedIOBase) -> bool:
    """Whether the bytes are read as they lie there."""
    return isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO)


def size_of_pieces(stream: io.BufferedIOBase) -> int:
    """How many bytes to read at once."""
    return OF_PLAIN if is_plain(stream) else OF_COMPRESSED


@contextmanager
def opened(path: Path) -> Iterator[IO[str]]:
    """The text of a log, decompressed."""
    # Only a line feed ends a line; bytes that are no text survive on their way to the file of records set aside.
    with (
        content_of(path) as content,
        io.TextIOWrapper(
            cast("IO[bytes]", content), encoding="utf-8", errors="surrogateescape", newline="\n"
        ) as stream,
    ):
        yield stream


def said(error: BaseException) -> str:
    """The cause that an error gives."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


class _Zstd(io.RawIOBase):
    """The frames of a file one after the other; raises `EOFError` where the last one is not whole."""

    def __init__(self, file: IO[bytes]) -> None:
        from zstandard import ZstdDecompressor, ZstdError

        self._file = file
        self._frames = ZstdDecompressor
        self._error = ZstdError
        self._frame = ZstdDecompressor().decompressobj()
        self._is_within = False
        self._waiting = b""
        """Compressed bytes that come next."""
        self._content = memoryview(b"")
        """What is decompressed, and not asked for yet."""

    def readable(self) -> bool:
        return True

    def readinto(self, into: WriteableBuffer) -> int:
        target = memoryview(into)
        while not self._content:
            piece = self._waiting or self._file.read(OF_ZSTD)
            if not piece:
                if self._is_within:
                    raise EOFError("Compressed file ended before the end-of-stream marker was reached")
                return 0
            self._content = memoryview(self._decompressed(piece))
        found = self._content[: len(target)]
        target[: len(found)] = found
        self._content = self._content[len(found) :]
        return len(found)

    def _decompressed(self, piece: bytes) -> bytes:
        """The content of the next compressed bytes; those that belong to another frame wait."""
        try:
            content: bytes = self._frame.decompress(piece)
        except self._error as error:
            raise OSError(str(error)) from error
        self._is_within = not self._frame.eof
        self._waiting = b"" if self._is_within else self._frame.unused_data
        if not self._is_within:
            self._frame = self._frames().decompressobj()
        return content
