"""What is sent without anybody waiting for it."""

from __future__ import annotations

from datetime import timedelta

from apps.connections import services
from apps.connections.rules.answers import TRIES
from apps.connections.rules.partners import PARTNERS
from apps.lib.jobs import Daily, Every, Outcome, Run, task
from apps.outbox.services import enqueue

__all__ = ["forget_old_calls", "line_up", "push", "take_up"]


@task(
    "connections.push",
    label="推送到对接系统",
    in_steps=True,
    max_attempts=TRIES,
    longest=timedelta(minutes=2),
)
def push(run: Run) -> Outcome:
    """Hand one record over."""
    return services.push(run=run)


@task("connections.take_up", label="推送还没有送达的", every=Every(10))
def take_up(run: Run) -> int:
    """Set to work what waits: a system answers again, was switched on or set up."""
    return services.take_up()


@task("connections.line_up", label="全部重新推送")
def line_up(run: Run) -> int:
    """Line up all that a system should have; the next beats send it."""
    count = services.line_up(PARTNERS[str(run.args["partner"])])
    enqueue(task="connections.take_up", by=run.by, key=f"after:{run.job_id}")
    return count


@task("connections.forget_old_calls", label="清除没有应答的旧调用记录", every=Daily(3, 40))
def forget_old_calls(run: Run) -> int:
    """Delete old calls without an answer that others followed."""
    return services.forget_old_calls()
