"""The folder of a state: killed runs, full disks, damage, other specs, two runs at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sendspec.batch.carry import replay_on
from sendspec.batch.carry_state import BadStateError
from sendspec.batch.memory_logs import TablesLog
from sendspec.batch.partitions import locked
from sendspec.batch.result import result_of
from sendspec.sources.records import BadLogError

from tests.engines import Event
from tests.project import ROOT
from tests.random_events import START
from tests.unit.sendspec.batch.carried import DAY, SHIPPED, fed, plan_for

LEFT = {".sendspec.lock", "state.json", "open", "counts", "closed"}


def sent(time: int, message: str, event: str = "delivered") -> Event:
    return Event(START + time, message, "a@x.test", event)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Two runs, of which the second closed a message."""
    fed(tmp_path / "state", [sent(0, "m")])
    fed(tmp_path / "state", [sent(40 * DAY, "n")])
    return tmp_path / "state"


def test_a_run_that_broke_off_comes_to_the_same_when_it_is_run_again(tmp_path: Path) -> None:
    """Killed at every step, and without room on the disk; on an empty state, and on one of two days."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.sendspec.batch.carry_killed", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    edge = [where for where, *_ in told].index("undisturbed") + 1
    days = [[line for line in told if line[0].startswith(f"day {day}")] for day in (0, 2)]
    undisturbed = [told[edge - 1][1], next(line[1] for line in told[edge:] if line[0] == "undisturbed")]

    assert [len(day) > 15 for day in days] == [True, True]
    for lines, expected in zip(days, undisturbed, strict=True):
        assert len(expected) == 64
        assert [(where, again) for where, _, again, _ in lines if again != expected] == []
        assert [(where, files) for where, _, _, files in lines if not set(files) <= LEFT] == []
    rooms = [(where, error) for where, error, *_ in told if "room" in where]
    assert len(rooms) >= 6
    assert all(error.startswith("OSError") and "File too large" in error for _, error in rooms)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["open-2.parquet", "counts-2.npz", "closed-2.npy"])
@pytest.mark.parametrize(
    ("damage", "words"),
    [(Path.unlink, "missing"), (cut, "not as the last run wrote it: it has "), (changed, "not as .* it was changed")],
)
def test_a_damaged_file_is_named(state: Path, name: str, damage: Callable[[Path], None], words: str) -> None:
    damage(state / name)
    before = sorted(path.name for path in state.iterdir())

    with pytest.raises(BadStateError, match=f"{name}: it is {words}.*begin a new state in another folder"):
        fed(state, [sent(41 * DAY, "o")])
    assert sorted(path.name for path in state.iterdir()) == before


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null", '{"format": 1}', '{"format": 1, "now": {}}'])
def test_a_damaged_list_of_files_is_named(state: Path, content: str) -> None:
    (state / "state.json").write_text(content)

    with pytest.raises(BadStateError, match=r"state\.json: it is damaged; restore the folder from a copy"):
        fed(state, [])
    assert (state / "open-2.parquet").exists()


def test_a_state_of_another_version(state: Path) -> None:
    kept = json.loads((state / "state.json").read_text())
    (state / "state.json").write_text(json.dumps(kept | {"format": 7}))

    with pytest.raises(BadStateError, match="it is of format 7, and this version reads 1"):
        fed(state, [])


def test_a_state_of_another_spec(state: Path) -> None:
    others = dict(list(SHIPPED.tables.items())[:2])

    with pytest.raises(BadStateError, match=r"of another spec or of other modes.*begin a new state in another folder"):
        fed(state, [], SHIPPED._replace(tables=others))


def test_a_folder_of_another_sort(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "open-letters.txt").write_text("dear …")

    with pytest.raises(BadStateError, match=r"it holds open-letters\.txt and no state\.json"):
        fed(tmp_path / "state", [])
    assert (tmp_path / "state" / "open-letters.txt").read_text() == "dear …"


def test_what_is_not_of_the_state_stays(state: Path) -> None:
    (state / "notes.txt").write_text("mine")
    (state / "open-1.parquet").write_text("left over")
    fed(state, [sent(41 * DAY, "o")])

    assert (state / "notes.txt").read_text() == "mine"
    assert not (state / "open-1.parquet").exists()


def test_two_runs_at_once(state: Path) -> None:
    with locked(state), pytest.raises(BadLogError, match="another run is at work there"):
        fed(state, [])


@pytest.mark.parametrize("parent", ["/proc", __file__])
def test_a_folder_that_cannot_be_written(parent: str) -> None:
    with pytest.raises(OSError, match="state"):
        replay_on(Path(parent) / "state", TablesLog([]), plan_for())


def test_closed_messages_stay_known_in_few_files(tmp_path: Path) -> None:
    state = tmp_path / "state"
    for day in range(12):
        fed(state, [sent(40 * day * DAY + number, f"{day}.{number}") for number in range(1 + day % 3)])
    assert len(list(state.glob("closed-*.npy"))) <= 8

    late = [sent(0, f"{day}.{number}") for day in range(11) for number in range(1 + day % 3)]
    assert fed(state, [*late, sent(0, "new")]).account.too_late == len(late)


def test_open_messages_are_written_anew_only_where_many_closed(tmp_path: Path) -> None:
    state = tmp_path / "state"
    fed(state, [sent(0, f"a{number}") for number in range(3)] + [sent(10 * DAY, f"b{number}") for number in range(6)])
    second = fed(state, [sent(31 * DAY, "c")])
    third = fed(state, [sent(32 * DAY, "d")])

    assert (second.account.closed, second.account.kept) == (3, 7)
    assert (third.account.carried, third.account.kept, third.account.too_late) == (10, 8, 0)
    kept = json.loads((state / "state.json").read_text())
    assert [file["name"] for file in kept["before"]["open"]] == ["open-1.parquet", "open-2.parquet"]
    assert [file["name"] for file in kept["now"]["open"]] == ["open-1.parquet", "open-3.parquet"]

    fourth = fed(state, [sent(1, "a0", "hard_bounced"), sent(32 * DAY, "b0", "hard_bounced")])
    statuses = result_of(fourth.folded, SHIPPED.measures).modes["enhanced_mta_efs"].statuses
    assert (fourth.account.too_late, statuses["sent"], statuses["failed"]) == (1, 10, 1)
