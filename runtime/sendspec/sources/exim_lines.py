"""The lines of an Exim log, read into messages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from sendspec.sources.blocks import LONGEST
from sendspec.sources.exim_messages import ID, LENGTHS, LONG, EximMessage, Handing, uses
from sendspec.sources.exim_texts import (
    LOCAL,
    LOCAL_STARTS,
    TIMED_OUT,
    address_of,
    cause_of,
    confirmation_of,
    deferral_of,
    failure_of,
    is_expiry,
)
from sendspec.sources.exim_times import EximTimes

QUEUEING = "queueing"
"""A line on the way of a message through the queue."""
DELIVERY = "delivery"
"""A line that tells the fate of recipients."""
NOTIFICATION = "notification"
"""A line of a message that no sender sent: a report."""
AUTOREPLY = "autoreply"
"""A filter of a recipient answered."""
TEST_RUN = "test_run"
"""A delivery that `-N` only pretended."""
WITHOUT_RECIPIENT = "without_recipient"
"""A failure of a command or a file, which does not tell whom it was for."""
REMARK = "remark"
"""Words beside the lines that tell of deliveries."""
SERVICE = "service"
"""A line that concerns no message."""
NOT_UNDERSTOOD = "not_understood"
KINDS: tuple[str, ...] = (QUEUEING, DELIVERY, NOTIFICATION, AUTOREPLY, TEST_RUN, WITHOUT_RECIPIENT, REMARK, SERVICE)

# A named tuple's own way to be made takes twice as long.
MAKE = tuple.__new__
NO_HEAD = "\n"
DISCARDED = (":blackhole:", "discarded")
ODD_STARTS = f'"{LOCAL_STARTS}'
WORDS = re.compile(r"[0-9A-Za-z\[(\"]")
"""How words begin; what begins otherwise would be a flag."""
ENDED_BY = re.compile(r"(cancelled|removed) by (.*)", re.DOTALL)
MARKED = re.compile(r"address <?([^<>]+?)>? marked delivered by ")
FILTERED = "original recipients ignored (system filter)"
BOUNCE_FROZEN = "Frozen (delivery error message)"
CANCELLED = "delivery cancelled"

Handler: TypeAlias = "Callable[[EximLines, EximMessage | None, str, str], str]"
"""Takes the message that a line names, its id and the text behind the flag; gives what the line is."""
PutAside: TypeAlias = "Callable[[str, str], None]"
"""Gets each line that is not understood, and why."""


class EximLines:
    """Reads line by line; `records` counts what the lines of the files were that ended."""

    def __init__(self, times: EximTimes) -> None:
        self.times = times
        self.records: Counter[str] = Counter()
        self.messages: list[EximMessage] = []
        self.handings: list[Handing] = []
        """The deliveries whose receiver told an id."""
        self.line = 0
        """The number of the line, counted through all files."""
        # A plain dictionary counts twice as fast as a Counter.
        self._counts = dict.fromkeys(KINDS, 0)
        self._current: dict[str, EximMessage] = {}
        self._time = 0

    @property
    def latest(self) -> Mapping[str, EximMessage]:
        """The latest message of each id."""
        return self._current

    def end_file(self) -> None:
        """Put into `records` what was counted since the file began."""
        self.records.update({kind: count for kind, count in self._counts.items() if count})
        self._counts = dict.fromkeys(KINDS, 0)

    def read(self, lines: Sequence[str], put_aside: PutAside, *, end: str = "\n", whole: bool = False) -> None:
        """Read lines that go on from those before; each ends with `end`, which is not in it.

        They are `whole` if none is too long, and none holds a carriage return.
        """
        current, counts = self._current, self._counts
        head, width, length, flag = NO_HEAD, 0, LONG, LONG
        for self.line, line in enumerate(lines, self.line + 1):  # noqa: B020
            if not whole:
                if len(line) + len(end) > LONGEST or "\r" in line.rstrip("\r"):
                    put_aside(line + end, "it is more than one line, or cut from one")
                    continue
                line = line.rstrip("\r")
            # Many lines bear the time of the line before.
            if not line.startswith(head):
                found = self.times.read(line)
                if found is None and line.startswith(" ") and self.line > 1:
                    # A warning that goes on.
                    counts[SERVICE] += 1
                    continue
                if found is None:
                    head = NO_HEAD
                    put_aside(line + end, "it does not begin with a time")
                    continue
                head, self._time = found
                width = len(head)
                flag = width + length
            # Ids are of one length as long as Exim is of one release.
            at = flag
            word = line[width:at]
            message = current.get(word)
            if message is None and (line[at : at + 1] != " " or " " in word):
                at = line.find(" ", width)
                at = len(line) if at < 0 else at
                word = line[width:at]
                message = current.get(word)
                if len(word) in LENGTHS:
                    flag, length = at, len(word)
            if message is None and not ID.fullmatch(word):
                kind = SERVICE if at < len(line) - 1 and WORDS.match(word) else NOT_UNDERSTOOD
            else:
                handler = HANDLERS.get(line[at + 1 : at + 4])
                if handler is not None:
                    kind = handler(self, message, word, line[at + 4 :])
                else:
                    kind = self._tell_in_words(message, word, line[at + 1 :])
            if kind is NOT_UNDERSTOOD:
                put_aside(line + end, "it is not known what Exim means by it")
            else:
                counts[kind] += 1

    def _arrive(self, message: EximMessage | None, word: str, text: str) -> str:
        """`<=`: a message begins."""
        if not text or text[0] == " ":
            return NOT_UNDERSTOOD
        if message is not None and message.received:
            again = self._begun_now(message)
            if again is not None:
                # The same time of the same id: the log is given once more.
                self._current[word] = again
                return NOTIFICATION if again.notification else QUEUEING
            message = None
        if message is None:
            message = self._add(word)
        else:
            message.received = True
            message.stamp = self._time
        at = text.find(" id=") + 4
        if at > 3:
            end = text.find(" ", at)
            message.message_id = text[at:] if end < 0 else text[at:end]
        if text.startswith("<>"):
            message.notification = True
            return NOTIFICATION
        if "+" in text:
            message.sender = text[: text.find(" ")]
        if " for " in text:
            # A subject may hold anything, but it stands between quotes, and before the recipients.
            at = text.find(" for ", text.rfind('"') + 1)
            message.named = text[at + 5 :] if at >= 0 else ""
        return QUEUEING

    def _begun_now(self, message: EximMessage) -> EximMessage | None:
        return next((use for use in uses(message) if use.stamp == self._time), None)

    def _add(self, word: str) -> EximMessage:
        message = EximMessage(word, self.line, self._time, self._current.get(word))
        self._current[word] = message
        self.messages.append(message)
        return message

    def _headless(self, word: str) -> EximMessage:
        """A message whose first line is missing, or comes later."""
        message = self._add(word)
        message.received = False
        return message

    def _deliver(self, message: EximMessage | None, word: str, text: str) -> str:
        """`=>`, `->` and `>>`: the next server took it, or it was delivered here."""
        if message is None:
            message = self._headless(word)
        if message.notification:
            return NOTIFICATION
        if not message.received and (" F=<> " in text or " P=<> " in text):
            message.notification = True
            return NOTIFICATION
        end = text.find(" ")
        final = text[:end]
        if "@" not in final or text[0] in ODD_STARTS or text[end + 1 : end + 2] in "<(":
            return self._deliver_oddly(message, text)
        if " T=" not in text and " R=" not in text:
            return NOT_UNDERSTOOD
        at = text.find(' C="', end)
        if at < 0:
            record = "delivered_locally" if text.find(" H=", end) < 0 else "delivered"
            message.attempts.append((self.line, self._time, record, final, None, None))
            return DELIVERY
        said = confirmation_of(text, at)
        if said is not None and "id=" in said:
            self._note_handing(message, said, said.find("id=") + 3)
        message.attempts.append((self.line, self._time, "delivered", final, None, said))
        return DELIVERY

    def _deliver_oddly(self, message: EximMessage, text: str) -> str:
        """An alias was expanded, or a file, a command or nobody took it."""
        address = address_of(text)
        if address is None:
            return NOT_UNDERSTOOD
        final, original, end = address
        is_discarded = final.startswith(DISCARDED)
        if " T=" not in text and " R=" not in text and not is_discarded:
            return NOT_UNDERSTOOD
        if final[0] == ">":
            return AUTOREPLY
        said = confirmation_of(text, text.find(' C="', end))
        if said is not None and "id=" in said:
            self._note_handing(message, said, said.find("id=") + 3)
        record = "delivered"
        if is_discarded:
            record = "discarded"
        elif said is None and text.find(" H=", end) < 0:
            record = "delivered_locally"
        if original is None and is_discarded:
            message.is_told_of_all = True
            message.attempts.append((self.line, self._time, record, None, None, said))
        else:
            final_one = final if original else None
            message.attempts.append((self.line, self._time, record, original or final, final_one, said))
        return DELIVERY

    def _note_handing(self, message: EximMessage, said: str, at: int) -> None:
        self.handings.append(MAKE(Handing, (message, self.line, self._time, said[at : at + LONG])))

    def _pretend(self, _message: EximMessage | None, _word: str, _text: str) -> str:
        return TEST_RUN

    def _defer(self, message: EximMessage | None, word: str, text: str) -> str:
        """`==`: it is tried again later."""
        address = address_of(text)
        told = deferral_of(text, address.end) if address is not None else None
        if address is None or told is None:
            return NOT_UNDERSTOOD
        if message is None:
            message = self._headless(word)
        if message.notification:
            return NOTIFICATION
        record = "deferred" if told.is_attempt else "suspended"
        return self._note(message, record, address.final, address.original, told.reason)

    def _fail(self, message: EximMessage | None, word: str, text: str) -> str:
        """`**`: it is over."""
        address = address_of(text)
        if address is None:
            return NOT_UNDERSTOOD
        reason = failure_of(text, address.end)
        if reason is None and " R=" not in text and " T=" not in text:
            return NOT_UNDERSTOOD
        if message is None:
            message = self._headless(word)
        if not message.received and (" F=<> " in text or " P=<> " in text):
            message.notification = True
        if message.notification:
            return NOTIFICATION
        record = "bounced"
        if reason is not None and reason.startswith(CANCELLED):
            record = "cancelled"
        elif reason is not None and is_expiry(reason):
            # Written for the immediate parent of an address, and not for whom it was sent to.
            record = "timed_out" if reason == TIMED_OUT else "expired"
            reason = cause_of(reason) or reason
        return self._note(message, record, address.final, address.original, reason)

    def _note(self, message: EximMessage, record: str, final: str, original: str | None, reason: str | None) -> str:
        recipient = original or (None if final.startswith(LOCAL) else final)
        if recipient is None:
            return WITHOUT_RECIPIENT
        message.attempts.append((self.line, self._time, record, recipient, final if original else None, reason))
        return DELIVERY

    def _complete(self, message: EximMessage | None, word: str, text: str) -> str:
        """`Completed`: it left the queue."""
        if not text.startswith("pleted"):
            return self._tell_in_words(message, word, f"Com{text}")
        if message is None:
            message = self._headless(word)
        message.removed = True
        return NOTIFICATION if message.notification else QUEUEING

    def _tell_in_words(self, message: EximMessage | None, word: str, text: str) -> str:
        """Lines without a flag: somebody takes a message out, or it is only remarked upon."""
        if not WORDS.match(text):
            return NOT_UNDERSTOOD
        ended = ENDED_BY.match(text)
        marked = MARKED.match(text) if ended is None else None
        filtered = text.startswith(FILTERED)
        if text.startswith(BOUNCE_FROZEN):
            (message or self._headless(word)).notification = True
            return NOTIFICATION
        if ended is None and marked is None and not filtered:
            return NOTIFICATION if message is not None and message.notification else REMARK
        message = message or self._headless(word)
        if message.notification:
            return NOTIFICATION
        by_filter = filtered or (ended is not None and ended[2].startswith("system filter"))
        record = "filtered" if by_filter else "cancelled"
        recipient = marked[1] if marked is not None else None
        message.is_told_of_all = message.is_told_of_all or recipient is None
        message.attempts.append((self.line, self._time, record, recipient, None, text.rstrip()))
        return DELIVERY


HANDLERS: Mapping[str, Handler] = {
    "<= ": EximLines._arrive,
    "(= ": EximLines._arrive,
    "=> ": EximLines._deliver,
    "-> ": EximLines._deliver,
    ">> ": EximLines._deliver,
    "*> ": EximLines._pretend,
    "== ": EximLines._defer,
    "** ": EximLines._fail,
    "Com": EximLines._complete,
}
"""Who reads the lines of which flag."""
