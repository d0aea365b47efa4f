"""Parts of a log that were read apart, joined as if they had been read one after the other.

Whoever reads a part knows nothing of the messages before it. That matters for the few that were under way at the cut,
or whose queue id was used before: `join` finds them, and where it cannot tell that the lines of one were taken for what
they are, it joins nothing, so that the part is read again in its turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sendspec.sources.postfix_lines import PostfixLines
from sendspec.sources.postfix_messages import Message
from sendspec.sources.stamps import PlainStamp, Stamp

COMPLETE, RECEIVED, REMOVED, NOTIFICATION, PROBE = 1, 2, 4, 8, 16


class Part(NamedTuple):
    """What was read of a part, in columns of plain data; messages, stamps and lines are counted from its beginning."""

    lines: int
    counts: dict[str, int]
    stamps: list[PlainStamp]
    hosts: list[str]
    unseen_notified: list[tuple[str, str]]
    unseen_requeued: list[tuple[int, str]]
    parents: list[tuple[int, int]]
    senders: list[tuple[int, str]]

    host: list[str]
    queue_id: list[str]
    line: list[int]
    begun: list[int]
    stamp: list[int]
    message_id: list[str | None]
    expected: list[int | None]
    flags: list[int]
    attempts: list[int]
    """How many attempts each message has; these follow one after the other."""

    attempt_line: list[int]
    attempt_stamp: list[int]
    record: list[str]
    recipient: list[str | None]
    original: list[str | None]
    reason: list[str | None]
    status: list[str | None]


def part_of(lines: PostfixLines, messages: Sequence[Message]) -> Part:
    """What was read, with these of its messages; they hold all that each other's fates depend on."""
    numbers = {id(message): number for number, message in enumerate(messages)}
    attempts = [attempt for message in messages for attempt in message.attempts]
    columns: tuple[list[object], ...] = tuple(map(list, zip(*attempts, strict=True))) or ([], [], [], [], [], [], [])
    return Part(
        lines.line,
        lines.counts,
        lines.stamps.plain(),
        list(lines.of_hosts),
        lines.unseen_notified,
        [(numbers[id(one)], word) for one, word in lines.unseen_requeued if id(one) in numbers],
        [(number, numbers[id(one.parent)]) for number, one in enumerate(messages) if one.parent is not None],
        [(number, one.sender) for number, one in enumerate(messages) if one.sender is not None],
        [message.host for message in messages],
        [message.queue_id for message in messages],
        [message.line for message in messages],
        [message.begun for message in messages],
        [message.stamp for message in messages],
        [message.message_id for message in messages],
        [message.expected for message in messages],
        [_flags(message) for message in messages],
        [len(message.attempts) for message in messages],
        *columns,  # type: ignore[arg-type]
    )


def join(lines: PostfixLines, part: Part) -> bool:
    """Let a part follow what was read so far; False, and nothing is changed, where that is not certain to be right."""
    stamps = lines.stamps.following(part.stamps)
    same = _going_on(lines, part, stamps)
    if same is None:
        return False
    for host in part.hosts:
        lines.of_host(host)
    for host, word in part.unseen_notified:
        notification = lines.of_host(host)[1].get(word)
        if notification is not None:
            notification.notification = True
    before = {number: lines.of_host(part.host[number])[1].get(word) for number, word in part.unseen_requeued}
    messages = _messages(lines, part, lines.stamps.take(stamps), same)
    for number, parent in part.parents:
        messages[number].parent = messages[parent]
    for number, sender in part.senders:
        messages[number].sender = sender
    for number, original in before.items():
        messages[number].parent = original
    for kind, count in part.counts.items():
        lines.counts[kind] += count
    lines.line += part.lines
    return True


def _messages(lines: PostfixLines, part: Part, first: int, same: dict[int, Message]) -> list[Message]:
    """The messages of a part as those of the whole log; `same` are the ones that others have begun."""
    above = lines.line
    attempts = [
        *zip(
            [line + above for line in part.attempt_line],
            [stamp + first for stamp in part.attempt_stamp],
            part.record,
            part.recipient,
            part.original,
            part.reason,
            part.status,
            strict=True,
        )
    ]
    told = 0
    messages: list[Message] = []
    columns = zip(part.queue_id, part.line, part.begun, part.stamp, part.message_id, part.expected, part.flags,
                  part.attempts, strict=True)  # fmt: skip
    host = ""
    peers: dict[str, Message] = {}
    current: dict[str, Message] = {}
    for number, (queue_id, line, begun, stamp, message_id, expected, flags, count) in enumerate(columns):
        message = same.get(number)
        if message is None:
            if part.host[number] != host or not number:
                host = part.host[number]
                peers, current = lines.of_host(host)
            message = Message(host, queue_id, line + above, begun + first, peers.get(queue_id))
            message.stamp = stamp + first
            message.message_id = message_id
            message.expected = expected
            if not flags & COMPLETE:
                message.complete = False
            peers[queue_id] = current[f"{queue_id}:"] = message
            lines.messages.append(message)
        else:
            if message_id is not None:
                message.stamp = stamp + first
                message.message_id = message.message_id or message_id
            if message.expected is None:
                message.expected = expected
        if flags & REMOVED:
            message.removed = True
        if flags & (NOTIFICATION | PROBE):
            message.notification = message.notification or bool(flags & NOTIFICATION)
            message.probe = message.probe or bool(flags & PROBE)
        if count:
            message.attempts += attempts[told : told + count]
            told += count
        messages.append(message)
    return messages


def _going_on(lines: PostfixLines, part: Part, stamps: list[Stamp]) -> dict[int, Message] | None:
    """Which messages of the part are ones that were under way at the cut; None where that is not certain."""
    known = lines.of_hosts
    uses: dict[tuple[str, str], list[int]] = {}
    for number, (host, queue_id) in enumerate(zip(part.host, part.queue_id, strict=True)):
        if host in known and queue_id in known[host][0]:
            uses.setdefault((host, queue_id), []).append(number)
    same: dict[int, Message] = {}
    for (host, queue_id), numbers in uses.items():
        message = known[host][0][queue_id]
        goes_on = _goes_on(message, part, numbers[0])
        if goes_on is None or known[host][1][f"{queue_id}:"] is not message:
            return None
        if goes_on:
            same[numbers[0]] = message
        # Two that begin at one time are one message, in a log that is given once more.
        times = {lines.stamps.at(message.stamp)}
        use: Message | None = message
        while use is not None:
            times.add(lines.stamps.at(use.begun))
            use = use.previous
        if any(stamps[part.begun[number]] in times for number in numbers[1 if goes_on else 0 :]):
            return None
    return same


def _goes_on(message: Message, part: Part, number: int) -> bool | None:
    """Whether the first message of a part that has a queue id is the one that had it last; None if that is not certain.

    The rules are those of `PostfixLines`: each case here answers which of its branches the lines would have taken.
    """
    flags, expected, message_id = part.flags[number], part.expected[number], part.message_id[number]
    if flags & RECEIVED:
        return False
    is_taken = message.removed or message.expected is not None
    if flags & COMPLETE and is_taken:
        return False
    if message_id is not None and (is_taken or message.message_id not in (None, message_id)):
        return None
    if message.removed and expected is not None:
        return None
    if message.expected is not None and flags & NOTIFICATION and not message.notification:
        return None
    return True


def _flags(message: Message) -> int:
    return (
        COMPLETE * message.complete
        | RECEIVED * message.received
        | REMOVED * message.removed
        | NOTIFICATION * message.notification
        | PROBE * message.probe
    )
