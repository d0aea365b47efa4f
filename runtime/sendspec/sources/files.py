"""The files that are read: which of them are logs, and which are mails."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import NamedTuple

from sendspec.sources.content import head_of, said
from sendspec.sources.dsn_mails import looks_like_mail
from sendspec.sources.records import BadFileError, BadLogError, KeepAside, NotUnderstood, Reading

NOT_REGULAR = "it is no regular file, but a pipe or a device"


class Files(NamedTuple):
    """What stands in the files and folders that were given."""

    logs: list[Path]
    mails: list[Path]
    closed: list[NotUnderstood]
    """What folders hold that cannot be read."""


def sort_out(paths: tuple[Path, ...]) -> Files:
    """Tell logs and mails apart; raises `BadLogError` for what cannot be read, and where there is no log."""
    files = take_all(paths)
    if not files.logs:
        kind = "a folder" if paths[0].is_dir() else "a mail"
        raise BadLogError(f"{paths[0]}: it is {kind}, and no log; give the log first, its notifications after it")
    return files


def take_all(paths: tuple[Path, ...]) -> Files:
    """Tell logs and mails apart; raises `BadLogError` for what is no file, and no folder that can be read."""
    files = Files([], [], [])
    for path, is_within in _found(paths, files.closed):
        (files.mails if is_within or _is_mail(path) else files.logs).append(path)
    return files


def all_logs(paths: tuple[Path, ...]) -> Files:
    """All files, and those in folders, as logs; raises `BadLogError` where one cannot be read, or there is none."""
    files = Files([], [], [])
    files.logs.extend(path for path, _ in _found(paths, files.closed))
    if not files.logs:
        raise BadLogError(f"{paths[0]}: there is no log in this folder; give the log")
    return files


def _found(paths: tuple[Path, ...], closed: list[NotUnderstood]) -> Iterator[tuple[Path, bool]]:
    """The files given, and those within folders, and whether each is one of these; notes what cannot be read there."""
    for path in paths:
        mode = _mode(path)
        if S_ISDIR(mode):
            within, shut = _look_into(path)
            closed.extend(sorted(shut))
            yield from ((one, True) for one in sorted(within))
        elif S_ISREG(mode):
            yield path, False
        else:
            raise BadLogError(f"{path}: {NOT_REGULAR}; save it to a file first, and give that")


def _is_mail(path: Path) -> bool:
    try:
        return looks_like_mail(head_of(path))
    except BadFileError:
        # Whoever reads it tells why it cannot be read.
        return False


def read_each(logs: list[Path], read: Callable[[Path], None], reading: Reading, keep: KeepAside) -> None:
    """Read logs one after the other; one that is none is put aside if another is one, and told by `BadFileError` else.

    `read` raises `BadFileError` for what is no log.
    """
    refused: list[BadFileError] = []
    for path in logs:
        try:
            read(path)
        except BadFileError as error:
            refused.append(error)
    if refused and len(refused) == len(logs):
        raise refused[0]
    for bad in refused:
        reading.refuse(bad, keep=keep)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except FileNotFoundError as error:
        if str(path) == "-":
            raise BadLogError("-: standard input is not read; save the log to a file first, and give that") from error
        raise BadLogError(f"{path}: there is no such file or folder") from error
    except OSError as error:
        raise BadLogError(f"{path}: it cannot be read: {said(error)}") from error


def _look_into(folder: Path) -> tuple[list[Path], list[NotUnderstood]]:
    """The mails of a folder and of those within it, but hidden ones; and what cannot be read."""
    mails: list[Path] = []
    closed: list[NotUnderstood] = []

    def close(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise BadLogError(f"{folder}: it cannot be read: {said(error)}") from error
        closed.append(NotUnderstood(error.filename, "", f"it cannot be read: {said(error)}"))

    for parent, folders, names in os.walk(folder, onerror=close):
        for path in (Path(parent, name) for name in names if not name.startswith(".")):
            why = _why_not(path)
            if why is None:
                mails.append(path)
            else:
                closed.append(NotUnderstood(str(path), "", why))
        links = (path for path in (Path(parent, name) for name in folders) if path.is_symlink())
        closed.extend(NotUnderstood(str(link), "", "it is a link to a folder; give that folder too") for link in links)
    return mails, closed


def _why_not(path: Path) -> str | None:
    """Why something in a folder cannot be read as a mail."""
    try:
        return None if S_ISREG(path.stat().st_mode) else NOT_REGULAR
    except OSError as error:
        return f"it cannot be read: {said(error)}"
