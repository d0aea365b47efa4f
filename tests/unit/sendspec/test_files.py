"""What may be given as a log, and what folders of notifications hold."""

from __future__ import annotations

import bz2
import lzma
import os
from pathlib import Path
from typing import Any

import pytest
from sendspec.sources import postfix
from sendspec.sources.records import BadLogError, Request

from tests.unit.sendspec.postfix_log import MEANINGS, queued, read, removed, told

ID = "4A1B2C3D4E5"
LOG = [*queued(ID), told(ID, "sent"), removed(ID)]


def refusal(path: Path) -> str:
    with pytest.raises(BadLogError) as refused:
        postfix.read(Request((path,), MEANINGS))
    return str(refused.value)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    assert refusal(pipe) == (
        f"{pipe}: it is no regular file, but a pipe or a device; save it to a file first, and give that"
    )


def test_a_device_that_never_ends_is_refused() -> None:
    assert "save it to a file first" in refusal(Path("/dev/zero"))


def test_standard_input_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert refusal(Path("-")) == "-: standard input is not read; save the log to a file first, and give that"


def test_a_path_that_is_too_long_is_told(tmp_path: Path) -> None:
    assert "it cannot be read: File name too long" in refusal(tmp_path / ("x" * 5000))


def test_a_path_that_leads_in_a_circle_is_told(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "one")

    assert "it cannot be read: Too many levels" in refusal(tmp_path / "one")


def test_a_file_in_a_folder_that_cannot_be_entered_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, **_: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)

    assert refusal(tmp_path / "maillog") == f"{tmp_path}/maillog: it cannot be read: Permission denied"


@pytest.mark.parametrize(("content", "program"), [(lzma.compress(b"x"), "xz"), (bz2.compress(b"x"), "bzip2")])
def test_what_gzip_did_not_compress_is_to_be_decompressed_first(tmp_path: Path, content: bytes, program: str) -> None:
    log = tmp_path / "maillog"
    log.write_bytes(content)

    assert refusal(log).startswith(f"{log}: it is compressed by {program}: decompress it first")


def close(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder refuse to be listed, also to the superuser."""
    scan = os.scandir

    def scandir(path: Any) -> Any:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_a_folder_within_the_notifications_that_cannot_be_read_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "dsn" / "closed"
    closed.mkdir(parents=True)
    (closed / "1.eml").write_text("hidden")
    close(closed, monkeypatch)
    reading = read(tmp_path, LOG, tmp_path / "dsn")

    assert reading.records["not_understood"] == 1
    assert [(record.place, record.why) for record in reading.not_understood] == [
        (str(closed), "it cannot be read: Permission denied")
    ]


def test_a_folder_of_notifications_that_cannot_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dsn").mkdir()
    close(tmp_path / "dsn", monkeypatch)

    assert refusal(tmp_path / "dsn") == f"{tmp_path}/dsn: it cannot be read: Permission denied"


def test_what_is_no_file_in_a_folder_is_counted(tmp_path: Path) -> None:
    folder = tmp_path / "dsn"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    os.mkfifo(folder / "a")
    (folder / "b").symlink_to(tmp_path / "missing")
    (folder / "c").symlink_to(tmp_path / "elsewhere")
    reading = read(tmp_path, LOG, folder)

    assert [(record.place, record.why) for record in reading.not_understood] == [
        (f"{folder}/a", "it is no regular file, but a pipe or a device"),
        (f"{folder}/b", "it cannot be read: No such file or directory"),
        (f"{folder}/c", "it is a link to a folder; give that folder too"),
    ]
