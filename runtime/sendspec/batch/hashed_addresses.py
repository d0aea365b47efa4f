"""Tables in which hashes stand for addresses."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from sendspec.sources.privacy import AddressHashes


def hashed(table: pa.Table, hashes: AddressHashes) -> pa.Table:
    """The same with recipients, and the addresses in reasons, as hashes; each distinct text is looked at once."""
    for name, change in (("recipient", hashes.of), ("reason", hashes.within)):
        place = table.schema.get_field_index(name)
        if place >= 0:
            field = table.schema.field(place)
            table = table.set_column(place, field, _changed(table.column(place), change).cast(field.type))
    return table


def _changed(column: pa.ChunkedArray, change: Callable[[str], str]) -> pa.Array:
    """The texts of a column after a change; null stays null."""
    texts = column.cast(pa.string()).combine_chunks()
    coded = (texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts).dictionary_encode()
    values = pa.array([change(text) for text in coded.dictionary.to_pylist()], pa.string())
    return values.take(coded.indices)
