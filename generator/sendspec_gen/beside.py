"""Work beside other work: in a copy of the process on another core, where the system can make one."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


@contextmanager
def beside(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Begin some work, and give a function that waits for its result; what the work raises, that function raises.

    The result is copied, so it must be plain data. Where no copy can be made the work is done when it is asked for: a
    copy shares no locks with threads that it does not have, so a process with threads makes none.
    """
    if not hasattr(os, "fork") or not _is_alone():
        yield work
        return
    from multiprocessing import get_context

    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    copy = context.Process(target=_do, args=(work, there), daemon=True)
    copy.start()
    there.close()
    try:
        yield lambda: _received(here, work)
    finally:
        here.close()
        copy.terminate()
        copy.join()


class Kept(Generic[Result]):
    """Work that is done once in a process, and beside whatever needs its result first."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._results: list[Result] = []

    @contextmanager
    def beside(self) -> Iterator[Callable[[], Result]]:
        """As the function of this name; at hand at once if the result was waited for before."""
        if self._results:
            yield lambda: self._results[0]
            return
        with beside(self._work) as result:

            def kept() -> Result:
                if not self._results:
                    self._results.append(result())
                return self._results[0]

            yield kept


class Companion:
    """A copy of the process that stays and does one piece of work after the other, so that its caches stay warm.

    It ends with the process that made it. The work is sent to it, so that must be plain data too: a function of a
    module, or a `functools.partial` of one.
    """

    def __init__(self) -> None:
        self._pipe: Any = None
        self._owes_result = False
        if hasattr(os, "fork") and _is_alone():
            from multiprocessing import get_context

            context = get_context("fork")
            self._pipe, there = context.Pipe()
            context.Process(target=_serve, args=(self._pipe, there), daemon=True).start()
            there.close()

    @contextmanager
    def beside(self, work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
        """As the function of this name; one piece of work at a time."""

        def result() -> Result:
            self._owes_result = False
            return _received(self._pipe, work)

        yield result if self._takes(work) else work

    def _takes(self, work: Callable[[], object]) -> bool:
        """Whether the copy is there and was given the work."""
        if self._pipe is None:
            return False
        try:
            if self._owes_result:  # of work that nobody asked for any more
                self._pipe.recv()
            self._pipe.send(work)
        except (EOFError, OSError):
            self._pipe = None
            return False
        self._owes_result = True
        return True


def _is_alone() -> bool:
    """Whether this process has one thread only, those of libraries included where the system lists them."""
    tasks = Path("/proc/self/task")
    return threading.active_count() == 1 and (not tasks.is_dir() or len(list(tasks.iterdir())) == 1)


def _do(work: Callable[[], Any], there: Any) -> None:
    # Whoever interrupts the command interrupts the process that waits, and that one ends its copy.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        there.send((work(), None))
    except Exception as error:
        there.send((None, error))


def _serve(here: Any, there: Any) -> None:
    """Do what is sent until the other process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    here.close()
    with suppress(EOFError, OSError):
        while True:
            _do(there.recv(), there)


def _received(here: Any, work: Callable[[], Result]) -> Result:
    try:
        result, error = here.recv()
    except (EOFError, ConnectionError):
        # The copy was ended from outside, as when memory runs out.
        return work()
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]
