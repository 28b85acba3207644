"""The bodies of the stage that 管理 keeps."""

from __future__ import annotations

from datetime import date, datetime

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import BodyChange, Organisation
from apps.orgs.services import create_organisation, plan_closing
from tests.factories.world import SINCE, World


def make_bodies(world: World, *, at: datetime) -> tuple[dict[str, Organisation], BodyChange]:
    """Return 上城's bureau and two companies below it, of which one is going to be closed."""
    companies = {
        name: create_organisation(
            by=SYSTEM,
            kind=OrganisationKind.PROPERTY,
            name=f"{words}物业公司",
            short_name=words,
            valid_from=SINCE,
            region=world.shangcheng.region,
        )
        for name, words in (("company", "样例"), ("leaving", "退出"))
    }
    bodies = {"shangcheng": world.shangcheng, "province": world.province, **companies}
    with clock.at(at):
        change = plan_closing(
            by=SYSTEM,
            organisation_id=companies["leaving"].pk,
            effective_on=date(2026, 12, 1),
            reason="示例：退出",
        )
    return bodies, change
