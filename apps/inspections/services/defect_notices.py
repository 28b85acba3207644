"""Who hears of what a household reported: the enterprise, the bureau, the household itself."""

from __future__ import annotations

from apps.audit.services import Subject
from apps.cases.models import Case
from apps.cases.services import text_household
from apps.cases.services.notices import desks_of
from apps.inspections.models import Defect
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.outbox.services import tell

PAGE = "inspections:works"


def tell_enterprise_of(defect: Defect, *, by: Actor, words: str) -> None:
    """Tell the site manager, or the street where the enterprise has no account; not the words themselves."""
    case = defect.case
    has_account = case.enterprise is not None and case.enterprise.organisation_id is not None
    _tell(defect, by, words, {Role.SITE_MANAGER} if has_account else {Role.STREET_CLERK}, "enterprise")


def tell_bureau_of(defect: Defect, *, by: Actor, words: str) -> None:
    """Tell the bureau, which looks after what the two do not settle between them."""
    _tell(defect, by, words, {Role.DISTRICT_CLERK}, "bureau")


def _tell(defect: Defect, by: Actor, words: str, roles: set[Role], to: str) -> None:
    case: Case = defect.case
    tell(
        to=desks_of(case, roles),
        kind="defect.reported",
        title=f"{case.number} {words}",
        text=f"第 {defect.number} 项，见“施工与巡查”。",
        by=by,
        key=f"defect:{defect.pk}:{to}:{words}:{defect.times_again}:{defect.sent_back}"[:200],
        subject=Subject("case", str(case.pk)),
        page=PAGE,
    )


def tell_household_of_answer(defect: Defect, *, by: Actor) -> None:
    """Text the household that somebody answered, one a day: an enterprise rings at no phone by writing.

    Not another one than reported it: after 变更装修人 the number is that of the new one.
    """
    if not Defect.objects.of_this_household().filter(pk=defect.pk).exists():
        return
    key = f"defect:{defect.case_id}:{clock.today()}"
    text_household(case=defect.case, event="defect_answered", by=by, key=key)
