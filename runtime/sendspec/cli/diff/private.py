"""What a report may tell of those who stand for many: no address, unless somebody asked for it, or its hash."""

from __future__ import annotations

from dataclasses import replace

from sendspec.cli.diff.flow_data import Flow, RevisionFlow, Sample
from sendspec.sources.privacy import MASK, AddressHashes, are_shown, harmless, masked


def private(flow: RevisionFlow, hashes: AddressHashes | None = None) -> RevisionFlow:
    """The same with samples that may be shown: with hashes where there are any, else without addresses."""
    modes = (
        replace(mode, statuses=_private(mode.statuses, hashes), states=_private(mode.states, hashes))
        for mode in flow.modes
    )
    return replace(flow, modes=tuple(modes))


def _private(flow: Flow, hashes: AddressHashes | None) -> Flow:
    streams = (
        replace(stream, samples=tuple(_sample(sample, hashes) for sample in stream.samples)) for stream in flow.streams
    )
    return replace(flow, streams=tuple(streams))


def _sample(sample: Sample, hashes: AddressHashes | None) -> Sample:
    if hashes is not None:
        return Sample(harmless(hashes.within(sample.message)), hashes.of(sample.recipient))
    # Whatever it looks like, a recipient is one.
    recipient = harmless(sample.recipient) if are_shown() else MASK
    return Sample(masked(sample.message), recipient if sample.recipient else "")
