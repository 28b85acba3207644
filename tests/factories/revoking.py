"""撤销验收合格 on its way: what each step makes of an accepted case."""

from __future__ import annotations

from apps.cases.models import Case
from apps.lib import clock
from apps.revocations import services
from tests.factories.world import World

FACTS = "抽查发现卫生间墙面未采用装配式做法，验收照片为另一户。"
GROUNDS = "杭房局〔2024〕43号 三（一）"


def proposed(world: World, case: Case) -> None:
    """Let 王演示 propose it."""
    services.propose_revocation(case_id=case.pk, by=world.wang, facts=FACTS, grounds=GROUNDS)


def told(world: World, case: Case) -> None:
    """Let the notice be served on both today."""
    proposed(world, case)
    services.record_notice(
        case_id=case.pk,
        by=world.wang,
        household_on=clock.today(),
        household_way="direct",
        enterprise_on=clock.today(),
        enterprise_way="post",
    )


def decided(world: World, case: Case) -> None:
    """Let the leader decide to revoke."""
    told(world, case)
    services.decide_revocation(case_id=case.pk, by=world.ling, outcome="revoke", reason="事实清楚。")


def revoked(world: World, case: Case) -> None:
    """Let 沈演示 agree."""
    decided(world, case)
    services.agree_to_revocation(case_id=case.pk, by=world.shen, opinion="agree")
