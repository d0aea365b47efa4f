"""What `sendspec diff` found, whole, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sendspec_gen.changes.summary import verdict

from sendspec.cli.diff.report import Report
from sendspec.cli.privacy import json_text


def as_json(report: Report) -> str:
    """Everything; places as `file:line:column`, those of the old spec without the revision."""
    revision = report.revision
    content = {
        "against": report.against,
        "verdict": verdict(revision),
        "concerned": list(revision.concerned),
        **{
            part: [_plain(asdict(one)) for one in getattr(revision, part)]
            for part in ("renames", "changes", "laws", "rows")
        },
        "cannot_tell": list(revision.cannot_tell),
        "flow": _flow(report),
    }
    return f"{json_text(content)}\n"


def _flow(report: Report) -> dict[str, Any] | None:
    if report.flow is None:
        return None
    from sendspec.cli.diff import flow_report

    return flow_report.as_data(report.flow)


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """A record whose places are texts."""
    return {key: str(value) if key.endswith("place") and value else value for key, value in record.items()}
