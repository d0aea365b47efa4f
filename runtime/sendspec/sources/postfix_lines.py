"""The lines of a Postfix log, read into messages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from sendspec.sources.blocks import LONGEST
from sendspec.sources.postfix_messages import Message, uses
from sendspec.sources.stamps import Stamps

WORD = re.compile(r"(?:[0-9A-F]{5,}|(?=\D*\d)[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,}):")
"""A short queue id, in hexadecimal digits, or a long one, which has no vowels; and its colon."""
TAG = re.compile(r"(?:[^\s\[]*/)?([A-Za-z0-9_-]+)(?:\[\d+\])?:")
ACTIVE = re.compile(r", nrcpt=(\d+) \(queue active\)\s*")
OVER = re.compile(r"from=<.*>, status=(expired|force-expired), returned to sender\s*")
PICKED_UP = re.compile(r"uid=\d+ from=<.*>(?: orig_id=([0-9A-Za-z]+))?")
NOTIFYING = ("sender ", "postmaster ")
NOTIFIED = re.compile(r"(?:sender|postmaster) (?:non-delivery|delay|delivery status) notification: ([0-9A-Za-z]+)")

OF_AN_AGENT = re.compile(r"to=<.*>, relay=.*, delay=.*, dsn=\d\.\d+\.\d+, status=\S")
"""What every delivery agent writes after the queue id; master.cf may run one of any name."""

STATUSES = {
    "sent": "sent",
    "deferred": "deferred",
    "bounced": "bounced",
    "expired": "expired",
    "force-expired": "force_expired",
}
# The daemon `error` answers for hosts that are known to be away, and attempts nothing. The recipient is deferred all
# the same and a retry follows: under a name of its own the spec can say what that means.
OF_ERROR = {**STATUSES, "deferred": "suspended"}
OF_DISCARD = {**STATUSES, "sent": "discarded"}
PROBES = ("deliverable", "undeliverable", "undeliverable-but-not-cached")

QUEUEING = "queueing"
"""A line on the way of a message through the queue."""
DELIVERY = "delivery"
"""A line that tells the fate of recipients."""
NOTIFICATION = "notification"
PROBE = "probe"
REFUSED = "refused_on_receipt"
SERVICE = "service"
"""A line of a program of Postfix that tells of no delivery."""
OTHER_PROGRAM = "other_program"
NOT_UNDERSTOOD = "not_understood"
KINDS: tuple[str, ...] = (QUEUEING, DELIVERY, NOTIFICATION, PROBE, REFUSED, SERVICE, OTHER_PROGRAM)

Handler: TypeAlias = "Callable[[PostfixLines, Message | None, str, str], str]"
"""Takes the message that a line names, the word after the program and the rest of the line; gives what the line is."""

SERVICES = (
    *("anvil", "dnsblog", "flush", "master", "postalias", "postcat", "postdrop", "postfix", "postfix-script"),
    *("postlog", "postlogd", "postmap", "postqueue", "postscreen", "proxymap", "proxywrite", "qmqpd", "scache"),
    *("sendmail", "showq", "spawn", "tlsmgr", "tlsproxy", "trivial-rewrite", "verify"),
)
REMARK = re.compile(
    r"error: |fatal: |panic: |info: |statistics: |conversation with |"
    r"reload |table .* has changed|host \S+ (said|refused)|enabling PIX|Cannot start TLS|TLS is required|SSL_|"
    r"\w+ TLS connection (established|reused)|certificate verification |setting up TLS|skipped, still being delivered|"
    r"milter-\w+: |hold: |filter: |replace: |prepend: |strip: |redirect: |bcc: |reject: |discard: |"
    r"resent-message-id=|Deleted: |Requeued: |Placed on hold: |Released from hold: |placed on hold|released from hold|"
    r"requeued|using backwards-compatible|removing |mail forwarding loop|breaking line "
)
"""How lines begin that stand beside those that tell of deliveries."""
REMARKS = frozenset({"warning:", "connect", "lost"})
"""The first word of most of them."""
NO_HEAD = "\n"
MOST_TAGS = 100_000
MOST_ENDS = 10_000

PutAside: TypeAlias = "Callable[[str, str], None]"
"""Gets each line that is not understood, and why."""


class PostfixLines:
    """Reads line by line; `records` counts what the lines of the files were that ended, `counts` of one being read."""

    def __init__(self, stamps: Stamps) -> None:
        self.stamps = stamps
        self.records: Counter[str] = Counter()
        # A plain dictionary counts twice as fast as a Counter.
        self.counts = dict.fromkeys(KINDS, 0)
        self.messages: list[Message] = []
        self.line = 0
        """The number of the line, counted through all files."""
        self._stamp = -1
        self._of_host: dict[str, tuple[dict[str, Message], dict[str, Message]]] = {}
        self._host = ""
        self._peers: dict[str, Message] = {}
        """The latest message of each queue id."""
        self._current: dict[str, Message] = {}
        """The message that is meant by a queue id and a colon: the latest, unless the log is given once more."""
        self._handlers: dict[str, Handler] = {}
        self._ends: dict[str, tuple[str, str | None]] = {}
        self._time = self._head = NO_HEAD
        self.sure = True
        """Whether what came before these lines cannot have changed what they were taken for; see `postfix_joining`."""
        self.unseen_notified: list[tuple[str, str]] = []
        self.unseen_requeued: list[tuple[Message, str]] = []
        """What lines tell of queue ids that none had named before: which host's, and the id with its colon."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that wrote the log."""
        return tuple(self._of_host)

    def latest(self, host: str, queue_id: str) -> Message | None:
        """The latest message that had a queue id on a host."""
        return self._of_host[host][0].get(queue_id)

    @property
    def of_hosts(self) -> Mapping[str, tuple[dict[str, Message], dict[str, Message]]]:
        """By host: the latest message of each queue id, and the one that is meant by the id and a colon."""
        return self._of_host

    def of_host(self, host: str) -> tuple[dict[str, Message], dict[str, Message]]:
        """As `of_hosts` has it of one host, which may be a new one."""
        return self._of_host.setdefault(host, ({}, {}))

    def begin(self) -> None:
        """What comes is the beginning of a file, or of a part of one: its first line may bear any time."""
        self._time = self._head = NO_HEAD

    def end_file(self) -> None:
        """Put into `records` what was counted since the file began."""
        self.records.update({kind: count for kind, count in self.counts.items() if count})
        self.counts = dict.fromkeys(KINDS, 0)

    def read(self, lines: Sequence[str], put_aside: PutAside, *, end: str = "\n", whole: bool = False) -> None:
        """Read lines that go on from those before; each ends with `end`, which is not in it.

        They are `whole` if none is too long, and none holds a carriage return.
        """
        handlers, current, counts = self._handlers, self._current, self.counts
        head = self._head
        width = len(head)
        for self.line, line in enumerate(lines, self.line + 1):  # noqa: B020
            if not whole and (len(line) + len(end) > LONGEST or ("\r" in line and "\r" in line.rstrip("\r"))):
                put_aside(line + end, "it is more than one line, or cut from one")
                continue
            # Most lines bear the time and the host of the line before.
            if not line.startswith(head):
                head = self._take_head(line, end)
                width = len(head)
                if head is NO_HEAD:
                    put_aside(line + end, "it does not begin with a time")
                    continue
                current = self._current
            try:
                tag, word, text = line[width:].split(" ", 2)
            except ValueError:
                tag, word, text, *_ = *f"{line}{end}"[width:].split(" ", 2), "", "", ""
            kind = (handlers.get(tag) or self._handler(tag))(self, current.get(word), word, text)
            if kind is NOT_UNDERSTOOD:
                put_aside(line + end, "it is not known what Postfix means by it")
            else:
                counts[kind] += 1

    def _take_head(self, line: str, end: str) -> str:
        """Take the time and the host of a line; both with the blanks after them, `NO_HEAD` where there is no time."""
        if not line.startswith(self._time):
            self._head = self._time = self.stamps.read(line) or NO_HEAD
            if self._time is NO_HEAD:
                return NO_HEAD
            self._stamp = self.stamps.latest
        written_by, blank, _ = f"{line}{end}"[len(self._time) :].partition(" ")
        self._head = f"{self._time}{written_by}{blank}"
        if written_by != self._host or not self._of_host:
            self._host = written_by
            self._peers, self._current = self.of_host(written_by)
        return self._head

    def _handler(self, tag: str) -> Handler:
        """Who reads the lines of a program; a tag bears a process id, and is looked at once."""
        match = TAG.fullmatch(tag)
        if len(self._handlers) > MOST_TAGS:
            self._handlers.clear()
        stranger = PostfixLines._deliver_by_custom_agent if "/" in tag else _pass_by
        self._handlers[tag] = handler = BY_PROGRAM.get(match[1], stranger) if match else _garbled
        return handler

    def _receive(self, _message: Message | None, word: str, text: str) -> str:
        """`smtpd` and `pickup`: a message begins."""
        if text.startswith("client="):
            begun = self._begin(word)
            if begun is None:
                return NOT_UNDERSTOOD
            begun.received = True
            return QUEUEING
        if text.startswith("uid=") and (match := PICKED_UP.match(text)):
            original = f"{match[1]}:"
            queued_before = self._current.get(original)
            begun = self._begin(word)
            if begun is None:
                return NOT_UNDERSTOOD
            begun.received = True
            # What begins here has nobody who comes from it.
            is_new = begun.line == self.line
            if queued_before is not None and (is_new or not queued_before.comes_from(begun)):
                begun.parent = queued_before
            if queued_before is None and match[1] is not None:
                self.unseen_requeued.append((begun, original))
            return QUEUEING
        return REFUSED if word == "NOQUEUE:" and text.startswith("reject:") else SERVICE

    def _clean_up(self, message: Message | None, word: str, text: str) -> str:
        if not text.startswith("message-id="):
            return _remark(word, text)
        message_id = text[11:].rstrip()
        # When the queue manager took a message, cleanup is done with it: the id has a new owner.
        if message is None or message.removed or message.expected is not None:
            if message is not None and message.message_id == message_id and self._is_now(message.stamp):
                return QUEUEING
            message = self._begin(word)
        if message is None:
            return NOT_UNDERSTOOD
        message.message_id = message.message_id or message_id
        message.stamp = self._stamp
        return QUEUEING

    def _is_now(self, stamp: int) -> bool:
        return self.stamps.same(stamp, self._stamp)

    def _begin(self, word: str) -> Message | None:
        """A new owner of a queue id; None for what is no queue id."""
        if not WORD.fullmatch(word):
            return None
        for before in uses(self._peers.get(word[:-1])):
            # The id holds the microseconds: twice in a second, it is the same message in a log that is given once more.
            if self._is_now(before.begun):
                before.removed = False
                self.sure = False
                self._current[word] = before
                return before
        return self._add(word)

    def _add(self, word: str) -> Message:
        queue_id = word[:-1]
        message = Message(self._host, queue_id, self.line, self._stamp, self._peers.get(queue_id))
        self._peers[queue_id] = self._current[word] = message
        self.messages.append(message)
        return message

    def _headless(self, word: str) -> Message | None:
        """A message whose first lines are missing, or were filtered out; None for what is no queue id."""
        if not WORD.fullmatch(word):
            return None
        message = self._add(word)
        message.complete = False
        return message

    def _queue(self, message: Message | None, word: str, text: str) -> str:
        """`qmgr`: a message is taken, expires, leaves."""
        if message is None:
            message = self._headless(word)
            if message is None:
                return _remark(word, text)
        if text.startswith("removed"):
            message.removed = True
            return QUEUEING
        is_active = text.endswith("(queue active)")
        if is_active and message.expected is not None and not message.removed:
            return QUEUEING
        if match := ACTIVE.fullmatch(text, text.rfind(", ")):
            if message.removed:
                message = self._headless(word) or message
            if text.startswith("from=<>"):
                message.notification = True
            elif "+" in text:
                message.sender = text[6 : match.start()].partition(">, ")[0]
            message.expected = int(match[1])
            return QUEUEING
        if match := OVER.fullmatch(text):
            return self._tell_of_all(message, STATUSES[match[1]])
        self.sure = self.sure and not is_active
        return _remark(word, text)

    def _tell_of_all(self, message: Message, record: str) -> str:
        """Note what a line tells of all recipients that it applies to."""
        message.attempts.append((self.line, self._stamp, record, None, None, None, None))
        return DELIVERY

    def _deliver(self, message: Message | None, word: str, text: str, statuses: Mapping[str, str] = STATUSES) -> str:
        """`smtp` and the like: `to=<…>, …, status=… (…)`."""
        if not text.startswith("to=<"):
            return _remark(word, text)
        # A quoted recipient may hold what ends a plain one.
        end = text.find(">, relay=")
        at = text.find(", status=", end)
        if at < 0 or end < 0:
            return _remark(word, text)
        if message is None:
            message = self._headless(word)
            if message is None:
                return NOT_UNDERSTOOD
        told = text[at + 9 :]
        status, reason = self._ends.get(told) or self._end(told)
        record = statuses.get(status)
        if record is None:
            return self._deliver_otherwise(message, word, text[: at + 9], status.rstrip(), statuses)
        recipient, aliased, original = text[4:end].partition(">, orig_to=<")
        code = None if record == "sent" else _code(text, end, at)
        told_of = original if aliased else None
        message.attempts.append((self.line, self._stamp, record, recipient, told_of, reason, code))
        return DELIVERY

    def _end(self, told: str) -> tuple[str, str | None]:
        """The status and the reason in what follows `status=`; many deliveries end in the same words."""
        status, _, reason = told.partition(" (")
        if len(self._ends) > MOST_ENDS:
            self._ends.clear()
        self._ends[told] = end = (status, reason.rstrip().removesuffix(")") or None)
        return end

    def _deliver_otherwise(
        self, message: Message, word: str, text: str, status: str, statuses: Mapping[str, str]
    ) -> str:
        """A status that stands at the end of the line, or that is none of a delivery."""
        if status in PROBES:
            message.probe = True
            return PROBE
        return self._deliver(message, word, f"{text}{status} (", statuses) if status in statuses else NOT_UNDERSTOOD

    def _deliver_by_custom_agent(self, message: Message | None, word: str, text: str) -> str:
        """A program that is not Postfix's own, but whose lines syslog marks as those of a part of Postfix."""
        if not WORD.fullmatch(word) or "status=" not in text:
            return OTHER_PROGRAM
        return self._deliver(message, word, text) if OF_AN_AGENT.match(text) else NOT_UNDERSTOOD

    def _give_up(self, message: Message | None, word: str, text: str) -> str:
        return self._deliver(message, word, text, OF_ERROR)

    def _discard(self, message: Message | None, word: str, text: str) -> str:
        return self._deliver(message, word, text, OF_DISCARD)

    def _notify(self, _message: Message | None, word: str, text: str) -> str:
        """`bounce`: a notification is written, under a queue id of its own."""
        match = NOTIFIED.match(text) if text.startswith(NOTIFYING) else None
        if match is None:
            return _remark(word, text)
        meant = f"{match[1]}:"
        notification = self._current.get(meant)
        if notification is not None:
            notification.notification = True
        else:
            self.unseen_notified.append((self._host, meant))
        return NOTIFICATION

    def _supervise(self, message: Message | None, word: str, text: str) -> str:
        """`postsuper`: somebody takes messages out."""
        if not text.startswith("removed"):
            return _remark(word, text)
        message = message or self._headless(word)
        return self._tell_of_all(message, "deleted") if message is not None else NOT_UNDERSTOOD


