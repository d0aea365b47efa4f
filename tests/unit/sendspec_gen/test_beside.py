"""Work in a copy of the process."""

from __future__ import annotations

import os
import threading

import pytest
from sendspec_gen.beside import beside
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
