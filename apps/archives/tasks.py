"""Work on archives that nobody waits for."""

from uuid import UUID

from apps.archives import services
from apps.lib.jobs import Outcome, Run, task


@task(services.PACK, label="生成一户一档存档包", in_steps=True, max_attempts=3)
def pack(run: Run) -> None:
    """Make the package of one filed case; keeping it and the job's end are one transaction."""
    archive = services.filed(UUID(str(run.args["case"])))
    if archive.package_id is not None:
        with run.ending() as ending:
            ending.outcome = Outcome("存档包已经有了")
        return
    # Outside the last transaction, which on SQLite keeps every other writer waiting (decision 0031).
    made = services.build(
        archive=archive, by=run.by, told=lambda done, total: run.report(done, total, "正在装包")
    )
    with run.ending() as ending:
        kept = services.keep_package(case_id=archive.pk, by=run.by, made=made)
        ending.outcome = Outcome(f"文书 {made.papers} 件、照片 {made.photos} 张", kept.package_id)
