"""How the demonstration's bodies and enterprises keep themselves: contact people, reviewed accounts."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Count

from apps.accounts.models import AccountReview
from apps.demo.services.world import GIVEN, SINCE, DemoWorld
from apps.enterprises.services import add_contact
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import Role
from apps.orgs.models import Organisation

DUTIES = (("设计", "陆"), ("施工", "汤"), ("售后、投诉", "钱"))
REVIEWED = date(2026, 7, 8)


def name_contacts(world: DemoWorld) -> None:
    """Let each enterprise say whom to call for what."""
    for number, enterprise in enumerate(world.enterprises, start=1):
        for place, (duty, surname) in enumerate(DUTIES):
            add_contact(
                by=world.actors[f"enterprise-{number}", Role.DESIGNER],
                enterprise=enterprise,
                name=f"{surname}{GIVEN[number % len(GIVEN)]}",
                duty=duty,
                phone=f"138000005{number}{place}",
                since=SINCE,
            )


def review_accounts() -> None:
    """Let the accounts of all bodies but one street have been looked through this summer."""
    bodies = Organisation.objects.exclude(name__startswith="湖滨")
    held = bodies.annotate(people=Count("memberships__user", distinct=True)).values_list("pk", "people")
    AccountReview.objects.bulk_create(
        AccountReview(
            organisation_id=body,
            reviewed_on=REVIEWED,
            found="与在岗名单一致。",
            people=people,
            reviewed_by="本单位管理员",
            recorded_at=datetime.combine(REVIEWED, time(16, 30), SHANGHAI),
        )
        for body, people in held
    )
