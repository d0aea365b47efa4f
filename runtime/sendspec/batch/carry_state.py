"""The folder in which a run leaves what the next one needs: generations, of which `state.json` names the last two.

All files of a generation are written before `state.json` takes its new form in one step, and none changes after that.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sendspec.batch.counts import NO_SPAN, Account, Counts, Span, counts_from, nothing
from sendspec.batch.partitions import LOCK
from sendspec.batch.plan import Plan
from sendspec.batch.whole_files import whole_file
from sendspec.sources.records import BadLogError

FORMAT = 1
STATE = "state.json"
OWN = ("open-", "counts-", "closed-")
"""How the names of all other files begin."""
BEGIN_ANEW = "restore the folder from a copy, or begin a new state in another folder with the logs from the first on"
BLOCK = 1 << 24
HEADER = 128
"""Bytes that numpy writes before an array."""
Keys = NDArray[np.uint64]
"""Shape (n, 2), in ascending order of the first column."""


class BadStateError(BadLogError):
    """A state that cannot be gone on with; the message names the file and the cure."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the folder, as it was written."""

    name: str
    size: int
    crc: int


@dataclass(frozen=True, slots=True)
class Generation:
    """What a run left; the first is what there is before any run."""

    number: int = 0
    as_of: int | None = None
    latest: int | None = None
    """The greatest time of all rows so far; it may be after `as_of`."""
    every: int | None = None
    span: tuple[int, int, int] = (0, 0, 0)
    keep: int | None = None
    rows: int = 0
    incomplete: int = 0
    unknown: Mapping[str, int] = field(default_factory=dict)
    too_late: int = 0
    told: str | None = None
    """Of the log that led here: what it told."""
    open: tuple[File, ...] = ()
    """All events of messages that are open, and some of ones that are closed."""
    counts: File | None = None
    """What messages that are closed came to."""
    closed: tuple[File, ...] = ()
    """The keys of messages that are closed."""

    @property
    def files(self) -> tuple[File, ...]:
        """All its files."""
        return (*self.open, *(() if self.counts is None else (self.counts,)), *self.closed)

    @property
    def account(self) -> Account:
        """Of all rows so far; those that are later than `as_of` are among the open events."""
        return Account(
            rows=self.rows, unknown=Counter(self.unknown), incomplete=self.incomplete, too_late=self.too_late
        )


@dataclass(frozen=True, slots=True)
class State:
    """The last generation, and the one before, from which its run can be repeated."""

    now: Generation = field(default_factory=Generation)
    before: Generation = field(default_factory=Generation)


