r"""Words put into DOT.

Every label is written as an HTML-like string of our own: the graphviz package takes `<b>` for markup and is broken by a
trailing backslash, and Graphviz puts a node's name for `\N` in both kinds of string.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from functools import lru_cache
from html import escape

SMALL_GAP = '<font point-size="4"> </font>'
"""A line that sets apart what stands above and below it."""
_BLANKS = re.compile("[ \t\r\n]+")
_GLUED = re.compile(r"(?<=\d) | (?=[+−]\d)")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def label(lines: Iterable[str]) -> str:
    """A label of one or more lines, each of them markup from `text` or `styled`."""
    return f"<{'<br/>'.join(lines)}>"


def text(words: str) -> str:
    """Words as nothing but words: whatever they hold stands in the picture as it was written."""
    return escape(legible(words)).replace("\\", "\\\\")


def legible(words: str) -> str:
    """Words with a sign in the place of each character that XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", words)


def styled(words: str, *, color: str, size: int, bold: bool = False) -> str:
    """Words in a colour and a size in points."""
    plain = f"<b>{text(words)}</b>" if bold else text(words)
    return f'<font color="{color}" point-size="{size}">{plain}</font>'


def wrapped(words: str, width: int) -> list[str]:
    """Words in as few lines of so many characters as they need, of about the same length; `3 days` and `+1` hold on."""
    return list(_wrapped(words, width))


@lru_cache(maxsize=4096)
def _wrapped(words: str, width: int) -> tuple[str, ...]:
    words = _GLUED.sub("\0", _BLANKS.sub(" ", words).strip(" "))
    lines = textwrap.wrap(words, width, break_on_hyphens=False)
    narrower = lines
    while len(lines) > 1 and len(narrower) == len(lines):
        lines, width = narrower, width - 1
        narrower = textwrap.wrap(words, width, break_on_hyphens=False, break_long_words=False)
        if max(map(len, narrower)) > width:
            break
    return tuple(line.replace("\0", " ") for line in lines) or ("",)


def listed(items: Iterable[str], separator: str, width: int) -> list[str]:
    """Items in lines of about so many characters; only an item longer than a line is broken."""
    lines = [""]
    for item in items:
        joined = f"{lines[-1]}{separator}{item}" if lines[-1] else item
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines[-1] += separator.rstrip() if lines[-1] else ""
            lines += wrapped(item, width)
    return [line for line in lines if line]
