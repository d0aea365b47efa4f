"""Logs and specs that mean harm: what they name, hold or unpack to never stops a command, fills memory, or is shown."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner, Result
from sendspec.cli import main

from tests.project import ROOT

POSTFIX = (
    "Nov 21 01:54:24 out postfix/smtp[1]: 3E386254619: to=<anna@example.com>, relay=none, delay=0, delays=0/0/0/0, "
)
QUEUED = "Nov 21 01:54:24 out postfix/qmgr[1]: 3E386254619: from=<c@sender.test>, size=556, nrcpt=1 (queue active)\n"
SENT = f"{QUEUED}{POSTFIX}dsn=2.0.0, status=sent (250 ok)\n"
EXIM = "2026-11-21 09:00:01 1vMlQn-00000000Ab1-2cD3 <= news@example.com P=esmtp S=42 for anna@example.com\n"
MOMENTUM = (
    "1772438400@1A/0-1-6@1A/0-1-5@1A/0-1-4@R@anna@example.com@b@example.org@192.0.2.10@21@esmtp@default@default\n"
)
SES = (
    '{"eventType":"Delivery","mail":{"messageId":"m1"},"delivery":{"timestamp":"2026-03-02T08:00:00Z",'
    '"recipients":["anna@example.com"]}}\n'
)
COLUMNS = "message,recipient,time,event\nm1,anna@example.com,2026-03-02T08:00:00Z,delivered\n"
LOGS = {"postfix": SENT, "exim": EXIM, "momentum": MOMENTUM, "ses": SES}
MEGABYTE = 1 << 20
MOST = 220
"""Megabytes that a command may hold when it reads what unpacks to more than that."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], env={"NO_COLOR": "1"})


def replayed(path: Path, source: str, *more: object) -> Result:
    return run("replay", path, "--source", source, "--project", ROOT, *more)


def account(path: Path, source: str, *more: object) -> dict[str, int]:
    result = replayed(path, source, "--json", *more)
    assert result.exit_code == 0, result.output
    records: dict[str, int] = json.loads(result.stdout)["records"]
    return records


