"""Text to syntax: the only place that knows YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from sendspec_gen import syntax
from sendspec_gen.ignores import Ignore
from sendspec_gen.problems import Problems
from sendspec_gen.read.comments import ignores_in
from sendspec_gen.read.nodes import compose, text_of
from sendspec_gen.read.outline import outline
from sendspec_gen.read.values import read_record
from sendspec_gen.source import Place, SourceFile, SpecText

__all__ = ["read"]

PATH = re.compile(r"[A-Za-z0-9._/-]+")
"""Names of files stand in the head of what is emitted."""
CATALOGUE = re.compile(r"spec/locales/[a-z][a-z0-9_]*\.po")
"""The project's own words for the pages, which `emit/catalogue.py` reads."""


def read(files: Iterable[SourceFile], problems: Problems) -> syntax.Spec | None:
    """A whole spec as written; None if a file was refused, with every problem told."""
    files = sorted(files, key=lambda file: file.path)
    records: dict[type[syntax.Record], list[Any]] = {}
    ignores: list[Ignore] = []
    texts: list[SpecText] = []
    catalogues: list[SourceFile] = []
    for file in files:
        if not PATH.fullmatch(file.path):
            shown = "".join(letter if letter.isprintable() else "?" for letter in file.path)
            problems.add(
                "foreign-file",
                Place(shown),
                "the name of a file of the spec is made of letters without accents, digits, `.`, `_` and `-`",
                hint="rename it",
            )
            continue
        if CATALOGUE.fullmatch(file.path):
            text = text_of(file, problems)
            catalogues += [SourceFile(file.path, text.encode())] if text is not None else []
            continue
        record = _record_of(file.path)
        if record is None and not file.unreadable:
            problems.add("foreign-file", Place(file.path), _why_foreign(file.path), hint="rename it, or move it away")
            continue
        node = compose(file, problems)
        if node is not None and record is not None:
            records.setdefault(record, []).append(read_record(record, node, problems))
            ignores += ignores_in(file, problems)
            lines = file.content.decode("utf-8-sig").splitlines()
            texts.append(SpecText(file.path, tuple(lines), outline(node)))
    if not any(file.unreadable for file in files):
        _check_complete({file.path for file in files}, problems)
    if problems:
        return None
    return syntax.Spec(
        project=records[syntax.Project][0],
        vocabulary=records[syntax.Vocabulary][0],
        modes=tuple(records.get(syntax.Mode, ())),
        machines=tuple(records.get(syntax.Machine, ())),
        laws=tuple(law for file in records.get(syntax.LawFile, ()) for law in file.laws),
        not_laws=tuple(law for file in records.get(syntax.LawFile, ()) for law in file.not_laws or ()),
        scenarios=tuple(scenario for file in records.get(syntax.ScenarioFile, ()) for scenario in file.scenarios),
        sources=tuple(records.get(syntax.Source, ())),
        recordings=tuple(records.get(syntax.Recording, ())),
        bounces=next(iter(records.get(syntax.BounceFile, ())), None),
        ignores=tuple(ignores),
        texts=tuple(texts),
        catalogues=tuple(catalogues),
    )


def _check_complete(paths: set[str], problems: Problems) -> None:
    for path in ("spec/project.yaml", "spec/vocabulary.yaml"):
        if path not in paths:
            problems.add("missing-file", Place(path), "a spec needs this file, and there is none")


def _record_of(path: str) -> type[syntax.Record] | None:
    """What a file of the spec holds, told by where it stands."""
    parts = PurePosixPath(path).parts[1:]
    if not path.endswith(".yaml"):
        return None
    match parts:
        case ("project.yaml",):
            return syntax.Project
        case ("vocabulary.yaml",):
            return syntax.Vocabulary
        case ("laws.yaml",):
            return syntax.LawFile
        case ("bounces.yaml",):
            return syntax.BounceFile
        case ("modes", _):
            return syntax.Mode
        case ("scenarios", _):
            return syntax.ScenarioFile
        case ("sources", _):
            return syntax.Source
        case ("recordings", _):
            return syntax.Recording
        case (_,):
            return syntax.Machine
        case _:
            return None


def _why_foreign(path: str) -> str:
    if path.endswith(".po"):
        return "a catalogue is called after its locale and stands in `spec/locales`"
    if not path.endswith(".yaml"):
        return "a spec is made of `.yaml` files"
    return "a spec has no such folder: it knows `locales`, `modes`, `recordings`, `scenarios` and `sources`"
