"""Small changes of a YAML file as text, so that comments and style stay: an answer of a state, a rule of a source.

The text is one that was read as a spec before. What an edit means is known only when its result is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

import yaml

from sendspec_gen.read.nodes import PARSER

WIDTH = 120
STEP = 2
Pairs: TypeAlias = list[tuple[yaml.Node, yaml.Node]]
Parts: TypeAlias = Sequence[tuple[str, str]]
"""Keys and values of a mapping, as they are written in one line."""


class CannotEditError(Exception):
    """Where the change belongs is written in a way that no edit can follow; the message says which."""


class Change(NamedTuple):
    """What stands from one position up to another one is replaced."""

    begin: int
    end: int
    text: str


def flow(parts: Parts) -> str:
    """A mapping in one line."""
    return f"{{{', '.join(f'{key}: {value}' for key, value in parts)}}}"


def with_answer(text: str, state: str, event: str, move: Parts | None) -> str:
    """The file of a machine in which a state ignores an event, or moves, where it refused."""
    return _Answer(text, state, event, move).written()


def without_refusal(text: str, refusal: str) -> str:
    """The vocabulary without the words of a refusal."""
    file = _File(text)
    _, refusals = file.entry(file.pairs(file.root), "refusals")
    is_last = len(file.pairs(refusals)) == 1
    return file.changed([file.without(file.root, "refusals") if is_last else file.without(refusals, refusal)])


def with_rule(text: str, after: int, comment: Iterable[str], record: str, when: Parts) -> str:
    """The file of a source with one more rule after one that is told by its number, from 0."""
    file = _File(text)
    _, events = file.entry(file.pairs(file.root), "events")
    if not isinstance(events, yaml.SequenceNode) or after >= len(events.value):
        raise CannotEditError("`events` is no list of rules")
    return file.changed([_rule(file, events, after, tuple(comment), record, when)])


def line_of_events(text: str) -> int:
    """The last line of the `events` of a source, from 1."""
    file = _File(text)
    return text.count("\n", 0, file.end(file.entry(file.pairs(file.root), "events")[1])) + 1


def is_flow(node: yaml.Node | None) -> bool:
    """Whether a mapping or a list is written between brackets."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


