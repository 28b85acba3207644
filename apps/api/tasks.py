"""Work of the API's kernel that nobody presses a button for."""

from apps.api import services
from apps.lib.jobs import Daily, Run, task

__all__ = ["forget_old_keys", "task"]


# Named after the app the keys used to lie in: rows of jobs carry the name.
@task("outbox.forget_old_keys", label="清除过期的提交凭据", every=Daily(3, 10))
def forget_old_keys(run: Run) -> int:
    """Delete idempotency keys no open page can carry any more."""
    return services.forget_old_keys()
