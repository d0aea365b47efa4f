"""Lines as records: by regular expressions, and those of syslog with what stands before their text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sendspec.sources.blocks import LONGEST
from sendspec.sources.declared.lines import TOO_LONG, Line, lines_of
from sendspec.sources.declared.meaning import Declared
from sendspec.sources.declared.rows import Found
from sendspec.sources.stamps import Stamps

TAG = re.compile(r"([^\s\[\]:]+)(?:\[(\d+)\])?: ?")
LONG = f"it is longer than {LONGEST:,} characters"


def records_of_lines(content: Iterable[bytes], declared: Declared) -> Iterator[Found]:
    """The named groups of the first pattern that matches a whole line."""
    patterns = [re.compile(pattern) for pattern in declared.patterns]
    for line in lines_of(content):
        if line.text.strip():
            found = None if _is_too_long(line) else _groups(patterns, line.text)
            why = _why_too_long(line) or (None if found is not None else "no pattern of the source matches it")
            yield Found(line.number, line.text, found, why)


def stamps_of(content: Iterable[bytes], stamps: Stamps, name: str) -> None:
    """Read all times of a file; only then is it known of which year they are."""
    head = "\n"
    for line in lines_of(content):
        if line.text.strip() and not _is_too_long(line) and not line.text.startswith(head):
            head = stamps.read(line.text) or "\n"
    stamps.close(name)


def records_of_syslog(content: Iterable[bytes], declared: Declared, stamps: Stamps) -> Iterator[Found]:
    """What each line tells of its time, host, program and text, and what the first pattern finds that matches that.

    Its times were read before, by `stamps_of`.
    """
    patterns = [re.compile(pattern) for pattern in declared.patterns]
    again = Stamps(stamps.zone, stamps.year, stamps.now)
    head, time = "\n", 0
    for line in lines_of(content):
        if not line.text.strip():
            continue
        if _is_too_long(line):
            yield Found(line.number, line.text, None, _why_too_long(line))
            continue
        if not line.text.startswith(head):
            head = again.read(line.text) or "\n"
            time = stamps.times[again.latest] if head != "\n" else 0
        if head == "\n":
            yield Found(line.number, line.text, None, "it does not begin with a time")
            continue
        host, _, rest = line.text[len(head) :].partition(" ")
        tag = TAG.match(rest)
        text = rest[tag.end() :] if tag else rest
        program, pid = tag.groups() if tag else (None, None)
        record = {"time": time, "host": host, "program": program, "pid": pid, "text": text}
        yield Found(line.number, line.text, record | (_groups(patterns, text) or {}))


def _groups(patterns: list[re.Pattern[str]], text: str) -> dict[str, Any] | None:
    return next((match.groupdict() for pattern in patterns if (match := pattern.fullmatch(text))), None)


def _is_too_long(line: Line) -> bool:
    return not line.is_whole or len(line.text) > LONGEST


def _why_too_long(line: Line) -> str | None:
    return None if not _is_too_long(line) else LONG if line.is_whole else TOO_LONG
