"""The comments that ignore a problem: found where YAML sees a comment, and nowhere else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from sendspec_gen.ignores import IGNORABLE, RELIED_ON, Ignore
from sendspec_gen.problems import Problems, nearest, quoted
from sendspec_gen.read.nodes import PARSER
from sendspec_gen.source import Place, SourceFile

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line in YAML."""
_IGNORE = re.compile(r"#[ \t]*ignore[ \t]*\[(?P<code>[^]]*)\]?(?:[ \t]*:(?P<reason>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment that ignores something, and whether it has its line for itself."""

    line: int
    found: re.Match[str]
    alone: bool


def ignores_in(source: SourceFile, problems: Problems) -> Iterator[Ignore]:
    """The comments of a readable file: one beside something speaks of its line, one alone of what follows it."""
    text = source.content.decode("utf-8-sig")
    # Most files have none, and need not be gone through twice.
    if not _IGNORE.search(text):
        return
    comments = tuple(_comments(text))
    alone = {comment.line for comment in comments if comment.alone}
    for comment in comments:
        line = comment.line
        while line in alone:
            line += 1
        ignore = _ignore(comment, line, source.path, problems)
        if ignore is not None:
            yield ignore


def _comments(text: str) -> Iterator[_Comment]:
    values = _values(text)
    starts = [value.start for value in values]
    for number, (offset, line) in enumerate(_lines(text), start=1):
        if not _IGNORE.search(line):
            continue
        for sign in re.finditer("#", line):
            index = offset + sign.start()
            before = bisect_right(starts, index) - 1
            if before >= 0 and index in values[before]:
                continue
            # Here the comment begins; what stands further on is a part of it.
            found = _IGNORE.match(line, sign.start())
            if found:
                yield _Comment(number, found, alone=not line[: sign.start()].strip())
            break


def _values(text: str) -> list[range]:
    """Where keys and values stand; the first line of a block text may end in a comment and does not count."""
    values = []
    for token in yaml.scan(text, Loader=PARSER):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark.index, token.end_mark.index
            if token.style in ("|", ">"):
                first_break = _BREAK.search(text, start)
                start = first_break.end() if first_break else end
            values.append(range(start, end))
    return values


def _lines(text: str) -> Iterable[tuple[int, str]]:
    """Each line with the index of its first letter."""
    start = 0
    for found in _BREAK.finditer(text):
        yield start, text[start : found.start()]
        start = found.end()
    yield start, text[start:]


def _ignore(comment: _Comment, line: int, file: str, problems: Problems) -> Ignore | None:
    found, code = comment.found, comment.found["code"].strip()
    place = Place(file, comment.line, found.start() + 1, found.end() + 1)
    if code not in IGNORABLE:
        start = found.start("code") + 1
        _refuse(code, Place(file, comment.line, start, start + max(1, len(found["code"]))), problems)
        return None
    reason = (found["reason"] or "").strip()
    if not reason:
        problems.add(
            "ignore-without-reason",
            place,
            f"`{code}` is ignored here, and it is not said why",
            hint=f"write `# ignore[{code}]: ` and the reason",
        )
        return None
    return Ignore(code, reason, line, place)


def _refuse(code: str, place: Place, problems: Problems) -> None:
    from sendspec_gen.rules import rules

    if code in RELIED_ON:
        problems.add("not-ignorable", place, f"`{code}` cannot be ignored: {RELIED_ON[code]}", hint="mend it instead")
    elif code in rules():
        problems.add(
            "not-ignorable",
            place,
            f"`{code}` cannot be ignored: until it is mended nobody knows what the spec means",
            hint="mend it instead",
        )
    else:
        one_each = "a comment names one rule; write one comment for each, alone above the line"
        hint = one_each if "," in code else nearest(code, IGNORABLE)
        problems.add("unknown-rule", place, f"no rule is called {quoted(code)}", hint=hint)
