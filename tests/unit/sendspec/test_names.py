"""Names as people write them."""

from __future__ import annotations

import pytest
from sendspec.names import folded


@pytest.mark.parametrize(
    ("name", "small"),
    [
        ("", ""),
        ("Ann.O'Neil+X@Example.COM", "ann.o'neil+x@example.com"),
        ("ÉVA@X.TEST", "Éva@x.test"),
        ("İ@X.TEST", "İ@x.test"),
        ("ΣΑΣ@X", "ΣΑΣ@x"),
        ("STRAẞE", "straẞe"),
        ("K\u212a", "k\u212a"),
        ("A\udcffB", "a\udcffb"),
    ],
)
def test_only_ascii_letters_are_folded(name: str, small: str) -> None:
    assert folded(name) == small
