"""NumPy's arrays as Arrow's, without a copy; `pyarrow.array` would import pandas, where it is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def numbers(values: NDArray[Any], kind: pa.DataType, missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """Numbers of that type, whose bytes they have already; null where they are missing."""
    bits = None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [bits, pa.py_buffer(np.ascontiguousarray(values))])


def rows(values: NDArray[np.int64]) -> pa.Array:
    """Numbers of rows, for `take`."""
    return numbers(values, pa.int64())


def truths(values: NDArray[np.bool_]) -> pa.Array:
    """True and false."""
    bits = pa.py_buffer(np.packbits(values, bitorder="little"))
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, bits])