class Folder:
    """The folder of a state; whoever uses it holds its lock."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path = path
        self._plan = plan

    def state(self) -> State:
        """What the last run left, or an empty state in a folder where nothing is.

        Raises `BadStateError` for a folder of another sort, one that is damaged, and one of another spec.
        """
        found = self.path / STATE
        if not found.exists():
            self._check_is_new()
            self.commit(State())
        state = self._read(found)
        self._remove_all_but(state)
        return state

    def commit(self, state: State) -> None:
        """Make a state the one that the next run finds, and remove what it does not name."""
        _settle(self.path)
        kept = {"format": FORMAT, "spec": self._plan.fingerprint, **asdict(state)}
        with whole_file(self.path / STATE) as stream:
            stream.write(json.dumps(kept, indent=1).encode())
        _settle(self.path)
        self._remove_all_but(state)

    def check(self, files: Sequence[File]) -> None:
        """Raise `BadStateError` for a file that is not as it was written."""
        for file in files:
            path = self.path / file.name
            try:
                found = self.file(file.name)
            except FileNotFoundError as error:
                raise BadStateError(f"{path}: it is missing; {BEGIN_ANEW}") from error
            if found != file:
                how = f"it has {found.size:,} bytes, not {file.size:,}" if found.size != file.size else "it was changed"
                raise BadStateError(f"{path}: it is not as the last run wrote it: {how}; {BEGIN_ANEW}")

    def file(self, name: str) -> File:
        """A file of the folder as it is."""
        crc = size = 0
        with (self.path / name).open("rb") as stream:
            while block := stream.read(BLOCK):
                crc = crc32(block, crc)
                size += len(block)
        return File(name, size, crc)

    def counts(self, generation: Generation) -> Counts:
        """What closed messages came to."""
        if generation.counts is None:
            return nothing(self._plan, NO_SPAN)
        return counts_from((self.path / generation.counts.name).read_bytes())

    def write_counts(self, number: int, counts: Counts) -> File:
        """Keep them."""
        return self._write(f"counts-{number}.npz", counts.to_bytes())

    def closed(self, generation: Generation) -> list[Keys]:
        """The keys of closed messages, as they lie on the disk."""
        return [np.load(self.path / file.name, mmap_mode="r") for file in generation.closed]

    def write_closed(self, number: int, generation: Generation, more: Keys) -> tuple[File, ...]:
        """The files of a generation with more keys.

        Files that are not larger than twice what is added are put together with it, so that there are always few, and
        a key is written anew only a few times.
        """
        files = list(generation.closed)
        if not len(more):
            return tuple(files)
        keys = _sorted(more)
        while files and files[-1].size <= 2 * (keys.nbytes + HEADER):
            keys = _sorted(np.concatenate((np.load(self.path / files.pop().name), keys)))
        name = f"closed-{number}.npy"
        with whole_file(self.path / name) as stream:
            np.save(stream, keys)
        return (*files, self.file(name))

    def _write(self, name: str, content: bytes) -> File:
        with whole_file(self.path / name) as stream:
            stream.write(content)
        return File(name, len(content), crc32(content))

    def _check_is_new(self) -> None:
        for path in sorted(self.path.iterdir()):
            if path.name != LOCK and not path.name.startswith(f".{STATE}."):
                raise BadStateError(
                    f"{self.path}: it holds {path.name} and no {STATE}: it is no state, or a damaged one; name an "
                    "empty folder, or one that is not there yet"
                )

    def _read(self, path: Path) -> State:
        try:
            kept = json.loads(path.read_bytes())
            if kept["format"] != FORMAT:
                raise BadStateError(
                    f"{path}: it is of format {kept['format']!r}, and this version reads {FORMAT}; {BEGIN_ANEW}"
                )
            spec, state = kept["spec"], State(_generation(kept["now"]), _generation(kept["before"]))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadStateError(f"{path}: it is damaged; {BEGIN_ANEW}") from error
        if spec != self._plan.fingerprint:
            raise BadStateError(
                f"{path}: the state is of another spec or of other modes; what closed messages came to cannot be told "
                "anew: begin a new state in another folder with the logs from the first on"
            )
        return state

    def _remove_all_but(self, state: State) -> None:
        """Remove what earlier runs left, whether they ended or were cut off."""
        named = {STATE, *(file.name for each in (state.now, state.before) for file in each.files)}
        for path in sorted(self.path.iterdir()):
            if path.name.lstrip(".").startswith((*OWN, f"{STATE}.")) and path.name not in named:
                path.unlink(missing_ok=True)


def span_of(generation: Generation) -> Span:
    """The buckets of its series."""
    return Span(*generation.span)


def _generation(kept: Mapping[str, Any]) -> Generation:
    found = dict(kept)
    origin, every, number = map(int, found["span"])
    found["span"] = (origin, every, number)
    found["counts"] = None if found["counts"] is None else File(**found["counts"])
    for name in ("open", "closed"):
        found[name] = tuple(File(**file) for file in found[name])
    return Generation(**found)


def _sorted(keys: Keys) -> Keys:
    # A stable sort puts runs together that are sorted already.
    return keys[np.argsort(keys[:, 0], kind="stable")]


def _settle(folder: Path) -> None:
    """Have the disk keep which files there are."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
