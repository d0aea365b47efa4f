"""What `sendspec diff` found, as a page."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.changes.summary import entries, tallies, verdict
from sendspec_gen.emit import revision
from sendspec_gen.emit.revision_page import MachinePictures, RevisionPage, Section, page
from sendspec_gen.model import Model

from sendspec.cli.diff_report import Report, cells_of, guess_of, place_of


def as_page(report: Report, old: Model, new: Model) -> str:
    """All sections, and the pictures of the machines that differ in structure."""
    pictures = [
        MachinePictures(one.label, one.difference.svg, one.before.svg, one.after.svg)
        for one in revision.pictures(old, new, report.revision.renames)
    ]
    sections = [section for section in _sections(report) if section.rows]
    return page(RevisionPage(verdict(report.revision), report.against, sections, pictures, _flow(report)))


def _flow(report: Report) -> str:
    """What becomes of the log, as HTML that is escaped already."""
    if report.flow is None:
        return ""
    from sendspec.cli import revision_flow_report

    return revision_flow_report.as_html(report.flow, report.locale, report.locale, level=3)


def _sections(report: Report) -> Iterator[Section]:
    found = report.revision
    concerned = [(one.concern, one.meaning, str(one.count), one.instance) for one in tallies(found)]
    yield Section("Who is concerned", ("Who", "Because", "Changes", "The first"), concerned)
    columns = ("Who", "What", "Where", "Before", "Now", "Why", "Place")
    yield Section(f"Changes ({len(entries(found))})", columns, [*_changes(report)])
    yield Section(f"Laws ({len(found.laws)})", ("What", "Before", "Now", "Why", "Place"), [*_laws(report)])
    rows = [(row.what, row.table, row.id, cells_of(row)) for row in found.rows]
    yield Section(f"Test rows ({len(rows)})", ("What", "Table", "Row", "Cells"), rows)
    yield Section("What two specs cannot tell", ("Look at this",), [(doubt,) for doubt in found.cannot_tell])


def _changes(report: Report) -> Iterator[tuple[str, ...]]:
    for entry in entries(report.revision):
        change = entry.change
        guess = guess_of(change, report.revision.renames)
        why = f"{change.why} ({guess})" if guess else change.why
        place = place_of(change, report.prefix)
        where = ", ".join(entry.machines)
        yield ", ".join(change.concerns), f"{change.what} {entry.title}", where, change.before, change.after, why, place


def _laws(report: Report) -> Iterator[tuple[str, ...]]:
    for law in report.revision.laws:
        known = " (known to be false)" if law.false else ""
        yield f"{law.strength}{known}", law.before, law.after, law.why, place_of(law, report.prefix)
