"""Logs and specs that mean harm: what they name, hold or unpack to never stops a command, fills memory, or is shown."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner, Result
from sendspec.cli import main

from tests.fuzz.fuzzing import limited
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


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("zst", zstandard.compress)])
def test_a_line_of_packed_columns_that_is_too_long_for_duckdb(
    tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]
) -> None:
    log = tmp_path / f"log.csv.{ending}"
    row = COLUMNS.splitlines(keepends=True)[1]
    log.write_bytes(pack(f"{COLUMNS}{'x' * 33_000_000}\n{row}".encode()))

    result = replayed(log, "events")

    assert (result.exit_code, result.stderr) == (
        1,
        f"error: {log}: from byte {len(COLUMNS)} of its content on a line is longer than 2 MB; take it out\n",
    )


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("zst", zstandard.compress)])
def test_long_packed_columns_with_short_lines(tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]) -> None:
    log = tmp_path / f"log.csv.{ending}"
    row = COLUMNS.splitlines(keepends=True)[1]
    log.write_bytes(pack((COLUMNS + row * 200_000).encode()))

    assert account(log, "events")["read"] == 200_001


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


def test_a_record_that_breaks_off_before_blanks(tmp_path: Path) -> None:
    # The last line is as much indented as the one at fault, and there is no more of it.
    log = tmp_path / "log"
    log.write_text(f'{SES} {{"a":1,}}\n ')

    assert account(log, "ses")["not_understood"] == 1


@pytest.mark.parametrize(("element", "events"), [(SES.strip(), 1), ('{"a":1,}', 0)])
def test_an_array_of_more_than_ten_megabytes_in_one_line(tmp_path: Path, element: str, events: int) -> None:
    number = 10_500_000 // len(SES)
    log = tmp_path / "log"
    log.write_text(f"[{SES.strip()},{','.join([element] * number)},{' ' * 10_500_000}{{}}]\n")

    # Seconds of processor; whoever looks back to the beginning of the line for each element needs minutes.
    with limited(15):
        found = account(log, "ses")

    assert (found["read"], found["events"]) == (number + 2, 1 + events * number)


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
def test_one_line_of_a_plain_file(tmp_path: Path, source: str) -> None:
    with (tmp_path / "log").open("wb") as file:
        file.write(LOGS[source].encode())
        for _ in range(300):
            file.write(b"x" * MEGABYTE)

    held, said = memory("replay", tmp_path / "log", "--source", source, "--project", ROOT)

    assert held < MOST
    assert "1 not understood" in said


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


BAD_FILES = {"empty": b"", "xz": b"\xfd7zXZ\0abc", "other": b"nothing of the kind\n", "binary": bytes(range(256)) * 9}


@pytest.mark.parametrize("source", LOGS)
@pytest.mark.parametrize("kind", BAD_FILES)
@pytest.mark.parametrize("first", [True, False])
def test_one_bad_file_of_several(tmp_path: Path, source: str, kind: str, first: bool) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_text(LOGS[source])
    bad.write_bytes(BAD_FILES[kind])
    files = (bad, good) if first else (good, bad)
    asked = ("--source", source, "--project", ROOT, "--json")

    alone, both, strict = (run("replay", *given, *asked) for given in ((good,), files, (*files, "--strict")))

    assert (both.exit_code, strict.exit_code) == (0, 1), both.output
    assert json.loads(both.stdout)["modes"] == json.loads(alone.stdout)["modes"]
    counts = json.loads(both.stdout)["records"]
    # What has no line feed at its end is one more line.
    assert counts["not_understood"] == max(1, BAD_FILES[kind].count(b"\n")) + (kind == "binary")
    assert str(bad) in both.stderr
    assert run("replay", bad, *asked).exit_code == 1


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


# what takes far longer than it is long


def exim_id(number: int) -> str:
    return f"1vMlQn-{number:011}-2cD3"


def exim_line(number: int, rest: str) -> str:
    return f"2026-11-21 09:00:01 {exim_id(number)} {rest}\n"


def exim_arrival(number: int) -> str:
    return exim_line(number, "<= news@example.com P=esmtp S=42")


def exim_handing(number: int, recipient: str, taken_as: int) -> str:
    return exim_line(number, f'=> {recipient} R=r T=t H=h [192.0.2.1] C="250 OK id={exim_id(taken_as)}"')


def postfix_line(second: int, rest: str) -> str:
    return f"Nov 21 {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02} out postfix/{rest}\n"


def postfix_id(number: int) -> str:
    return f"{0x3E386254619 + number:011X}"


def postfix_round(number: int) -> str:
    return "".join(
        postfix_line(1, f"{program}[1]: {postfix_id(number)}: {rest}")
        for program, rest in (
            ("smtpd", "client=x[192.0.2.1]"),
            ("cleanup", "message-id=<a@b.test>"),
            ("qmgr", "from=<c@s.test>, size=5, nrcpt=1 (queue active)"),
            (
                "smtp",
                "to=<u@x.test>, relay=127.0.0.1[127.0.0.1]:10025, delay=0, delays=0/0/0/0, dsn=2.0.0, "
                f"status=sent (250 2.0.0 Ok: queued as {postfix_id(number + 1)})",
            ),
        )
    )


def momentum_transfer(number: int) -> str:
    parts = "1A/0-1-5@1A/0-1-4"
    took = "anna@example.com@b@example.org@192.0.2.10@21"
    return (
        f"1772438400@1A/0-1-{number}@{parts}@R@{took}@esmtp@default@default\n"
        f"1772438400@1A/0-1-{number}@{parts}@X@example.com@21@x@default@default@0.1@192.0.2.9\n"
        f"1772438401@2B/0-1-{number}@{parts}@R@{took}@xfer@default@default\n"
    )


def kumomta_record(kind: str, number: int, content: str = "OK") -> str:
    return (
        f'{{"type":"{kind}","id":"{number:032x}","recipient":"anna@example.com","timestamp":1772438400,'
        f'"response":{{"code":250,"content":"{content}"}}}}\n'
    )


def kumomta_transfer(number: int, later: int) -> str:
    return kumomta_record("XferOut", number, f"new id is {later:032x}") + kumomta_record("Delivery", number)


LONG: dict[str, tuple[str, Callable[[], Iterator[str]], dict[str, int]]] = {
    "many recipients are handed on": (
        "exim",
        lambda: (
            exim_arrival(1) + exim_arrival(2) if not number else exim_handing(1, f"u{number}@x.test", 2)
            for number in range(60_000)
        ),
        {"read": 60_001, "events": 2 * 59_999},
    ),
    "a message is handed on without end by Exim": (
        "exim",
        lambda: (exim_arrival(number) + exim_handing(number, "u@x.test", number + 1) for number in range(40_000)),
        {"read": 80_000, "events": 40_001},
    ),
    "a message is handed on without end by Postfix": (
        "postfix",
        lambda: map(postfix_round, range(20_000)),
        {"read": 80_000, "events": 20_001},
    ),
    "a message is queued anew without end": (
        "postfix",
        lambda: (
            postfix_line(1, f"pickup[1]: {postfix_id(number)}: uid=0 from=<a@b.test> orig_id={postfix_id(number - 1)}")
            for number in range(30_000)
        ),
        {"read": 30_000, "events": 0},
    ),
    "a queue id is used again and again": (
        "postfix",
        lambda: (postfix_line(second, f"smtpd[1]: {postfix_id(1)}: client=x[192.0.2.1]") for second in range(20_000)),
        {"read": 20_000, "events": 0},
    ),
    "nodes hand over what looks alike": (
        "momentum",
        lambda: map(momentum_transfer, range(5_000)),
        {"read": 15_000, "events": 10_000},
    ),
    "a message goes on under another id without end": (
        "kumomta",
        lambda: (kumomta_transfer(number, number + 1) for number in range(40_000)),
        {"read": 80_000, "events": 40_000},
    ),
    "messages go on under another id in a circle": (
        "kumomta",
        lambda: (kumomta_transfer(number, (number + 1) % 40_000) for number in range(40_000)),
        {"read": 80_000, "events": 40_000},
    ),
    "all messages go on under one id": (
        "kumomta",
        lambda: (kumomta_transfer(number, 40_000) for number in range(40_000)),
        {"read": 80_000, "events": 40_000},
    ),
}
"""Logs that took the square of their length: a source, its lines, and what comes of them."""


@pytest.mark.parametrize("name", LONG)
def test_long_logs_take_no_more_time_than_they_are_long(tmp_path: Path, name: str) -> None:
    source, lines, expected = LONG[name]
    log = tmp_path / "log"
    log.write_text("".join(lines()))

    # Seconds of processor, of which less than one is needed, and of which the square took minutes.
    with limited(10):
        found = account(log, source, "--year", 2026)

    assert {what: found[what] for what in expected} == expected
