"""DOT to SVG by the Graphviz that comes inside pygraphviz's wheel.

Only three plugins are loaded, and none that asks the machine for fonts, so that the same text gives the same bytes.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from sendspec_gen.emit.errors import EmitError

_PLUGINS = ("gvplugin_core", "gvplugin_dot_layout", "gvplugin_neato_layout")
_CURE = "install the wheel that brings it along: pip install --force-reinstall --only-binary :all: pygraphviz"
_ESTIMATE = "no value for width of non-ASCII character"  # counted as a space for each byte: near enough
_INCH = 72
_one_at_a_time = Lock()  # Graphviz keeps its state in global variables


class GraphvizError(EmitError):
    """Graphviz is missing, or refuses a diagram; the message is its own."""


def svg_of(dot: str, *, layout: str = "dot") -> bytes:
    """The SVG of a DOT text, laid out by `dot` or `neato`; raises `GraphvizError` on any complaint."""
    if "\0" in dot:
        raise GraphvizError("a diagram cannot hold the character U+0000")
    with _one_at_a_time:
        graphviz = _graphviz()
        with graphviz.graph(dot) as graph, graphviz.laid_out(graph, layout):
            return graphviz.rendered(graph, "svg")


def sizes_of(dot: str) -> dict[str, tuple[float, float]]:
    """The width and the height in inches of each node of a DOT text; names are plain words or hold a hyphen."""
    with _one_at_a_time:
        graphviz = _graphviz()
        with graphviz.graph(dot) as graph, graphviz.laid_out(graph, "dot"):
            lines = graphviz.rendered(graph, "plain").decode().splitlines()
    nodes = (line.split(" ", 6) for line in lines if line.startswith("node "))
    return {node[1].strip('"'): (float(node[4]), float(node[5])) for node in nodes}


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """The points of a line, in thirds of its bends, and the tips of the arrowheads that it has at its ends."""

    points: tuple[Point, ...]
    at_start: Point | None
    at_end: Point | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are, in points from below."""

    nodes: Mapping[str, tuple[float, float, float, float]]
    """The middle, the width and the height of each."""
    curves: Mapping[str, Curve]
    """By the `id` of the edge."""


@lru_cache(maxsize=1024)
def layout_of(dot: str) -> Layout:
    """Where `dot` puts the nodes and edges of a DOT text that are drawn; what was laid out lately is remembered."""
    with _one_at_a_time:
        graphviz = _graphviz()
        with graphviz.graph(dot) as graph, graphviz.laid_out(graph, "dot"):
            found = json.loads(graphviz.rendered(graph, "json0"))
    nodes = {node["name"]: _box(node) for node in found.get("objects", ()) if "pos" in node}
    curves = {edge["id"]: _curve(edge["pos"]) for edge in found.get("edges", ()) if "id" in edge}
    return Layout(nodes, curves)


def _box(node: Mapping[str, str]) -> tuple[float, float, float, float]:
    across, up = _point(node["pos"])
    return across, up, float(node["width"]) * _INCH, float(node["height"]) * _INCH


def _curve(words: str) -> Curve:
    """A position as Graphviz writes it: `s,1,2 e,3,4 5,6 7,8 …`, the tips first."""
    tips = {word[0]: _point(word[2:]) for word in words.split() if word[0] in "se"}
    points = tuple(_point(word) for word in words.split() if word[0] not in "se")
    return Curve(points, tips.get("s"), tips.get("e"))


def _point(words: str) -> Point:
    across, up = words.split(",")
    return float(across), float(up)


class _Builtin(ctypes.Structure):
    """`lt_symlist_t`: a plugin that need not be searched for."""

    _fields_ = (("name", ctypes.c_char_p), ("address", ctypes.c_void_p))


_Listener = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p)


