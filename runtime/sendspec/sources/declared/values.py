"""JSON values one after the other: lines, arrays over many lines, whole documents, and all of that mixed.

Most files hold a value a line, and are decoded in blocks. Where a line is none, `json` finds how far the value goes
that begins in it, and what stands in arrays is taken one by one, so that files of any size need little memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from sendspec.sources.declared.content import BYTE_ORDER_MARK, BrokenOffError
from sendspec.sources.declared.lines import LONGEST, TOO_LONG
from sendspec.sources.declared.rows import Found

BLOCK = 1 << 15
"""Bytes that are decoded at once: few enough for their values to stay near the processor."""
NEAR_THE_END = 12
"""What goes wrong in the last few characters may be a value of which the rest is missing, such as an escape."""
BLANK = re.compile(r"[\s,]*")
ONLY_BLANK = re.compile(r"[\s,:]*\Z")
MARKS = re.compile(r'["\\{}\[\]\n]')
WHOLE_MARKS = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]"]')
WHOLE_TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"')
FAR = 8 * BLOCK
"""Bytes behind which nobody looks back."""
SOON = 2_048
"""Characters in which most values are over."""
INDENTED = re.compile(r"[ \t]*")
INDENT = 256
"""Characters of a line's beginning that are kept when what stands before is dropped."""
TOO_LARGE = "there is a number in it that is too large"
CANNOT = (msgspec.MsgspecError, ValueError, RecursionError)
decode = msgspec.json.Decoder().decode
decode_lines = msgspec.json.Decoder().decode_lines
scan = json.JSONDecoder().raw_decode


