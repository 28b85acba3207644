"""Telling the street that a household's registered telephone cannot speak for it."""

from __future__ import annotations

from django.db import transaction

from apps.audit.services import Subject
from apps.household.enums import Holder
from apps.household.models import Slip
from apps.household.permissions import visitor
from apps.household.queries.slips import phone_index
from apps.household.rules.numbers import SHOWN_TO_STREET
from apps.lib.decisions import Denied
from apps.orgs.enums import Role
from apps.outbox.services import Desk, tell


@transaction.atomic
def tell_street(*, slip: Slip, why: Denied) -> int:
    """Tell the street once of a number that cannot speak; return how many desks were told."""
    if why.code not in SHOWN_TO_STREET:
        return 0
    case = slip.case
    whose = "代办人的" if slip.holder == Holder.AGENT else "登记"
    return tell(
        to=[Desk(case.street_office_id, Role.STREET_CLERK)],
        kind="household.number",
        title=f"{case.number} {whose}电话不能收验证码",
        text=f"住户想在手机上办，没有办成：{why.reason}请与住户本人核实电话，或请其到窗口办。",
        by=visitor(slip),
        # Another number, or another reason, is another matter.
        key=f"household.number:{case.pk}:{why.code}:{phone_index(case, slip.holder)[:16]}",
        subject=Subject("case", str(case.pk)),
        page="household:slips",
    )