class _Graphviz:
    """The loaded libraries, with one context for the life of the process."""

    def __init__(self, folder: Path) -> None:
        self._heard = bytearray()
        self._cgraph = _declared(_library(folder, "cgraph"), _CGRAPH)
        self._gvc = _declared(_library(folder, "gvc"), _GVC)
        self._listener = _Listener(self._hear)  # kept, or it would be collected while Graphviz calls it
        self._cgraph.agseterrf(self._listener)
        self._plugins = (_Builtin * (len(_PLUGINS) + 1))(*(_builtin(folder, name) for name in _PLUGINS))
        self._context = self._gvc.gvContextPlugins(self._plugins, 0)

    def _hear(self, part: bytes) -> int:
        self._heard += part
        return 0

    @contextmanager
    def graph(self, dot: str) -> Iterator[int]:
        """The graph read from a text, closed afterwards."""
        self._heard.clear()
        graph: int | None = self._cgraph.agmemread(dot.encode())
        if graph is None:
            raise self._error("this is no graph")
        try:
            self._demand(True)
            yield graph
        finally:
            self._cgraph.agclose(graph)

    @contextmanager
    def laid_out(self, graph: int, layout: str) -> Iterator[None]:
        """A layout of the graph, freed afterwards."""
        done = self._gvc.gvLayout(self._context, graph, layout.encode()) == 0
        try:
            self._demand(done)
            yield
        finally:
            self._gvc.gvFreeLayout(self._context, graph)

    def rendered(self, graph: int, form: str) -> bytes:
        """A graph that is laid out, as `svg` or as `plain` numbers."""
        data, size = ctypes.c_void_p(), ctypes.c_size_t()
        done = self._gvc.gvRenderData(self._context, graph, form.encode(), ctypes.byref(data), ctypes.byref(size)) == 0
        try:
            self._demand(done)
            return ctypes.string_at(data.value or 0, size.value)
        finally:
            self._gvc.gvFreeRenderData(data)

    def _demand(self, done: bool) -> None:
        """A warning counts as a failure: the texts are ours, so it tells of a fault of ours."""
        if self._complaints() or not done:
            raise self._error("it gives no reason")

    def _error(self, otherwise: str) -> GraphvizError:
        return GraphvizError(self._complaints() or otherwise)

    def _complaints(self) -> str:
        lines = self._heard.decode("utf-8", "replace").splitlines()
        return "\n".join(line for line in lines if _ESTIMATE not in line)


_Signatures = dict[str, tuple[type | None, tuple[type, ...]]]
_CGRAPH: _Signatures = {
    "agmemread": (ctypes.c_void_p, (ctypes.c_char_p,)),
    "agclose": (ctypes.c_int, (ctypes.c_void_p,)),
    "agseterrf": (ctypes.c_void_p, (_Listener,)),
}
_GVC: _Signatures = {
    "gvContextPlugins": (ctypes.c_void_p, (ctypes.POINTER(_Builtin), ctypes.c_int)),
    "gvLayout": (ctypes.c_int, (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)),
    "gvFreeLayout": (ctypes.c_int, (ctypes.c_void_p, ctypes.c_void_p)),
    "gvRenderData": (
        ctypes.c_int,
        (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p),
    ),
    "gvFreeRenderData": (None, (ctypes.c_void_p,)),
}


@cache
def _graphviz() -> _Graphviz:
    """Graphviz, loaded once; the wheel is found without importing pygraphviz, which is slow."""
    package = importlib.util.find_spec("pygraphviz")
    if package is None or package.origin is None:
        raise GraphvizError(f"Graphviz is missing; {_CURE}")
    home = Path(package.origin).parent
    for folder in (home.with_name("pygraphviz.libs"), home / ".dylibs"):
        if folder.is_dir():
            return _Graphviz(folder)
    raise GraphvizError(f"pygraphviz is here without Graphviz inside; {_CURE}")


def _library(folder: Path, name: str) -> ctypes.CDLL:
    found = sorted((*folder.glob(f"lib{name}[-.]*"), *folder.glob(f"{name}[-.]*")))
    if not found:
        raise GraphvizError(f"pygraphviz comes without Graphviz's library {name}; {_CURE}")
    try:
        return ctypes.CDLL(str(found[0]))
    except OSError as error:
        raise GraphvizError(f"Graphviz's library {name} cannot be loaded ({error}); {_CURE}") from error


def _declared(library: ctypes.CDLL, signatures: _Signatures) -> ctypes.CDLL:
    for name, (result, arguments) in signatures.items():
        function: Callable[..., object] = getattr(library, name)
        function.restype, function.argtypes = result, arguments  # type: ignore[attr-defined]
    return library


def _builtin(folder: Path, name: str) -> _Builtin:
    symbol = f"{name}_LTX_library"
    address = ctypes.addressof(ctypes.c_byte.in_dll(_library(folder, name), symbol))
    return _Builtin(symbol.encode(), address)
