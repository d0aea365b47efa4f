"""What `sendspec diff` found, as GitHub-flavoured Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from sendspec_gen.changes.summary import Entry, entries, tallies, verdict
from sendspec_gen.emit.markdown.parts import escaped

from sendspec.cli.diff.report import Report, cells_of, guess_of, place_of

MOST_ROWS = 30
"""Of test tables; the other tables are as long as there is room."""
ROOM = 12_000
"""Characters in the table of a section; GitHub takes 65,536 in a comment."""
LONGEST = 300
"""Characters in a cell; a pull request is no place for more."""


def as_markdown(report: Report) -> str:
    """The verdict, who is concerned in a short table, and the rest folded."""
    revision = report.revision
    parts = [f"**{_said(verdict(revision))}** (against {_code(report.against)})"]
    concerned = [(one.concern, _said(one.meaning), str(one.count), _said(one.instance)) for one in tallies(revision)]
    if concerned:
        parts.append(_table(("Who", "Because", "Changes", "The first"), concerned))
    parts += _folded("Changes", ("Who", "What", "Where", "Before", "Now", "Why", "Place"), _changes(report))
    parts += _folded("Laws", ("What", "Before", "Now", "Why", "Place"), _laws(report))
    parts += _folded("Test rows", ("What", "Table", "Row", "Cells"), _rows(report), MOST_ROWS)
    parts += _folded("What two specs cannot tell", ("Look at this",), [(_said(one),) for one in revision.cannot_tell])
    if report.flow is not None:
        from sendspec.cli.diff import flow_report

        told = flow_report.as_markdown(report.flow, report.locale, report.locale).strip("\n")
        parts.append(f"<details>\n<summary>What becomes of the log</summary>\n\n{told}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def _changes(report: Report) -> Iterator[tuple[str, ...]]:
    for entry in entries(report.revision):
        change = entry.change
        guess = guess_of(change, report.revision.renames)
        why = f"{change.why} ({guess})" if guess else change.why
        yield (
            ", ".join(change.concerns),
            f"{change.what} {_title(entry)}",
            "<br>".join(_code(machine) for machine in entry.machines),
            _said(change.before),
            _said(change.after),
            _said(why),
            _code(place_of(change, report.prefix)),
        )


def _title(entry: Entry) -> str:
    name = _said(entry.change.name) if entry.change.of == "scenario" else _code(entry.change.name)
    return f"{entry.change.of} {name}{_said(entry.rest)}"


def _laws(report: Report) -> Iterator[tuple[str, ...]]:
    for law in report.revision.laws:
        known = " (known to be false)" if law.false else ""
        place = _code(place_of(law, report.prefix))
        yield f"{law.strength}{known}", _said(law.before), _said(law.after), _said(law.why), place


def _rows(report: Report) -> Iterator[tuple[str, ...]]:
    for row in report.revision.rows:
        yield row.what, _code(row.table), _code(row.id), _said(cells_of(row))


def _folded(
    heading: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]], most: int | None = None
) -> Iterator[str]:
    """A section that opens on a click; nothing if it is empty."""
    told = list(rows)
    if not told:
        return
    shown = _fitting(told[:most])
    more = f"\n\nand {len(told) - len(shown)} more; `--format json` has them all" if len(told) > len(shown) else ""
    content = f"{_table(columns, shown)}{more}"
    yield f"<details>\n<summary>{heading} ({len(told)})</summary>\n\n{content}\n\n</details>"


def _fitting(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The first rows, as many as there is room for."""
    lengths = accumulate(sum(len(cell) + 3 for cell in row) for row in rows)
    return rows[: sum(length <= ROOM for length in lengths)]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _said(text: str) -> str:
    """Plain words; nobody is called by them, and no other issue."""
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return escaped(short).replace("\N{NO-BREAK SPACE}", " ").replace("#", "&#35;").replace("@", "&#64;")


def _code(text: str) -> str:
    """A name or a place, as code that no sign in it can end."""
    if not text:
        return ""
    plain = " ".join(text.split()).replace("|", "\\|")
    fence = "`"
    while fence in plain:
        fence += "`"
    room = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{room}{plain}{room}{fence}"
