"""Text in any of Arrow's forms as plain strings or dictionaries, each in one piece; what is no UTF-8 is found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)
"""Some writers do not say that their bytes are text; whether they are is seen when they are read."""


def holds_text(kind: pa.DataType) -> bool:
    """Whether a column of that type can be read as text."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.types.is_null(kind) or any(is_kind(kind) for is_kind in (*TEXT, *BYTES))


def as_text(column: pa.ChunkedArray, *, exact: bool) -> pa.Array:
    """Strings in one piece; where one is no UTF-8 it is null if it must be exact, else its bytes are shown as escapes.

    Raises `OverflowError` for more than 2 GiB.
    """
    if pa.types.is_dictionary(column.type):
        column = pa.chunked_array(
            [pc.take(as_text(_chunked(chunk.dictionary), exact=exact), chunk.indices) for chunk in column.chunks],
            pa.string(),
        )
        return one_piece(column)
    return _checked(one_piece(_as_strings(column)), exact=exact)


def as_dictionary(column: pa.ChunkedArray, *, exact: bool) -> pa.DictionaryArray:
    """The same as a dictionary in one piece, each of whose values stands there once and none of which is null."""
    if not pa.types.is_dictionary(column.type):
        return one_piece(as_text_chunked(column, exact=exact).dictionary_encode())
    pieces = [_plain(chunk, exact=exact) for chunk in column.chunks]
    kind = pa.dictionary(pa.int32(), pa.string())
    return one_piece(pa.chunked_array(pieces, kind).unify_dictionaries())


def as_text_chunked(column: pa.ChunkedArray, *, exact: bool) -> pa.ChunkedArray:
    """The strings of `as_text`, each chunk by itself."""
    return pa.chunked_array([as_text(_chunked(chunk), exact=exact) for chunk in column.chunks], pa.string())


def one_piece(column: pa.ChunkedArray) -> pa.Array:
    """The column without seams; raises `OverflowError` where it is too long for one."""
    if column.num_chunks == 1:
        return column.chunk(0)
    try:
        return column.combine_chunks() if column.num_chunks else pa.nulls(0, column.type)
    except pa.ArrowInvalid as error:
        raise OverflowError(str(error)) from error


def _plain(chunk: pa.DictionaryArray, *, exact: bool) -> pa.DictionaryArray:
    """A dictionary of strings by int32 without repeats and nulls among its values."""
    values = as_text(_chunked(chunk.dictionary), exact=exact)
    indices = chunk.indices.cast(pa.int32())
    if values.null_count or len(values.unique()) < len(values):
        encoded = values.dictionary_encode()
        return pa.DictionaryArray.from_arrays(pc.take(encoded.indices, indices), encoded.dictionary)
    return pa.DictionaryArray.from_arrays(indices, values)


def _as_strings(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without looking whether the bytes are text."""
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_null(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    as_bytes: Callable[[pa.Array], pa.Array] = lambda chunk: chunk.cast(pa.binary(), safe=False)  # noqa: E731
    try:
        return pa.chunked_array([as_bytes(chunk).view(pa.string()) for chunk in column.chunks], pa.string())
    except pa.ArrowInvalid as error:
        raise OverflowError(str(error)) from error


def _checked(strings: pa.StringArray, *, exact: bool) -> pa.StringArray:
    if _is_ascii(strings):
        return strings
    try:
        strings.validate(full=True)
    except pa.ArrowInvalid:
        instead = None if exact else "backslashreplace"
        return pa.array([_decoded(value, instead) for value in strings.view(pa.binary()).to_pylist()], pa.string())
    return strings


def _is_ascii(strings: pa.StringArray) -> bool:
    """Whether all bytes are ASCII, which is seen four times faster than whether all are UTF-8."""
    _, offsets, values = strings.buffers()
    if not len(strings) or values is None:
        return True
    first, last = np.frombuffer(offsets, np.int32)[[strings.offset, strings.offset + len(strings)]]
    return first == last or bool(np.frombuffer(values, np.uint8)[first:last].max() < 0x80)


def _decoded(value: bytes | None, errors: str | None) -> str | None:
    try:
        return None if value is None else value.decode("utf-8", errors or "strict")
    except UnicodeDecodeError:
        return None


def _chunked(array: pa.Array) -> pa.ChunkedArray:
    return pa.chunked_array([array])
