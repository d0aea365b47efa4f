"""`sendspec watch`, while somebody edits the spec."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sendspec.cli import main

from tests.running import Running, running

SPEC = "spec/modes/plain.yaml"
TABLE = "generated/tables/plain.csv"


@pytest.fixture
def watch(project: Path) -> Iterator[Running]:
    with running("watch", "--project", project) as watch:
        yield watch


def edit(project: Path, old: str, new: str) -> None:
    text = (project / SPEC).read_text("utf-8")
    assert text.count(old) == 1
    (project / SPEC).write_text(text.replace(old, new), "utf-8")


def output_of(project: Path) -> dict[Path, tuple[int, bytes]]:
    """Each file of the output, when it was written, and what it holds."""
    files = [path for folder in ("generated", "diagrams") for path in (project / folder).rglob("*") if path.is_file()]
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_output_is_written_at_once(watch: Running, project: Path) -> None:
    line = watch.next_line()
    number = len(output_of(project))

    assert line.endswith(f" s: {number} files: {number} written, 0 removed")
    assert number > 10


def test_what_a_save_changes_is_written(watch: Running, project: Path) -> None:
    watch.next_line()
    before = output_of(project)
    vocabulary = project / "spec/vocabulary.yaml"
    vocabulary.write_text(vocabulary.read_text("utf-8").replace("en: Submit,", "en: Hand in,"), "utf-8")
    line = watch.next_line()
    after = output_of(project)
    written = [path for path in after if after[path] != before[path]]

    assert line.endswith(f": {len(written)} written, 0 removed")
    assert project / "generated/docs/en/gate.md" in written
    assert project / TABLE not in written


def test_a_broken_spec_leaves_the_output_alone(watch: Running, project: Path) -> None:
    watch.next_line()
    before = output_of(project)
    edit(project, "initial: pending", "initial: pendign")
    line = watch.next_line()
    told = watch.told_until("explain rule")
    checked = CliRunner().invoke(main, ["check", "--project", str(project)])
    edit(project, "initial: pendign", "initial: pending")
    mended = watch.next_line()

    assert line.endswith(" s: the output stays as it was")
    assert "error[unknown-state]: no state is called `pendign`" in told
    assert told == checked.stderr.rstrip("\n")
    assert mended.endswith(": 0 written, 0 removed")
    assert before == output_of(project)


def test_a_spec_that_is_broken_from_the_beginning_is_waited_for(project: Path) -> None:
    edit(project, "initial: pending", "initial: pendign")
    with running("watch", "--project", project) as watch:
        first = watch.next_line()
        nothing = output_of(project)
        edit(project, "initial: pendign", "initial: pending")
        second = watch.next_line()

    assert first.endswith(" s: the output stays as it was")
    assert nothing == {}
    assert f" {len(output_of(project))} written, " in second


def test_editors_leave_things_about(watch: Running, project: Path) -> None:
    watch.next_line()
    (project / "spec/modes/.plain.yaml.swp").write_bytes(b"swap")
    (project / "spec/modes/plain.yaml~").write_bytes(b"backup")
    (project / "spec/modes/4913").touch()
    (project / "spec/modes/4913").unlink()
    (project / SPEC).touch()
    (project / "spec/modes/.plain.yaml.new").write_bytes((project / SPEC).read_bytes() + b"\nthis is broken\n")
    (project / "spec/modes/.plain.yaml.new").replace(project / SPEC)

    assert watch.next_line().endswith(" s: the output stays as it was")
    assert watch.printed.empty()


def test_the_spec_may_go_and_come_back(watch: Running, project: Path) -> None:
    watch.next_line()
    before = output_of(project)
    (project / "spec").rename(project / "away")
    gone = watch.next_line()
    told = watch.told_until("explain rule")
    shutil.copytree(project / "away", project / "back")
    (project / "back").rename(project / "spec")
    back = watch.next_line()
    edit(project, "initial: pending", "initial: pendign")

    assert gone.endswith(" s: the output stays as it was")
    assert "spec:1:1: error[unreadable]: this file cannot be read: No such file or directory" in told
    assert back.endswith(": 0 written, 0 removed")
    assert before == output_of(project)
    assert watch.next_line().endswith(" s: the output stays as it was")


def test_a_foreign_file_is_told_and_left(watch: Running, project: Path) -> None:
    watch.next_line()
    (project / "generated/notes.txt").write_text("mine\n")
    edit(project, "initial: pending", "initial:  pending")

    assert watch.told_until("generated/notes.txt").startswith("generated/notes.txt: was not generated, ")
    assert watch.next_line().endswith(" written, 0 removed")
    assert (project / "generated/notes.txt").read_text() == "mine\n"


def test_a_file_that_cannot_be_written_is_told(watch: Running, project: Path) -> None:
    watch.next_line()
    shutil.rmtree(project / "generated/tables")
    (project / "generated/tables").write_text("mine\n")
    edit(project, "initial: pending", "initial:  pending")

    assert "cannot be written" in watch.told_until("Error: ")
    assert watch.next_line().endswith(" s: not everything is written")


def test_interrupted_it_ends_well(watch: Running, project: Path) -> None:
    watch.next_line()

    assert watch.interrupt() == 0
    assert watch.told.empty()
    assert list(project.rglob("*.unfinished")) == []


def test_without_a_spec_there_is_nothing_to_watch(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["watch", "--project", str(tmp_path)])

    assert result.exit_code == 2
    assert "there is no folder spec/ in " in result.stderr
