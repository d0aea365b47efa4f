"""The events of a Postfix log: what became of each recipient of each message that somebody sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from sendspec.sources.postfix_messages import Attempt, Message, Outcome
from sendspec.sources.records import EventRecord
from sendspec.sources.stamps import Stamps

WAITING = frozenset({"deferred", "suspended"})
ENDED = frozenset({"sent", "discarded", "bounced", "expired", "force_expired", "deleted"})


class PostfixEvents:
    """Turns messages into events; what is none, and what is missing, is counted."""

    def __init__(self, meanings: Mapping[str, str], stamps: Stamps, place: Callable[[int], str]) -> None:
        self.events: list[EventRecord] = []
        self.records: Counter[str] = Counter()
        self.incomplete: Counter[str] = Counter()
        self._meanings = meanings
        self._stamps = stamps
        self._place = place

    def tell_all(self, messages: list[Message]) -> None:
        """The events of all messages, in the order in which these were queued."""
        families: defaultdict[int, list[Message]] = defaultdict(list)
        for message in messages:
            if message.parent is not None:
                families[id(message.root)].append(message)
        for message in messages:
            if message.notification or message.probe:
                self.records["notification" if message.notification else "probe"] += len(message.attempts)
            elif message.parent is None:
                self._tell(message, families.get(id(message), []))

    def _tell(self, message: Message, later: list[Message]) -> None:
        """The events of one message, and of the queue ids under which it went on."""
        hops = [(attempt, hop) for hop in (message, *later) for attempt in hop.attempts]
        if later:
            hops.sort(key=lambda pair: pair[0].line)
        for attempt, hop in hops:
            names = self._names(message, attempt, hop)
            # Nobody is left to whom it could apply: the recipients stood in lines that are missing.
            self.records["delivery" if names else "recipients_unknown"] += 1
            for name in names:
                self._hear(message, attempt, hop, name)
        self._look_for_gaps(message, later)

    def _names(self, message: Message, attempt: Attempt, hop: Message) -> list[str]:
        """The recipients that a line tells of, folded."""
        outcomes = message.outcomes
        if attempt.recipient is None and attempt.record == "deleted":
            return [name for name in message.names if outcomes[name].record not in ENDED]
        if attempt.recipient is None:
            return [name for name, last in outcomes.items() if last.record in WAITING and last.message is hop]
        name = attempt.recipient.lower()
        if name not in message.names and hop is not message and attempt.original is not None:
            # Behind a content filter an alias is expanded: it is still the recipient that was sent to.
            original = attempt.original.lower()
            if original in message.names:
                return [original]
        return [name]

    def _hear(self, message: Message, attempt: Attempt, hop: Message, name: str) -> None:
        if name not in message.names:
            message.names[name] = attempt.recipient or name
            self._say("queued", message.stamp, message.line, message, name, None)
        record = "transferred" if attempt.line in hop.handed_on else attempt.record
        before = message.outcomes.get(name)
        # An expiry tells no cause of its own: the last refusal is it.
        reason = attempt.reason or (before.reason if before is not None and record != "sent" else None)
        message.outcomes[name] = Outcome(record, reason, hop)
        self._say(record, attempt.stamp, attempt.line, message, name, reason)

    def _say(self, record: str, stamp: int, line: int, message: Message, name: str, reason: str | None) -> None:
        event = self._meanings.get(record)
        if event is None:
            self.incomplete[f"no_event_for_{record}"] += 1
            return
        time = self._stamps.time(stamp)
        place = self._place(line)
        self.events.append(EventRecord(time, message.key, message.names[name], event, None, reason, place))

    def _look_for_gaps(self, message: Message, later: list[Message]) -> None:
        if message.expected is None and not message.names:
            self.incomplete["never_queued"] += 1
            return
        if not message.complete:
            self.incomplete["begun_before_the_log"] += 1
        if not all(hop.removed for hop in (message, *later)):
            self.incomplete["not_removed"] += 1
        missing = (message.expected or 0) - len(message.names)
        if missing > 0:
            self.incomplete["recipients_not_named"] += missing
