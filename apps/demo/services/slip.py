"""A slip of the demonstration, public like its password: a stranger opens one household's pages with it."""

from __future__ import annotations

from django.conf import settings

from apps.cases.models import Case
from apps.demo.services.world import DemoWorld
from apps.household.enums import Holder
from apps.household.models import Slip
from apps.household.queries.slips import phone_of, token_index
from apps.household.rules.codes import Secret, last_four
from apps.household.services import issue_slip
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.plans.enums import PlanStatus
from apps.plans.models import PlanVersion

SLIP = Secret(token="demo-public-slip", code="1234567890")  # noqa: S106 - public, as the password is


def issue_demo_slip(world: DemoWorld) -> None:
    """Issue it to a household that has a plan to decide on; a production site never gets one."""
    if settings.PROFILE == "production":
        return
    by: Actor = world.actors["330102", Role.DISTRICT_CLERK]
    waiting = PlanVersion.objects.filter(status=PlanStatus.SUBMITTED, case__bureau_id=by.organisation_id)
    street = world.actors["330102001", Role.STREET_CLERK].organisation_id
    firm = world.enterprises[0].pk

    def nearness(plan: PlanVersion) -> tuple[bool, bool]:
        # The printed accounts are this street's and this enterprise's: there it goes on.
        return plan.case.street_office_id == street, plan.case.enterprise_id == firm

    rows = waiting.select_related("case").order_by("-number", "case__number")
    plan = max(rows, key=nearness, default=None)
    # A small programme may have nobody who waits for one.
    others = Case.objects.filter(bureau_id=by.organisation_id, number__isnull=False).order_by("number")
    case_id = plan.case_id if plan else others.values_list("pk", flat=True).first()
    if case_id is not None:
        issue_slip(case_id=case_id, by=by, holder=Holder.SELF.value, secret=SLIP)


def demo_slip() -> tuple[str, str] | None:
    """Return number of the case and digits of the telephone that the public slip opens; None without one."""
    slip = Slip.objects.with_case().filter(token_index=token_index(SLIP.token)).first()
    return None if slip is None else (slip.case.number or "", last_four(phone_of(slip.case, slip.holder)))
