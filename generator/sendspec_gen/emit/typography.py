"""Plain words as they are set, in whatever they are written."""

from __future__ import annotations

import re

from sendspec_gen.emit.wording import TOGETHER

BLANK = " \t\r\n"
_SPACES = re.compile(r"[ \t\r\n]+")
_HELD = re.compile(r"(?<=[«→]) |(?<=\d) (?=\w)| (?=[;:!?»%]|\d+\))")
"""The spaces at which no line is broken, as in `3 days`, `→ Sent`, `(code 6)` and before French signs."""


def trimmed(text: str) -> str:
    """Words on one line, without the spaces at their ends."""
    return _HELD.sub(TOGETHER, _SPACES.sub(" ", text.strip(BLANK)))


def spaced(text: str) -> str:
    """Words on one line, which keep a space at their ends since others may follow."""
    return _HELD.sub(TOGETHER, _SPACES.sub(" ", text))


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text, which are parted by empty lines."""
    return [trimmed(part) for part in re.split(r"\n\s*\n", text.strip())]
