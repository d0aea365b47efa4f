"""No law holds without one of its exceptions."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.laws import unneeded_exemptions
from sendspec_gen.model import Model
from sendspec_gen.problems import Note, Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell each exception without which its law holds as well."""
    for law, exemption in unneeded_exemptions(model):
        events = " and ".join(f"`{event}`" for event in exemption.events)
        yield Problem(
            "unneeded-exception",
            exemption.place,
            f"`{law.name}` holds for {events}, too",
            hint="delete the exception",
            notes=(Note(law.place, "the law stands here"),),
        )
