"""The events of Momentum's logs: what became of each recipient of each message that somebody sent."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sendspec.names import folded
from sendspec.sources.momentum_lines import Attempt, Bounced
from sendspec.sources.momentum_messages import TRANSFERRED, MomentumMessage, Numbered
from sendspec.sources.records import Bounce, EventRecord

OUT_OF_BAND_STAGE = "21"
EXPIRED = re.compile(r"\[internal\].*(?:message timeout|exceeded max time without delivery)|\b[45]\.4\.7\b", re.DOTALL)
LAST_FAILURE = re.compile(r"\(last transfail: (.*)\)", re.DOTALL)
CODE = re.compile(r"\s*(\d{3})(?:[ -]+([245]\.\d{1,3}\.\d{1,3}))?(?!\d)")
SOFT = frozenset({"20", "21", "22", "23", "24", "40", "70"})
"""Classes of a final failure whose address may be good: the retries are over."""
UNDETERMINED = "1"
ADMINISTRATIVE = "25"
UNSUBSCRIBE = "90"
NO_BOUNCES = {"60": "auto_reply", "80": "subscribe", "100": "challenge"}
NO_CONNECTION = re.compile(r"[0/-]*")
FAILURES = frozenset({"deferred", "bounced", "given_up", "expired", "administrative", "out_of_band"})
NOT_JOINED = "not_joined"
REPEATED = "repeated"
NOTIFICATION = "notification"


class Fate(NamedTuple):
    """What a line tells of a recipient."""

    line: int
    time: int
    record: str
    recipient: str
    reason: str | None
    bounce_class: str | None


class MomentumEvents:
    """Turns messages into events; what is none, and what is missing, is counted."""

    def __init__(self, meanings: Mapping[str, str], place: Callable[[int], str]) -> None:
        self.events: list[EventRecord] = []
        self.records: Counter[str] = Counter()
        self.incomplete: Counter[str] = Counter()
        self._meanings = meanings
        self._place = place

    def tell_all(self, messages: Iterable[MomentumMessage]) -> None:
        """The events of all messages, in the order in which the log begins to speak of them."""
        later: dict[str, list[MomentumMessage]] = {}
        found = list(messages)
        for message in found:
            if message.parent is not None:
                later.setdefault(message.root.id, []).append(message)
        for message in found:
            if message.is_notification:
                self.records[NOTIFICATION] += len(message.taken) + len(message.told)
            elif message.is_ambiguous:
                self.records[NOT_JOINED] += len(message.taken) + len(message.told)
            elif message.parent is None:
                self._tell(message, later.get(message.id, []))

    def _tell(self, message: MomentumMessage, later: list[MomentumMessage]) -> None:
        names = self._receive(message, later)
        fates = [fate for hop in (message, *later) for fate in self._fates(hop, names)]
        causes: dict[str, str] = {}
        for line, time, record, recipient, reason, bounce_class in sorted(fates, key=lambda fate: (fate[1], fate[0])):
            name = folded(recipient)
            if name not in names:
                # The line that took it in is missing: what follows is the first that is known of it.
                names[name] = recipient
                self._say(line, time, "queued", message.id, recipient, None, None)
            if record == "deferred" and reason is not None:
                causes[name] = reason
            if record == "expired":
                # An expiry tells no cause of its own, or in brackets: the last refusal is it.
                last = LAST_FAILURE.search(reason or "")
                reason = last[1] if last is not None else causes.get(name, reason)
            self.records[record if record in NO_BOUNCES.values() else "delivery"] += 1
            self._say(line, time, record, message.id, names[name], reason, bounce_class)

    def _receive(self, message: MomentumMessage, later: list[MomentumMessage]) -> dict[str, str]:
        """The recipients, folded and as written first; each was relayed when the message was taken in."""
        names: dict[str, str] = {}
        for line, taken in message.taken:
            name = folded(taken.recipient)
            if name in names:
                self.records[REPEATED] += 1
                continue
            names[name] = taken.recipient
            self.records["queueing"] += 1
            self._say(line, taken.time, "queued", message.id, taken.recipient, None, None)
        self.records["queueing"] += sum(len(hop.taken) for hop in later)
        if not message.taken or all(taken.reception.protocol == TRANSFERRED for taken in message.taken):
            self.incomplete["begun_before_the_log"] += 1
        return names

    def _fates(self, message: MomentumMessage, names: Mapping[str, str]) -> Iterable[Fate]:
        """What the lines of one message id tell, each fate once."""
        told = self._without_repeats(message.told)
        bounced = [(line, failure) for line, failure in told if isinstance(failure, Bounced)]
        known = names or {folded(failure.recipient): failure.recipient for _, failure in bounced if _in_band(failure)}
        twins = _Twins(bounced)
        for line, attempt in told:
            if isinstance(attempt, Bounced):
                continue
            twin = twins.take(attempt)
            recipient = twin.recipient if twin is not None else _only(known, attempt.domain)
            if recipient is None:
                self.records[NOT_JOINED] += 1
                continue
            self.records[REPEATED] += twin is not None
            bounce_class = twin.bounce_class if twin is not None else None
            record = _record_of(attempt, bounce_class)
            yield Fate(line, attempt.time, record, recipient, attempt.reason, bounce_class)
        for line, failure in twins.left():
            is_known = folded(failure.recipient) in names or (not names and _in_band(failure))
            if not is_known:
                self.records[NOT_JOINED] += 1
                continue
            record = _record_of(failure, failure.bounce_class)
            yield Fate(line, failure.time, record, failure.recipient, failure.reason, failure.bounce_class)

    def _without_repeats(self, told: list[Numbered]) -> list[Numbered]:
        first = {attempt: line for line, attempt in reversed(told)}
        self.records[REPEATED] += len(told) - len(first)
        return [(line, attempt) for line, attempt in told if first[attempt] == line]

    def _say(
        self,
        line: int,
        time: int,
        record: str,
        message: str,
        recipient: str,
        reason: str | None,
        bounce_class: str | None,
    ) -> None:
        event = self._meanings.get(record)
        if event is not None:
            bounce = Bounce(record, bounce_class, _status(reason)) if record in FAILURES else None
            place = self._place(line)
            self.events.append(EventRecord(time, message, recipient, event, None, reason, place, bounce))
        elif record not in NO_BOUNCES.values():
            self.incomplete[f"no_event_for_{record}"] += 1


class _Twins:
    """The lines of the bounce log, each of which a line of the main log may tell too."""

    def __init__(self, bounced: list[tuple[int, Bounced]]) -> None:
        self._left = dict(bounced)
        self._alike: defaultdict[tuple[object, ...], deque[int]] = defaultdict(deque)
        self._finals: list[int] = []
        for line, failure in bounced:
            if _in_band(failure):
                self._alike[_key(failure, failure.letter)].append(line)
                if failure.letter == "B":
                    self._finals.append(line)

    def take(self, attempt: Attempt) -> Bounced | None:
        """What the bounce log says of the same failure: of one attempt, or of the only end that there is."""
        letter = {"T": "T", "P": "B"}.get(attempt.letter, "")
        lines = self._alike.get(_key(attempt, letter))
        if lines:
            return self._left.pop(lines.popleft(), None)
        return self._left.pop(self._finals[0], None) if letter == "B" and len(self._finals) == 1 else None

    def left(self) -> Iterable[tuple[int, Bounced]]:
        """Those that no line of the main log tells."""
        return self._left.items()


def _key(told: Attempt | Bounced, letter: str) -> tuple[object, ...]:
    """A connection is made for one attempt; what failed without one is told apart by its time and words."""
    if NO_CONNECTION.fullmatch(told.connection) is None:
        return letter, told.connection
    return letter, told.time, told.reason


def _in_band(failure: Bounced) -> bool:
    return failure.stage != OUT_OF_BAND_STAGE or EXPIRED.search(failure.reason or "") is not None


def _only(names: Mapping[str, str], domain: str) -> str | None:
    """The recipient that is meant: the only one, or the only one of that domain."""
    if len(names) == 1:
        return next(iter(names.values()))
    found = [recipient for name, recipient in names.items() if name.rpartition("@")[2] == folded(domain)]
    return found[0] if len(found) == 1 else None


def _record_of(told: Attempt | Bounced, bounce_class: str | None) -> str:
    """The name by which the spec knows what a line tells."""
    if told.letter in ("D", "X", "T"):
        return {"D": "delivered", "X": "transferred", "T": "deferred"}[told.letter]
    if EXPIRED.search(told.reason or ""):
        return "expired"
    if bounce_class in NO_BOUNCES:
        return NO_BOUNCES[bounce_class]
    if bounce_class == UNSUBSCRIBE:
        return "unsubscribe"
    if isinstance(told, Bounced) and told.stage == OUT_OF_BAND_STAGE:
        return "out_of_band"
    if bounce_class == ADMINISTRATIVE:
        return "administrative"
    if bounce_class not in (None, UNDETERMINED):
        return "given_up" if bounce_class in SOFT else "bounced"
    match = CODE.match(told.reason or "")
    return "given_up" if match is not None and (match[2] or match[1]).startswith("4") else "bounced"


def _status(reason: str | None) -> str | None:
    match = CODE.match(reason or "")
    return match[2] if match is not None else None
