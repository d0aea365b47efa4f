"""What is committed is what the spec says."""

from __future__ import annotations

from sendspec_gen.disk import differences
from sendspec_gen.pipeline import emit_files

from tests.project import ROOT, shipped_model


def test_generated_files_are_up_to_date() -> None:
    changes = differences(ROOT, emit_files(shipped_model()))

    assert [(change.path, change.state) for change in changes] == []
