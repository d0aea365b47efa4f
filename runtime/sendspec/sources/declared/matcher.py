"""The rules of a source as functions of Python, written once and run for each record.

The rules that can fit are found by one look into a dictionary: by the value of the field that most of them ask for.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, cast

from sendspec.sources.declared.meaning import Declared, Fields, Rule, Scalar, Test, Time, Value, Way
from sendspec.sources.declared.paths import Code, mentions_each
from sendspec.sources.declared.taking import Open, Taken
from sendspec.sources.declared.times import Clock
from sendspec.sources.records import Bounce, EventRecord

Take = Callable[[Any, str], "str | None"]
"""Takes the events out of a record, given its place; why it is not understood, None where it is."""

NO_RULE = "no rule of the source fits it"
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
        self._code = Code(of_objects=take_other is not None)
        taken.records |= {rule.record: 0 for rule in declared.rules if rule.record not in taken.records}
        self._shared: list[Rule] = []
        """The rules that stand in many functions, and have one of their own."""
        self._wanted = {rule.fields.known_as for rule in declared.rules if rule.fields.known_as is not None}
        taken.names |= {kind: set() for kind in sorted(self._wanted) if kind not in taken.names}

    def function(self) -> Take:
        path, values = _commonest(self._declared.rules)
        self._shared = [rule for rule in self._declared.rules if values and not _is_of_one(rule, path)]
        for number, value in enumerate(values):
            rules = [rule for rule in self._declared.rules if _may_be(rule, path, value)]
            self._function(f"take_{number}", rules, path)
        others = [rule for rule in self._declared.rules if not _asks_for_text(rule, path)]
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
            "Bounce": Bounce,
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
        by_value.update({value: functions[f"take_{number}"] for number, value in enumerate(values)})
        return cast("Take", functions["take"])

    def _function(self, name: str, rules: list[Rule], known: str | None) -> None:
        """A function that tries rules; the value that one path leads to may be known to fit."""
        code = self._code
        code.begin()
        code.write(f"def {name}(record, place):")
        with code.block():
            for rule in rules:
                tests = [test for test in rule.when if known is None or not _is_plain(test, known)]
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
            parts = [f"type({at}) is str and {pattern}({at})" for pattern in patterns]
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
                add_name = self._code.constant(self._taken.names[kind].add)
                self._code.write(f"if {message} and {other}: {add_name}(({other}, {message}))")
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
        told = f"make(Bounce, ({rule.record!r}, {_or_none(of_class)}, {_or_none(status)}))"
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
            self._readers[key] = code.constant(self._clock.reader(time))
        value = self._value(time.value, each)
        name = into or code.name()
        code.write(f"{name} = {self._readers[key]}({value})")
        if others:
            code.write(f"if {name} is None:")
            with code.block():
                self._first_time(tuple(others), each, name)
        return name

    def _text(self, value: Value | None, each: str | None = None, make: str = "text_of") -> str:
        """The variable of a value as text; it is false where there is none."""
        return "None" if value is None else self._made_text(self._value(value, each), make)

    def _made_text(self, found: str, make: str = "text_of") -> str:
        expression = f"{found} if type({found}) is str or {found} is None else {make}({found})"
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
            pattern = re.compile(way.pattern)
            search, search_other = code.constant(pattern.search), code.constant(other_search(pattern))
            code.write(f"match = {search}({found}) if type({found}) is str else {search_other}({found})")
            found = f"None if match is None else match[{min(pattern.groups, 1)}]"
        code.write(f"{name} = {found}")
        if others:
            code.write(f"if not ({_is_there(name)}):")
            with code.block():
                self._ways(tuple(others), each, name)
        return name


def text_of(value: Any) -> str | None:
    """A number as text; None for what is neither a number nor text."""
    return value if type(value) is str else str(value) if type(value) in (int, float) else None


def written(value: Any) -> str | None:
    """Anything as text."""
    if value is None or type(value) is str:
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return None


def other_search(pattern: re.Pattern[str]) -> Callable[[Any], re.Match[str] | None]:
    """What finds a pattern in what is no text: in numbers."""

    def search(value: Any) -> re.Match[str] | None:
        text = text_of(value)
        return None if text is None else pattern.search(text)

    return search


def _commonest(rules: tuple[Rule, ...]) -> tuple[str | None, list[str]]:
    """The path that most rules ask for by texts, and these texts."""
    plain = [(test.path, test.values) for rule in rules for test in rule.when if _is_plain(test, test.path)]
    paths = Counter(path for path, _ in plain)
    if not paths:
        return None, []
    path = max(paths, key=lambda one: paths[one])
    texts = [value for one, values in plain if one == path for value in values if isinstance(value, str)]
    return path, list(dict.fromkeys(texts))


def _is_plain(test: Test, path: str) -> bool:
    return (
        test.path == path
        and test.sort == "is"
        and not test.negated
        and all(isinstance(one, str) for one in test.values)
    )


def _asks_for_text(rule: Rule, path: str | None) -> bool:
    return any(path is not None and _is_plain(test, path) for test in rule.when)


def _is_of_one(rule: Rule, path: str | None) -> bool:
    """Whether a rule asks for one text at a path."""
    return any(path is not None and _is_plain(test, path) and len(test.values) == 1 for test in rule.when)


def _may_be(rule: Rule, path: str | None, value: str) -> bool:
    return all(value in test.values for test in rule.when if path is not None and _is_plain(test, path))


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