class _File:
    """A text and its nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line_end = "\r\n" if "\r\n" in text else "\n"
        try:
            self.root = yaml.compose(text, Loader=PARSER)
        except yaml.YAMLError as error:
            raise CannotEditError("the file is no YAML any more") from error

    def pairs(self, node: yaml.Node | None) -> Pairs:
        """What a mapping holds."""
        if not isinstance(node, yaml.MappingNode):
            raise CannotEditError("there is no mapping where one should be")
        pairs: Pairs = node.value
        return pairs

    def entry(self, pairs: Pairs, name: str) -> tuple[yaml.Node, yaml.Node]:
        """The key of that name and its value."""
        found = next((pair for pair in pairs if pair[0].value == name), None)
        if found is None:
            raise CannotEditError(f"`{name}` is not written there")
        key, value = found
        if value.start_mark.index < key.end_mark.index:
            raise CannotEditError(f"`{name}` is written as an alias, and what it stands for may serve others too")
        return key, value

    def changed(self, changes: Iterable[Change]) -> str:
        """The text, changed from its end on."""
        text = self.text
        for change in sorted(changes, reverse=True):
            text = text[: change.begin] + change.text + text[change.end :]
        return text

    def end(self, node: yaml.Node) -> int:
        """Where the text of a node ends; that of a block goes on to what follows it, for the parser."""
        if isinstance(node, yaml.CollectionNode) and not is_flow(node) and node.value:
            last = node.value[-1]
            ends = [self.end(one) for one in (last if isinstance(last, tuple) else (last,))]
            return max(ends)
        begin, end = int(node.start_mark.index), int(node.end_mark.index)
        return begin + len(self.text[begin:end].rstrip())

    def line_begin(self, at: int) -> int:
        """Where the line begins."""
        return self.text.rfind("\n", 0, at) + 1

    def line_over(self, at: int) -> int:
        """Where the line ends, before what ends it."""
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == "\r" else end

    def column(self, node: yaml.Node) -> int:
        """How far a node is indented."""
        return int(node.start_mark.column)

    def without(self, mapping: yaml.Node | None, name: str) -> Change:
        """Take an entry out of a mapping of which it is not all."""
        pairs = self.pairs(mapping)
        number = next((number for number, (key, _) in enumerate(pairs) if key.value == name), None)
        if number is None or len(pairs) == 1:
            raise CannotEditError(f"`{name}` is not written there, or nothing else is")
        begin, end = int(pairs[number][0].start_mark.index), self.end_of(pairs[number])
        if is_flow(mapping):
            if number + 1 < len(pairs):
                return Change(begin, int(pairs[number + 1][0].start_mark.index), "")
            return Change(self.end_of(pairs[number - 1]), end, "")
        begin, over = self.line_begin(begin), self.text.find("\n", end) + 1
        if over:
            return Change(begin, over, "".join(f"{one}{self.line_end}" for one in self._comments(begin, end)))
        comments = "".join(f"{self.line_end}{one}" for one in self._comments(begin, end))
        return Change(max(begin - len(self.line_end), 0), len(self.text), comments)

    def _comments(self, begin: int, end: int) -> list[str]:
        """The comments that stand in lines which are to go, and behind the last of them."""
        lines = self.text[begin:end].splitlines()
        indent = " " * (len(lines[0]) - len(lines[0].lstrip()))
        behind = self.text[end : self.line_over(end)].strip()
        found = [line.strip() for line in lines if line.lstrip().startswith("#")]
        return [f"{indent}{comment}" for comment in (*found, *([behind] if behind.startswith("#") else ()))]

    def end_of(self, pair: tuple[yaml.Node, yaml.Node]) -> int:
        """Where an entry ends; nothing may stand for its value."""
        return max(self.end(pair[1]), int(pair[0].end_mark.index))

    def inserted(self, mapping: yaml.Node, before: Sequence[str], lines: Sequence[str], in_line: str) -> Change:
        """A new entry of a mapping: before those of these names, else at its end."""
        pairs = self.pairs(mapping)
        index = next((index for index, (key, _) in enumerate(pairs) if key.value in before), len(pairs))
        indent = " " * self.column(pairs[0][0])
        if index == 0:
            at = int(pairs[0][0].start_mark.index)
            if is_flow(mapping):
                return Change(at, at, f"{in_line}, ")
            at = self.line_begin(at)
            return Change(at, at, "".join(f"{indent}{one}{self.line_end}" for one in lines))
        end = self.end_of(pairs[index - 1])
        if is_flow(mapping):
            return Change(end, end, f", {in_line}")
        over = self.line_over(end)
        return Change(over, over, "".join(f"{self.line_end}{indent}{one}" for one in lines))

    def appended(self, key: yaml.Node, value: yaml.Node, entry: str) -> Change:
        """One more element of a list or entry of a mapping that stands in one line, or begins in one."""
        if not value.value:
            at = int(value.start_mark.index) + 1
            return Change(at, at, entry)
        last = value.value[-1]
        end = max(self.end(one) for one in (last if isinstance(last, tuple) else (last,)))
        length = self.line_over(end) - self.line_begin(end) + len(entry) + 2
        first = value.value[0][0] if isinstance(value.value[0], tuple) else value.value[0]
        is_alone = not self.text[self.line_begin(first.start_mark.index) : first.start_mark.index].strip()
        indent = self.column(first) if is_alone else self.column(key) + STEP
        return Change(end, end, f",{self.line_end}{' ' * indent}{entry}" if length > WIDTH else f", {entry}")


class _Answer:
    """The state whose answer to an event becomes another one."""

    def __init__(self, text: str, state: str, event: str, move: Parts | None) -> None:
        self._file = file = _File(text)
        self._event = event
        self._move = move
        _, states = file.entry(file.pairs(file.root), "states")
        self._key, self._state = file.entry(file.pairs(states), state)
        self._pairs = file.pairs(self._state)
        self._written = {key.value: (key, value) for key, value in self._pairs}

    def written(self) -> str:
        """The text with the new answer."""
        file, event = self._file, self._event
        name = "ignore" if self._move is None else "on"
        refused = "reject" in self._written and event in {
            key.value for key, _ in file.pairs(file.entry(self._pairs, "reject")[1])
        }
        if not refused:
            # Nothing is said of it in the state itself.
            return file.changed([self._added(name)])
        key, reject = file.entry(self._pairs, "reject")
        if len(reject.value) == 1 and is_flow(reject) and self._move is None and name not in self._written:
            begin = int(key.start_mark.index)
            return file.changed([Change(begin, file.end(reject), f"ignore: [{event}]")])
        gone = file.without(reject, event) if len(reject.value) > 1 else file.without(self._state, "reject")
        return file.changed([gone, self._added(name)])

    def _added(self, name: str) -> Change:
        if name not in self._written:
            return self._new()
        file, event, move = self._file, self._event, self._move
        key, value = file.entry(self._pairs, name)
        if is_flow(value):
            return file.appended(key, value, event if move is None else f"{event}: {flow(move)}")
        if isinstance(value, yaml.SequenceNode) and move is None:
            return _item(file, value.value[-1], (event,))
        if isinstance(value, yaml.MappingNode) and move is not None:
            return file.inserted(value, (), self._lines(value, move), f"{event}: {flow(move)}")
        raise CannotEditError(f"`{name}` is written in a form that is not expected")

    def _lines(self, on: yaml.MappingNode, move: Parts) -> list[str]:
        """An answer in one line whose value stands below the others', or in several if it is long."""
        widths = {
            value.start_mark.column - key.start_mark.column
            for key, value in on.value
            if value.start_mark.line == key.start_mark.line
        }
        width = max(widths.pop() if len(widths) == 1 else 0, len(self._event) + 2)
        line = f"{self._event}:".ljust(width) + flow(move)
        if self._file.column(on.value[0][0]) + len(line) <= WIDTH:
            return [line]
        return [f"{self._event}:", *(f"{' ' * STEP}{key}: {value}" for key, value in move)]

    def _new(self) -> Change:
        """The first event that the state ignores, or that moves it."""
        event, move = self._event, self._move
        if move is None:
            ignored = f"ignore: [{event}]"
            return self._file.inserted(self._state, ("reject",), [ignored], ignored)
        in_line = f"{event}: {flow(move)}"
        lines = ["on:", f"{' ' * STEP}{in_line}"]
        return self._file.inserted(self._state, ("ignore", "reject"), lines, f"on: {{{in_line}}}")


