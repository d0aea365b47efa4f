"""The readers by the name that a source of the spec gives."""

from __future__ import annotations

from difflib import get_close_matches

from sendspec.sources import postfix
from sendspec.sources.records import BadLogError, Reader, Reading, Request

READERS: dict[str, Reader] = {"postfix": postfix.read}


def read(reader: str, request: Request) -> Reading:
    """Read by the reader of that name; raises `BadLogError` for an unknown one and for logs that it cannot use."""
    if reader not in READERS:
        near = get_close_matches(reader, READERS, n=1)
        cure = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(READERS)}"
        raise BadLogError(f"no reader is called `{reader}`; {cure}")
    return READERS[reader](request)
