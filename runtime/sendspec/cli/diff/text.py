"""What `sendspec diff` found, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.changes.change import Revision
from sendspec_gen.changes.summary import Entry, entries, verdict

from sendspec.cli.diff.report import Report, cells_of, guess_of, place_of, shift_of

NOTHING = "nothing"
MOST_ROWS = 20


def as_text(report: Report) -> str:
    """All sections, one thing a line, with its reason and its place below."""
    revision = report.revision
    sections = (
        _changes(report, entries(revision)),
        _laws(report),
        _rows(revision),
        ("", "What two specs cannot tell:", *(f"  {doubt}" for doubt in revision.cannot_tell)),
    )
    lines = [f"{verdict(revision)} (against {report.against})"]
    for section in sections:
        told = list(section)
        lines += told if len(told) > 2 else []
    text = "".join(f"{_harmless(line)}\n" for line in lines)
    if report.flow is None:
        return text
    from sendspec.cli.diff import flow_report

    replayed = flow_report.as_text(report.flow, report.locale, report.locale)
    flow = "\n".join(map(_harmless, replayed.rstrip().split("\n")))
    return f"{text}\nWhat becomes of the log:\n\n{flow}\n"


def _changes(report: Report, told: tuple[Entry, ...]) -> Iterator[str]:
    yield ""
    yield "Changes:"
    for entry in told:
        change = entry.change
        machines = f" in {', '.join(entry.machines)}" if entry.machines else ""
        nothing = NOTHING if change.what == "changed" else ""
        shift = shift_of(change.before or nothing, change.after or nothing)
        yield f"  {' '.join(change.concerns):<18} {change.what} {entry.title}{machines}{f' ({shift})' if shift else ''}"
        guess = guess_of(change, report.revision.renames)
        yield f"  {'':<18} {f'{guess}; ' if guess else ''}{change.why}"
        yield f"  {'':<18} {place_of(change, report.prefix)}"


def _laws(report: Report) -> Iterator[str]:
    yield ""
    yield "Laws:"
    for law in report.revision.laws:
        known = "what is known to be false: " if law.false else ""
        yield f"  {law.strength}: {known}{shift_of(law.before, law.after)}"
        yield f"    {law.why}; {place_of(law, report.prefix)}"


def _rows(revision: Revision) -> Iterator[str]:
    yield ""
    yield f"Test rows ({len(revision.rows)}):"
    for row in revision.rows[:MOST_ROWS]:
        yield f"  {row.what} {row.table} {row.id}: {cells_of(row)}"
    if len(revision.rows) > MOST_ROWS:
        yield f"  and {len(revision.rows) - MOST_ROWS} more; --format json has them all"


def _harmless(line: str) -> str:
    """A line without signs that a terminal would obey."""
    from sendspec_gen.problems import printable

    return printable(line).rstrip()
