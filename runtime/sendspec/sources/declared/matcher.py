"""The rules of a source as functions of Python, written once and run for each record.

The rules that can fit are found by one look into a dictionary: by the value of the field that most of them ask for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, cast

from sendspec.sources.declared.choosing import asks_for_text, commonest, is_of_one, left_of, may_be
from sendspec.sources.declared.meaning import Declared, Fields, Rule, Scalar, Test, Time, Value, Way
from sendspec.sources.declared.paths import Code, mentions_each
from sendspec.sources.declared.patterns import MOST, finder_of, other_finder_of
from sendspec.sources.declared.taking import Open, Taken
from sendspec.sources.declared.times import EXACT, MOST_KNOWN, SECOND, TO_SECOND, UNITS, Clock, IsoReader
from sendspec.sources.records import Bounce, EventRecord
from sendspec.sources.stamps import LAST

Take = Callable[[Any, str], "str | None"]
"""Takes the events out of a record, given its place; why it is not understood, None where it is."""

NO_RULE = "no rule of the source fits it"
FREQUENT = ("relayed", "delivered", "opened", "clicked")
"""The events that most records tell."""
FEW = 3
"""Texts that are compared one by one."""
TIME = "time"
"""The field of a line of syslog that holds its time, found already."""


def matcher(declared: Declared, taken: Taken, clock: Clock) -> Take:
    """The function that reads the records of a source into `taken`."""
    others: list[Take] = []

    def take_other(record: Any, place: str) -> str | None:
        """Hardly any record is no object, so that these functions are written when the first such comes."""
        if not others:
            others.append(Matcher(declared, taken, clock, None).function())
        return others[0](record, place)

    return Matcher(declared, taken, clock, take_other).function()


class Matcher:
    """Writes the functions; where others take what is no object, those for objects."""

    def __init__(self, declared: Declared, taken: Taken, clock: Clock, take_other: Take | None) -> None:
        self._declared = declared
        self._taken = taken
        self._clock = clock
        self._take_other = take_other
        self._readers: dict[Time, str] = {}
        """The name of what reads times of one form."""
        self._known_times: dict[Time, tuple[str, str]] = {}
        """What tells the seconds and their parts that a reader of ISO 8601 knows."""
        self._code = Code(of_objects=take_other is not None)
        taken.records |= {rule.record: 0 for rule in declared.rules if rule.record not in taken.records}
        self._is_frequent = False
        """Whether the rule that is written is worth more statements, which are run without a call."""
        self._shared: list[Rule] = []
        """The rules that stand in many functions, and have one of their own."""
        self._wanted = {rule.fields.known_as for rule in declared.rules if rule.fields.known_as is not None}
        taken.names |= {kind: {} for kind in sorted(self._wanted) if kind not in taken.names}
        taken.more_names |= {kind: set() for kind in sorted(self._wanted) if kind not in taken.more_names}

    def function(self) -> Take:
        path, values = commonest(self._declared.rules)
        self._shared = [rule for rule in self._declared.rules if values and not is_of_one(rule, path)]
        names = []
        for number, value in enumerate(values):
            rules = [rule for rule in self._declared.rules if may_be(rule, path, value)]
            first = rules[0]
            if first in self._shared and not left_of(first, path):
                names.append(f"rule_{self._shared.index(first)}")
            else:
                names.append(f"take_{number}")
                self._function(names[-1], rules, path)
        others = [rule for rule in self._declared.rules if not asks_for_text(rule, path)]
        self._function("otherwise", others, None)
        for number, rule in enumerate(self._shared):
            self._code.begin()
            self._code.write(f"def rule_{number}(record, place):")
            with self._code.block():
                self._rule(rule)
        code = self._code
        code.known |= {
            "add": self._taken.events.append,
            "events": self._taken.events,
            "leave_open": self._taken.open.append,
            "go_on": self._taken.go_on,
            "records": self._taken.records,
            "incomplete": self._taken.incomplete,
            "make": tuple.__new__,
            "take_other": self._take_other,
            "text_of": text_of,
            "written": written,
            "EventRecord": EventRecord,
            "Open": Open,
        }
        code.begin()
        code.write("def take(record, place):")
        with code.block():
            if self._take_other is not None:
                code.write("if type(record) is not dict: return take_other(record, place)")
            if path is None:
                code.write("return otherwise(record, place)")
            else:
                key = code.look_up(path)
                take = f"(by_value.get({key}, otherwise) if type({key}) is str else otherwise)"
                code.write(f"return {take}(record, place)")
        by_value: dict[str, Take] = {}
        code.known["by_value"] = by_value
        functions = code.functions()
        by_value.update({value: functions[name] for value, name in zip(values, names, strict=True)})
        return cast("Take", functions["take"])

    def _function(self, name: str, rules: list[Rule], known: str | None) -> None:
        """A function that tries rules; the value that one path leads to may be known to fit."""
        code = self._code
        code.begin()
        code.write(f"def {name}(record, place):")
        with code.block():
            for rule in rules:
                tests = left_of(rule, known)
                self._tests(tests, rule)
                if not tests:
                    return
            code.write(f"return {NO_RULE!r}")

    def _tests(self, tests: list[Test], rule: Rule) -> None:
        """A condition within the other, so that the last of them looks up no more than it must."""
        if tests:
            first, *others = tests
            condition = self._condition(first)
            self._code.write(f"if {condition}:")
            with self._code.block():
                self._tests(others, rule)
        elif rule in self._shared:
            self._code.write(f"return rule_{self._shared.index(rule)}(record, place)")
        else:
            self._rule(rule)

    def _condition(self, test: Test) -> str:
        code = self._code
        at = code.look_up(test.path)
        if test.sort == "exists":
            parts = [_is_there(at) if value else f"not ({_is_there(at)})" for value in test.values]
        elif test.sort == "matches":
            patterns = [code.constant(re.compile(str(value)).search) for value in test.values]
            parts = [f"type({at}) is str and {pattern}({at}[:{MOST}])" for pattern in patterns]
        else:
            parts = self._equal(at, test.values)
        condition = " or ".join(parts) or "False"
        return f"not ({condition})" if test.negated else condition

    def _equal(self, at: str, values: tuple[Scalar, ...]) -> list[str]:
        """Conditions of which one holds where a variable holds one of some values, of the same type of JSON."""
        texts = [value for value in values if isinstance(value, str)]
        if len(texts) <= FEW:
            return [_equal(at, value) for value in values]
        within = f"type({at}) is str and {at} in {self._code.constant(frozenset(texts))}"
        return [within, *(_equal(at, value) for value in values if not isinstance(value, str))]

    def _rule(self, rule: Rule) -> None:
        """What follows when a rule fits."""
        code, fields = self._code, rule.fields
        self._is_frequent = rule.event in FREQUENT
        is_event = rule.event is not None or rule.by_kind is not None
        message = self._text(fields.message)
        self._other_names(rule, message)
        if not is_event:
            self._counted(rule)
            return
        each = None
        if fields.each is not None:
            elements = code.look_up(fields.each)
            code.write("why = None")
            each = code.name()
            code.write(
                f"elements = {elements} if type({elements}) is list else () if {elements} is None else ({elements},)"
            )
            # What does not depend on the element is looked up once.
            self._hoist(fields)
            code.write('if not elements: incomplete["without_recipient"] += 1')
            code.write(f"for {each} in elements:")
            with code.block():
                self._event(rule, each)
            code.write("if why is not None: return why")
        else:
            self._event(rule, None)
        self._counted(rule)

    def _hoist(self, fields: Fields) -> None:
        for value in (fields.message, fields.recipient, fields.id, fields.bounce_class, fields.bounce_status):
            if value is not None and not _depends(value):
                self._text(value)
        if fields.reason is not None and not _depends(fields.reason):
            self._text(fields.reason, None, "written")
        if fields.time and not any(_depends(time.value) for time in fields.time):
            self._time(fields, None)

    def _counted(self, rule: Rule) -> None:
        self._code.write(f"records[{rule.record!r}] += 1")
        self._code.write("return None")

    def _other_names(self, rule: Rule, message: str) -> None:
        """Note by what names the message is known besides, and under which it goes on."""
        for kind, value in rule.also_known_as.items():
            if kind in self._wanted and rule.fields.known_as is None:
                other = self._text(value)
                first_of = self._code.constant(self._taken.names[kind].setdefault)
                add_name = self._code.constant(self._taken.more_names[kind].add)
                # Most names are those of one message.
                is_other = f"{first_of}({other}, {message}) != {message}"
                self._code.write(f"if {message} and {other} and {is_other}: {add_name}(({other}, {message}))")
        if rule.continues_as is not None and rule.fields.known_as is None:
            later = self._text(rule.continues_as)
            self._code.write(f"if {message} and {later}: go_on({message}, {later})")

    def _event(self, rule: Rule, each: str | None) -> None:
        """Add one event, or count what is missing."""
        code, fields = self._code, rule.fields
        leave = "return None" if each is None else "continue"
        count = f"records[{rule.record!r}] += 1; " if each is None else ""
        message = self._text(fields.message, each)
        code.write(f'if not {message}: incomplete["without_message"] += 1; {count}{leave}')
        recipient = self._text(fields.recipient, each) if fields.recipient is not None else each or "None"
        if fields.recipient is None and each is not None:
            recipient = self._made_text(each)
        if fields.known_as is None:
            code.write(f'if not {recipient}: incomplete["without_recipient"] += 1; {count}{leave}')
        time = self._time(fields, each)
        path = fields.time[0].value[0].path if fields.time else TIME
        code.write(f"if {time} is None:")
        with code.block():
            why = f"no time can be read at `{path}`"
            code.write(f"return {why!r}" if each is None else f"why = {why!r}; continue")
        event_id = self._text(fields.id, each)
        reason = self._text(fields.reason, each, "written")
        bounce = self._bounce(rule, each)
        if fields.known_as is not None or rule.by_kind is not None:
            number = self._declared.rules.index(rule) if rule.by_kind is not None else None
            code.write(f"leave_open(Open(len(events), {fields.known_as!r}, {number!r}))")
        or_nobody = "" if fields.known_as is None else " or ''"
        code.write(
            f"add(make(EventRecord, ({time}, {message}, {recipient}{or_nobody}, {(rule.event or '')!r}, "
            f"{_or_none(event_id)}, {_or_none(reason)}, place, {bounce})))"
        )

    def _bounce(self, rule: Rule, each: str | None) -> str:
        fields = rule.fields
        if fields.bounce_class is None and fields.bounce_status is None:
            return self._code.constant(Bounce(rule.record, None, None))
        of_class = self._text(fields.bounce_class, each)
        status = self._text(fields.bounce_status, each)
        # Most records tell of no failure.
        nothing = self._code.constant(Bounce(rule.record, None, None))
        told = f"{self._code.constant(Bounces(rule.record))}[{_or_none(of_class)}, {_or_none(status)}]"
        return f"{told} if {of_class} or {status} else {nothing}"

    def _time(self, fields: Fields, each: str | None) -> str:
        """The variable of the time; a line of syslog has one of its own."""
        code = self._code
        if not fields.time or (self._declared.format == "syslog" and fields.time[0].value == (Way(TIME),)):
            return code.look_up(TIME) if self._declared.format == "syslog" else "None"
        is_of_each = any(_depends(time.value) for time in fields.time)
        return code.once((fields.time, each if is_of_each else None), lambda: self._first_time(fields.time, each))

    def _first_time(self, times: tuple[Time, ...], each: str | None, into: str | None = None) -> str:
        """The variable of the first time that can be read; none is looked up behind it."""
        code = self._code
        time, *others = times
        key = time._replace(value=())
        if key not in self._readers:
            reader = self._clock.reader(time)
            self._readers[key] = code.constant(reader)
            if isinstance(reader, IsoReader):
                self._known_times[key] = code.constant(reader.seconds.get), code.constant(reader.parts.get)
        value = self._value(time.value, each)
        name = into or code.name()
        read = f"{name} = {self._readers[key]}({value})"
        if not self._is_frequent:
            code.write(read)
        elif time.form in UNITS:
            unit = UNITS[time.form]
            exact = f"0 <= {value} * {unit} < {EXACT * SECOND}"
            code.write(f"if {value} is None: {name} = None")
            code.write(f"elif type({value}) is int and 0 <= {value} <= {LAST // unit}: {name} = {value} * {unit}")
            code.write(f"elif type({value}) is float and {exact}: {name} = round({value} * {unit})")
            code.write(f"else: {read}")
        elif key in self._known_times:
            second_of, part_of = self._known_times[key]
            code.write(f"second = {second_of}({value}[:{TO_SECOND}]) if type({value}) is str else None")
            code.write(f"part = {part_of}({value}[{TO_SECOND}:]) if second is not None else None")
            code.write(f"if part is None: {read}")
            code.write(f"else: {name} = second + part")
        else:
            code.write(read)
        if others:
            code.write(f"if {name} is None:")
            with code.block():
                self._first_time(tuple(others), each, name)
        return name

    def _text(self, value: Value | None, each: str | None = None, make: str = "text_of") -> str:
        """The variable of a value as text; it is false where there is none."""
        if value is None:
            return "None"
        found = self._value(value, each)
        return found if all(way.pattern is not None for way in value) else self._made_text(found, make)

    def _made_text(self, found: str, make: str = "text_of") -> str:
        expression = f"{make}({found})"
        if self._is_frequent:
            expression = f"{found} if {found} is None or type({found}) is str else {expression}"
        return self._code.once(expression, lambda: self._code.assign(expression))

    def _value(self, value: Value, each: str | None = None) -> str:
        """The variable of the first way that leads to something."""
        code = self._code
        if len(value) == 1 and value[0].pattern is None:
            return code.look_up(value[0].path, each)
        return code.once((value, each if _depends(value) else None), lambda: self._ways(value, each))

    def _ways(self, value: Value, each: str | None, into: str | None = None) -> str:
        code = self._code
        way, *others = value
        found = code.look_up(way.path, each)
        name = into or code.name()
        if way.pattern is not None:
            of_text = code.constant(finder_of(way.pattern))
            of_other = code.constant(other_finder_of(way.pattern))
            found = f"{of_text}({found}) if type({found}) is str else None if {found} is None else {of_other}({found})"
        code.write(f"{name} = {found}")
        if others:
            code.write(f"if not ({_is_there(name)}):")
            with code.block():
                self._ways(tuple(others), each, name)
        return name


def text_of(value: Any) -> str | None:
    """A number as text; None for what is neither a number nor text."""
    if value is None or type(value) is str:
        return value
    return str(value) if type(value) in (int, float) else None


def written(value: Any) -> str | None:
    """Anything as text."""
    if value is None or type(value) is str:
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return None


class Bounces(dict[tuple[str | None, str | None], Bounce]):
    """What records of one name tell of how deliveries went, by class and status: few, and told again and again."""

    def __init__(self, record: str) -> None:
        super().__init__()
        self._record = record

    def __missing__(self, told: tuple[str | None, str | None]) -> Bounce:
        bounce = Bounce(self._record, *told)
        if len(self) < MOST_KNOWN:
            self[told] = bounce
        return bounce


def _is_there(name: str) -> str:
    """Whether a variable holds neither null nor an empty text."""
    return f"{name} or {name} is not None and {name} != ''"


def _or_none(name: str) -> str:
    return name if name == "None" else f"{name} or None"


def _equal(at: str, value: Scalar) -> str:
    """Whether a variable holds a value of the same type of JSON."""
    if value is None or isinstance(value, bool):
        return f"{at} is {value!r}"
    if isinstance(value, str):
        return f"{at} == {value!r}"
    return f"(type({at}) is int or type({at}) is float) and {at} == {value!r}"


def _depends(value: Value) -> bool:
    return any(mentions_each(way.path) for way in value)