def memory(*arguments: object) -> tuple[int, str]:
    """The most megabytes that a command held, and what it said."""
    code = (
        "import sys; from sendspec.cli import main\n"
        "try: main()\n"
        "finally: sys.stderr.write('\\n' + open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    *said, number = done.stderr.rsplit("\n", 1)
    return int(number) // 1024, done.stdout + "".join(said)


# what is long, deep or huge


@pytest.mark.parametrize("source", LOGS)
def test_a_line_of_ten_megabytes(tmp_path: Path, source: str) -> None:
    log = tmp_path / "log"
    log.write_text(f"{LOGS[source]}{'x' * 10_000_000}\n{LOGS[source]}")

    found = account(log, source)

    assert found["not_understood"] == 1
    assert found["read"] == 2 * LOGS[source].count("\n") + 1


def test_a_line_of_columns_that_is_too_long_for_duckdb(tmp_path: Path) -> None:
    # DuckDB leaves out lines of more than 32 MB without a word.
    log = tmp_path / "log.csv"
    log.write_text(f"{COLUMNS}{'x' * 33_000_000}\n")

    result = replayed(log, "events")

    assert (result.exit_code, result.stderr) == (
        1,
        f"error: {log}: from byte {len(COLUMNS)} on a line is longer than 2 MB; take it out\n",
    )


def test_a_line_of_columns_that_duckdb_refuses(tmp_path: Path) -> None:
    log = tmp_path / "log.csv.gz"
    log.write_bytes(gzip.compress(f"{COLUMNS}{'x' * 3_000_000}\n".encode()))

    result = replayed(log, "events")

    assert (result.exit_code, result.stderr) == (1, f"error: {log}: record 3: it is longer than 2 MB; take it out\n")


def test_long_columns_with_short_lines(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    row = COLUMNS.splitlines(keepends=True)[1]
    log.write_text(COLUMNS + row * 60_000)

    assert account(log, "events")["read"] == 60_001


@pytest.mark.parametrize(
    ("source", "odd"),
    [
        ("ses", "[" * 100_000),
        ("ses", '{"a":' * 100_000),
        ("ses", '{"eventType":"Delivery","delivery":' + "[" * 5_000 + "]" * 5_000 + "}"),
        ("ses", '{"eventType":"Delivery","mail":{"messageId":' + "9" * 5_000 + "}}"),
        ("ses", '{"eventType":"Delivery","delivery":{"timestamp":1e999}}'),
        ("ses", '{"eventType":"\\ud800"}'),
        ("ses", "\0" * 1_000),
        ("ses", "NaN"),
        ("postfix", "\0" * 1_000),
        ("postfix", f"{POSTFIX}dsn={'9' * 5_000}.0.0, status={'x' * 5_000}"),
        ("exim", "2026-11-21 09:00:01 " + "(" * 5_000),
        ("momentum", "9" * 5_000 + "@" * 5_000),
    ],
)
def test_a_record_that_is_odd(tmp_path: Path, source: str, odd: str) -> None:
    log = tmp_path / "log"
    log.write_text(f"{LOGS[source]}{odd}\n")

    assert account(log, source)["not_understood"] >= 1


@pytest.mark.parametrize("source", LOGS)
def test_bytes_that_are_no_utf8(tmp_path: Path, source: str) -> None:
    log = tmp_path / "log"
    log.write_bytes(LOGS[source].replace("anna", "ann\xe9").encode("latin-1") + b"\xff\xfe\n")
    aside, statuses = tmp_path / "aside", tmp_path / "statuses.csv"

    result = replayed(log, source, "--aside", aside, "--statuses", statuses)

    assert result.exit_code == (1 if source == "ses" else 0), result.output
    if source != "ses":
        assert b"\xff\xfe" in aside.read_bytes()
        assert "ann\\xe9@example.com" in statuses.read_text() or source == "momentum"


def test_a_record_that_only_duckdb_counts(tmp_path: Path) -> None:
    # Found by `make fuzz`: a blank line that ends otherwise than the others, and a quotation mark that is never closed.
    log = tmp_path / "log.csv"
    log.write_bytes(COLUMNS.splitlines(keepends=True)[0].encode() + b'\r\nm1,anna@example.com,2026,"delivered\n')
    config = '"m1","anna@example.com","2026-03-02T08:00:00.000001Z","delivered","e1","events","250 ""ok"", said\n'
    other = tmp_path / "other.csv"
    other.write_bytes(f"message,recipient,time,event,event_id,source,reason\n\r\n{config}".encode())

    for path in (log, other):
        for engine in ("live", "columns"):
            result = replayed(path, "events", "--engine", engine, "--aside", tmp_path / "aside")

            assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
            assert "@example" not in result.output


# what unpacks to more than memory holds


def bomb(head: str, piece: bytes, megabytes: int = 300) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    parts = [packer.compress(head.encode()), *(packer.compress(piece) for _ in range(megabytes)), packer.flush()]
    return b"".join(parts)


def gzip_bomb(path: Path, head: str, piece: bytes, megabytes: int = 300) -> None:
    with gzip.open(path, "wb", 1) as file:
        file.write(head.encode())
        for _ in range(megabytes):
            file.write(piece)


@pytest.mark.parametrize("source", LOGS)
def test_one_line_of_a_gzip_bomb(tmp_path: Path, source: str) -> None:
    gzip_bomb(tmp_path / "log.gz", LOGS[source], b"x" * MEGABYTE)

    held, said = memory("replay", tmp_path / "log.gz", "--source", source, "--project", ROOT)

    assert held < MOST
    assert "1 not understood" in said


@pytest.mark.parametrize("piece", [b"x" * MEGABYTE, b"[" * MEGABYTE])
@pytest.mark.parametrize("source", LOGS)
def test_one_line_of_a_zstd_bomb(tmp_path: Path, source: str, piece: bytes) -> None:
    (tmp_path / "log").write_bytes(bomb(LOGS[source], piece))

    held, said = memory("replay", tmp_path / "log", "--source", source, "--project", ROOT)

    assert held < MOST
    assert "1 not understood" in said


def test_one_giant_mail(tmp_path: Path) -> None:
    mails = "From a@b.test Sat Nov 21 02:00:00 2026\nFrom: a@b.test\nSubject: hello\n\n"
    gzip_bomb(tmp_path / "box.gz", mails, (b"x" * 99 + b"\n") * 10_486)

    held, said = memory("replay", tmp_path / "box.gz", "--source", "dsn", "--project", ROOT)

    assert held < MOST
    assert "1 records read, 0 events" in said


@pytest.mark.parametrize("source", LOGS)
@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_truncated_tail(tmp_path: Path, source: str, pack: object) -> None:
    assert callable(pack)
    lines = LOGS[source] + "".join(f"{os.urandom(500).hex()}\n" for _ in range(300))
    (tmp_path / "log").write_bytes(pack(lines.encode())[:-40])

    result = replayed(tmp_path / "log", source, "--strict")

    assert result.exit_code == 1
    assert "reading ended here: Compressed file ended before" in result.output
    assert "1 logs not read to their end" in result.stderr


# names


@pytest.mark.parametrize("option", ["--source", "--mode", "--locale"])
@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a\0b", "\x1b[31mred", "x" * 100_000, "..", ""])
def test_names_that_are_paths(tmp_path: Path, option: str, name: str) -> None:
    log = tmp_path / "log"
    log.write_text(SENT)
    given = {"--source": "postfix"} | {option: name}

    result = run("replay", log, "--project", ROOT, *(part for pair in given.items() for part in pair))

    assert result.exit_code == 2
    assert "is called" in result.stderr
    assert "\x1b" not in result.stderr
    assert "\0" not in result.stderr


@pytest.mark.parametrize("name", ["a\nerror: no", "\x1b[31mred", "\x07\x08", "\u202egol", "\x9b31m"])
@pytest.mark.parametrize("source", ["postfix", "ses", "dsn", "events"])
def test_names_of_files_are_shown_on_one_line(tmp_path: Path, name: str, source: str) -> None:
    log = tmp_path / f"{name}.csv"
    log.write_text("nothing\n")

    result = replayed(log, source)

    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert line.isprintable()


@pytest.mark.parametrize("source", LOGS)
def test_names_of_files_in_what_is_printed(tmp_path: Path, source: str) -> None:
    log = tmp_path / "\x1b[31m\nlog"
    log.write_text(f"{LOGS[source]}\x1b]0;title\x07\n")

    result = replayed(log, source)

    assert result.exit_code == 0
    assert all(line.isprintable() for line in result.output.splitlines())
    assert "\\x1b[31m\\nlog:" in result.output


# what is no file


@pytest.mark.parametrize("source", [*LOGS, "dsn", "events"])
def test_pipes_and_devices_are_not_opened(tmp_path: Path, source: str) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "link.csv").symlink_to(tmp_path / "pipe.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    for name in ("pipe.csv", "link.csv", "zero.csv"):
        result = replayed(tmp_path / name, source)

        assert result.exit_code == 1
        assert "it is no regular file" in result.stderr


@pytest.mark.parametrize("source", [*LOGS, "dsn", "events"])
def test_links_that_lead_nowhere_or_round(tmp_path: Path, source: str) -> None:
    (tmp_path / "round.csv").symlink_to("round.csv")
    (tmp_path / "gone.csv").symlink_to("nothing")
    for name in ("round.csv", "gone.csv"):
        result = replayed(tmp_path / name, source)

        assert result.exit_code == 1
        assert result.stderr.startswith(f"error: {tmp_path / name}: ")


def test_what_lies_in_a_folder_and_is_no_mail(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("From: a@b.test\nSubject: hello\n\nhello\n")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "null").symlink_to("/dev/null")
    (tmp_path / "round").symlink_to("round")

    assert account(tmp_path, "dsn") == {
        "read": 4, "events": 0, "duplicates": 0, "not_understood": 3, "unexpected": 0
    }  # fmt: skip
