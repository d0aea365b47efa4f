"""Files as they lie there: plain, compressed, and broken off."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard
from sendspec.sources.declared.content import BrokenOffError, chunks
from sendspec.sources.records import BadLogError

from tests.unit.sendspec.sources_declared.declaring import seen, told

LINES = b"".join(b'{"type":"d","id":"m%d","to":"a@x.test","at":"2026-03-02T08:00:00Z"}\n' % n for n in range(3000))
ZSTD = zstandard.ZstdCompressor()


def read(path: Path, content: bytes) -> tuple[bytes, str]:
    """What can be had, and why it ends."""
    path.write_bytes(content)
    got = []
    try:
        for piece in chunks(path):
            got.append(piece)  # noqa: PERF402
    except BrokenOffError as error:
        return b"".join(got), str(error)
    return b"".join(got), ""


@pytest.mark.parametrize(
    "content",
    [
        LINES,
        gzip.compress(LINES),
        gzip.compress(LINES[:100]) + gzip.compress(LINES[100:]),
        ZSTD.compress(LINES),
        ZSTD.compress(LINES[:100]) + ZSTD.compress(LINES[100:]),
        b"P*M\x18\4\0\0\0abcd" + ZSTD.compress(LINES),
    ],
)
def test_forms_by_content_not_by_name(tmp_path: Path, content: bytes) -> None:

    assert read(tmp_path / "log.txt", content) == (LINES, "")


@pytest.mark.parametrize("whole", [gzip.compress(LINES), ZSTD.compress(LINES * 20)])
def test_a_truncated_tail(tmp_path: Path, whole: bytes) -> None:
    got, why = read(tmp_path / "log", whole[: len(whole) - 20])

    assert why == "Compressed file ended before the end-of-stream marker was reached"
    assert (LINES * 20).startswith(got)


def test_what_was_read_of_a_broken_file_is_kept(tmp_path: Path) -> None:
    whole = gzip.compress(LINES, 1)
    reading = told(tmp_path, whole[: len(whole) // 2])
    last = int(reading.events[-1].message[1:])

    assert 1000 < last < 2999
    assert [f"m{number}" for number in range(last + 1)] == [event.message for event in reading.events]
    assert reading.incomplete == {"broken_off": 1}
    assert reading.remarks[0].startswith("log:")
    assert "reading ended here: Compressed file ended before" in reading.remarks[0]


def test_rubbish_after_a_frame_of_zstd(tmp_path: Path) -> None:
    reading = told(tmp_path, ZSTD.compress(LINES[:70]) + b"rubbish, and more of it")

    assert seen(reading) == [("delivered", "m0", "a@x.test", "log:1")]
    assert reading.incomplete == {"broken_off": 1}


def test_other_programs_are_named(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"BZh91AY&SY")
    with pytest.raises(BadLogError, match="compressed by bzip2: decompress it first; only gzip and zstd"):
        list(chunks(path))
