"""Which files a log is made of: paths, globs, folders and addresses, each file with its form."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import NamedTuple

from sendspec.names import did_you_mean
from sendspec.sources.records import BadLogError

FORMS = {
    ".parquet": "parquet",
    **{f"{kind}{packed}": "csv" for kind in (".csv", ".tsv") for packed in ("", ".gz", ".zst")},
    **{f"{kind}{packed}": "json" for kind in (".jsonl", ".ndjson", ".json") for packed in ("", ".gz", ".zst")},
}
"""The form of a file by how its name ends."""
REMOTE = ("s3://", "gs://", "gcs://", "r2://", "http://", "https://")
KNOWN = ".parquet, .csv, .tsv, .jsonl, .ndjson and .json, the text ones also with .gz or .zst"


class LogFile(NamedTuple):
    """One file, or one address, and what stands in it."""

    path: Path
    form: str
    """`parquet`, `csv` or `json`."""
    address: str | None = None
    """Where it is not on this machine."""

    @property
    def name(self) -> str:
        """As people know it."""
        return self.address or str(self.path)


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file looked when it was opened."""

    path: Path
    size: int
    changed: int

    def check(self) -> None:
        """Raise `BadLogError` if it looks otherwise by now."""
        if stamp_of(self.path) != self:
            raise BadLogError(f"{self.path}: it changed while it was read; read it again when nobody writes it")


def stamp_of(path: Path) -> Stamp:
    """How a file looks now; raises `BadLogError` for one that cannot be asked."""
    try:
        now = path.stat()
    except OSError as error:
        raise BadLogError(f"{path}: it cannot be read: {error.strerror}") from error
    return Stamp(path, now.st_size, now.st_mtime_ns)


def files_of(paths: Sequence[Path | str]) -> list[LogFile]:
    """All files in their order, those of a folder or glob by name, each once; raises `BadLogError` for none."""
    files: dict[str, LogFile] = {}
    for given in paths:
        for file in _found(str(given)):
            files.setdefault(file.address or str(file.path.resolve()), file)
    return list(files.values())


def form_of(name: str) -> str | None:
    """The form that a name tells; None if it tells none."""
    return next((form for suffix, form in FORMS.items() if name.lower().endswith(suffix)), None)


def _found(given: str) -> Iterator[LogFile]:
    address = remote(given)
    if address is not None:
        yield LogFile(Path(address.rpartition("/")[2]), _known_form(address.partition("?")[0]), address)
        return
    mode = _mode(given)
    if mode is None and has_magic(given):
        found = list(_matching(given))
        if not found:
            raise BadLogError(f"{given}: nothing matches it that is a log by its name: {KNOWN}")
        yield from found
    elif mode is None:
        raise BadLogError(f"{given}: there is no such file or folder{_near(Path(given))}")
    elif S_ISDIR(mode):
        found = list(_within(Path(given)))
        if not found:
            raise BadLogError(f"{given}: no file in this folder is a log by its name: {KNOWN}")
        yield from found
    elif not S_ISREG(mode):
        raise BadLogError(f"{given}: it is no regular file, but a pipe or a device; save it to a file first")
    else:
        yield LogFile(Path(given), _known_form(given))


def remote(given: str) -> str | None:
    """The address of what is not on this machine; None for a path."""
    for scheme in REMOTE:
        # A path has lost one of two slashes.
        if given.startswith((scheme, scheme[:-1])):
            return scheme + given.removeprefix(scheme[:-1]).removeprefix("/")
    return None


def _matching(pattern: str) -> Iterator[LogFile]:
    """The logs that a glob finds; what is none by its name is as little meant as beside logs in a folder."""
    for path in map(Path, sorted(glob(pattern, recursive=True))):  # noqa: PTH207 - those of `Path` must be relative
        form = form_of(path.name)
        if path.is_dir():
            yield from _within(path)
        elif form is not None:
            yield LogFile(path, form)


def _within(folder: Path) -> Iterator[LogFile]:
    """The logs of a folder and of those in it, but hidden ones; also those that Spark or Hive name `_temporary`."""

    def close(error: OSError) -> None:
        raise BadLogError(f"{error.filename}: it cannot be read: {error.strerror}") from error

    for parent, folders, names in os.walk(folder, onerror=close, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in sorted(names):
            form = form_of(name)
            if form is not None and not name.startswith((".", "_")):
                yield LogFile(Path(parent, name), form)


def _known_form(name: str) -> str:
    form = form_of(name)
    if form is None:
        raise BadLogError(f"{name}: its name does not tell its form; events are read from {KNOWN}")
    return form


def _mode(given: str) -> int | None:
    try:
        return Path(given).stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise BadLogError(f"{given}: it cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _near(path: Path) -> str:
    try:
        beside = sorted(beside.name for beside in path.parent.iterdir())
    except OSError:
        return ""
    question = did_you_mean(path.name, [name for name in beside if form_of(name)])
    return f"; {question}" if question else ""
