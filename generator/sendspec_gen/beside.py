"""Work beside other work: in a copy of the process on another core, where the system can make one."""

from __future__ import annotations

import gc
import os
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

Result = TypeVar("Result")
MOST_SHARED = 256
"""So many pieces of work have a number of one byte."""


@contextmanager
def beside(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Begin some work, and give a function that waits for its result; what the work raises, that function raises.

    The result is copied, so it must be plain data. Where no copy can be made the work is done when it is asked for: a
    copy shares no locks with threads that it does not have, so a process with threads makes none.
    """
    if not hasattr(os, "fork") or not _is_alone():
        yield work
        return
    # The library for this takes longer to load than many a piece of work takes.
    ours, theirs = os.pipe()
    copy = os.fork()
    if not copy:
        _work_and_end(work, theirs)
    os.close(theirs)
    is_over = False

    def result() -> Result:
        nonlocal is_over
        content = _read(ours)
        is_over = True
        return _told(lambda: pickle.loads(content), work)

    try:
        yield result
    finally:
        os.close(ours)
        with suppress(OSError):
            if not is_over:
                from signal import SIGTERM

                os.kill(copy, SIGTERM)
            os.waitpid(copy, 0)


@contextmanager
def shared(pieces: Sequence[Callable[[], Result]]) -> Iterator[Callable[[], list[Result]]]:
    """Begin some pieces of work, and give a function that helps until all are done and gives their results in order.

    Of both processes, the one that is ready takes the next piece.
    """
    if not pieces:
        yield list
        return
    waiting, numbers = os.pipe()
    try:
        os.write(numbers, bytes(range(min(len(pieces), MOST_SHARED))))
        os.close(numbers)

        def some() -> dict[int, Result]:
            taken = iter(lambda: os.read(waiting, 1), b"")
            return {number: pieces[number]() for (number,) in taken}

        with beside(some) as others:

            def all_of_them() -> list[Result]:
                done = some() | others()
                # A copy that was ended has taken pieces with it.
                return [done[number] if number in done else piece() for number, piece in enumerate(pieces)]

            yield all_of_them
    finally:
        os.close(waiting)


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
            return _told(self._pipe.recv, work)

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


def _work_and_end(work: Callable[[], object], there: int) -> NoReturn:
    """What a copy does; nothing that it shares with the other process is tidied up by it."""
    try:
        _ignore_interrupts()
        gc.freeze()
        with os.fdopen(there, "wb") as stream:
            _do(work, lambda told: stream.write(pickle.dumps(told)))
    finally:
        os._exit(0)


def _ignore_interrupts() -> None:
    """Whoever interrupts the command interrupts the process that waits, and that one ends its copy."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _do(work: Callable[[], object], send: Callable[[Any], object]) -> None:
    """Tell what a piece of work gives, or what it raises."""
    try:
        send((work(), None))
    except Exception as error:
        send((None, error))


def _serve(here: Any, there: Any) -> None:
    """Do what is sent until the other process is gone."""
    _ignore_interrupts()
    here.close()
    with suppress(EOFError, OSError):
        while True:
            _do(there.recv(), there.send)


def _read(here: int) -> bytes:
    with os.fdopen(here, "rb", closefd=False) as stream:
        return stream.read()


def _told(told: Callable[[], Any], work: Callable[[], Result]) -> Result:
    """What a copy tells of some work; the work is done here if that copy was ended, as when memory runs out."""
    try:
        result, error = told()
    except (EOFError, ConnectionError, pickle.UnpicklingError):
        return work()
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]
