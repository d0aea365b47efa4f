"""What is cited, resolved."""

from __future__ import annotations

from collections.abc import Iterable

from sendspec_gen import model
from sendspec_gen.problems import Note, Problems
from sendspec_gen.resolve.vocabulary import Known
from sendspec_gen.source import Written


def citations(written: Iterable[Written[str]] | None, known: Known, problems: Problems) -> tuple[model.Citation, ...]:
    """The documents and rows that exist."""
    found = []
    for cited in written or ():
        name, _, row = cited.value.partition(".")
        document = known.document_names.find(Written(name, cited.place), problems)
        if document is None:
            continue
        rows = known.project.documents[document].rows or 0
        if row and not 1 <= int(row) <= rows:
            problems.add(
                "unknown-row",
                cited.place,
                f"`{document}` has no row {row}",
                hint=f"its rows go from 1 to {rows}" if rows else "it has no `rows`",
                notes=(Note(known.project.documents[document].place, "it is defined here"),),
            )
            continue
        found.append(model.Citation(document, int(row) if row else None, cited.place))
    return tuple(found)
