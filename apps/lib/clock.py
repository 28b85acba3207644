"""The one place that knows what time it is.

Everything asks this module, so that a demonstration can run at a fixed moment, and a test or a
loader can act at any moment, without patching the interpreter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

# Pinned for one request, test or story; shifted for the whole process, because new threads start with an
# empty context and the job runner must live on the demonstration's date, too.
_pinned: ContextVar[datetime | None] = ContextVar("caseflow_clock", default=None)
_offset = timedelta(0)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    pinned = _pinned.get()
    if pinned is not None:
        return pinned
    return datetime.now(UTC) + _offset


def wall() -> datetime:
    """Return the machine's own moment, aware, in UTC: a demonstration's shift left out.

    For what is compared with clocks outside, like the codes an authenticator shows.
    """
    pinned = _pinned.get()
    return pinned if pinned is not None else datetime.now(UTC)


def today() -> date:
    """Return the business date: today's date in Asia/Shanghai."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """Return an aware moment as Asia/Shanghai wall time."""
    return moment.astimezone(SHANGHAI)


def start_at(moment: datetime) -> None:
    """Let this process's clock run on from ``moment``: a demonstration at a fixed date."""
    global _offset
    _offset = moment - datetime.now(UTC)


def is_shifted() -> bool:
    """Say whether the clock is a demonstration's clock; pages then show a notice."""
    return _offset != timedelta(0)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware) inside the block."""
    if moment.tzinfo is None:
        raise ValueError("clock.at needs an aware datetime")
    token = _pinned.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)
