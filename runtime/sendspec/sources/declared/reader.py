"""The reader of sources that are declared in YAML."""

from __future__ import annotations

from pathlib import Path

from sendspec.sources.content import HEAD, head_of, is_compressed
from sendspec.sources.declared.beside import read_files
from sendspec.sources.declared.file import FileRead, Job
from sendspec.sources.declared.joins import Classify, closed
from sendspec.sources.declared.meaning import Declared
from sendspec.sources.declared.taking import Taken
from sendspec.sources.files import all_logs
from sendspec.sources.records import BadFileError, BadLogError, Reading, Request


def read(request: Request, declared: Declared, classify: Classify | None = None) -> Reading:
    """Read files and folders of a source; raises `BadLogError` where nothing in them is a record that it knows.

    `classify` tells the kind of each failure to rules that ask for it; without it they give no event.
    """
    files = all_logs(request.paths)
    job = Job(_picklable(declared), request.zone, request.year, request.now, request.keep_aside)
    reading, taken = Reading(), Taken()
    understood = 0
    refused: list[BadFileError] = []
    for path, found in zip(files.logs, read_files(files.logs, job), strict=True):
        if isinstance(found, BadLogError):
            refused.append(_as_file(path, found))
            continue
        if path in request.paths and not found.understood and not request.of_any_kind:
            refused.append(_nothing(path, found, declared))
        understood += found.understood
        _tell(reading, found, path.name, request)
        taken.follow(found.taken)
    if not understood and (not request.of_any_kind or len(refused) == len(files.logs)):
        if refused:
            raise refused[0]
        raise BadLogError(f"{request.paths[0]}: no record in it is one {_cure(declared)}")
    reading.events = closed(taken, declared, classify)
    # Whoever read them, they are shown in one order.
    aside = reading.records.pop("not_understood", 0)
    reading.records.update({name: count for name, count in sorted(taken.records.items()) if count})
    if aside:
        reading.records["not_understood"] = aside
    reading.incomplete.update(dict(sorted(taken.incomplete.items())))
    reading.end = max((event.time for event in reading.events), default=None)
    for bad in refused:
        reading.refuse(bad, keep=request.keep_aside)
    for record in files.closed:
        reading.put_aside(record, keep=request.keep_aside)
    return reading


def _picklable(declared: Declared) -> Declared:
    """The same with plain dictionaries, so that another process can be told of it."""
    rules = [
        rule._replace(
            by_kind=None if rule.by_kind is None else dict(rule.by_kind), also_known_as=dict(rule.also_known_as)
        )
        for rule in declared.rules
    ]
    return declared._replace(rules=tuple(rules))


def _tell(reading: Reading, found: FileRead, name: str, request: Request) -> None:
    """What one file adds to the account."""
    for record in found.not_understood:
        # Whoever is to be told of each was told of it already.
        reading.put_aside(record, keep=request.keep_aside is True)
    reading.records["not_understood"] += found.records_aside - len(found.not_understood)
    if found.broken_off is not None:
        reading.break_off(f"{name}:{found.line}", found.broken_off)
    remarks = [f"no year in the log: {year} was taken (--year)" for year in found.years_taken if request.year is None]
    if found.assumed_year:
        remarks.append("no year in the log: the most recent one that is possible was taken (--year)")
    if found.assumed_zone:
        remarks.append("no time zone in the log: UTC was taken (--timezone)")
    reading.remarks += [remark for remark in remarks if remark not in reading.remarks]


def _as_file(path: Path, error: BadLogError) -> BadFileError:
    return error if isinstance(error, BadFileError) else BadFileError(str(path), str(error).removeprefix(f"{path}: "))


def _nothing(path: Path, found: FileRead, declared: Declared) -> BadFileError:
    """Why a file is no log of the source."""
    head = head_of(path)
    if not head:
        return BadFileError(str(path), "it is empty")
    first = next(iter(found.not_understood), None)
    place, why = f"{path}:1", f"no record of it is one {_cure(declared, first.why if first else None)}"
    if found.broken_off is not None:
        place, why = str(path), f"it cannot be read: {found.broken_off}"
    elif not is_compressed(head):
        if b"\0" in head:
            place, why = str(path), "it is no text; give the log as the sender wrote it"
        elif declared.format != "json" and b"\n" not in head and (b"\r" in head or len(head) == HEAD):
            place, why = str(path), "no line feed ends its lines; give the log as the sender wrote it"
    return BadFileError(place, why, is_counted=True)


def _cure(declared: Declared, why: str | None = None) -> str:
    of_first = f" (of the first: {why})" if why else ""
    return f"that the source `{declared.name}` knows{of_first}; give a log of that source, or another --source"
