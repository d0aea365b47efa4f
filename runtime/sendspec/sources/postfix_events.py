"""The events of a Postfix log: what became of each recipient of each message that somebody sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat

from sendspec.names import folded
from sendspec.sources.postfix_messages import Attempt, Message, Outcome
from sendspec.sources.records import Bounce, EventRecord
from sendspec.sources.stamps import Stamps

MAKE = tuple.__new__
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
        self._deliveries = 0

    def tell_all(self, messages: list[Message]) -> None:
        """The events of all messages, in the order in which these were queued."""
        later: defaultdict[int, list[Message]] = defaultdict(list)
        nothing: list[Message] = []
        for message in messages:
            if message.parent is not None:
                later[id(message.root)].append(message)
        for message in messages:
            if message.sent:
                self._tell(message, later.get(id(message), nothing))
            elif message.parent is None:
                hops = [message, *later.get(id(message), nothing)]
                self.records["notification" if message.notification else "probe"] += sum(
                    len(hop.attempts) for hop in hops
                )
        self.records["delivery"] += self._deliveries

    def _tell(self, message: Message, later: list[Message]) -> None:
        """The events of one message, and of the queue ids under which it went on."""
        names: dict[str, str] = {}
        outcomes: dict[str, Outcome] = {}
        message.names, message.outcomes = names, outcomes
        hops: Iterable[tuple[Attempt, Message]] = zip(message.attempts, repeat(message))
        if later:
            both = [*hops, *((attempt, hop) for hop in later for attempt in hop.attempts)]
            hops = sorted(both, key=lambda pair: pair[0][0])
        key = message.key
        meanings, times, place, add = self._meanings, self._times, self._place, self.events.append
        for (line, stamp, record, recipient, original, reason, status), hop in hops:
            if line in hop.handed_on:
                record = "transferred"
            if recipient is not None:
                name = recipient.lower() if recipient.isascii() else folded(recipient)
                if name not in names:
                    name = self._introduce(message, names, name, recipient, original if hop is not message else None)
                outcomes[name] = (record, reason, hop.line, status)
                self._deliveries += 1
                event = meanings.get(record)
                if event is None:
                    self.incomplete[f"no_event_for_{record}"] += 1
                else:
                    # A named tuple's own way to be made takes twice as long.
                    bounce = None if status is None else MAKE(Bounce, (record, None, status))
                    add(MAKE(EventRecord, (times[stamp], key, names[name], event, None, reason, place(line), bounce)))
                continue
            told = self._waiting(record, outcomes, hop)
            # With nobody to whom it could apply, the recipients stood in lines that are missing.
            if told:
                self._deliveries += 1
            else:
                self.records["recipients_unknown"] += 1
            for name in told:
                # An expiry tells no cause of its own: the last refusal is it.
                _, cause, _, code = outcomes[name]
                outcomes[name] = (record, cause, hop.line, code)
                self._say(record, stamp, line, key, names[name], cause, Bounce(record, None, code))
        self._look_for_gaps(message, later)

    def _introduce(
        self, message: Message, names: dict[str, str], name: str, recipient: str, original: str | None
    ) -> str:
        """A recipient is named for the first time: it was relayed when its message was queued."""
        if original is not None and folded(original) in names:
            # Behind a content filter an alias was expanded: it is still the recipient that was sent to.
            return folded(original)
        names[name] = recipient
        self._say("queued", message.stamp, message.line, message.key, recipient, None)
        return name

    def _waiting(self, record: str, outcomes: Mapping[str, Outcome], hop: Message) -> Sequence[str]:
        """To whom a line without a recipient applies: an expiry to those who wait, a deletion to all without an end."""
        if record == "deleted":
            return [name for name, (last, _, _, _) in outcomes.items() if last not in ENDED]
        return [name for name, (last, _, of, _) in outcomes.items() if last in WAITING and of == hop.line]

    def _say(
        self,
        record: str,
        stamp: int,
        line: int,
        key: str,
        recipient: str,
        reason: str | None,
        bounce: Bounce | None = None,
    ) -> None:
        event = self._meanings.get(record)
        if event is None:
            self.incomplete[f"no_event_for_{record}"] += 1
        else:
            told = (self._times[stamp], key, recipient, event, None, reason, self._place(line), bounce)
            self.events.append(MAKE(EventRecord, told))

    def _look_for_gaps(self, message: Message, later: list[Message]) -> None:
        if message.expected is None and not message.names:
            self.incomplete["never_queued"] += 1
            return
        if not message.complete:
            self.incomplete["begun_before_the_log"] += 1
        if not message.removed or (later and not all(hop.removed for hop in later)):
            self.incomplete["not_removed"] += 1
        missing = (message.expected or 0) - len(message.names)
        if missing > 0:
            self.incomplete["recipients_not_named"] += missing
