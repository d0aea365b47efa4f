"""A spec as it would be with some edits: its files as text, and the model that they compile to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from sendspec_gen.disk import whole_file
from sendspec_gen.model import Model
from sendspec_gen.pipeline import compile_project, compile_spec
from sendspec_gen.problems import Problem
from sendspec_gen.read.edits import without_refusal
from sendspec_gen.source import Place, SourceFile

from sendspec.cli.privacy import complain
from sendspec.cli.propose.lines import line_before

VOCABULARY = "spec/vocabulary.yaml"
UNUSED_REFUSAL = "unused-refusal"
MARK = b"\xef\xbb\xbf"


Fault: TypeAlias = tuple[str, str, str]
"""A problem wherever it stands in its file: code, file and message."""


class BrokenError(Exception):
    """A spec that is not sound with an edit."""

    def __init__(self, problems: tuple[Problem, ...], files: tuple[SourceFile, ...]) -> None:
        super().__init__(", ".join(dict.fromkeys(problem.code for problem in problems)))
        self.problems = problems
        """Their places are those of the edited files."""
        self.files = files


@dataclass(frozen=True, slots=True)
class Draft:
    """A sound spec."""

    files: tuple[SourceFile, ...]
    model: Model
    passed: frozenset[tuple[str, int, str]] = frozenset()
    """The problems that may pass as comments say, each by file, line and code."""

    def text(self, path: str) -> str:
        """A file as text."""
        return next(file.content.decode("utf-8-sig") for file in self.files if file.path == path)

    def changed(self, texts: Mapping[str, str]) -> Draft:
        """The same with other texts, and without words of refusals that nobody says then; raises `BrokenError`."""
        files = _with(self.files, texts)
        compilation = compile_spec(files)
        problems = told(compilation.problems)
        unused = [problem.place for problem in problems if problem.code == UNUSED_REFUSAL]
        model = compilation.model
        if unused and model is not None:
            words = next(file.content.decode("utf-8-sig") for file in files if file.path == VOCABULARY)
            for refusal in model.refusals.values():
                if refusal.place in unused:
                    words = without_refusal(words, refusal.name)
            files = _with(files, {VOCABULARY: words})
            compilation = compile_spec(files)
            problems, model = told(compilation.problems), compilation.model
        if problems or model is None:
            raise BrokenError(problems, files)
        return Draft(files, model, passed_of(compilation.problems))

    def rewritten(self, texts: Mapping[str, str]) -> Draft:
        """The same with other texts, of which it is known that they are sound together with others."""
        return replace(self, files=_with(self.files, texts))

    def check_all(self, compiler: str, known: frozenset[Fault] = frozenset()) -> None:
        """Look at all that `sendspec check` looks at; raises `BrokenError` if anything is wrong that was not known."""
        problems = tuple(problem for problem in self.problems(compiler) if fault_of(problem) not in known)
        if problems:
            raise BrokenError(problems, self.files)

    def problems(self, compiler: str) -> tuple[Problem, ...]:
        """All that `sendspec check` tells."""
        from sendspec.cli.source_examples import failing

        return told((*compile_project(self.files, compiler).problems, *failing(self.model)))

    def differing(self, before: Draft) -> list[str]:
        """The files that differ."""
        return [new.path for old, new in zip(before.files, self.files, strict=True) if old.content != new.content]

    def write(self, project: Path, before: Draft) -> None:
        """Write what differs, each file whole or not at all; nothing if somebody else has written meanwhile."""
        wanted = [(old, new) for old, new in zip(before.files, self.files, strict=True) if old.content != new.content]
        path = project
        try:
            for old, _ in wanted:
                path = project / old.path
                if path.read_bytes() != old.content:
                    complain(f"{path}: it was changed meanwhile; nothing is written, run it again")
                    raise SystemExit(1)
            for _, new in wanted:
                path = project / new.path
                with whole_file(path.resolve()) as stream:
                    stream.write(new.content)
        except OSError as error:
            complain(f"{path}: it cannot be written: {error.strerror or error}")
            raise SystemExit(1) from None


def told(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems that keep a spec from being sound."""
    return tuple(problem for problem in problems if problem.severity == "error" and problem.ignored is None)


def fault_of(problem: Problem) -> Fault:
    """What tells a problem from others, though lines have moved."""
    return problem.code, problem.place.file, problem.message


def passed_of(problems: Iterable[Problem]) -> frozenset[tuple[str, int, str]]:
    """The problems that comments ignore."""
    return frozenset((one.place.file, one.place.line, one.code) for one in problems if one.ignored is not None)


def seen_from(before: Draft, problems: Iterable[Problem], files: tuple[SourceFile, ...]) -> tuple[Problem, ...]:
    """Problems of edited files with the places that they have without the edits."""
    edited = {
        new.path: new.content.decode("utf-8-sig")
        for old, new in zip(before.files, files, strict=True)
        if old.content != new.content
    }
    return tuple(
        replace(problem, place=_place_before(problem.place, before.text(problem.place.file), edited))
        if problem.place.file in edited
        else problem
        for problem in problems
    )


def _place_before(place: Place, now: str, edited: Mapping[str, str]) -> Place:
    return place._replace(line=line_before(now, edited[place.file], place.line))


def _with(files: tuple[SourceFile, ...], texts: Mapping[str, str]) -> tuple[SourceFile, ...]:
    return tuple(
        replace(file, content=(MARK if file.content.startswith(MARK) else b"") + texts[file.path].encode())
        if file.path in texts
        else file
        for file in files
    )
