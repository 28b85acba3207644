"""Work on visits that nobody presses a button for."""

from apps.inspections import services
from apps.lib.jobs import Daily, Run, task


@task("inspections.discard_stale_uploads", label="清除现场未传完的照片", every=Daily(2, 50))
def discard_stale_uploads(run: Run) -> int:
    """Delete what phones began to upload and never finished."""
    return services.discard_stale_field_uploads(by=run.by)
