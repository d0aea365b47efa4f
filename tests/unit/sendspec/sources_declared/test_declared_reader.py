"""Whole logs: several files, folders, what is no log at all, and the order that never matters."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from sendspec.replay import replay
from sendspec.sources.declared import beside
from sendspec.sources.declared.meaning import Declared
from sendspec.sources.declared.reader import read
from sendspec.sources.records import BadLogError, Reading, Request

from tests.unit.sendspec.sources_declared.declaring import SMALL, declared, equal, rule, value
from tests.unit.sendspec.tables import MEASURES, MESSAGE_TABLE

AT = "2026-03-02T08:00:%02dZ"


def line(message: str, kind: str = "d", second: int = 0) -> str:
    return json.dumps({"type": kind, "id": message, "to": "a@x.test", "at": AT % second}) + "\n"


def reading_of(*paths: Path, source: Declared = SMALL) -> Reading:
    return read(Request(paths, {}, keep_aside=True), source)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"\x7fELF\0\0\0" * 100, "it is no text; give the log as the sender wrote it"),
        (
            b"Mar  2 08:00:00 host cron: done\n",
            "no record of it is one that the source `small` knows (of the first: it is no JSON); "
            "give a log of that source, or another --source",
        ),
        (
            gzip.compress(b"{}\n"),
            "no record of it is one that the source `small` knows (of the first: no rule of the source fits it); "
            "give a log of that source, or another --source",
        ),
        (gzip.compress(b"{}\n")[:12], "it cannot be read: Compressed file ended before the end-of-stream marker"),
        (b"PK\3\4", "it is compressed by zip: decompress it first; only gzip and zstd are read as they are"),
    ],
)
def test_what_is_no_log(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "log"
    path.write_bytes(content)
    with pytest.raises(BadLogError) as caught:
        reading_of(path)

    assert str(caught.value).removeprefix(f"{path}:").removeprefix("1:").strip().startswith(why)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadLogError, match="there is no such file or folder"):
        reading_of(tmp_path / "missing")


def test_a_folder_is_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "b").write_text(line("m2"))
    (tmp_path / "a").write_text(line("m1"))
    (tmp_path / "heartbeats").write_text(line("m3", "unknown"))
    (tmp_path / ".hidden").write_text(line("m4"))
    (tmp_path / "old.zip").write_bytes(b"PK\3\4")
    reading = reading_of(tmp_path)

    assert [(event.message, event.place) for event in reading.events] == [("m1", "a:1"), ("m2", "b:1")]
    assert reading.records == {"delivery": 2, "not_understood": 2}
    compressed = "it is compressed by zip: decompress it first; only gzip and zstd are read as they are"
    assert ["no rule of the source fits it", compressed] == [record.why for record in reading.not_understood]


def test_a_folder_without_a_log(tmp_path: Path) -> None:
    with pytest.raises(BadLogError, match="there is no log in this folder; give the log"):
        reading_of(tmp_path)
    (tmp_path / "a").write_text("nothing")
    with pytest.raises(BadLogError, match="no record in it is one that the source `small` knows"):
        reading_of(tmp_path)


JOINING = declared(
    rule("delivery", equal("type", "d"), event="delivered", also_known_as={"name": value("name")}),
    rule("late", equal("type", "n"), event="hard_bounced", message=value("name"), known_as="name"),
    rule("transfer", equal("type", "x"), continues_as=value("later")),
)


@pytest.fixture
def several(tmp_path: Path) -> tuple[Path, ...]:
    """Files of which messages are told in one, and meant by other names in another."""
    base = {"to": "a@x.test", "at": AT % 1}
    content: dict[str, list[dict[str, Any]]] = {
        "1": [{**base, "type": "n", "name": "N7"}, {"type": "x", "id": "m5", "later": "m6"}],
        "2": [{**base, "type": "d", "id": f"m{number}", "name": f"N{number}"} for number in range(50)],
        "3": [{"type": "new"}, {**base, "type": "d", "id": "m6"}, {**base, "type": "n", "name": "none"}],
    }
    for name, records in content.items():
        (tmp_path / name).write_text("".join(json.dumps(record) + "\n" for record in records))
    return tuple(tmp_path / name for name in content)


def test_several_files_are_read_beside_each_other_with_one_result(
    several: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = reading_of(*several, source=JOINING)
    monkeypatch.setattr(beside, "LEAST", 1)
    monkeypatch.setattr(beside, "_cores", lambda: 3)
    together = reading_of(*several, source=JOINING)

    assert beside.shared(list(several)) == [[1], [2], [0]]
    assert alone == together
    assert (alone.events[0].event, alone.events[0].message, alone.events[0].place) == ("hard_bounced", "m7", "1:1")
    assert (alone.events[-1].message, alone.events[-1].place) == ("m5", "3:2")
    assert alone.incomplete == {"not_joined": 1}


@pytest.mark.parametrize("name", ["_begun", "_answer"])
def test_without_other_processes(several: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    alone = reading_of(*several, source=JOINING)
    monkeypatch.setattr(beside, "LEAST", 1)
    monkeypatch.setattr(beside, "_cores", lambda: 3)
    monkeypatch.setattr(beside, name, lambda *_: None)

    assert alone == reading_of(*several, source=JOINING)


def test_large_files_are_shared_out_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [tmp_path / name for name in "abcd"]
    for path, size in zip(paths, (10, 90, 50, 30), strict=True):
        path.write_bytes(b"x" * size)
    monkeypatch.setattr(beside, "LEAST", 60)

    assert beside.shared(paths, 2) == [[1], [0, 2, 3]]
    assert beside.shared(paths, 1) == [[0, 1, 2, 3]]
    monkeypatch.setattr(beside, "LEAST", 200)
    assert beside.shared(paths, 4) == [[0, 1, 2, 3]]


CAMPAIGN = declared(
    rule("relay", equal("type", "r"), event="relayed"),
    rule("delivery", equal("type", "d"), event="delivered"),
    rule("failure", equal("type", "b"), event="hard_bounced", id=value("event_id")),
)


def statuses(path: Path, lines: list[str]) -> list[tuple[Any, ...]]:
    path.write_text("".join(lines))
    reading = reading_of(path, source=CAMPAIGN)
    result = replay(reading.events, {"one": MESSAGE_TABLE}, MEASURES, as_of=reading.end)
    return sorted((one.message, one.recipient, one.state) for one in result.modes["one"].rows())


def test_a_campaign_shuffled_and_doubled(tmp_path: Path) -> None:
    lines = [line(f"m{number}", "r", number) for number in range(20)]
    lines += [line(f"m{number}", "b" if number % 3 else "d", 30 + number) for number in range(20)]
    expected = statuses(tmp_path / "log", lines)
    shuffled = lines * 2
    for seed in range(5):
        random.Random(seed).shuffle(shuffled)

        assert expected == statuses(tmp_path / "log", shuffled)
    assert len(expected) == 20
    assert len({state for *_, state in expected}) == 2
