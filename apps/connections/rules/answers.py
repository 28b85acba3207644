"""What the answer of a system outside means, and when such a system counts as silent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

OPERATIONAL, DATA = "operational", "data"
"""As :class:`apps.connections.enums.Fault` stores them."""
_PASSING = frozenset({408, 425, 429})
"""Answers that another try may mend, besides 5xx."""
_NOT_LET_IN = frozenset({401, 403})
_NOT_THERE = frozenset({404, 405, 410})
_PLAIN = re.compile(r"[A-Za-z0-9._:-]{1,80}")
"""A number or code as a contract has it; anything else may be words about a person and is not kept."""

SILENT_AFTER, SILENT_FOR = 3, timedelta(minutes=5)
"""Ours: so many calls in a row without an answer, and nobody calls for so long: a worker waits at each."""
OVER_AFTER = timedelta(seconds=30)
"""Ours: no call takes so long; one without an end by then ended with its worker."""


TRIES = 4
"""Calls that one job makes."""
_FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=10), timedelta(days=1)


def pause_after(attempts: int) -> timedelta:
    """Return how long a delivery is not taken up after so many calls, the last without an answer.

    Not at all after the calls of its first job, then twice as long with each four more, up to a day (ours).
    """
    doubled = min(max(attempts // TRIES - 1, 0), 10)
    return min(_FIRST_PAUSE * ((1 << doubled) - 1), LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and what the body says; no status where nothing came."""

    status: int | None
    said: Mapping[str, object]
    away: str = ""
    """Why nothing came."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means; ``fault`` '' where it was taken."""

    fault: str
    words: str
    field: str = ""
    """The field of the contract that is not accepted."""
    is_passing: bool = False
    """Another try in a moment may mend it."""
    remote_id: str = ""


def judged(answer: Answer, fields: Mapping[str, str]) -> Verdict:
    """Say what an answer means; ``fields``: of the contract, each with who can mend it and how.

    Words of the other side are never taken over: they may quote what was sent.
    """
    status = answer.status
    if status is None:
        return Verdict(OPERATIONAL, answer.away or "对方没有应答", is_passing=True)
    if 200 <= status < 300 or (status == 409 and answer.said.get("code") == "duplicate"):
        return Verdict("", "已送达", remote_id=_plain(answer.said.get("id")))
    if status >= 500 or status in _PASSING:
        return Verdict(OPERATIONAL, f"对方暂时不能接收（{status}）", is_passing=True)
    if status in _NOT_LET_IN:
        return Verdict(OPERATIONAL, f"对方不认本站的签名（{status}），请运维核对地址和密钥")
    if status < 400 or status in _NOT_THERE:
        return Verdict(OPERATIONAL, f"对方的地址不对（{status}），请运维核对地址")
    field = _plain(answer.said.get("field"))
    if field in fields:
        return Verdict(DATA, fields[field], field=field)
    return Verdict(DATA, f"对方不收（{status}），没有说明是哪一项，请向对方查问")


def is_silent(calls: Sequence[tuple[str, datetime]], now: datetime) -> bool:
    """Say whether a system counts as silent, from fault and moment of its last calls, newest first."""
    last = calls[:SILENT_AFTER]
    if len(last) < SILENT_AFTER or any(fault != OPERATIONAL for fault, _ in last):
        return False
    return last[0][1] > now - SILENT_FOR


def _plain(value: object) -> str:
    text = str(value) if isinstance(value, str | int) else ""
    return text if _PLAIN.fullmatch(text) else ""
