"""Work on files that nobody presses a button for."""

from apps.documents import services
from apps.lib.jobs import Daily, Run, task


@task("documents.discard_stale_parked", label="清除搁置的上传文件", every=Daily(2, 40))
def discard_stale_parked(run: Run) -> int:
    """Delete uploads that waited for a form longer than a day, and content no row names."""
    return services.discard_stale_parked(by=run.by)
