"""Something happens to every message of a recording."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.model import Model
from sendspec_gen.problems import Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell the messages that a recording counts and that hear nothing in it."""
    for recording in model.recordings.values():
        heard = {event.message for event in recording.events}
        silent = [number for number in range(1, recording.messages + 1) if number not in heard]
        if silent:
            more = f" and {len(silent) - 1} more" if len(silent) > 1 else ""
            yield Problem(
                "silent-message",
                recording.place,
                f"nothing happens to message `{silent[0]}`{more} of this recording",
                hint="number the messages without gaps, and let `messages` be the last number",
            )
