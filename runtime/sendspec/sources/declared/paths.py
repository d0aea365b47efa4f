"""Paths of JMESPath as statements of Python; what is seldom in them goes to the library, which gives the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

import jmespath
from jmespath.exceptions import JMESPathError

EACH = "each"
COMPILED = frozenset(
    {
        *("field", "subexpression", "index", "index_expression", "or_expression"),
        *("identity", "current", "literal", "flatten", "projection", "filter_projection", "value_projection"),
        *("and_expression", "multi_select_list"),
    }
)
LOOPS = frozenset({"flatten", "projection", "filter_projection", "value_projection", "or_expression", "and_expression"})
FUNCTIONS = {"length": 1, "to_string": 1, "join": 2}
"""Those that are compiled, each with how many arguments it takes."""
encode = json.JSONEncoder(separators=(",", ":"), default=str).encode
MOST_KEPT = 256
"""Paths of which is remembered whether they lead from an element: those of many rules are the same."""
MOST_LOOPS = 6
"""Python nests twenty at most."""
FAULTS = (JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError)


class BadPathError(Exception):
    """A path that is none."""


def found(path: str) -> Callable[[Any], Any]:
    """What the library finds by a path; None where it cannot be followed in a value."""
    search = _compiled(path).search

    def look_up(value: Any) -> Any:
        try:
            return search(value)
        except FAULTS:
            return None

    return look_up


def compiled(path: str) -> Callable[[Any], Any]:
    """The same, compiled where that can be."""
    code = Code()
    code.write("def look_up(record):")
    with code.block():
        code.write(f"return {code.look_up(path)}")
    return cast("Callable[[Any], Any]", code.functions()["look_up"])


class Code:
    """Statements that are written one after the other; what was looked up before is not looked up again.

    Where every record is an object, that is not asked again at each look-up.
    """

    def __init__(self, *, of_objects: bool = False) -> None:
        self._of_objects = of_objects
        self.known: dict[str, Any] = {
            "__builtins__": {one.__name__: one for one in (type, list, dict, str, int, float, len, round)},
            "joined": joined,
            "as_text": as_text,
            "nothing": {},
        }
        """The values that the statements use, by their names."""
        self._lines: list[str] = []
        self._depth = 0
        self._count = 0
        self._before: dict[tuple[str, Any], str] = {}
        """The variable of each look-up that was made for certain: from which one, and what of it."""

    def functions(self) -> dict[str, Any]:
        """All functions, ready to be called."""
        names = dict(self.known)
        exec(compile("\n".join(self._lines), "<rules>", "exec"), names)
        return names

    def write(self, line: str) -> None:
        self._lines.append("    " * self._depth + line)

    @contextmanager
    def block(self) -> Iterator[None]:
        """What is written within stands deeper, and need not be run; nobody behind relies on it."""
        before = dict(self._before)
        self._depth += 1
        yield
        self._depth -= 1
        self._before = before

    def begin(self) -> None:
        """A new function: nothing was looked up."""
        self._before = {}

    def name(self) -> str:
        """A new variable."""
        self._count += 1
        return f"x{self._count}"

    def constant(self, value: Any) -> str:
        """The name of a value that never changes."""
        self._count += 1
        name = f"c{self._count}"
        self.known[name] = value
        return name

    def once(self, what: Any, write: Callable[[], str]) -> str:
        """The variable that holds something, which is written where that was not done for certain before."""
        key = ("", what)
        if key not in self._before:
            self._before[key] = write()
        return self._before[key]

    def look_up(self, path: str, each: str | None = None) -> str:
        """The variable that holds what a path leads to from `record`; `each` is the one that holds an element."""
        if each is not None and not mentions_each(path):
            each = None
        return self.once((path, each), lambda: self._look_up(path, each))

    def _look_up(self, path: str, each: str | None) -> str:
        tree = _compiled(path).parsed
        if _can(tree, is_last=True):
            return self._look(tree, "record", each)
        scope = "record"
        if each is not None:
            scope = f"{{**(record if type(record) is dict else {{}}), {EACH!r}: {each}}}"
        return self.assign(f"{self.constant(found(path))}({scope})")

    def assign(self, expression: str) -> str:
        """A new variable with a value."""
        name = self.name()
        self.write(f"{name} = {expression}")
        return name

    def _look(self, tree: Any, at: str, each: str | None) -> str:
        """The variable of what a tree leads to from a variable; the element is known at the record only."""
        kind, children = tree["type"], tree["children"]
        if kind in ("identity", "current"):
            return at
        if kind == "literal":
            return self.constant(tree["value"])
        if kind in ("subexpression", "index_expression"):
            for child in children:
                at = self._look(child, at, each)
            return at
        if kind == "field" and tree["value"] == EACH and each is not None and at == "record":
            return each
        if kind in ("field", "index"):
            return self._one(kind, at, tree["value"])
        if kind in ("or_expression", "and_expression"):
            return self._either(kind, children, at, each)
        if kind == "comparator":
            of, sign = self._look(children[0], at, each), {"eq": "==", "ne": "!="}[tree["value"]]
            return self.assign(f"{of} {sign} {children[1]['value']!r}")
        if kind == "multi_select_list":
            parts = ", ".join(self._look(child, at, each) for child in children)
            return self.assign(f"None if {at} is None else [{parts}]")
        if kind == "function_expression":
            return self._function(tree["value"], children, at, each)
        return self._many(kind, children, at, each)

    def _function(self, function: str, children: list[Any], at: str, each: str | None) -> str:
        """What a function makes of its arguments; None for those that it does not take."""
        of = self._look(children[-1], at, each)
        if function == "length":
            return self.assign(f"len({of}) if type({of}) in {self.constant((str, list, dict))} else None")
        if function == "to_string":
            return self.assign(f"{of} if type({of}) is str else as_text({of})")
        return self.assign(f"joined({children[0]['value']!r}, {of})")

    def _one(self, kind: str, at: str, value: Any) -> str:
        key = (at, value)
        if key not in self._before:
            if kind == "field":
                expression = f"{self._object(at)}.get({value!r})"
            else:
                inside = f"{value} < len({at})" if value >= 0 else f"{-value} <= len({at})"
                expression = f"{at}[{value}] if type({at}) is list and {inside} else None"
            self._before[key] = self.assign(expression)
        return self._before[key]

    def _object(self, at: str) -> str:
        """The variable itself where it holds an object, else an empty one."""
        if self._of_objects and at == "record":
            return at
        return self.once(f"object {at}", lambda: self.assign(f"{at} if type({at}) is dict else nothing"))

    def _either(self, kind: str, children: list[Any], at: str, each: str | None) -> str:
        """The first where it is true, else the second; of "and" the other way round."""
        name = self.assign(self._look(children[0], at, each))
        self.write(f"if {_truth(name)}:" if kind == "and_expression" else f"if not ({_truth(name)}):")
        with self.block():
            self.write(f"{name} = {self._look(children[1], at, each)}")
        return name

    def _many(self, kind: str, children: list[Any], at: str, each: str | None) -> str:
        """A list made of another: flattened, or what is found in each of its elements, or in those that fit."""
        base = self._look(children[0], at, each)
        name = self.assign("None")
        is_object = kind == "value_projection"
        self.write(f"if type({base}) is {'dict' if is_object else 'list'}:")
        with self.block():
            self.write(f"{name} = []")
            element = self.name()
            self.write(f"for {element} in {base}{'.values()' if is_object else ''}:")
            with self.block():
                if kind == "flatten":
                    self.write(f"if type({element}) is list: {name}.extend({element})")
                    self.write(f"else: {name}.append({element})")
                    return name
                if kind == "filter_projection":
                    self.write(f"if not ({_truth(self._look(children[2], element, each))}): continue")
                part = self._look(children[1], element, each)
                self.write(f"if {part} is not None: {name}.append({part})")
        return name


def _truth(name: str) -> str:
    """Whether a variable is true for JMESPath, to which zero is."""
    return f"{name} or type({name}) is int or type({name}) is float"


def joined(separator: str, parts: Any) -> str | None:
    """The texts of a list with a separator between them; None for anything else."""
    if type(parts) is not list or any(type(part) is not str for part in parts):
        return None
    return separator.join(parts)


def as_text(value: Any) -> str | None:
    """A value as JSON, as `to_string` writes it."""
    if type(value) is int:
        return str(value)
    try:
        return encode(value)
    except FAULTS:
        return None


@lru_cache(MOST_KEPT)
def mentions_each(path: str) -> bool:
    """Whether a path leads from the element of a list."""
    return _mentions(_compiled(path).parsed)


def _mentions(tree: Any) -> bool:
    if not isinstance(tree, dict):
        return False
    if tree["type"] == "field":
        return bool(tree["value"] == EACH)
    # What follows begins at what was found, not at the record.
    chained = ("subexpression", "index_expression", "pipe", "projection", "value_projection", "filter_projection")
    children = tree["children"][:1] if tree["type"] in chained else tree["children"]
    return any(_mentions(child) for child in children)


def _can(tree: Any, loops: int = 0, *, is_last: bool = False) -> bool:
    """Whether a tree can be compiled; functions only where nothing follows, since their faults end the whole path."""
    kind, children = tree["type"], tree["children"]
    loops += kind in LOOPS
    if kind == "function_expression":
        return is_last and _can_call(tree, loops)
    if kind == "filter_projection":
        return (
            loops <= MOST_LOOPS and all(_can(one, loops) for one in children[:2]) and _can_compare(children[2], loops)
        )
    if kind in ("or_expression", "and_expression"):
        first, second = children
        return loops <= MOST_LOOPS and _can(first, loops) and _can(second, loops, is_last=is_last)
    is_known: bool = kind in COMPILED
    return is_known and loops <= MOST_LOOPS and all(_can(child, loops) for child in children)


def _can_call(tree: Any, loops: int) -> bool:
    """Of what is joined each part may be made a text."""
    name, children = tree["value"], tree["children"]
    if FUNCTIONS.get(name) != len(children):
        return False
    if name != "join":
        return _can(children[0], loops)
    separator, parts = children
    if separator["type"] != "literal" or type(separator["value"]) is not str:
        return False
    if parts["type"] != "multi_select_list":
        return _can(parts, loops)
    return all(_can(part, loops) or (_is_to_string(part) and _can_call(part, loops)) for part in parts["children"])


def _is_to_string(tree: Any) -> bool:
    return bool(tree["type"] == "function_expression" and tree["value"] == "to_string")


def _can_compare(tree: Any, loops: int) -> bool:
    """Whether it compares something to a text; what else is equal, JMESPath and Python do not agree on."""
    if tree["type"] != "comparator" or tree["value"] not in ("eq", "ne"):
        return False
    first, second = tree["children"]
    return second["type"] == "literal" and type(second["value"]) is str and _can(first, loops)


def _compiled(path: str) -> Any:
    try:
        return jmespath.compile(path)
    except (JMESPathError, RecursionError) as error:
        raise BadPathError(f"`{path}` is no path: {error}") from error
