"""What `sendspec diff` found, as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendspec_gen.changes.summary import Entry, entries, tallies, verdict
from sendspec_gen.emit import revision
from sendspec_gen.emit.revision_page import Cell, MachinePictures, RevisionPage, Section, page
from sendspec_gen.model import Model

from sendspec.cli.diff.report import Report, cells_of, guess_of, place_of

UNFOLDED = 20
"""Tables that are longer open on demand."""


def as_page(report: Report, old: Model, new: Model) -> str:
    """All sections, and the pictures of the machines that differ in structure."""
    pictures = [
        MachinePictures(one.label, one.difference.svg, one.before.svg, one.after.svg)
        for one in revision.pictures(old, new, report.revision.renames)
    ]
    sections = [section for section in _sections(report) if section.rows]
    return page(
        RevisionPage(verdict(report.revision), report.against, _concerned(report), pictures, sections, _flow(report))
    )


def _flow(report: Report) -> str:
    """What becomes of the log, as HTML that is escaped already."""
    if report.flow is None:
        return ""
    from sendspec.cli.diff import flow_report

    return flow_report.as_html(report.flow, report.locale, report.locale, level=3)


def _concerned(report: Report) -> Section:
    rows = [(one.concern, one.meaning, str(one.count), one.instance) for one in tallies(report.revision)]
    return Section("Who is concerned", ("Who", "Because", "Changes", "The first"), rows)


def _sections(report: Report) -> Iterator[Section]:
    found = report.revision
    changes = entries(found)
    words = [entry for entry in changes if tuple(entry.change.concerns) == ("DOCS",)]
    others = [entry for entry in changes if entry not in words]
    columns = ("Who", "What", "Before", "Now", "Why")
    yield Section(f"Laws ({len(found.laws)})", ("What", "Before", "Now", "Why"), [*_laws(report)])
    yield Section(f"Changes ({len(others)})", columns, [*_changes(others, report)])
    yield Section(f"Words only ({len(words)})", columns, [*_changes(words, report)], folded=len(words) > UNFOLDED)
    rows = [(row.what, row.table, row.id, cells_of(row)) for row in found.rows]
    yield Section(f"Test rows ({len(rows)})", ("What", "Table", "Row", "Cells"), rows, folded=len(rows) > UNFOLDED)
    yield Section("What two specs cannot tell", ("Look at this",), [(doubt,) for doubt in found.cannot_tell])


def _changes(told: Iterable[Entry], report: Report) -> Iterator[tuple[str | Cell, ...]]:
    for entry in told:
        change = entry.change
        guess = guess_of(change, report.revision.renames)
        why = f"{change.why} ({guess})" if guess else change.why
        what = Cell(f"{change.what} {entry.title}", ", ".join(entry.machines))
        place = place_of(change, report.prefix)
        yield ", ".join(change.concerns), what, change.before, change.after, Cell(why, place)


def _laws(report: Report) -> Iterator[tuple[str | Cell, ...]]:
    for law in report.revision.laws:
        known = " (known to be false)" if law.false else ""
        yield f"{law.strength}{known}", law.before, law.after, Cell(law.why, place_of(law, report.prefix))
