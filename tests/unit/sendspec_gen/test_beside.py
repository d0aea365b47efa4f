"""Work in a copy of the process."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sendspec_gen.beside import MOST_SHARED, Companion, Kept, beside, shared
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


# ── pieces of work that two processes share ──


def waited_for(path: Path) -> str:
    """Where this is done, once somebody has done the other piece too."""
    path.with_suffix(f".{os.getpid()}").touch()
    for _ in range(3000):
        if len(list(path.parent.iterdir())) == 2:
            return str(os.getpid())
        time.sleep(0.01)
    return "alone"


@needs_fork
@pytest.mark.usefixtures("alone")
def test_both_processes_take_pieces(tmp_path: Path) -> None:
    with shared([partial(waited_for, tmp_path / "a"), partial(waited_for, tmp_path / "b")]) as results:
        found = results()

    assert "alone" not in found
    assert len(set(found)) == 2
    assert str(HERE) in found


@pytest.mark.usefixtures("alone")
def test_results_stand_in_the_order_of_the_pieces() -> None:
    numbers = range(3 * MOST_SHARED)
    with shared([partial(str, number) for number in numbers]) as results:
        assert results() == [str(number) for number in numbers]


@pytest.mark.usefixtures("alone")
def test_pieces_are_done_here_where_no_copy_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork", raising=False)

    with shared([os.getpid] * 3) as results:
        assert results() == [HERE] * 3


@needs_fork
@pytest.mark.usefixtures("alone")
def test_pieces_of_a_copy_that_is_ended_are_made_up_for() -> None:
    with shared([end_elsewhere] * 9) as results:
        assert results() == ["done here"] * 9


@pytest.mark.usefixtures("alone")
def test_what_a_piece_raises_is_raised() -> None:
    with shared([refuse] * 2) as results, pytest.raises(EmitError, match="no picture"):
        results()


def test_no_pieces_have_no_results() -> None:
    nothing: list[Callable[[], str]] = []

    with shared(nothing) as results:
        assert results() == []


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
