"""What `sendspec propose` found, for programs."""

from __future__ import annotations

import json
from difflib import unified_diff
from typing import Any

from sendspec.cli.propose.report import Hunk, Left, Proposal, Report, Sample


def as_json(report: Report, *, is_applied: bool) -> str:
    """The proposals, what is left to people, and all edits as one patch."""
    answer = {
        "source": report.source,
        "applied": is_applied,
        "not_understood": report.not_understood,
        "proposals": [_proposal(one) for one in report.proposals],
        "besides": [{"file": file, "edits": _hunks(hunks)} for file, hunks in report.besides],
        "left": [_left(one) for one in report.left],
        "patch": patch_of(report),
    }
    return json.dumps(answer, indent=2)


def patch_of(report: Report) -> str:
    """All edits in the form that `git apply` takes."""
    lines: list[str] = []
    for path in report.draft.differing(report.before):
        before, after = (draft.text(path).splitlines(keepends=True) for draft in (report.before, report.draft))
        differing = unified_diff(before, after, f"a/{path}", f"b/{path}")
        lines += [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in differing]
    return "".join(lines)


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "sort": proposal.sort,
        "file": proposal.file,
        "line": proposal.line,
        "machine": proposal.machine,
        "about": proposal.about,
        "count": proposal.count,
        "samples": _samples(proposal.samples),
        "later": proposal.is_later,
        "edits": _hunks(proposal.hunks),
        "means": proposal.means,
        "instead": list(proposal.instead),
    }


def _left(left: Left) -> dict[str, Any]:
    return {
        "sort": left.sort,
        "file": left.file,
        "line": left.line,
        "machine": left.machine,
        "about": left.about,
        "count": left.count,
        "samples": _samples(left.samples),
        "why": list(left.why),
    }


def _hunks(hunks: tuple[Hunk, ...]) -> list[dict[str, Any]]:
    return [{"line": hunk.line, "removed": list(hunk.removed), "added": list(hunk.added)} for hunk in hunks]


def _samples(samples: tuple[Sample, ...]) -> list[dict[str, str]]:
    return [{"place": sample.place, "text": sample.text} for sample in samples]
