"""What `sendspec propose` found, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendspec.cli.propose.report import Hunk, Left, Proposal, Report, Sample
from sendspec.sources.privacy import harmless

MOST_SHAPES = 20


def as_text(report: Report, *, is_applied: bool) -> str:
    """The proposals, each with its edit, then what is left to people."""
    lines = [*_head(report, is_applied=is_applied)]
    for proposal in report.proposals:
        lines += ["", *_proposal(proposal)]
    for file, hunks in report.besides:
        lines += ["", f"{file}: nobody refuses anything in these words then", *_hunks(file, hunks)]
    shapes = [one for one in report.left if one.sort == "shape"]
    others = [one for one in report.left if one.sort != "shape"]
    if others:
        lines += ["", "Left to people:"]
    for one in others:
        lines += ["", *_left(one)]
    if shapes:
        lines += ["", f"No rule can answer: {shapes[0].why[0]}"]
    for one in shapes[:MOST_SHAPES]:
        lines += [f"  {one.count:,} × {one.about}", *_samples(one.samples)]
    if more := shapes[MOST_SHAPES:]:
        lines.append(f"  {sum(one.count for one in more):,} more, of {len(more):,} other shapes; --json has all")
    lines += ["", *(f"note: {remark}" for remark in report.remarks)] if report.remarks else []
    return "".join(f"{harmless(line)}\n" for line in lines)


def _head(report: Report, *, is_applied: bool) -> Iterator[str]:
    number = len(report.proposals)
    if not number:
        yield "nothing to propose" + (": what is left must be decided by people" if report.left else "")
        return
    files = len(report.draft.differing(report.before))
    edits = f"{number} edit{'s' if number > 1 else ''} of {files} file{'s' if files > 1 else ''}"
    if is_applied:
        yield f"{edits} applied; `sendspec generate` writes what follows from them"
    else:
        yield f"{edits} proposed, with which the whole spec holds; --apply writes them"


def _proposal(proposal: Proposal) -> Iterator[str]:
    machine = f" in {proposal.machine}" if proposal.machine else ""
    later = ", once the others are answered" if proposal.is_later else ""
    yield f"{proposal.file}:{proposal.line}: {proposal.count:,} × {proposal.about}{machine}{later}"
    yield from _samples(proposal.samples)
    yield from _hunks(proposal.file, proposal.hunks)
    yield f"  {proposal.means}"
    yield from (f"  it holds as well under `on`: {one}" for one in proposal.instead)


def _hunks(file: str, hunks: Iterable[Hunk]) -> Iterator[str]:
    for hunk in hunks:
        yield f"  {file}:{hunk.line}"
        yield from (f"    - {line}" for line in hunk.removed)
        yield from (f"    + {line}" for line in hunk.added)


def _left(left: Left) -> Iterator[str]:
    line = f":{left.line}" if left.line else ""
    machine = f" in {left.machine}" if left.machine else ""
    yield f"{left.file}{line}: {left.count:,} × {left.about}{machine}"
    yield from _samples(left.samples)
    if left.sort == "answer":
        yield "  no answer holds; it would break"
        yield from (f"    {why}" for why in left.why)
    else:
        yield from (f"  {why}" for why in left.why)


def _samples(samples: Iterable[Sample]) -> Iterator[str]:
    return (f"    {sample.place}{f': {sample.text}' if sample.text else ''}" for sample in samples)
