"""Work on archives that nobody waits for."""

from uuid import UUID

from apps.archives import services
from apps.documents.services import FileDamaged
from apps.lib.jobs import Daily, Outcome, Run, TryAgain, task


@task(services.PACK, label="生成一户一档存档包", in_steps=True, max_attempts=5)
def pack(run: Run) -> None:
    """Make the package of one filed case; keeping it and the job's end are one transaction."""
    archive = services.filed(UUID(str(run.args["case"])))
    if archive.package_id is not None:
        with run.ending() as ending:
            ending.outcome = Outcome("存档包已经有了")
        return
    # Outside the last transaction, which on SQLite keeps every other writer waiting (decision 0031).
    try:
        made = services.build(archive=archive, told=lambda done, total: run.report(done, total, "正在装包"))
    except FileDamaged as error:
        # A damaged file is left out and said; here only the store did not answer.
        raise TryAgain(error.reason) from error
    with run.ending() as ending:
        kept = services.keep_package(case_id=archive.pk, by=run.by, made=made)
        left_out = f"，没有装入 {made.left_out} 件" if made.left_out else ""
        ending.outcome = Outcome(f"文书 {made.papers} 件、照片 {made.photos} 张{left_out}", kept.package_id)


@task("archives.take_up", label="补做没有生成的存档包", every=Daily(2, 20))
def take_up(run: Run) -> int:
    """Ask again for packages whose job had come to its end without one."""
    return services.take_up_packages(by=run.by)
