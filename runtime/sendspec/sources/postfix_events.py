"""The events of a Postfix log: what became of each recipient of each message that somebody sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from sendspec.sources.postfix_messages import Attempt, Message
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
        self._times = stamps.times
        self._place = place

    def tell_all(self, messages: list[Message]) -> None:
        """The events of all messages, in the order in which these were queued."""
        later: defaultdict[int, list[Message]] = defaultdict(list)
        for message in messages:
            if message.parent is not None:
                later[id(message.root)].append(message)
        for message in messages:
            if message.sent:
                self._tell(message, later.get(id(message), []))
            elif message.parent is None:
                self.records["notification" if message.notification else "probe"] += len(message.attempts)

    def _tell(self, message: Message, later: list[Message]) -> None:
        """The events of one message, and of the queue ids under which it went on."""
        if later:
            hops = [(attempt, hop) for hop in (message, *later) for attempt in hop.attempts]
            for attempt, hop in sorted(hops, key=lambda pair: pair[0][0]):
                self._hear(message, attempt, hop)
        else:
            for attempt in message.attempts:
                self._hear(message, attempt, message)
        self._look_for_gaps(message, later)

    def _hear(self, message: Message, attempt: Attempt, hop: Message) -> None:
        line, stamp, record, recipient, original, reason = attempt
        if recipient is None:
            self._hear_of_all(message, attempt, hop)
            return
        name = recipient.lower()
        if name not in message.names:
            if hop is not message and original is not None and original.lower() in message.names:
                # Behind a content filter an alias was expanded: it is still the recipient that was sent to.
                name = original.lower()
            else:
                message.names[name] = recipient
                self._say("queued", message.stamp, message.line, message, recipient, None)
        if line in hop.handed_on:
            record = "transferred"
        message.outcomes[name] = (record, reason, hop)
        self.records["delivery"] += 1
        self._say(record, stamp, line, message, message.names[name], reason)

    def _hear_of_all(self, message: Message, attempt: Attempt, hop: Message) -> None:
        """A line without a recipient: an expiry is of those who wait, a deletion of all that have no outcome yet."""
        line, stamp, record, _, _, _ = attempt
        outcomes = message.outcomes
        names = [
            name
            for name, (last, _, of) in outcomes.items()
            if (last not in ENDED if record == "deleted" else last in WAITING and of is hop)
        ]
        # With nobody to whom it could apply, the recipients stood in lines that are missing.
        self.records["delivery" if names else "recipients_unknown"] += 1
        for name in names:
            # An expiry tells no cause of its own: the last refusal is it.
            reason = outcomes[name][1]
            outcomes[name] = (record, reason, hop)
            self._say(record, stamp, line, message, message.names[name], reason)

    def _say(self, record: str, stamp: int, line: int, message: Message, recipient: str, reason: str | None) -> None:
        event = self._meanings.get(record)
        if event is None:
            self.incomplete[f"no_event_for_{record}"] += 1
        else:
            time = self._times[stamp]
            self.events.append(EventRecord(time, message.key, recipient, event, None, reason, self._place(line)))

    def _look_for_gaps(self, message: Message, later: list[Message]) -> None:
        if message.expected is None and not message.names:
            self.incomplete["never_queued"] += 1
            return
        if not message.complete:
            self.incomplete["begun_before_the_log"] += 1
        if not message.removed or not all(hop.removed for hop in later):
            self.incomplete["not_removed"] += 1
        missing = (message.expected or 0) - len(message.names)
        if missing > 0:
            self.incomplete["recipients_not_named"] += missing
