"""Work on visits that nobody presses a button for."""

from uuid import UUID

from apps.inspections import services
from apps.lib.jobs import Daily, Run, task


@task("inspections.discard_stale_uploads", label="清除现场未传完的照片", every=Daily(2, 50))
def discard_stale_uploads(run: Run) -> int:
    """Delete what phones began to upload and never finished."""
    return services.discard_stale_field_uploads(by=run.by)


@task("inspections.remind_appointment", label="提醒明天的上门预约")
def remind_appointment(run: Run) -> str:
    """Remind of one appointment, if it still stands as it did when the reminder was armed."""
    return services.remind_appointment(
        appointment_id=UUID(str(run.args["appointment"])), version=int(str(run.args["version"])), by=run.by
    )
