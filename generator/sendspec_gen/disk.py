"""Files in, files out, atomically: nothing else of the compiler touches the disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from sendspec_gen.source import SourceFile

OUTPUT_FOLDERS = ("generated", "diagrams")
HEADER = b"Generated from "
HEADER_END = b"Do not edit."
LARGEST_FILE_READ = 16 * 1_048_576

UNFINISHED = ".unfinished"
"""How the name of a file ends that is still being written; one that is found later was cut off."""

State = Literal["missing", "empty", "stale", "unreadable", "leftover", "foreign", "blocked"]
KEPT = ("foreign", "blocked")
"""What is told and never touched."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One file of the output that is not as the spec says."""

    path: str
    state: State
    old: str
    new: str


def read_spec(project: Path) -> tuple[SourceFile, ...]:
    """Every file of `spec/`, sorted; one that cannot be read says why."""
    closed: list[OSError] = []
    paths = [
        path
        for parent, folders, files in os.walk(project / "spec", onerror=closed.append)
        for path in (*(Path(parent, name) for name in files), *_odd(Path(parent, name) for name in folders))
    ]
    found = [_read_source(project, path) for path in paths]
    found += [_refused(project, Path(error.filename), error) for error in closed]
    return tuple(sorted((file for file in found if not _hidden(file.path)), key=lambda file: file.path))


def differences(project: Path, files: Mapping[str, str]) -> tuple[Difference, ...]:
    """What writing would change: files that are not as the spec says, leftovers of older specs, and foreign files."""
    present = {_name(project, path): path for path in _outputs(project)}
    found = []
    for name in sorted({*files, *present}):
        new = files.get(name)
        old = _content(present[name]) if name in present else None
        state = _state(project / name, old, new)
        if state is not None:
            found.append(Difference(name, state, (old or b"").decode("utf-8", "replace"), new or ""))
    return tuple(found)


def write(project: Path, changes: Iterable[Difference]) -> None:
    """Carry out the changes; foreign files are left alone, and unchanged ones keep their time stamp.

    Raises `OSError` with the path of the file that could not be written.
    """
    for change in changes:
        path = project / change.path
        try:
            if change.state == "leftover":
                path.unlink(missing_ok=True)
                _remove_empty(path.parent, project)
            elif change.state not in KEPT:
                write_atomically(path, change.new.encode())
        except OSError as error:
            raise OSError(error.errno, error.strerror, change.path) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Write beside a file, and put it in its place when all is written."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def bears_header(content: bytes) -> bool:
    """Whether a file says in its first lines that it was generated."""
    head = content[:600]
    return HEADER in head and HEADER_END in head


def _read_source(project: Path, path: Path) -> SourceFile:
    name = _name(project, path)
    try:
        if path.is_dir():
            return SourceFile(name, unreadable=f"it is a {'link to a ' if path.is_symlink() else ''}directory")
        if not path.is_file():
            return SourceFile(name, unreadable="it is no regular file")
        with path.open("rb") as file:
            return SourceFile(name, file.read(LARGEST_FILE_READ))
    except OSError as error:
        return _refused(project, path, error)


def _odd(folders: Iterable[Path]) -> Iterator[Path]:
    """Folders that nobody would look into: those named like files, and links."""
    return (path for path in folders if path.suffix in (".yaml", ".yml") or path.is_symlink())


def _refused(project: Path, path: Path, error: OSError) -> SourceFile:
    return SourceFile(_name(project, path), unreadable=error.strerror or "unknown reason")


def _state(path: Path, old: bytes | None, new: str | None) -> State | None:
    """How a file differs; None if it is as it should be. `old` is None for what cannot be read as a file."""
    if new is None:
        is_ours = path.name.endswith(UNFINISHED) or (old is not None and bears_header(old))
        return "leftover" if is_ours else "foreign"
    if old is not None:
        return None if old == new.encode() else "stale" if old else "empty"
    if not os.path.lexists(path):
        return "missing"
    return "unreadable" if path.is_file() else "blocked"


def _outputs(project: Path) -> Iterator[Path]:
    """Every file in the folders of the output, and every link to a folder, which nobody would look into."""
    for top in OUTPUT_FOLDERS:
        for parent, folders, files in os.walk(project / top):
            yield from (Path(parent, name) for name in folders if Path(parent, name).is_symlink())
            yield from (Path(parent, name) for name in files if not name.endswith(".pyc"))


def _content(path: Path) -> bytes | None:
    """What a regular file holds; None for all else."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None


def _remove_empty(folder: Path, project: Path) -> None:
    """Remove folders that the last file has left; somebody else may be doing the same."""
    with suppress(OSError):
        while folder not in (project, project.parent) and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _name(project: Path, path: Path) -> str:
    return path.relative_to(project).as_posix()


def _hidden(path: str) -> bool:
    return any(part.startswith(".") or part.endswith("~") for part in path.split("/"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
