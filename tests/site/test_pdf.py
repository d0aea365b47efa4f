"""The reader of PDF files tells an empty page from others."""

from __future__ import annotations

from tests.site.pdf import marks_of_pages
from tests.site.visiting import Visits


def test_an_empty_page_is_seen(visits: Visits) -> None:
    page = visits.context().new_page()
    page.set_content("<p>first<div style='break-before: page'></div><p style='break-before: page'>third")
    first, second, third = marks_of_pages(page.pdf())

    assert first > 0
    assert second == 0
    assert third > 0
