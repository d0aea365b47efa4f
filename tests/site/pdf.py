"""What is on the pages of a PDF file, as far as Chromium writes it."""

from __future__ import annotations

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
SHOWS = re.compile(rb"\b(?:Tj|TJ|Do)\b")
"""The operators that show text or a picture."""


def marks_of_pages(pdf: bytes) -> list[int]:
    """How many pieces of text and pictures stand on each page."""
    objects = dict(OBJECT.findall(pdf))
    pages = [content for content in objects.values() if re.search(rb"/Type /Page\b", content)]
    contents = [CONTENTS.search(page) for page in pages]
    return [len(SHOWS.findall(_stream(objects[found[1]]))) if found else 0 for found in contents]


def _stream(content: bytes) -> bytes:
    head, _, rest = content.partition(b"stream")
    body = rest.lstrip(b"\r\n").rpartition(b"endstream")[0]
    return zlib.decompress(body) if b"/FlateDecode" in head else body