def _code(text: str, begin: int, end: int) -> str | None:
    """The enhanced status code in what stands before the status."""
    at = text.rfind(", dsn=", begin, end)
    return text[at + 6 : end] if at >= 0 else None


def _remark(word: str, text: str) -> str:
    if word in REMARKS:
        return SERVICE
    rest = text if WORD.fullmatch(word) else f"{word} {text}"
    return SERVICE if REMARK.match(rest) else NOT_UNDERSTOOD


def _serve(_lines: PostfixLines, _message: Message | None, _word: str, _text: str) -> str:
    return SERVICE


def _pass_by(_lines: PostfixLines, _message: Message | None, _word: str, _text: str) -> str:
    return OTHER_PROGRAM


def _garbled(_lines: PostfixLines, _message: Message | None, _word: str, _text: str) -> str:
    return NOT_UNDERSTOOD


BY_PROGRAM: Mapping[str, Handler] = {
    **dict.fromkeys(SERVICES, _serve),
    **dict.fromkeys(("smtpd", "pickup"), PostfixLines._receive),
    "cleanup": PostfixLines._clean_up,
    **dict.fromkeys(("qmgr", "oqmgr", "nqmgr"), PostfixLines._queue),
    **dict.fromkeys(("smtp", "lmtp", "local", "virtual", "pipe"), PostfixLines._deliver),
    **dict.fromkeys(("error", "retry"), PostfixLines._give_up),
    "discard": PostfixLines._discard,
    **dict.fromkeys(("bounce", "defer", "trace"), PostfixLines._notify),
    "postsuper": PostfixLines._supervise,
}
"""Who reads the lines of which program."""
