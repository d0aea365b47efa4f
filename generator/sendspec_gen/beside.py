"""Work beside other work: a copy of the process on another core, where the system can make one."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

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


def _received(here: Any, work: Callable[[], Result]) -> Result:
    try:
        result, error = here.recv()
    except EOFError:
        # The copy was ended from outside, as when memory runs out.
        return work()
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]
