"""Readers of their own: real lines and the examples of the spec, mutated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.conftest import Fuzz
from tests.fuzz.mutating import mutated
from tests.fuzz.reading import examples_of, reads, shipped
from tests.project import ROOT

SAMPLE = ROOT / "samples" / "postfix"


def _lines_of_postfix() -> list[bytes]:
    lines = (SAMPLE / "maillog").read_bytes().splitlines(keepends=True)
    return [b"".join(lines[start : start + 12]) for start in range(0, len(lines), 40)]


def _mails() -> list[bytes]:
    return [path.read_bytes()[:20_000] for path in sorted((SAMPLE / "dsn").iterdir())[::6]]


def _as_box(mails: list[bytes]) -> list[bytes]:
    return [b"From MAILER-DAEMON Sat Nov 21 02:00:00 2026\n" + mail + b"\n" for mail in mails]


@pytest.mark.parametrize("name", ["postfix", "exim", "momentum"])
def test_log(fuzzed: Fuzz, tmp_path: Path, name: str) -> None:
    pieces = examples_of(name) + (_lines_of_postfix() if name == "postfix" else [])

    fuzzed(name, mutated(pieces), reads(shipped().sources[name], tmp_path / "log"))


def test_dsn(fuzzed: Fuzz, tmp_path: Path) -> None:
    mails = _mails()
    pieces = mails + examples_of("dsn")

    fuzzed("dsn", mutated(pieces, most=1) | mutated(_as_box(pieces)), reads(shipped().sources["dsn"], tmp_path / "log"))
