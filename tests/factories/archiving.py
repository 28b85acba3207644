"""一户一档 on the way to being filed: what each step makes of a passed case."""

from __future__ import annotations

from apps.archives import services as archives
from apps.cases.models import Case
from apps.inspections.services import mark_showcase
from apps.lib import clock
from tests.factories.uploads import pdf, upload
from tests.factories.world import World


def make_whole(world: World, case: Case) -> None:
    """Let the counter bring in what is missing: 附件 1 in ink and stamped, and the signed 验收表."""
    archives.add_application_scan(
        case_id=case.pk,
        by=world.zhou,
        scan=upload("申请表.pdf", pdf()),
        signed_on=clock.today(),
        opinion_on=clock.today(),
    )
    archives.add_acceptance_form(case_id=case.pk, by=world.zhou, number=1, scan=upload("验收表.pdf", pdf()))


def compiled(world: World, case: Case) -> None:
    """Let 王演示 compile the whole case."""
    make_whole(world, case)
    archives.compile_archive(case_id=case.pk, by=world.wang, remark="件内文件齐全。")


def filed(world: World, case: Case) -> None:
    """Let 沈演示 check and file it; its package waits for the job."""
    compiled(world, case)
    archives.file_archive(case_id=case.pk, by=world.shen)


def packed(world: World, case: Case) -> None:
    """Let the job have made the package."""
    filed(world, case)
    archives.pack(case_id=case.pk, by=world.shen)


def shown(world: World, case: Case) -> None:
    """Let 凌演示 mark it as 样板工程."""
    mark_showcase(
        case_id=case.pk, by=world.ling, reason="三天装完", consent="户主当面同意", marked_on=clock.today()
    )
