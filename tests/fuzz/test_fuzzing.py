"""The bounds of fuzzing can fail: readers that raise, hang, take or keep memory are each caught, and others are not."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import strategies as st

from tests.fuzz import fuzzing
from tests.fuzz.fuzzing import GrowthError, Run, fuzz

Reader = Callable[[bytes], None]


def fuzzed(read: Reader, seconds: float = 0) -> Run:
    run = Run("odd", seed=7)
    fuzz(run, st.binary(min_size=1, max_size=8), read, seconds)
    return run


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that goes on by a second whenever it is asked."""
    ticks = count()
    clock = SimpleNamespace(monotonic=lambda: float(next(ticks)), process_time=time.process_time)
    monkeypatch.setattr(fuzzing, "time", clock)


def test_a_reader_that_does_well() -> None:
    run = fuzzed(lambda _: None)

    assert run.rounds == 1
    assert run.cases >= fuzzing.KEPT
    assert str(run).startswith("odd: seeds 7 to 7, ")


def test_a_reader_that_raises() -> None:
    def read(content: bytes) -> None:
        assert b"\x00" not in content, content

    with pytest.raises(AssertionError) as caught:
        fuzzed(read, 100)

    # Shrunk to the least that raises, and to be had again.
    assert str(caught.value).startswith(repr(b"\x00"))
    assert any(note.startswith("family odd: SEED=") for note in caught.value.__notes__)


def test_a_reader_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzing, "SECONDS_A_CASE", 0.1)

    def read(content: bytes) -> None:
        # Who takes every error for one of theirs does not stop it.
        while len(content) > 0:
            try:
                sum(content)
            except Exception:
                continue

    with pytest.raises(AssertionError, match=r"more than 0\.1 s of processor, or 120\.0 s: b'.*'; SEED=7"):
        fuzzed(read)


def test_a_reader_that_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzing, "SECONDS_WAITING", 0.1)

    with pytest.raises(AssertionError, match=r"of processor, or 0\.1 s: b'.*'; SEED=7"):
        fuzzed(lambda _: time.sleep(3600))


def test_a_reader_that_takes_much_memory_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzing, "MOST_AT_ONCE", 4 << 20)
    # What was held once by this process is no news.
    size = fuzzing._peak() - fuzzing._resident() + (16 << 20)
    taken: list[int] = []

    def read(content: bytes) -> None:
        if not taken:
            taken.append(len(content[:1] * size))

    with pytest.raises(GrowthError, match="a case takes more than 4 MiB; SEED=7"):
        fuzzed(read)


@pytest.mark.usefixtures("ticking")
def test_a_reader_that_grows_from_round_to_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzing, "GROWTH", 4 << 20)
    kept: list[bytes] = []

    with pytest.raises(GrowthError, match=r"the process grew by \d+ MiB"):
        fuzzed(lambda content: kept.append(content[:1] * 80_000), 20)


def test_a_reader_that_leaves_something_behind() -> None:
    kept: list[bytes] = []

    with pytest.raises(GrowthError, match="KiB are left behind when the same cases are read again"):
        fuzzed(lambda content: kept.append(content[:1] * 20_000))


def test_what_is_kept_on_purpose_is_no_leak() -> None:
    known: dict[bytes, bytes] = {}

    assert fuzzed(lambda content: known.update({content: content * 20_000})).left <= fuzzing.LEFT_BEHIND