def why_not(error: Exception) -> str:
    """Why something is no JSON, without a word of it."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return "it is no JSON: there are bytes in it that are no UTF-8"
    if isinstance(error, msgspec.ValidationError):
        return TOO_LARGE
    return "it is no JSON" if isinstance(error, json.JSONDecodeError) else f"it is no JSON: {error}"


FIRST, LAST = itemgetter(0), itemgetter(-1)
BEGIN, END = set(b"{"), set(b"}")
"""Of a line that is an object."""


class Block(NamedTuple):
    """Values that begin in lines of their own."""

    numbers: Sequence[int]
    """Of the line in which each begins; they ascend."""
    values: list[Any]
    texts: list[bytes]

    def text(self, number: int) -> str:
        """The text of the value that begins in a line."""
        return shown(self.texts[self.numbers.index(number)].removesuffix(b"\r"))


class Values:
    """Reads the values of a file."""

    def __init__(self, content: Iterable[bytes]) -> None:
        self._content = iter(content)
        self._ahead: list[bytes] = []
        """What is read, and comes after what is held; the last piece comes first."""
        self._held = b""
        """What is read, and not yet told."""
        self._line = 1
        """The number of the line in which that begins."""
        self._is_ended = False
        self._broken_off: BrokenOffError | None = None
        self._more()
        self._held = self._held.removeprefix(BYTE_ORDER_MARK)

    def read(self) -> Iterator[Block | Found]:
        """The values in their order; then, where the file cannot be read to its end, raises `BrokenOffError`."""
        while self._held or not self._is_ended:
            end = len(self._held) if self._is_ended else self._held.rfind(b"\n") + 1
            if end:
                block, self._held = self._held[:end], self._held[end:]
                yield from self._lines(block)
            elif len(self._held) > LONGEST:
                yield from self._apart()
            if not self._is_ended:
                self._more(BLOCK - len(self._held) if b"\n" in self._held else max(BLOCK, len(self._held)))
        if self._broken_off is not None:
            raise self._broken_off

    def _more(self, size: int = BLOCK) -> None:
        """Read on, at least so many bytes."""
        pieces = [self._held]
        while size > 0 and not self._is_ended:
            piece = b""
            try:
                piece = self._ahead.pop() if self._ahead else next(self._content, b"")
            except BrokenOffError as error:
                self._broken_off = error
            self._is_ended = not piece
            pieces.append(piece)
            size -= len(piece)
        self._held = b"".join(pieces)

    def _hold(self, content: bytes) -> None:
        """Go on with what is read already; of much of it only the beginning is held, since it is copied often."""
        self._held = content
        if len(content) > 2 * BLOCK:
            self._held = content[:BLOCK]
            self._ahead += [content[at : at + BLOCK] for at in range(BLOCK, len(content), BLOCK)][::-1]
            self._is_ended = False

    def _lines(self, block: bytes) -> Iterator[Block | Found]:
        """The values of whole lines; from one on that is none, values are sought apart from lines."""
        lines = block.split(b"\n")
        if not lines[-1]:
            lines.pop()
        if objects := _objects_of_lines(block, lines):
            yield Block(range(self._line, self._line + len(lines)), objects, lines)
            self._line += len(lines)
            return
        rest, at = iter(lines), 0
        while at < len(lines):
            values: list[Any] = []
            with suppress(*CANNOT):
                for value in map(_decoded_line if len(block) > LONGEST else decode, rest):
                    values.append(value)  # noqa: PERF402 - those before the first that is none are wanted
            if values:
                yield Block(range(self._line, self._line + len(values)), values, lines[at : at + len(values)])
            at += len(values)
            self._line += len(values)
            if at < len(lines):
                if lines[at].strip():
                    self._held = block[sum(map(len, lines[:at])) + at :] + self._held
                    yield from self._apart()
                    return
                at += 1
                self._line += 1

    def _apart(self) -> Iterator[Block | Found]:
        """Values wherever they begin and end, and those within arrays, until lines are values again."""
        # Each byte is a character here, so that places are those of bytes.
        text, at, opened = self._held.decode("latin-1"), 0, 0
        while True:
            text, at = self._near(text, at)
            begin, at = at, _end(BLANK, text, at)
            self._line += text.count("\n", begin, at)
            if at == len(text):
                text, at = self._on(text, at)
                if at == len(text):
                    self._held = b""
                    if opened and self._broken_off is None:
                        self._broken_off = BrokenOffError(f"the array that begins in line {opened} does not end")
                    return
            elif not opened and at and text[at - 1] == "\n" and _is_value(text, at):
                self._hold(text[at:].encode("latin-1"))
                return
            elif text[at] == "[" and not opened:
                opened, at = self._line, at + 1
            elif text[at] == "]" and opened:
                opened, at = 0, at + 1
            elif opened and (run := self._objects(at)):
                block, at = run
                yield block
                self._line = block.numbers[-1] + block.texts[-1].count(b"\n")
            else:
                end, why = self._end_of_value(text, at) if opened or text[at] == "{" else (0, "it is no JSON")
                if end is None and not self._is_ended and len(text) - at <= LONGEST:
                    text, at = self._on(text, at)
                    continue
                line = self._line
                if end is None and len(text) - at > LONGEST:
                    part, why = text[at : at + LONGEST], TOO_LONG
                    text, at = self._skip(text, at)
                    yield Found(line, shown(part.encode("latin-1")), None, why)
                elif end:
                    yield _decoded(line, text[at:end].encode("latin-1"))
                    self._line += text.count("\n", at, end)
                    at = end
                else:
                    text, at, part, opened = self._fault(text, at, opened)
                    yield Found(line, shown(part.encode("latin-1")), None, why)

    def _objects(self, at: int) -> tuple[Block, int] | None:
        """Objects of an array that have lines of their own, indented alike, and where they end: each at its brace."""
        held = self._held
        # A line may be as long as the file.
        begin = max(0, at - INDENT)
        indent = held[held.rfind(b"\n", begin, at) + 1 or begin : at]
        if indent.strip() or not held.startswith(b"{\n", at):
            return None
        closing = b"\n" + indent + b"}"
        end = held.rfind(closing + b",", at, at + BLOCK)
        if end < 0:
            return None
        numbers: list[int] = []
        block, between, line = Block(numbers, [], []), b"", self._line
        with suppress(*CANNOT):
            for part in held[at:end].split(closing + b","):
                if not part.startswith(between + b"{"):
                    break
                text = part.removeprefix(between) + closing
                block.values.append(decode(text))
                block.texts.append(text)
                numbers.append(line)
                at += len(part) + len(closing) + 1
                line += text.count(b"\n") + 1
                between = b"\n" + indent
        return (block, at) if block.values else None

    def _near(self, text: str, at: int) -> tuple[str, int]:
        """Drop what was told long before: whoever tells where a fault stands counts from the beginning."""
        if at < FAR:
            return text, at
        begin = max(text.rfind("\n", 0, at), at - INDENT)
        self._hold(text[begin:].encode("latin-1"))
        return self._held.decode("latin-1"), at - begin

    def _on(self, text: str, at: int) -> tuple[str, int]:
        """Read on where there is more, twice as much as is held; what is told is dropped but for a line's beginning."""
        begin = max(text.rfind("\n", 0, at) + 1, at - INDENT)
        self._held = text[begin:].encode("latin-1")
        self._more(max(BLOCK, len(self._held)))
        return self._held.decode("latin-1"), at - begin

    def _end_of_value(self, text: str, at: int) -> tuple[int | None, str]:
        """Where a value ends, None where more must be read, 0 where it is none; and then why."""
        try:
            _, end = scan(text, at)
        except json.JSONDecodeError as error:
            is_cut = len(text) - error.pos < NEAR_THE_END and "\n" not in text[error.pos :]
            is_cut = is_cut or error.pos - at > LONGEST
            if is_cut or error.msg.startswith("Unterminated") or ONLY_BLANK.match(text, error.pos):
                return None, "it breaks off before its end"
            return 0, why_not(error)
        except (ValueError, RecursionError) as error:
            return 0, why_not(error) if isinstance(error, RecursionError) else TOO_LARGE
        # Of a number at the end there may be more.
        return (None if end == len(text) and text[at] not in "{[" and not self._is_ended else end), ""

    def _fault(self, text: str, at: int, opened: int) -> tuple[str, int, str, int]:
        """Pass by what is no value; what follows and where, what was passed by, and the line of the array around it."""
        if opened and (closed := _closed_soon(text, at)):
            return text, closed, text[at:closed], opened
        end = text.find("\n", at)
        while end < 0 and not self._is_ended and len(text) - at <= LONGEST:
            text, at = self._on(text, at)
            end = text.find("\n", at)
        if end < 0 and not self._is_ended:
            part = text[at : at + LONGEST]
            while end < 0 and not self._is_ended:
                text, at = self._on(text, len(text))
                end = text.find("\n", at)
            return text, len(text) if end < 0 else end, part, 0
        end = len(text) if end < 0 else end
        if opened and (closed := _closed(text, at, end)):
            return text, closed, text[at:closed], opened
        if text[at] in "{[":
            text, at, end = self._with_lines(text, at, end)
        part = text[at:end]
        # An array that breaks off in its own line is over.
        opened = 0 if opened == self._line else opened
        self._line += part.count("\n")
        return text, end, part, opened

    def _with_lines(self, text: str, at: int, end: int) -> tuple[str, int, int]:
        """Where the lines end that belong to a value that is none: those that are more indented, and its closing."""
        closing = "}" if text[at] == "{" else "]"
        begin = text.rfind("\n", 0, at) + 1
        indent = _end(INDENTED, text, begin) - begin
        while True:
            following, end_of_line = end + 1, text.find("\n", end + 1)
            if end_of_line < 0:
                if not self._is_ended and len(text) - at <= LONGEST:
                    length = end - at
                    text, at = self._on(text, at)
                    end = at + length
                    continue
                end_of_line = len(text)
            if following >= len(text):
                return text, at, end
            first = _end(INDENTED, text, following)
            if first - following == indent and text[first : first + 1] == closing:
                return text, at, end_of_line
            if first < end_of_line and first - following <= indent:
                return text, at, end
            end = end_of_line

    def _skip(self, text: str, at: int) -> tuple[str, int]:
        """Pass by a value of any length; what follows, and where."""
        depth, is_text = 0, False
        while True:
            while match := MARKS.search(text, at):
                at = match.end()
                if is_text and match[0] == "\\":
                    at += 1
                elif match[0] == "\n":
                    if is_text:
                        return text, at - 1
                    self._line += 1
                elif match[0] == '"':
                    is_text = not is_text
                elif not is_text and match[0] != "\\":
                    depth += 1 if match[0] in "{[" else -1
                if depth <= 0 and not is_text:
                    return text, at
            if self._is_ended:
                return text, len(text)
            escaped = max(at - len(text), 0)
            text, at = self._on(text, len(text))
            at += escaped


