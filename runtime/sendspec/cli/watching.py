"""A spec that is being edited: what changed, and what became of it."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sendspec.cli.project import compiler_in, problems_in_words

if TYPE_CHECKING:
    from sendspec_gen.source import SourceFile

QUIET = 50
"""For how many milliseconds nothing must have been written before a save counts as over."""
LONGEST_SAVE = 200
"""After how many milliseconds a save is looked at although more is being written."""
UNTOLD = 1000
"""After how many milliseconds the files are looked at unasked: some file systems never tell."""


@dataclass(frozen=True, slots=True)
class Build:
    """What became of one version of a spec."""

    files: Mapping[str, str] | None
    """Every emitted file, path relative to the project to text; None while the spec is broken."""
    told: str
    """The problems and warnings as `check` shows them."""
    seconds: float


class Builder:
    """Builds one version of a project's spec after the other, each faster than the first.

    To be made before anything that starts threads.
    """

    def __init__(self, project: Path) -> None:
        from sendspec_gen.beside import Companion

        self._compiler = compiler_in(project)
        self._companion = Companion()

    def build(self, files: tuple[SourceFile, ...]) -> Build:
        """Compile and emit one version, and tell what is wrong with it."""
        from sendspec_gen.emit.errors import EmitError
        from sendspec_gen.pipeline import compile_project, emit_files

        start = time.perf_counter()
        compilation = compile_project(files, self._compiler)
        told = problems_in_words(compilation.problems, files)
        emitted = None
        if compilation.sound and compilation.model is not None:
            try:
                emitted = emit_files(compilation.model, self._companion.beside)
            except EmitError as error:
                told = f"Error: {error}"
        return Build(emitted, told, time.perf_counter() - start)


def versions(project: Path) -> Iterator[tuple[SourceFile, ...]]:
    """The files of a project's spec as they are, and again whenever one of them has changed, come or gone."""
    from sendspec_gen.disk import read_spec

    gc.disable()  # garbage is collected when nobody waits for a build
    seen = None
    for _ in _rings(project.resolve() / "spec"):
        files = read_spec(project)
        if files != seen:
            seen = files
            yield files
            gc.collect()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back until a piece of work is whole."""
    held = False

    def hold(*_: object) -> None:
        nonlocal held
        held = True

    before = signal.signal(signal.SIGINT, hold)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt


def _rings(folder: Path) -> Iterator[None]:
    """At once, and whenever something below a folder may have changed; the folder may go and come back."""
    from watchfiles import Change, watch

    while True:
        yield
        try:
            for changes in watch(
                folder,
                watch_filter=None,
                debounce=LONGEST_SAVE,
                step=QUIET,
                rust_timeout=UNTOLD,
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                yield
                if (Change.deleted, str(folder)) in changes:
                    break
        except FileNotFoundError:
            time.sleep(QUIET / 1000)
