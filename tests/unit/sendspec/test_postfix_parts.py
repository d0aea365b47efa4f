"""A log that is read in parts tells what it tells line by line."""

from __future__ import annotations

import pickle
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from functools import reduce
from io import BufferedIOBase
from pathlib import Path
from typing import Any

import pytest
from sendspec.cli.project import compiled
from sendspec.replay import Fold
from sendspec.sources import postfix, postfix_joining, postfix_parts
from sendspec.sources.postfix_beside import PACKING, UNPACKING, Job, PartReader, Process
from sendspec.sources.records import BadLogError, Request
from sendspec.totals import Totals

from tests.unit.sendspec.notifying import notification, without_what_came_back
from tests.unit.sendspec.postfix_log import MEANINGS, NOW, events, line, queued, removed, told

ID = "4A1B2C3D4E5"
OTHER = "4A1B2C3D4E6"
SAMPLE = Path(__file__).parents[3] / "samples/postfix/maillog"
TABLES = compiled(Path(__file__).parents[3]).tables
DIRTY = (
    b"\n",
    b"garbage\n",
    b"Nov 20 10:00:00 out\n",
    b"Nov 20 10:00:00 out postfix/qmgr[1]:\n",
    b"caf\xe9 \xf0\x9f\n",
    b"Nov 20 10:00:00 out postfix/smtp[1]: one\rtwo\n",
    b"Nov 20 10:00:00 out postfix/qmgr[1]: 4A1B2C3D4E5: from=<a@b.test>, size=1 (queue active)\n",
    b"x" * 70_000 + b"\n",
    "Nov 20 10:00:00 out dovecot: é\u2028\n".encode(),
)


class Here:
    """Reads a part in this process, and answers with copies."""

    def __init__(self, job: Job, cut: Cut) -> None:
        with Path(job.path).open("rb") as stream:
            self.part = PartReader(stream, job)
        self.cut = cut
        self.answers: list[Any] = []

    def ask(self, request: str, given: object = None) -> None:
        answer = getattr(self.part, request)(pickle.loads(pickle.dumps(given)))
        self.cut.asked[request] += 1
        self.cut.read_again += request == "tell" and answer is None
        if request == self.cut.lost:
            answer = None
        self.answers.append(UNPACKING[request](PACKING[request](answer)))

    def answer(self) -> Any:
        return self.answers.pop(0)


