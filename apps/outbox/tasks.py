"""Work of the outbox that nobody presses a button for."""

from apps.lib.jobs import Daily, Run, task
from apps.outbox import services

__all__ = ["forget_old_keys", "task"]


@task("outbox.forget_old_keys", label="清除过期的提交凭据", every=Daily(3, 10))
def forget_old_keys(run: Run) -> int:
    """Delete idempotency keys no open page can carry any more."""
    return services.forget_old_keys()
