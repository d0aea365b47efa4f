"""Which lines of a changed text are which of the text as it is on disk."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple


class Difference(NamedTuple):
    """Lines from 0, ends exclusive, of the one text and of the other."""

    what: str
    begin: int
    end: int
    other_begin: int
    other_end: int


def differences(before: Sequence[str], after: Sequence[str]) -> list[Difference]:
    """All lines of both, in parts that are equal or not."""
    return [Difference(*codes) for codes in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()]


def line_before(now: str, changed: str, line: int) -> int:
    """Which line a line of a changed text is now, both from 1; of a new one, where it will stand."""
    for part in reversed(differences(now.splitlines(), changed.splitlines())):
        if part.other_begin < line:
            return part.begin + (line - part.other_begin if part.what == "equal" else 1)
    return 1
