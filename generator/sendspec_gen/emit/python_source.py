"""Values of the model as Python source: whatever a text holds, it stays one literal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping

LINE = 120
LONGEST_PIECE = 88
INDENT = 4


class Code(str):
    """Python source that goes out as it is."""

    __slots__ = ()


def literal(value: object) -> Code:
    """Write a text, number, flag, None, tuple or mapping as a Python literal; `Code` stays what it is."""
    match value:
        case Code():
            return value
        case str():
            return _text(value)
        case bool() | None:
            return Code(repr(value))
        case int():
            return Code(f"{value:_}")
        case tuple():
            items = ", ".join(literal(item) for item in value)
            return Code(f"({items},)" if len(value) == 1 else f"({items})")
        case Mapping():
            return Code("{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}")
        case _:
            raise TypeError(f"no literal is known for {type(value).__name__}")


def arguments(**keywords: object) -> Code:
    """Write keyword arguments; those that are None, False or empty stand for the default and are left out."""
    return Code(", ".join(f"{key}={literal(value)}" for key, value in keywords.items() if not _is_default(value)))


def docstring(paragraphs: str | Iterable[str], depth: int = 0) -> str:
    """Write a docstring: the first paragraph as its summary, the others as points of a list; `depth` in indents."""
    summary, *points = [paragraphs] if isinstance(paragraphs, str) else list(paragraphs)
    width = LINE - INDENT * depth - 2 * len('"""')
    lines = _wrapped(summary, width) or [""]
    if points:
        lines.append("")
    for point in points:
        lines += _wrapped(point, width, first="- ", others="  ")
    if len(lines) == 1:
        return f'"""{_closed(lines[0])}"""'
    indent = " " * INDENT * depth
    return "\n".join([f'"""{lines[0]}', *((indent + line).rstrip() for line in lines[1:]), f'{indent}"""'])


def _wrapped(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    return textwrap.wrap(
        _printable(text),
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _text(text: str) -> Code:
    pieces = [""]
    for word in re.split(r"(?<= )", text):
        if pieces[-1] and len(pieces[-1]) + len(word) > LONGEST_PIECE:
            pieces.append("")
        pieces[-1] += word
    written = " ".join(repr(piece) for piece in pieces)
    return Code(f"({written})" if len(pieces) > 1 else written)


def _is_default(value: object) -> bool:
    return value is None or value is False or (isinstance(value, (str, tuple, Mapping)) and not value)


def _printable(text: str) -> str:
    """A text on one line, with everything that could end or change a docstring escaped."""
    words = " ".join(text.split())
    escaped = "".join(
        letter if letter.isprintable() and letter != "\\" else letter.encode("unicode_escape").decode("ascii")
        for letter in words
    )
    return escaped.replace('"""', r"\"\"\"")


def _closed(line: str) -> str:
    """A last line that the closing quotes may follow."""
    return line[:-1] + r"\"" if line.endswith('"') else line
