"""Work on archives that nobody waits for."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from time import monotonic
from uuid import UUID

from apps.archives import services
from apps.documents.services import FileDamaged
from apps.lib.jobs import Daily, Outcome, Run, TryAgain, task


def now_and_then(tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """Return what tells once a second at most: each time is a transaction that waits for the disk."""
    last = 0.0

    def told(done: int, total: int) -> None:
        nonlocal last
        if monotonic() - last >= 1:
            last = monotonic()
            tell(done, total)

    return told


@task(services.PACK, label="生成一户一档存档包", in_steps=True, max_attempts=5)
def pack(run: Run) -> None:
    """Make the package of one filed case; keeping it and the job's end are one transaction."""
    archive = services.filed(UUID(str(run.args["case"])))
    if archive.package_id is not None:
        with run.ending() as ending:
            ending.outcome = Outcome("存档包已经有了")
        return
    told = now_and_then(lambda done, total: run.report(done, total, "正在装包"))
    # Outside the last transaction, which on SQLite keeps every other writer waiting (decision 0031).
    try:
        made = services.build(archive=archive, told=told)
    except FileDamaged as error:
        # A damaged file is left out and said; here only the store did not answer.
        raise TryAgain(error.reason) from error
    with run.ending() as ending:
        kept = services.keep_package(case_id=archive.pk, by=run.by, made=made)
        left_out = f"，没有装入 {made.left_out} 件" if made.left_out else ""
        ending.outcome = Outcome(f"文书 {made.papers} 件、照片 {made.photos} 张{left_out}", kept.package_id)


@task(services.FILL, label="生成汇总存档包", in_steps=True, longest=timedelta(hours=6))
def bundle(run: Run) -> None:
    """Take in the 件 of a year or an estate one by one; a further attempt goes on behind the last one."""
    asked = services.bundle_of(int(str(run.args["body"])), int(str(run.args["number"])))

    def step(at: str, done: int, total: int, text: str) -> AbstractContextManager[None]:
        return run.step(cursor=at, done=done, total=total, text=text)

    try:
        services.fill_bundle(bundle=asked, by=run.by, step=step)
    except FileDamaged as error:
        # What is damaged is left out and said; here only the store did not answer.
        raise TryAgain(error.reason) from error
    with run.ending() as ending:
        made = services.close_bundle(bundle_id=asked.pk, by=run.by)
        left_out = f"，没有装入 {made.left_out} 份" if made.left_out else ""
        ending.outcome = Outcome(f"已生成，在移交清单页下载{left_out}")


@task("archives.take_up", label="补做没有生成的存档包", every=Daily(2, 20))
def take_up(run: Run) -> int:
    """Ask again for packages whose job had come to its end without one."""
    return services.take_up_packages(by=run.by)
