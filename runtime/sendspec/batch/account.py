"""What became of the rows of a log, in the words in which every reader tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from sendspec.batch.counts import Account
from sendspec.batch.logs import Log
from sendspec.batch.reading import EVENT, NOT_NAMED, remarks_on_names
from sendspec.batch.result import Result
from sendspec.batch.schema import REQUIRED
from sendspec.sources.records import NotUnderstood, Reading


def reading_of(account: Account, log: Log, meanings: Mapping[str, str]) -> Reading:
    """The account as a reading that kept no events."""
    unnamed = Counter({name: number for name, number in account.unknown.items() if name not in meanings})
    events = account.rows - account.incomplete - unnamed.total()
    records = {EVENT: events, NOT_NAMED: unnamed.total(), "not_understood": account.incomplete}
    return Reading(
        counted=events,
        records=Counter({name: number for name, number in records.items() if number}),
        not_understood=list(_incomplete(account, log)),
        remarks=[*log.remarks, *remarks_on_names(unnamed, meanings)],
    )


def without_unnamed(result: Result, reading: Reading) -> Result:
    """The result without unknown events that the source does not name: the reading has counted them."""
    return replace(result, unknown=result.unknown - reading.records[NOT_NAMED])


def _incomplete(account: Account, log: Log) -> Iterator[NotUnderstood]:
    """The first rows that lack something, with what they lack."""
    rows = np.array(account.incomplete_rows, np.int64)
    needed = [name for name in (*REQUIRED, "recipient") if name in log.columns]
    texts = log.take(rows, needed).to_pydict() if len(rows) else {}
    for index, place in enumerate(log.places(rows)):
        names = " and ".join(f"no `{name}`" for name in needed if texts[name][index] is None)
        yield NotUnderstood(place, "", f"{names} can be read in it")
