"""Random logs that are as bad as logs can be."""

from __future__ import annotations

from random import Random

from sendspec.sources.records import EventRecord
from sendspec_gen.model import Model

RECIPIENTS = ("ann@x.test", "Ann@X.test", "ANN@x.TEST", "élan@x.test", "Élan@x.test", "", "b'ob\\@x")
REASONS = (None, None, "", "Z", "a", "é", "𝄞", "ﬀ", '550 5.1.1 it\'s "gone"; -- no')
IDS = (None, None, "", "1", "2", "3")


def random_log(model: Model, seed: int, events: int, *, start: int, span: int, step: int) -> list[EventRecord]:
    """Events of few messages within a span of microseconds at multiples of a step: ties, repeats, disorder."""
    random = Random(seed)
    kinds = [kind for kind in model.events if kind in ("log", "tracking")]
    names = [*(name for kind in kinds for name in model.events[kind]), "unheard_of", "Delivered"]
    log = []
    for number in range(events):
        event = EventRecord(
            time=start + random.randrange(span // step) * step,
            message=f"m{random.randrange(max(events // 12, 1))}",
            recipient=random.choice(RECIPIENTS),
            event=random.choice(names),
            id=random.choice(IDS),
            reason=random.choice(REASONS),
            place=f"log:{number}",
        )
        log += [event] * random.choice((1, 1, 1, 1, 2))
    random.shuffle(log)
    return log