class Cut:
    """Reads logs cut at given positions, each part by itself; counts the parts that were joined."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: list[int] = []
        self.joined = self.read_again = 0
        self.asked: Counter[str] = Counter()
        self.lost: str | None = None
        """A request that nobody answers."""
        join = postfix_joining.join

        def counted(*given: object) -> bool:
            is_joined = join(*given)  # type: ignore[arg-type]
            self.joined += is_joined
            self.read_again += not is_joined
            return is_joined

        @contextmanager
        def here(job: Job) -> Iterator[Here]:
            yield Here(job, self)

        monkeypatch.setattr(postfix_parts, "LEAST", 1)
        monkeypatch.setattr(postfix_parts, "_cores", lambda: 2)
        monkeypatch.setattr(postfix_parts, "cuts", self.cuts)
        monkeypatch.setattr(postfix_parts, "beside", here)
        monkeypatch.setattr(postfix_parts, "join", counted)

    def cuts(self, stream: BufferedIOBase, size: int, _parts: int, _ahead: float) -> list[int]:
        """The ends of lines at or after the given positions."""
        found = set()
        for at in self.at:
            stream.seek(at - 1)
            stream.readline()
            found.add(stream.tell())
        stream.seek(0)
        return sorted(at for at in found if at < size)

    def read(self, *paths: Path, at: list[int], keep_aside: bool = True, year: int | None = None) -> object:
        """All that is found."""
        self.at = at
        try:
            reading = postfix.read(Request(paths, MEANINGS, None, year, NOW, keep_aside))
        except BadLogError as error:
            return str(error)
        counts = [list(count.items()) for count in (reading.records, reading.incomplete)]
        return (*astuple(reading), counts)

    def totals(self, *paths: Path, at: list[int], year: int | None = None) -> object:
        """What the log comes to, whoever folds it."""
        self.at = at
        fold = Fold(TABLES, None, None)
        try:
            reading = postfix.read(Request(paths, MEANINGS, None, year, NOW, keep_aside=True, fold=fold))
        except BadLogError as error:
            return str(error)
        told = reading.told
        totals = reduce(Totals.plus, reading.folded, fold(reading.events, reading.end or 0))
        reading.folded, reading.events, reading.counted = [], [], None
        return (*astuple(reading), *(list(count.items()) for count in (reading.incomplete,)), told, astuple(totals))


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Cut:
    return Cut(monkeypatch)


def ends_of(content: bytes) -> list[int]:
    """The positions after a line feed."""
    return [at + 1 for at, byte in enumerate(content) if byte == 10][:-1]


def test_a_message_under_way_at_the_cut_is_one(tmp_path: Path, cut: Cut) -> None:
    log = tmp_path / "maillog"
    lines = [*queued(ID), told(ID, "deferred"), told(ID, "sent", time="Nov 20 11:00:00"), removed(ID)]
    log.write_text("".join(lines))
    for at in ends_of(log.read_bytes()):
        cut.at = [at]
        reading = postfix.read(Request((log,), MEANINGS, now=NOW))

        assert events(reading) == [
            (ID, "u@x.test", "relayed"),
            (ID, "u@x.test", "soft_bounced"),
            (ID, "u@x.test", "delivered"),
        ]
        assert [event.place for event in reading.events] == ["maillog:1", "maillog:4", "maillog:5"]
        assert reading.incomplete.total() == 0
    assert (cut.joined, cut.read_again) == (5, 0)


def test_an_id_that_is_used_again_after_the_cut_is_another_message(tmp_path: Path, cut: Cut) -> None:
    log = tmp_path / "maillog"
    first = [*queued(ID), told(ID, "bounced"), removed(ID)]
    again = "Nov 20 11:00:00"
    log.write_text("".join([*first, *queued(ID, time=again), told(ID, "sent", time=again), removed(ID, again)]))
    cut.at = [len("".join(first))]
    reading = postfix.read(Request((log,), MEANINGS, now=NOW))

    assert {event.message for event in reading.events} == {ID, f"{ID}#2"}
    assert cut.joined == 1


def test_a_report_finds_its_message_by_the_return_path_in_any_part(tmp_path: Path, cut: Cut) -> None:
    log = tmp_path / "maillog"
    first = [*queued(ID, sender="bounces+17@b.test"), told(ID, "sent"), removed(ID)]
    log.write_text("".join([*first, *queued(OTHER, sender="bounces+18@b.test"), told(OTHER, "sent"), removed(OTHER)]))
    (tmp_path / "dsn").mkdir()
    (tmp_path / "dsn/1.eml").write_text(without_what_came_back(notification(to="bounces+18@b.test")))
    for at in ends_of(log.read_bytes()):
        cut.at = [at]
        reading = postfix.read(Request((log, tmp_path / "dsn"), MEANINGS, now=NOW))

        assert events(reading)[-1] == (OTHER, "u@x.test", "hard_bounced")
    assert cut.joined == len(ends_of(log.read_bytes()))


@pytest.mark.parametrize("seed", range(12))
def test_the_sample_with_dirty_lines_at_the_cuts(tmp_path: Path, cut: Cut, seed: int) -> None:
    chosen = random.Random(seed)
    content = SAMPLE.read_bytes() * 2 if seed % 4 == 3 else SAMPLE.read_bytes()
    ends = sorted(chosen.sample(ends_of(content), 3))
    pieces = [content[begin:end] for begin, end in zip([0, *ends], [*ends, len(content)], strict=True)]
    at = []
    log = pieces[0]
    for piece in pieces[1:]:
        log += chosen.choice(DIRTY)
        at.append(len(log))
        log += chosen.choice(DIRTY) + piece
    path = tmp_path / "maillog"
    path.write_bytes(log if seed % 2 else log.removesuffix(b"\n"))
    keep_aside = bool(seed % 3)

    assert cut.read(path, at=at, keep_aside=keep_aside) == cut.read(path, at=[], keep_aside=keep_aside)
    assert seed % 4 == 3 or cut.joined


@pytest.mark.parametrize("seed", range(60))
def test_few_ids_that_are_used_again_and_again(tmp_path: Path, cut: Cut, seed: int) -> None:
    chosen = random.Random(seed)
    paths = []
    for name in ("one", "two"):
        path = tmp_path / name
        path.write_bytes(b"".join(tangled(chosen, lines=chosen.choice([30, 200]))))
        paths.append(path)
    year = 2024 if seed % 2 else None
    alone = cut.read(*paths, at=[], year=year)
    for _ in range(10):
        at = [chosen.randrange(1, 20_000 if seed % 3 else 3_000) for _ in range(chosen.choice([1, 1, 2, 3]))]

        assert cut.read(*paths, at=at, year=year) == alone


def test_tangled_logs_are_joined_and_read_again(tmp_path: Path, cut: Cut) -> None:
    chosen = random.Random(1)
    log = tmp_path / "maillog"
    for _ in range(40):
        log.write_bytes(b"".join(tangled(chosen, lines=60)))
        cut.read(log, at=[chosen.choice(ends_of(log.read_bytes()))])

    assert cut.joined > 5
    assert cut.read_again > 5


def tangled(chosen: random.Random, lines: int, most_ids: int = 30) -> Iterator[bytes]:
    """Lines of few messages in hardly any order, over a New Year and back."""
    ids = [f"4A1B2C3D4{number:03X}" for number in range(chosen.choice([2, 6, most_ids]))]
    days = ["Dec 30", "Dec 31", "Jan  1", "Jan  2"]
    second = 0
    for _ in range(lines):
        second += chosen.choice([0, 0, 1, 40])
        if chosen.random() < 0.03:
            days = days[1:] + days[:1] if chosen.random() < 0.7 else days[-1:] + days[:-1]
        time = f"{days[0]} 10:{second // 60 % 60:02}:{second % 60:02}"
        if chosen.random() < 0.02:
            time = f"2026-01-0{chosen.randint(1, 9)}T10:00:00+02:00"
        host = "out" if chosen.random() < 0.9 else "two"
        if chosen.random() < 0.03:
            yield chosen.choice(DIRTY)
        else:
            yield any_line(chosen, time, host, ids).encode()


def any_line(chosen: random.Random, time: str, host: str, ids: list[str]) -> str:
    one, other = chosen.choice(ids), chosen.choice(ids)
    sender = chosen.choice(["a@b.test", "a@b.test", ""])
    status = chosen.choice(["sent", "sent", "deferred", "bounced", "deliverable", "teleported"])
    reason = chosen.choice(["250 2.0.0 Ok", f"250 Ok: queued as {other}"])
    original = chosen.choice(["", ">, orig_to=<v@x.test"])
    recipient = f"{chosen.choice(['u@x.test', 'U@x.test', 'v@x.test'])}{original}"
    delivery = told(one, status, recipient, time, chosen.choice(["smtp", "error", "discard", "mylmtp"]), reason)
    program, text = chosen.choice(
        [
            ("smtpd", f"{one}: client=localhost[127.0.0.1]"),
            ("smtpd", "connect from localhost[127.0.0.1]"),
            ("pickup", f"{one}: uid=0 from=<a@b.test> orig_id={other}"),
            *[("cleanup", f"{one}: message-id=<{chosen.choice([one, 'same'])}@b.test>")] * 2,
            *[("qmgr", f"{one}: from=<{sender}>, size=5, nrcpt={chosen.randint(1, 3)} (queue active)")] * 2,
            ("qmgr", f"{one}: removed"),
            ("qmgr", f"{one}: skipped, still being delivered"),
            ("qmgr", f"{one}: from=<{sender}>, status=expired, returned to sender"),
            ("bounce", f"{one}: sender non-delivery notification: {other}"),
            ("postsuper", f"{one}: removed"),
            *[("", "")] * 3,
        ]
    )
    return line(time, program, text, host) if program else delivery.replace(" out ", f" {host} ", 1)


# ── totals ──


@pytest.mark.parametrize("seed", range(12))
def test_parts_of_the_sample_come_to_the_same_totals(tmp_path: Path, cut: Cut, seed: int) -> None:
    content = SAMPLE.read_bytes() * 2 if seed % 4 == 3 else SAMPLE.read_bytes()
    path = tmp_path / "maillog"
    path.write_bytes(content)
    at = sorted(random.Random(seed).sample(ends_of(content), 3))

    assert cut.totals(path, at=at) == cut.totals(path, at=[])
    assert seed % 4 == 3 or cut.asked["fold"] == 3


@pytest.mark.parametrize("seed", range(60))
def test_parts_of_tangled_logs_come_to_the_same_totals(tmp_path: Path, cut: Cut, seed: int) -> None:
    chosen = random.Random(seed)
    path = tmp_path / "maillog"
    path.write_bytes(b"".join(tangled(chosen, lines=chosen.choice([30, 200]), most_ids=chosen.choice([30, 400]))))
    year = 2024 if seed % 2 else None
    alone = cut.totals(path, at=[], year=year)
    for _ in range(10):
        at = [chosen.randrange(1, 20_000 if seed % 3 else 3_000) for _ in range(chosen.choice([1, 1, 2, 3]))]

        assert cut.totals(path, at=at, year=year) == alone


@pytest.mark.parametrize("lost", ["ids", "tell", "fold"])
def test_a_part_whose_process_ends_is_read_again(cut: Cut, lost: str) -> None:
    at = [40_000, 90_000]
    alone = cut.totals(SAMPLE, at=[])
    cut.lost = lost

    assert cut.totals(SAMPLE, at=at) == alone


# ── processes ──


def test_a_large_log_is_read_by_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "maillog"
    log.write_bytes(SAMPLE.read_bytes())
    request = Request((log,), MEANINGS, now=NOW, keep_aside=True)
    alone = postfix.read(request)
    monkeypatch.setattr(postfix_parts, "_cores", lambda: 3)
    monkeypatch.setattr(postfix_parts, "LEAST", 1000)
    answered = noted(monkeypatch)

    assert astuple(postfix.read(request)) == astuple(alone)
    assert len(answered) == 2
    assert None not in answered


def test_a_large_log_is_folded_by_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    fold = Fold(TABLES, None, None)
    alone = postfix.read(Request((SAMPLE,), MEANINGS, now=NOW))
    monkeypatch.setattr(postfix_parts, "_cores", lambda: 3)
    monkeypatch.setattr(postfix_parts, "LEAST", 1000)
    answered = noted(monkeypatch)
    reading = postfix.read(Request((SAMPLE,), MEANINGS, now=NOW, fold=fold))

    assert astuple(reduce(Totals.plus, reading.folded)) == astuple(fold(alone.events, alone.end or 0))
    assert (reading.told, reading.records) == (alone.told, alone.records)
    assert len(answered) == 6


def noted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What processes answer from now on."""
    answered: list[object] = []
    answer = Process.answer

    def note(process: Process) -> object:
        answered.append(answer(process))
        return answered[-1]

    monkeypatch.setattr(Process, "answer", note)
    return answered


@pytest.mark.parametrize("python", ["", "/nowhere/python3", "/bin/false"])
def test_without_another_process_a_large_log_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    log = tmp_path / "maillog"
    log.write_text("".join([*queued(ID), *queued(OTHER), told(ID, "sent"), told(OTHER, "sent")]))
    monkeypatch.setattr(postfix_parts, "_cores", lambda: 2)
    monkeypatch.setattr(postfix_parts, "LEAST", 100)
    monkeypatch.setattr("sys.executable", python)

    assert len(postfix.read(Request((log,), MEANINGS, now=NOW)).events) == 4


def test_cuts_stand_after_lines(tmp_path: Path) -> None:
    log = tmp_path / "maillog"
    log.write_bytes(b"1234567890\n" * 100 + b"x" * 5000)
    with log.open("rb") as stream:
        at = postfix_parts.cuts(stream, 6100, 40, 0.2)

        assert at
        assert at == sorted(set(at))
        assert all(position % 11 == 0 and position < 6100 for position in at)
        assert stream.tell() == 0
