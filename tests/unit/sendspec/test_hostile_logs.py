"""Logs and mails with anything in them: whatever it is, each record is counted and nothing breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sendspec.sources.records import BadLogError

from tests.unit.sendspec import test_dsn, test_exim, test_momentum
from tests.unit.sendspec.reader_logs import Logs

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

EXIM = [
    test_exim.ARRIVED,
    test_exim.line(f'=> a <ann@example.org> {test_exim.OUT} C="250 id={test_exim.NEXT}"'),
    test_exim.line("=> |/bin/x (b) <ann@example.org> R=al T=address_pipe"),
    test_exim.line(">> :blackhole: <a@b> R=x"),
    test_exim.line("== a@b R=r T=t defer (-44) H=mx [192.0.2.1]:25: 450 DT=1s"),
    test_exim.line("** a@b <c@d>: retry timeout exceeded"),
    test_exim.line("cancelled by admin"),
    test_exim.line("Completed"),
]
MOMENTUM = [
    test_momentum.taken(),
    test_momentum.taken(protocol="xfer"),
    test_momentum.delivered(letter="X"),
    test_momentum.failed("T", "452 4.2.2 full"),
    test_momentum.bounced("550 5.1.1 no", 10, stage=21),
]
PIECES = st.sampled_from(
    ["", " ", "<", ">", "(", ")", '"', ": ", "@", "[", "\0", "\r", "é", "\udce9", "=", "-", "9" * 30]
)


@st.composite
def damaged(draw: st.DrawFn, texts: list[str]) -> str:
    """One of the texts with a piece cut out, and another put there."""
    text = draw(st.sampled_from(texts))
    begin = draw(st.integers(0, len(text)))
    end = draw(st.integers(begin, min(len(text), begin + 20)))
    return text[:begin] + draw(PIECES) + text[end:]


def counted(name: str, folder: Path, lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    try:
        reading = Logs(name, folder).read(text)
    except BadLogError:
        return

    assert reading.read == text.count("\n")


@FEW
@given(st.lists(damaged(EXIM) | st.text(max_size=30), min_size=1, max_size=12))
def test_any_log_of_exim(tmp_path: Path, lines: list[str]) -> None:
    counted("exim", tmp_path, lines)


@FEW
@given(st.lists(damaged(MOMENTUM) | st.text(max_size=30), min_size=1, max_size=12))
def test_any_log_of_momentum(tmp_path: Path, lines: list[str]) -> None:
    counted("momentum", tmp_path, lines)


@pytest.mark.parametrize(
    "mail",
    [
        test_dsn.report(),
        test_dsn.report(kind="message/global-delivery-status", encoding="Content-Transfer-Encoding: base64\n"),
        test_dsn.plain(test_dsn.QMAIL, test_dsn.QMAIL_BODY),
        test_dsn.plain(test_dsn.EXIM, test_dsn.EXIM_BODY),
        test_dsn.FEEDBACK.format(kind="abuse", recipients="Original-Rcpt-To: a@b\n"),
    ],
    ids=["report", "base64", "qmail", "exim", "feedback"],
)
@FEW
@given(st.data())
def test_any_mail(tmp_path: Path, mail: str, data: st.DataObject) -> None:
    (tmp_path / "whole").write_text(test_dsn.report())
    (tmp_path / "damaged").write_text(data.draw(damaged([mail])), errors="surrogateescape")

    assert Logs("dsn", tmp_path).read_paths(tmp_path).read == 2
