"""What can keep a sound spec from being emitted."""

from __future__ import annotations


class EmitError(Exception):
    """A tool that an emitter calls is missing or refuses its input; in words for people."""
