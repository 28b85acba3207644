"""Work on 疑点 that nobody presses a button for."""

from __future__ import annotations

from datetime import timedelta

from apps.lib.jobs import Daily, Run, task
from apps.signals import services


@task("signals.look", label="查找疑点", every=Daily(3, 20), in_steps=True, longest=timedelta(hours=6))
def look(run: Run) -> str:
    """Look through what changed since the last time, with each body's lines of today."""
    return services.look_for_signals(by=run.by, step=run.step, cursor=run.cursor, done=run.done)