def _objects_of_lines(block: bytes, lines: list[bytes]) -> list[Any]:
    """The values of lines all at once; none unless each line is one object.

    Where one line ends with a brace and the next begins with one, no value goes on: a comma would have to stand there.
    """
    with suppress(IndexError, *CANNOT):
        if set(map(FIRST, lines)) == BEGIN and set(map(LAST, lines)) == END and len(block) <= LONGEST:
            values = decode_lines(block)
            return values if len(values) == len(lines) else []
    return []


def _decoded_line(line: bytes) -> Any:
    if len(line) > LONGEST:
        raise ValueError(TOO_LONG)
    return decode(line)


def shown(content: bytes) -> str:
    """Bytes as they are put aside; those that are no text survive as lone surrogates."""
    return content.decode("utf-8", "surrogateescape")


def _decoded(line: int, content: bytes) -> Found:
    if len(content) > LONGEST:
        return Found(line, shown(content[:LONGEST]), None, TOO_LONG)
    try:
        return Found(line, shown(content), decode(content))
    except CANNOT as error:
        return Found(line, shown(content), None, why_not(error))


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _is_value(text: str, at: int) -> bool:
    """Whether a line may be a value: it begins and ends with a brace, or with a bracket."""
    end = text.find("\n", at)
    ends = text[at] + text[at:end].rstrip()[-1:]
    return end > 0 and ends in ("{}", "[]") and end - at < BLOCK


def _closed_soon(text: str, at: int) -> int:
    """As `_closed`, without a look at the whole line, which may be as long as the file."""
    part = text[at : at + SOON]
    part = part[: part.find("\n")] if "\n" in part else part
    # A text that is cut, or that nobody closes, may hold any brackets.
    closed = _closed(part, 0, len(part)) if part else 0
    return at + closed if closed and '"' not in WHOLE_TEXT.sub("", part[:closed]) else 0


def _closed(text: str, at: int, end: int) -> int:
    """Where the brackets close that open there, within the line; 0 where they do not."""
    depth = 0
    for match in WHOLE_MARKS.finditer(text, at, end):
        depth += (match[0] in "{[") - (match[0] in "}]")
        if depth <= 0:
            return match.end() if match[0] in "}]" and match.start() > at else 0
    return 0