def _item(file: _File, before: yaml.Node, lines: Sequence[str], comment: Sequence[str] = ()) -> Change:
    """One more item of a list in lines, after another one."""
    begin = int(before.start_mark.index)
    prefix = file.text[file.line_begin(begin) : begin]
    if not re.fullmatch(r" *- +", prefix):
        raise CannotEditError("an item does not stand in a line of its own")
    dash = " " * prefix.index("-")
    below = " " * len(prefix)
    first, *others = lines
    written = [*(f"{dash}# {words}" for words in comment), prefix + first, *(below + one for one in others)]
    over = file.line_over(file.end(before))
    return Change(over, over, "".join(file.line_end + one for one in written))


def _rule(
    file: _File, events: yaml.SequenceNode, after: int, comment: Sequence[str], record: str, when: Parts
) -> Change:
    before = events.value[after]
    whole = flow((("record", record), ("when", flow(when))))
    if is_flow(events):
        indent = f"{file.line_end}{' ' * file.column(events.value[0])}"
        end = file.end(before)
        return Change(end, end, f",{''.join(f'{indent}# {words}' for words in comment)}{indent}{whole}")
    lines = [whole]
    if file.column(before) + len(whole) > WIDTH:
        lines = [f"record: {record}", "when:", *(f"{' ' * STEP}{key}: {value}" for key, value in when)]
    return _item(file, before, lines, comment)
