"""Files in, files out."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from sendspec_gen import disk
from sendspec_gen.disk import Difference, bears_header, differences, read_spec, whole_file, write, write_atomically
from sendspec_gen.source import SourceFile

EMITTED = "# Generated from spec/ by `sendspec generate`. Do not edit.\n"
MODULE = "generated/small/plain.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one emitted file."""
    write_atomically(tmp_path / MODULE, EMITTED.encode())
    return tmp_path


def states(root: Path, files: dict[str, str]) -> dict[str, str]:
    return {change.path: change.state for change in differences(root, files)}


def test_spec_is_read_in_order_with_folders(tmp_path: Path) -> None:
    for name in ("spec/b.yaml", "spec/a.yaml", "spec/modes/c.yaml", "spec/.hidden.yaml", "spec/a.yaml~"):
        write_atomically(tmp_path / name, name.encode())

    assert read_spec(tmp_path) == (
        SourceFile("spec/a.yaml", b"spec/a.yaml"),
        SourceFile("spec/b.yaml", b"spec/b.yaml"),
        SourceFile("spec/modes/c.yaml", b"spec/modes/c.yaml"),
    )


def test_what_is_no_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "spec/folder.yaml").mkdir(parents=True)
    (tmp_path / "spec/dead.yaml").symlink_to("nowhere")
    (tmp_path / "spec/modes").symlink_to(tmp_path)

    assert {file.path: file.unreadable for file in read_spec(tmp_path)} == {
        "spec/dead.yaml": "it is no regular file",
        "spec/folder.yaml": "it is a directory",
        "spec/modes": "it is a link to a directory",
    }


def test_link_to_a_file_is_followed(tmp_path: Path) -> None:
    write_atomically(tmp_path / "elsewhere.yaml", b"words")
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/a.yaml").symlink_to(tmp_path / "elsewhere.yaml")

    assert read_spec(tmp_path) == (SourceFile("spec/a.yaml", b"words"),)


def test_differences_of_each_sort(root: Path) -> None:
    write_atomically(root / "generated/small/old.py", EMITTED.encode())
    write_atomically(root / "generated/small/empty.py", b"")
    write_atomically(root / "generated/mine.txt", b"mine")
    write_atomically(root / "generated/__pycache__/x.pyc", b"compiled")
    files = {MODULE: EMITTED + "x = 1\n", "generated/small/empty.py": EMITTED, "diagrams/en/plain.dot": EMITTED}

    assert states(root, files) == {
        "diagrams/en/plain.dot": "missing",
        "generated/mine.txt": "foreign",
        "generated/small/empty.py": "empty",
        "generated/small/old.py": "leftover",
        MODULE: "stale",
    }


def test_what_is_no_plain_file_is_told_and_never_opened(root: Path) -> None:
    os.mkfifo(root / "generated/pipe")
    (root / "generated/link").symlink_to("/")
    (root / "generated/small/folder.py").mkdir()
    write_atomically(root / "generated/__pycache__/mine.py", b"mine")
    files = {MODULE: EMITTED, "generated/small/folder.py": EMITTED}
    expected = {
        "generated/__pycache__/mine.py": "foreign",
        "generated/link": "foreign",
        "generated/pipe": "foreign",
        "generated/small/folder.py": "blocked",
    }

    assert states(root, files) == expected

    write(root, differences(root, files))

    assert states(root, files) == expected


def test_what_was_cut_off_while_it_was_written_is_cleared_away(root: Path) -> None:
    cut_off = root / "generated/small/.plain.py.k3x9.unfinished"
    cut_off.write_bytes(b"half of")
    changes = differences(root, {MODULE: EMITTED})
    write(root, changes)

    assert [(change.path, change.state) for change in changes] == [
        ("generated/small/.plain.py.k3x9.unfinished", "leftover")
    ]
    assert not cut_off.exists()


def test_files_being_written_bear_the_name_that_is_cleared_away(tmp_path: Path) -> None:
    with whole_file(tmp_path / "plain.py"):
        names = [path.name for path in tmp_path.iterdir()]

    assert [name.endswith(".unfinished") for name in names] == [True]


def test_somebody_else_may_clear_away_at_the_same_time(root: Path) -> None:
    write_atomically(root / "generated/old/old.py", EMITTED.encode())
    changes = differences(root, {MODULE: EMITTED})
    write(root, changes)
    write(root, changes)

    assert states(root, {MODULE: EMITTED}) == {}


def test_a_write_that_fails_names_the_file(root: Path) -> None:
    (root / "generated/small/plain.py").unlink()
    (root / "generated/small").rmdir()
    (root / "generated/small").write_bytes(b"in the way")
    with pytest.raises(OSError, match=r"\[Errno \d+\] .+: 'generated/small/plain\.py'"):
        write(root, [Difference(MODULE, "missing", "", EMITTED)])


def test_nothing_differs(root: Path) -> None:
    assert states(root, {MODULE: EMITTED}) == {}


def test_other_line_ends_are_a_difference(root: Path) -> None:
    (root / MODULE).write_bytes(EMITTED.replace("\n", "\r\n").encode())

    assert states(root, {MODULE: EMITTED}) == {MODULE: "stale"}


def test_writing_settles_all_but_foreign_files(root: Path) -> None:
    write_atomically(root / "generated/old/older/old.py", EMITTED.encode())
    write_atomically(root / "generated/mine.txt", b"mine")
    files = {MODULE: f"{EMITTED}é\n", "diagrams/en/plain.dot": EMITTED}
    write(root, differences(root, files))

    assert states(root, files) == {"generated/mine.txt": "foreign"}
    assert (root / MODULE).read_bytes() == f"{EMITTED}é\n".encode()
    assert not (root / "generated/old").exists()


def test_folders_above_the_output_stay(root: Path) -> None:
    write(root, [Difference(MODULE, "leftover", EMITTED, "")])

    assert list(root.iterdir()) == []
    assert root.exists()


def test_failed_write_leaves_the_old_file_and_no_other(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(disk.Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(root / MODULE, b"new")

    assert (root / MODULE).read_bytes() == EMITTED.encode()
    assert [path.name for path in (root / MODULE).parent.iterdir()] == ["plain.py"]


def test_written_files_may_be_read_by_others(root: Path) -> None:
    assert stat.S_IMODE((root / MODULE).stat().st_mode) & 0o600 == 0o600
    assert stat.S_IMODE((root / MODULE).stat().st_mode) & 0o111 == 0


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (EMITTED, True),
        (f"<!-- {EMITTED} -->", True),
        ("", False),
        ("Generated from memory", False),
        ("x" * 600 + EMITTED, False),
    ],
)
def test_header(content: str, expected: bool) -> None:
    assert expected == bears_header(content.encode())
