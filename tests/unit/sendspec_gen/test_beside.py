"""Work in a copy of the process."""

from __future__ import annotations

import os
import threading
from functools import partial

import pytest
from sendspec_gen.beside import Companion, Kept, beside
from sendspec_gen.emit.errors import EmitError

HERE = os.getpid()
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries that other tests have loaded may run threads of their own, which do not matter here."""
    monkeypatch.setattr("sendspec_gen.beside._is_alone", lambda: True)


@needs_fork
@pytest.mark.usefixtures("alone")
def test_work_is_done_elsewhere() -> None:
    with beside(os.getpid) as result:
        assert result() != HERE


@pytest.mark.usefixtures("alone")
def test_the_result_is_what_the_work_gives() -> None:
    with beside(lambda: {"a.svg": "é" * 1_000_000}) as result:
        found = result()

    assert found == {"a.svg": "é" * 1_000_000}


@pytest.mark.usefixtures("alone")
def test_what_the_work_raises_is_raised() -> None:
    def work() -> str:
        raise EmitError("no picture")

    with beside(work) as result, pytest.raises(EmitError, match="no picture"):
        result()


@needs_fork
@pytest.mark.usefixtures("alone")
def test_a_copy_that_is_ended_is_made_up_for() -> None:
    def work() -> str:
        if os.getpid() != HERE:
            os._exit(1)
        return "done here"

    with beside(work) as result:
        assert result() == "done here"


@needs_fork
@pytest.mark.usefixtures("alone")
def test_nobody_asks_for_the_result() -> None:
    ended = threading.Event()

    with pytest.raises(KeyError), beside(ended.wait):
        raise KeyError


def test_a_process_with_threads_does_it_itself() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with beside(os.getpid) as result:
            assert result() == HERE
    finally:
        stop.set()
        thread.join()


@pytest.mark.usefixtures("alone")
def test_a_system_without_copies_does_it_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork", raising=False)

    with beside(os.getpid) as result:
        assert result() == HERE


# ── a copy that stays ──


def end_elsewhere() -> str:
    if os.getpid() != HERE:
        os._exit(1)
    return "done here"


def refuse() -> str:
    raise EmitError("no picture")


@needs_fork
@pytest.mark.usefixtures("alone")
def test_a_companion_stays() -> None:
    companion = Companion()
    found = []
    for _ in range(2):
        with companion.beside(os.getpid) as result:
            found.append(result())

    assert found[0] == found[1] != HERE


@pytest.mark.usefixtures("alone")
def test_a_companion_goes_on_after_an_error() -> None:
    companion = Companion()
    with companion.beside(refuse) as result, pytest.raises(EmitError, match="no picture"):
        result()
    with companion.beside(partial(str.upper, "é" * 1_000_000)) as result:
        assert result() == "É" * 1_000_000


@pytest.mark.usefixtures("alone")
def test_a_companion_forgets_what_nobody_asked_for() -> None:
    companion = Companion()
    for work in (partial(str.upper, "a" * 1_000_000), refuse):
        with pytest.raises(KeyError), companion.beside(work):
            raise KeyError
    with companion.beside(partial(str.upper, "b")) as result:
        assert result() == "B"


@pytest.mark.usefixtures("alone")
def test_a_companion_that_is_ended_is_made_up_for() -> None:
    companion = Companion()
    for _ in range(2):
        with companion.beside(end_elsewhere) as result:
            assert result() == "done here"


def test_a_process_with_threads_gets_no_companion() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with Companion().beside(os.getpid) as result:
            assert result() == HERE
    finally:
        stop.set()
        thread.join()


@needs_fork
@pytest.mark.usefixtures("alone")
def test_kept_work_is_done_once() -> None:
    kept = Kept(os.getpid)
    with kept.beside() as first:
        copies = [first(), first()]
    with kept.beside() as second:
        copies.append(second())

    assert HERE not in copies
    assert len(set(copies)) == 1


@needs_fork
@pytest.mark.usefixtures("alone")
def test_kept_work_that_nobody_waited_for_is_done_again() -> None:
    kept = Kept(os.getpid)
    with kept.beside():
        pass
    with kept.beside() as result:
        assert result() != HERE
