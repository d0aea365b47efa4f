"""Specs: files of two real ones, mutated, and YAML that means harm; alone, and among the others."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from sendspec_gen.disk import read_spec
from sendspec_gen.pipeline import compile_spec
from sendspec_gen.problems import Problems, show
from sendspec_gen.read.nodes import compose
from sendspec_gen.source import SourceFile

from tests.fuzz.conftest import Fuzz
from tests.fuzz.mutating import mutated
from tests.project import ROOT

GOOD = ROOT / "tests" / "corpus" / "good"
LAUGHS = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (after, after, b", ".join([b"*%c" % before] * 9))
    for before, after in zip(b"abcdefg", b"bcdefgh", strict=True)
)
HARM = (
    LAUGHS,
    b"a: &a {b: *a}\n",
    b"? [a, b]\n: c\n",
    b"- " * 200 + b"x\n",
    b"{a: " * 200,
    b'"' + b"x" * 200_000 + b'"\n',
    b"!!binary aGFsbG8=\n",
    b"!<tag:yaml.org,2002:python/object/apply:os.system> [ls]\n",
    b"%YAML 9.9\n---\na: b\n",
    b"--- a\n--- b\n",
    b"a: |9\n b\n",
    b"on: {? a : b, ? a : c}\n",
    b"<<: [{a: b}, {a: c}]\n",
)


def _show(files: tuple[SourceFile, ...], problems: tuple[object, ...]) -> None:
    lines_of = {file.path: file.content.decode("utf-8-sig", "replace").splitlines() for file in files}
    for problem in problems:
        words = show(problem, lines_of)  # type: ignore[arg-type]
        assert all(sign.isprintable() or sign == "\n" for sign in words), words


def test_spec(fuzzed: Fuzz) -> None:
    small, shipped = read_spec(GOOD), read_spec(ROOT)
    index = st.integers(0, len(small) - 1)
    among = index.flatmap(lambda at: st.tuples(st.just(at), mutated([small[at].content], most=1) | mutated(HARM)))
    sources = [file for file in shipped if Path(file.path).parent.name == "sources" or "bounces" in file.path]
    alone = mutated([file.content[:30_000] for file in sources] + list(HARM), most=2)

    def look_at(case: tuple[int, bytes] | bytes) -> None:
        if isinstance(case, bytes):
            file, problems = SourceFile("spec/sources/odd.yaml", case), Problems()
            node = compose(file, problems)
            assert (node is None) == any(
                problem.code not in ("duplicate-key", "key-not-a-word") for problem in problems.found
            )
            _show((file,), tuple(problems.found))
            files = (*(one for one in small if not one.path.startswith("spec/sources/")), file)
        else:
            at, content = case
            files = tuple(SourceFile(one.path, content) if i == at else one for i, one in enumerate(small))
        compilation = compile_spec(files)
        assert compilation.model is not None or compilation.problems
        _show(files, compilation.problems)

    fuzzed("spec", among | alone, look_at)
