"""`sendspec replay` refuses what would lose or belie something."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main

from tests.project import ROOT
from tests.unit.sendspec.postfix_log import queued, removed, told

ID = "4A1B2C3D4E5"
ENDED = [*queued(ID), told(ID, "sent"), removed(ID)]
SAMPLE = ROOT / "samples/postfix"


def run(*arguments: str | Path, project: Path = ROOT) -> Result:
    options = ["--source", "postfix", "--year", "2025", "--project", str(project)]
    return CliRunner().invoke(main, ["replay", *map(str, arguments), *options])


def write(folder: Path, lines: list[str]) -> Path:
    log = folder / "maillog"
    log.write_text("".join(lines))
    return log


# ── what is read ──


def test_a_log_from_a_pipe_is_refused() -> None:
    command = [sys.executable, "-c", "from sendspec.cli import main; main()", "replay", "/dev/stdin"]
    done = subprocess.run(
        [*command, "--source", "postfix", "--project", str(ROOT)],
        input=(SAMPLE / "maillog").read_bytes(),
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"save it to a file first" in done.stderr


# ── whether the numbers are final ──


def test_a_log_that_tells_all_is_final(tmp_path: Path) -> None:
    assert "Nothing is unsettled: the numbers are final" in run(write(tmp_path, ENDED)).stdout


def test_the_sample_is_final() -> None:
    assert "Nothing is unsettled: the numbers are final" in run(SAMPLE / "maillog", SAMPLE / "dsn").stdout


def test_before_the_first_event_nothing_is_final() -> None:
    shown = run(SAMPLE / "maillog", "--as-of", "2025-11-20T00:00:00Z").stdout

    assert "Events that come later: 1,342. The numbers are not final." in shown.splitlines()


def test_with_a_record_that_is_not_understood_nothing_is_sure(tmp_path: Path) -> None:
    shown = run(write(tmp_path, [*ENDED, "no time stands here\n"])).stdout

    assert "Records that are not understood: 1. The numbers may not be final." in shown.splitlines()


NOT_NAMED = [*queued(ID, recipients=3), *ENDED[3:]]


@pytest.mark.parametrize(
    ("lines", "locale", "words"),
    [
        (NOT_NAMED, "en", "Recipients that are not named in the log: 2. The numbers are not final."),
        (NOT_NAMED, "fr", "Destinataires que le log ne nomme pas : 2. Les chiffres ne sont pas définitifs."),
        (NOT_NAMED, "pt", "Destinatários que o log não informa: 2. Os números não são finais."),
        (ENDED[:-1], "en", "Messages that are still queued at the end of the log: 1. The numbers are not final."),
    ],
)
def test_a_log_that_lacks_something_is_not_final(tmp_path: Path, lines: list[str], locale: str, words: str) -> None:
    shown = run(write(tmp_path, lines), "--locale", locale).stdout

    assert words in shown.splitlines()
    assert "Nothing is unsettled" not in shown


def test_a_log_that_breaks_off_is_not_final(tmp_path: Path) -> None:
    log = tmp_path / "maillog.gz"
    log.write_bytes(gzip.compress("".join(ENDED).encode())[:-4])
    shown = run(log).stdout

    assert "Logs that could not be read to their end: 1. The numbers are not final." in shown.splitlines()


# ── what is written ──


@pytest.mark.parametrize("name", ["maillog", "link", "hard", "dsn/1", "folder/../maillog"])
def test_the_input_is_not_written_over(tmp_path: Path, name: str) -> None:
    log = write(tmp_path, ENDED)
    for folder in ("dsn", "folder"):
        (tmp_path / folder).mkdir()
    (tmp_path / "link").symlink_to(log)
    (tmp_path / "hard").hardlink_to(log)
    (tmp_path / "dsn/1").write_text("mail")
    done = run(log, tmp_path / "dsn", "--aside", tmp_path / name)

    assert done.exit_code == 2
    assert "name another one" in done.stderr
    assert log.read_text() == "".join(ENDED)
    assert (tmp_path / "dsn/1").read_text() == "mail"


def test_statuses_are_not_written_over_the_log(tmp_path: Path) -> None:
    log = write(tmp_path, ENDED).rename(tmp_path / "maillog.csv")
    done = run(log, "--statuses", log)

    assert done.exit_code == 2
    assert "--statuses" in done.stderr
    assert log.read_text() == "".join(ENDED)


def test_two_outputs_are_two_files(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = run(write(tmp_path, ENDED), "--statuses", out, "--aside", out)

    assert done.exit_code == 2
    assert not out.exists()


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real/statuses.csv", tmp_path / "statuses.csv"
    target.write_text("old")
    link.symlink_to(target)
    done = run(write(tmp_path, ENDED), "--statuses", link)

    assert done.exit_code == 0
    assert link.is_symlink()
    assert target.read_text().startswith("message,recipient,")


def test_what_is_no_regular_file_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    done = run(write(tmp_path, ENDED), "--statuses", pipe)

    assert done.exit_code == 2
    assert "it is no regular file" in done.stderr
    assert pipe.is_fifo()


def test_a_mail_that_is_no_notification_is_told_once(tmp_path: Path) -> None:
    mails = tmp_path / "dsn"
    mails.mkdir()
    (mails / "1").write_text("garbage")
    told_of = f"{mails}/1: it is no delivery status notification, or it breaks off before the report"
    done = run(write(tmp_path, ENDED), mails, "--aside", tmp_path / "aside")

    assert told_of in done.stdout.splitlines()
    assert (tmp_path / "aside").read_text() == f"{told_of}\n"


# ── options ──


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_cannot_be_shown_is_refused(tmp_path: Path, time: str) -> None:
    done = run(write(tmp_path, ENDED), "--as-of", time)

    assert done.exit_code == 2
    assert f"`{time}` is no time that can be shown" in done.stderr


def test_several_modes_are_several_columns_in_that_order(tmp_path: Path) -> None:
    log = write(tmp_path, ENDED)
    done = run(log, "--json", "--mode", "native_mta", "--mode", "enhanced_mta", "--mode", "native_mta")

    assert list(json.loads(done.stdout)["modes"]) == ["native_mta", "enhanced_mta"]


def test_all_modes_go_alone(tmp_path: Path) -> None:
    done = run(write(tmp_path, ENDED), "--mode", "native_mta", "--mode", "all")

    assert done.exit_code == 2
    assert "`all` goes alone" in done.stderr


# ── sources ──


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  deferred: ", "  deffered: ", "finds no record `deffered`; did you mean `deferred`?"),
        ("reader: postfix", "reader: sendmail", "no reader is called `sendmail`; there are: postfix"),
    ],
)
def test_a_source_that_no_reader_can_serve_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    source = tmp_path / "spec/sources/postfix.yaml"
    source.write_text(source.read_text("utf-8").replace(old, new), "utf-8")
    done = run(write(tmp_path, ENDED), project=tmp_path)

    assert done.exit_code == 1
    assert done.stderr.startswith("error: spec/sources/postfix.yaml:")
    assert words in done.stderr
