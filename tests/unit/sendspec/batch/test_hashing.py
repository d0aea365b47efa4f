"""Keys of texts: the same for the same text wherever it lies, another for another one, letters folded as said."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec.batch.hashing import FIRST, SECOND, hashed_texts, stirred_text
from sendspec.names import folded

Key = tuple[int, int]


def key_of(text: bytes, *, before: bytes = b"", after: bytes = b"", fold: bool = False) -> Key:
    data = np.frombuffer(before + text + after, np.uint8)
    first, second = stirred_text(FIRST, SECOND, data, len(before), len(before) + len(text), fold)
    return int(first), int(second)


@settings(deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=9), st.binary(max_size=9))
def test_a_key_does_not_depend_on_where_the_text_lies(text: bytes, before: bytes, after: bytes) -> None:
    assert key_of(text) == key_of(text, before=before, after=after)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_only_ascii_letters_are_folded(text: str) -> None:
    assert key_of(folded(text).encode()) == key_of(text.encode(), fold=True)


def test_every_byte_is_folded_as_the_names_are() -> None:
    for byte in range(256):
        text = bytes([byte]) * 11
        lower = bytes(letter + 32 if 65 <= letter <= 90 else letter for letter in text)
        assert key_of(lower) == key_of(text, fold=True)


def test_texts_that_differ_a_little_have_keys_that_differ_in_both_halves() -> None:
    texts = [b"", b"\0", b"\0\0", *(b"message-%06d@example.com" % number for number in range(2_000))]
    texts += [b"x" * length for length in range(1, 200)]
    texts += [bytes([*b"y" * place, ord("z"), *b"y" * (39 - place)]) for place in range(40)]
    keys = [key_of(text) for text in texts]

    assert len(texts) == len({first for first, _ in keys}) == len({second for _, second in keys})


def test_two_texts_are_not_one_text_cut_elsewhere() -> None:
    def key_of_two(one: bytes, other: bytes) -> Key:
        data = np.frombuffer(one + other, np.uint8)
        halves = stirred_text(FIRST, SECOND, data, 0, len(one), False)
        first, second = stirred_text(*map(np.uint64, halves), data, len(one), len(one) + len(other), True)
        return int(first), int(second)

    assert key_of_two(b"ab", b"c") != key_of_two(b"a", b"bc")
    assert key_of_two(b"abcdefgh", b"") != key_of_two(b"", b"abcdefgh")


def test_many_texts_are_hashed_alike_and_apart() -> None:
    texts = [b"550 5.1.1 user unknown", b"", b"452 4.2.2 mailbox full", b"550 5.1.1 user unknown"]
    offsets = np.cumsum([0, *map(len, texts)]).astype(np.int32)
    out = np.empty(len(texts), np.uint64)
    hashed_texts(offsets, np.frombuffer(b"".join(texts), np.uint8), out)

    assert out[0] == out[3]
    assert len(set(out.tolist())) == 3


def test_the_halves_of_keys_are_spread_evenly() -> None:
    """Keys choose buckets by their upper bits, slots by their lower ones."""
    keys = np.array([key_of(b"%08x-0000-0000-0000-%012x" % (number, number)) for number in range(4_096)], np.uint64)
    for half in (keys[:, 0], keys[:, 1]):
        for bits in (half >> np.uint64(58), half & np.uint64(63)):
            counts = np.bincount(bits.astype(np.int64), minlength=64)
            # 64 expected in each; six standard deviations.
            assert counts.min() > 64 - 48
            assert counts.max() < 64 + 48
