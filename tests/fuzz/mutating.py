"""Content that was whole once: real pieces, cut, doubled, mixed, and with odd things put in."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

ODD = (
    *(b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\r\n", b"\n", b"\n\n", b"\t"),
    *(b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b"{", b"}", b"[", b"]", b"{}", b"[]", b",", b":", b": ", b"<", b">"),
    *(b"@", b";", b"=", b"*", b"&a ", b"*a", b"!!python/object ", b"%s", b"#", b"- ", b"| ", b"(", b")", b"+", b"null"),
    *(b"1e999", b"-1e999", b"NaN", b"-0", b"1" * 400, b"9" * 5000, b"0x7fffffffffffffff", b"18446744073709551616"),
    *(b"[" * 3000, b'{"a":' * 1500, b"(" * 300, b"a" * 70_000, b" " * 5000, b"\n" * 300, b"=?utf-8?q?=" * 200),
    *("\x1b[31m\u202e\u2028\x85é".encode(), b"9999-12-31T23:59:59.999999Z", b"0001-01-01T00:00:00+14:00"),
    *(b"2026-02-29T25:61:61", b"Feb 29 23:59:60 ", b"Dec 31 23:59:59 ", b"Jan  1 00:00:00 ", b"-9223372036854775808"),
)
FAR = 1 << 20
KINDS = ("delete", "insert", "repeat", "cut", "flip", "splice")


def mutated(pieces: Sequence[bytes], *, most: int = 4, edits: int = 6) -> st.SearchStrategy[bytes]:
    """A few of the pieces, one after the other, after some edits."""
    place = st.integers(0, FAR)
    edit = st.tuples(st.sampled_from(KINDS), place, place, st.sampled_from(ODD) | st.binary(max_size=8))
    chosen = st.lists(st.sampled_from(list(pieces)), min_size=1, max_size=most)
    return st.builds(_edited, chosen.map(b"".join), st.lists(edit, max_size=edits))


def _edited(content: bytes, edits: list[tuple[str, int, int, bytes]]) -> bytes:
    for kind, first, second, odd in edits:
        start = first % (len(content) + 1)
        end = min(len(content), start + second % 200)
        match kind:
            case "delete":
                content = content[:start] + content[end:]
            case "insert":
                content = content[:start] + odd + content[end if second % 2 else start :]
            case "repeat":
                content = content[:end] + content[start:end] * (second % 4) + content[end:]
            case "cut":
                content = content[: max(start, len(content) // 2)]
            case "flip" if start < len(content):
                content = content[:start] + bytes([content[start] ^ 1 << second % 8]) + content[start + 1 :]
            case "splice":
                other = second % (len(content) + 1)
                content = content[:start] + content[other : other + 100] + content[start:]
    return content
