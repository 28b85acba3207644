"""Naming background work: which tasks there are, what they may say, when they run by themselves.

Every app declares its tasks beside each other in ``tasks.py``, also those below the outbox; the
outbox finds them here by name and runs them. No Django, no queue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from apps.lib import formats
from apps.lib.actors import Actor
from apps.lib.clock import SHANGHAI

Json = str | int | float | bool | None | list["Json"] | Mapping[str, "Json"]


class Schedule(Protocol):
    """When a task runs by itself: moments are slots, and each slot is worked off once."""

    @property
    def label(self) -> str:
        """How often, in words."""

    def slot(self, now: datetime) -> datetime:
        """Return the latest slot that has come (UTC)."""

    def following(self, now: datetime) -> datetime:
        """Return the next slot to come (UTC)."""


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many ``minutes`` from midnight UTC, which should divide a day: the count begins anew there."""

    minutes: int

    @property
    def label(self) -> str:
        return f"每 {self.minutes} 分钟" if self.minutes < 60 else f"每 {self.minutes // 60} 小时"

    def slot(self, now: datetime) -> datetime:
        # From the clock alone, without a memory: any number of beats name the same slot (decision 0030).
        now = now.astimezone(UTC)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = int((now - midnight) / timedelta(minutes=self.minutes))
        return midnight + timedelta(minutes=self.minutes) * passed

    def following(self, now: datetime) -> datetime:
        return self.slot(now) + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at a wall-clock time in Asia/Shanghai."""

    hour: int
    minute: int = 0

    @property
    def label(self) -> str:
        return f"每天 {formats.time_of_day(time(self.hour, self.minute))}"

    def slot(self, now: datetime) -> datetime:
        today = now.astimezone(SHANGHAI).date()
        slot = datetime.combine(today, time(self.hour, self.minute), SHANGHAI)
        # Arithmetic on wall-clock time is safe here: Asia/Shanghai has no summer time.
        return (slot if slot <= now else slot - timedelta(days=1)).astimezone(UTC)

    def following(self, now: datetime) -> datetime:
        return self.slot(now) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task leaves behind: a sentence for people, perhaps a stored file."""

    summary: str = ""
    file_id: UUID | None = None


class TryAgain(Exception):
    """Something outside did not answer; the job waits and is tried again. ``reason`` is for people."""

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class Run(Protocol):
    """What a running task is given. One attempt of one job."""

    @property
    def job_id(self) -> UUID:
        """The same for every attempt: a key for what must not happen twice."""

    @property
    def args(self) -> Mapping[str, Json]:
        """What was asked for; never personal values."""

    @property
    def personal(self) -> Mapping[str, Json]:
        """What was asked for and may be personal; encrypted at rest, forgotten when the job ends."""

    @property
    def by(self) -> Actor:
        """Who asked, frozen at that moment."""

    @property
    def is_last(self) -> bool:
        """Whether this attempt is the last one."""

    @property
    def cursor(self) -> str:
        """How far committed steps have come; '' at the beginning."""

    @property
    def done(self) -> int:
        """How much committed steps have done."""

    def report(self, done: int, total: int | None = None, text: str = "") -> None:
        """Show progress at once. Ends the run when the job was cancelled or taken over."""

    def step(
        self, *, cursor: str, done: int | None = None, total: int | None = None, text: str = ""
    ) -> AbstractContextManager[None]:
        """One transaction of effect and progress; on a later attempt ``cursor`` says where to go on."""

    def ending(self) -> AbstractContextManager[Ending]:
        """The last transaction: effect and the job's end, both or neither."""


@dataclass(slots=True)
class Ending:
    """The outcome being written in the last transaction."""

    outcome: Outcome = Outcome()


Answer = Outcome | str | int | None
Call = Callable[[Run], Answer]


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of background work, as its declaration by :func:`task` has it."""

    name: str
    label: str
    call: Call
    schedule: Schedule | None
    max_attempts: int
    in_steps: bool
    longest: timedelta


REGISTRY: dict[str, Task] = {}
"""Every task by name. Filled when the apps' ``tasks`` modules are loaded."""


def task(
    name: str,
    *,
    label: str,
    every: Schedule | None = None,
    max_attempts: int = 5,
    in_steps: bool = False,
    longest: timedelta = timedelta(hours=1),
) -> Callable[[Call], Call]:
    """Declare a task: ``@task("cases.refresh_clocks", label="重算到期日", every=Daily(1))``.

    The function takes the :class:`Run` and answers with an :class:`Outcome`, a sentence, a count or
    nothing. Normally all of it runs in one transaction with the job's end, so that its effect
    happens exactly once. With ``in_steps`` it opens its own transactions through ``run.step()`` and
    ``run.ending()``; whatever it writes outside them must bear being written twice. An attempt that
    takes longer than ``longest`` is given up and started anew.
    """

    def declare(call: Call) -> Call:
        known = REGISTRY.get(name)
        if known is not None and known.call is not call:
            raise ValueError(f"two tasks are called {name}")
        REGISTRY[name] = Task(name, label, call, every, max_attempts, in_steps, longest)
        return call

    return declare
